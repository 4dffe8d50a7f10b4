"""Plans of a catalogue as zones with known codes: general, detailed, and protected areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.areas import area_m2
from gis.errors import NoAnswerError
from gis.landcover.grids import HECTARE_M2
from gis.landcover.overlaps import polygons_of
from gis.processes.facilities import column
from gis.processes.process import Input
from gis.processes.units import units_of
from gis.zoning.accuracy import Accuracy, accuracy_of
from layers.crs import STORAGE_CRS
from layers.text import Text
from layers.zoning.classing import classify
from layers.zoning.codes import known, parents

if TYPE_CHECKING:
    from layers.catalog import Catalogue
    from layers.layer import Layer

PlanKind = Literal["rtrw", "rdtr", "protected"]
DEFAULTS: Mapping[PlanKind, str] = {
    "rtrw": "spatial_plan",
    "rdtr": "zoning",
    "protected": "protected_areas",
}
TITLES: Mapping[PlanKind, Text] = {
    "rtrw": Text("rencana umum (RTRW)", "general plan (RTRW)"),
    "rdtr": Text("rencana rinci (RDTR)", "detailed plan (RDTR)"),
    "protected": Text("kawasan lindung", "protected areas"),
}
INPUTS: Mapping[PlanKind, str] = {"rtrw": "plan", "rdtr": "zoning", "protected": "protected"}
# Where protected areas say of what kind they are.
KIND = "kind"


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Zones of one plan in the region asked for.

    `zones` has `code` (listed, None where the class was not recognised) and `name`;
    `unknown_ha` is the area of those without a code.
    """

    kind: PlanKind
    layer: Layer
    zones: gpd.GeoDataFrame
    unknown_ha: float

    def under(self, codes: frozenset[str]) -> gpd.GeoDataFrame:
        """Give the zones of some codes and of those below them."""
        held = [c is not None and bool({c, *parents(c)} & codes) for c in self.zones["code"]]
        return self.zones[held]

    @property
    def accuracy(self) -> Accuracy:
        """How accurate the lines are; protected areas are taken for a general plan."""
        said = self.layer.plan.get("scale")
        kind: Literal["rdtr", "rtrw"] = "rdtr" if self.kind == "rdtr" else "rtrw"
        scale = float(said) if said else None
        return accuracy_of(scale, kind, region=str(self.layer.plan.get("region", "")))


def plan_inputs() -> tuple[Input, ...]:
    """Declare the layers of plans; a usual one that is not there is left out and told."""
    return tuple(
        Input(
            INPUTS[kind],
            Text(TITLES[kind].id.capitalize(), TITLES[kind].en.capitalize()),
            "layer",
            Text(f"Lapisan {TITLES[kind].id}", f"Layer of the {TITLES[kind].en}"),
            default=DEFAULTS[kind],
            theme="zoning" if kind != "protected" else "land",
            quiet=True,
        )
        for kind in DEFAULTS
    )


def plans_of(
    catalogue: Catalogue, given: Mapping[str, Any], area: shapely.Geometry | None
) -> dict[PlanKind, Plan]:
    """Read the plans there are, cut to the region asked for.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs of `plan_inputs`.
    area
        The region in EPSG:4326; None for all.

    Raises
    ------
    LayerNotFoundError
        If a layer that is not the usual one is not there.
    NoAnswerError
        `no-plan`, if there is none at all.
    """
    found: dict[PlanKind, Plan] = {}
    for kind, usual in DEFAULTS.items():
        layer_id = given[INPUTS[kind]]
        if layer_id == usual and usual not in catalogue:
            continue
        handle = catalogue[layer_id]
        found[kind] = _plan(kind, handle.layer, handle.read(), area)
    if not found:
        raise NoAnswerError(
            Text(
                f"tidak ada rencana: {', '.join(DEFAULTS.values())} tidak ditemukan; tambahkan "
                "satu dengan 'penyangga add'",
                f"there is no plan: {', '.join(DEFAULTS.values())} are not there; add one with "
                "'penyangga add'",
            ),
            code="no-plan",
        )
    return found


def _plan(
    kind: PlanKind, layer: Layer, frame: gpd.GeoDataFrame, area: shapely.Geometry | None
) -> Plan:
    codes = _codes(kind, frame)
    zones = gpd.GeoDataFrame(
        {"code": codes, "name": column(frame, "name" if kind == "protected" else "namobj")},
        geometry=frame.geometry,
        index=frame.index,
        crs=STORAGE_CRS,
    )
    if area is not None:
        zones = cut_to(zones, area)
    unknown = zones.geometry.to_numpy()[zones["code"].isna().to_numpy()]
    return Plan(kind, layer, zones, float(area_m2(unknown).sum()) / HECTARE_M2)


def _codes(kind: PlanKind, frame: gpd.GeoDataFrame) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Tell the code of each zone: a kind of protected area, or the class of a plan."""
    if kind == "protected" and KIND in frame:
        said = [None if pd.isna(k) else str(k) for k in frame[KIND]]
        return np.array([k if k in known() else None for k in said], dtype=object)
    return classify(frame).codes


def cut_to(zones: gpd.GeoDataFrame, area: shapely.Geometry) -> gpd.GeoDataFrame:
    """Keep what lies inside an area."""
    shapes = zones.geometry.to_numpy()
    shapely.prepare(area)
    near = shapely.intersects(shapes, area)
    inside = shapely.contains_properly(area, shapes)
    cut = shapes.copy()
    for k in np.flatnonzero(near & ~inside):
        cut[k] = shapely.multipolygons(polygons_of(shapely.intersection(shapes[k], area)))
    kept = near & ~shapely.is_empty(cut)
    return zones.set_geometry(gpd.GeoSeries(cut, index=zones.index, crs=zones.crs))[kept]


def region_of(
    catalogue: Catalogue, by: str, region: str | None
) -> tuple[shapely.Geometry | None, tuple[Layer, ...]]:
    """Give the area of the units whose code starts with `region`, and their layer."""
    if region is None:
        return None, ()
    handle = catalogue[by]
    units = units_of(handle.read(), region, by)
    return shapely.union_all(units.geometry.to_numpy()), (handle.layer,)
