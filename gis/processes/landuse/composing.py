"""The process `composition`: what land cover zones hold at one date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import NoAnswerError
from gis.landcover.composition import Composition, composition
from gis.landcover.grids import Cells
from gis.processes.answer import Outcome, Standing
from gis.processes.landuse.epochs import COVER, Shared, cover_of, in_legend, shared_in
from gis.processes.landuse.zones import shared_ha, united, zone_inputs
from gis.processes.process import Input, Process
from gis.processes.units import units_of
from layers import landcover
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

OWN = "own"
LEFT = ("no_value_ha", "unknown_ha", "beyond_ha")
Rows = list[dict[str, Any]]


def composition_process() -> Process:
    """Declare the process."""
    return Process(
        id="composition",
        version="1.0.0",
        title=Text("Komposisi tutupan lahan", "Composition of land cover"),
        description=Text(
            "Berapa hektare dan berapa bagian setiap kelas tutupan lahan di setiap wilayah pada "
            "satu tanggal, dan berapa yang tidak terklasifikasi.",
            "How many hectares, and what share, of each zone is of each class of land cover at one "
            "date, and how much is not classified.",
        ),
        inputs=(COVER, *zone_inputs(), _legend()),
        function=_run,
        references=("exactextract: exact fractions of cells in polygons (ISciences)",),
        command="composition",
        outputs={"zones": Text("Wilayah dan kelas-kelasnya", "Zones and their classes")},
    )


def _legend() -> Input:
    """Declare in which legend classes are told."""
    return Input(
        "legend",
        Text("Legenda", "Legend"),
        "choice",
        Text(
            "Kelas menurut legenda lapisan itu sendiri (own) atau legenda bersama (common)",
            "Classes of the legend of the layer itself (own), or of the common one (common)",
        ),
        choices=(
            (OWN, Text("legenda lapisan", "legend of the layer")),
            (landcover.COMMON, Text("legenda bersama", "common legend")),
        ),
        default=OWN,
        quiet=True,
    )


def _run(catalogue: Catalogue, given: Mapping[str, Any]) -> Outcome:
    epoch = cover_of(catalogue, given["cover"])
    shared = shared_in(epoch.legend if given["legend"] == OWN else landcover.COMMON, epoch)
    cells = in_legend(catalogue[epoch.layer.id].raster_file(), epoch, shared)
    unit_layer = catalogue[given["by"]]
    units = units_of(unit_layer.read(), given["region"], given["by"])
    found = composition(cells, shared.classes, units)
    _require_land(found, given)
    once, overlap_ha = _once(cells, shared, units, found)
    zones = _zones(units, found)
    return Outcome(
        numbers={
            "measure": "ha",
            "cover": epoch.to_dict(),
            "legend": shared.to_dict(),
            "rows": _rows(zones, found, shared),
            "totals": _totals(once, shared),
            "zones": zones.to_dict("records"),
            "not_classified": {name: float(getattr(once, name).sum()) for name in LEFT},
            "area_ha": float(once.drawn_ha.sum()),
            "overlap_area_ha": overlap_ha,
            "n_units_without_shape": found.n_without_shape,
            "by": given["by"],
            "region": given["region"],
        },
        features={"zones": _features(zones, found, units)},
        method=_method(shared),
        layers=(epoch.layer, unit_layer.layer),
        trusts=shared.trusts,
    ).stands(
        Standing.of_units(
            Text("Data tutupan lahan", "Data on land cover"),
            units["name"],
            ~(found.table.sum(axis=1) > 0),
        )
    )


def _require_land(found: Composition, given: Mapping[str, Any]) -> None:
    """Refuse to answer where no zone has a class, and say what there is."""
    if found.table.to_numpy().sum() > 0:
        return
    no_value, unknown, beyond = (f"{getattr(found, name).sum():,.0f}" for name in LEFT)
    raise NoAnswerError(
        Text(
            f"tidak ada sel berkelas di {given['by']}: {no_value} ha tanpa data, {unknown} ha "
            f"berkode asing, {beyond} ha di luar raster; pilih wilayah atau tutupan lahan lain",
            f"no cell has a class in {given['by']}: {no_value} ha without data, {unknown} ha with "
            f"strange codes, {beyond} ha beyond the raster; choose other zones or land cover",
        ),
        code="no-land-cover",
    )


def _once(
    cells: Cells, shared: Shared, units: gpd.GeoDataFrame, found: Composition
) -> tuple[Composition, float]:
    """Give the composition with land in several zones counted once, and how much is shared."""
    union = united(units)
    if union is None:
        return found, 0.0
    once = composition(cells, shared.classes, union)
    overlap_ha = shared_ha(float(found.drawn_ha.sum()), float(once.drawn_ha.sum()))
    return (once if overlap_ha else found), overlap_ha


def _zones(units: gpd.GeoDataFrame, found: Composition) -> pd.DataFrame:
    """Give of each zone its area as drawn, what of it has a class, and what has none."""
    out = pd.DataFrame(units[["code", "name"]])
    out.insert(0, "id", units.index)
    out["area_ha"] = found.drawn_ha
    out["classified_ha"] = found.table.sum(axis=1)
    out["classified_share"] = _share(out["classified_ha"], out["area_ha"])
    for name in LEFT:
        out[name] = getattr(found, name)
    codes = found.table.columns.astype(str)
    most = codes[found.table.to_numpy().argmax(axis=1)]
    out["largest"] = pd.Series(most, units.index, object).where(out["classified_ha"] > 0, None)
    return out.sort_values("code", kind="stable")


def _share(part: pd.Series, whole: pd.Series) -> pd.Series:
    return part / whole.where(whole > 0)


def _rows(zones: pd.DataFrame, found: Composition, shared: Shared) -> Rows:
    """List the classes of each zone, the largest of a zone first."""
    hectares = found.table.loc[zones.index].to_numpy()
    rows: Rows = []
    for zone, held in zip(zones.to_dict("records"), hectares, strict=True):
        rows += [
            {
                "id": zone["id"],
                "code": zone["code"],
                "name": zone["name"],
                "class": code,
                "class_name": name.to_dict(),
                "area_ha": area,
                "share": area / zone["area_ha"],
            }
            for code, name, area in _largest(found, shared, held)
        ]
    return rows


def _totals(once: Composition, shared: Shared) -> Rows:
    """Give the classes of all zones together, land in several of them counted once."""
    drawn, sums = float(once.drawn_ha.sum()), once.table.to_numpy().sum(axis=0)
    return [
        {"class": code, "name": name, "area_ha": area, "share": area / drawn}
        for code, name, area in _largest(once, shared, sums)
    ]


def _largest(
    found: Composition, shared: Shared, hectares: NDArray[np.float64]
) -> Iterator[tuple[str, Text, float]]:
    """Give code, name and area of the classes that are there, the largest first."""
    names = {c.code: c.name for c in shared.legend.classes}
    codes = found.table.columns.astype(str)
    for k in np.argsort(-hectares, kind="stable"):
        if hectares[k] > 0:
            yield codes[k], names[codes[k]], float(hectares[k])


def _features(zones: pd.DataFrame, found: Composition, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the zones with hectares (`ha_1`) and share (`share_1`) of every class there is."""
    held = found.table.loc[zones.index, found.table.sum() > 0]
    shares = held.div(zones["area_ha"].where(zones["area_ha"] > 0), axis=0)
    frame = zones.drop(columns="id").join(held.add_prefix("ha_")).join(shares.add_prefix("share_"))
    return gpd.GeoDataFrame(frame, geometry=units.geometry.loc[zones.index], crs=units.crs)


def _method(shared: Shared) -> Text:
    """Say how areas were found, and in which legend."""
    title = shared.legend.title
    text = Text(f"Legenda: {title.id}", f"Legend: {title.en}")
    if shared.walked:
        names = ", ".join(shared.walked)
        text += Text(
            f" (diubah dengan tabel padanan dari {names}; kelas tanpa satu padanan tidak "
            "terklasifikasi)",
            f" (by crosswalk from {names}; classes without one counterpart are not classified)",
        )
    return text + Text(
        ". Luas: bagian tepat setiap sel di dalam wilayah (poligon melawan sel pada bidang raster) "
        "kali luas sel yang sebenarnya di elipsoid WGS 84. Bagian: dari luas wilayah sebagaimana "
        "digambar; kelas dan yang tidak terklasifikasi berjumlah satu. Ini hasil hitung sel peta; "
        "galat peta tidak termasuk.",
        ". Areas: exact share of each cell inside the polygon, in the plane of the raster, times "
        "the true area of the cell on the ellipsoid (WGS 84). Shares: of the area of the zone as "
        "drawn; the classes and what is not classified add up to one. These are counts of the "
        "map's cells; the map's errors are not in them.",
    )
