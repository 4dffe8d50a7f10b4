"""Lands: hectares of land cover and of plans that indicators are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.errors import NoAnswerError
from gis.landcover.composition import composition
from gis.processes.indicating.counted import Counted, counted, counted_by, each_once
from gis.processes.indicating.counting import HA_M2, doubted, people_in
from gis.processes.landuse.composing import composition_process
from gis.processes.landuse.epochs import cover_of, epochs_in, in_legend, shared_in
from gis.processes.units import units_of
from layers import landcover
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue, LayerHandle

Given = Mapping[str, Any]
Shapes = NDArray[Any]
PLAN_METHOD = Text(
    "Luas zona dalam wilayah (yang bertumpang tindih dihitung sekali), geodesik di elipsoid WGS 84",
    "Area of zones inside the unit (what overlaps is counted once), geodesic on the WGS 84 "
    "ellipsoid",
)


def land_cover(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Measure land of some classes of the common legend, as `composition` does.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``classes`` (codes of the common legend, comma between), ``cover``.
    """
    process = composition_process()
    words = {"legend": landcover.COMMON, "cover": given.get("cover")}
    outcome = process.function(catalogue, process.check({**asked, **words}))
    rows, zones = pd.DataFrame(outcome.numbers["rows"]), pd.DataFrame(outcome.numbers["zones"])
    wanted = rows[rows["class"].isin(str(given["classes"]).split(","))]
    zones["part"] = zones["id"].map(wanted.groupby("id")["area_ha"].sum()).fillna(0.0)
    zones["whole"] = zones["classified_ha"]
    return counted_by(outcome, zones)


def land_cover_left(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Measure land of some classes now beside that of the oldest land cover.

    Parameters
    ----------
    catalogue, asked
        As `land_cover` has them.
    given
        As there, and ``since``: the land cover to compare with, the oldest unless given.

    Raises
    ------
    NoAnswerError
        `no-epoch`, if there is no older one.
    """
    now = cover_of(catalogue, given.get("cover"))
    older = [one for one in epochs_in(catalogue) if one.date < now.date]
    if given.get("since") is None and not older:
        raise NoAnswerError(
            Text(
                f"tidak ada tutupan lahan sebelum {now.date}; tambahkan dengan 'penyangga add'",
                f"no land cover before {now.date}; add one with 'penyangga add'",
            ),
            code="no-epoch",
        )
    then = given.get("since") or older[0].layer.id
    one, other = (
        land_cover(catalogue, asked, {**given, "cover": cover}) for cover in (now.layer.id, then)
    )
    table = one.table.assign(whole=other.table["part"])
    layers = each_once((*one.layers, *other.layers))
    return replace(one, table=table, layers=layers, trusts=(*one.trusts, *other.trusts))


def people_per_cover(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count people beside the land of some classes.

    Parameters
    ----------
    catalogue, asked, given
        As `land_cover` has them.
    """
    land = land_cover(catalogue, asked, given)
    people, sums = people_in(catalogue, asked, given)
    table = land.table.assign(whole=land.table["part"], part=land.table["code"].map(sums))
    return replace(land, table=doubted(table, "part"), layers=(*land.layers, people))


def zoned_land(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Measure the land of a plan's classes, and all land it zones, in each unit.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``plan`` (layer of polygons), ``field`` and ``classes`` (its values, comma between).
    """
    plan, unit_layer, units, zones = _plan(catalogue, asked, given)
    shapes = units.geometry.to_numpy()
    table = units[["code", "name"]].copy()
    table["whole"] = _hectares(_land_in(zones.geometry.to_numpy(), shapes))
    table["part"] = _hectares(_land_in(_chosen(zones, given, "classes"), shapes))
    if not table["whole"].sum() > 0:
        raise _no_plan(given)
    told = Text(
        "; penyebut: seluruh lahan yang dizonasi di wilayah itu.",
        "; denominator: all land zoned in that unit.",
    )
    return counted(table, PLAN_METHOD + told, (plan.layer, unit_layer.layer))


def plan_per_people(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Measure the land of a plan's classes beside the people of each unit.

    Parameters
    ----------
    catalogue, asked, given
        As `zoned_land` has them.
    """
    land = zoned_land(catalogue, asked, given)
    people, sums = people_in(catalogue, asked, given)
    table = land.table.assign(whole=land.table["code"].map(sums))
    return replace(
        land, table=doubted(table, "whole"), method=PLAN_METHOD, layers=(*land.layers, people)
    )


def cover_in_plan(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Measure land cover of some classes on the land of some zones of a plan.

    Parameters
    ----------
    catalogue, asked
        As `zoned_land` has them.
    given
        ``plan``, ``field`` and ``zones`` (its values), ``classes`` of the common legend,
        ``cover``.
    """
    plan, unit_layer, units, zones = _plan(catalogue, asked, given)
    land = _land_in(_chosen(zones, given, "zones"), units.geometry.to_numpy())
    there = ~shapely.is_empty(land)
    if not there.any():
        raise _no_plan(given)
    epoch = cover_of(catalogue, given.get("cover"))
    shared = shared_in(landcover.COMMON, epoch)
    cells = in_legend(catalogue[epoch.layer.id].raster_file(), epoch, shared)
    held = gpd.GeoSeries(land[there], index=units.index[there], crs=units.crs)
    found = composition(cells, shared.classes, held).table
    wanted = [c for c in found if str(c) in str(given["classes"]).split(",")]
    table = units[["code", "name"]].copy()
    table["part"] = found[wanted].sum(axis=1)
    table["whole"] = found.sum(axis=1)
    method = Text(
        "Bagian tepat setiap sel tutupan lahan di dalam zona, luas di elipsoid WGS 84; penyebut: "
        "lahan zona itu yang berkelas tutupan.",
        "Exact shares of the cells of land cover inside the zones, areas on the WGS 84 "
        "ellipsoid; denominator: land of those zones that has a class of cover.",
    )
    layers = (plan.layer, unit_layer.layer, epoch.layer)
    return counted(table.fillna({"part": 0.0, "whole": 0.0}), method, layers, trusts=shared.trusts)


def _plan(
    catalogue: Catalogue, asked: Given, given: Given
) -> tuple[LayerHandle, LayerHandle, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    plan, unit_layer = catalogue[given["plan"]], catalogue[asked["by"]]
    units = units_of(unit_layer.read(), asked.get("region"), asked["by"])
    west, south, east, north = (float(v) for v in units.total_bounds)
    return plan, unit_layer, units, plan.read(bbox=(west, south, east, north))


def _chosen(zones: gpd.GeoDataFrame, given: Given, name: str) -> Shapes:
    wanted = zones[given["field"]].isin(str(given[name]).split(","))
    return np.asarray(zones.geometry.to_numpy()[wanted.to_numpy()])


def _no_plan(given: Given) -> NoAnswerError:
    return NoAnswerError(
        Text(
            f"rencana {given['plan']!r} tidak memuat lahan itu di wilayah yang diminta",
            f"plan {given['plan']!r} zones no such land in the units asked for",
        ),
        code="no-plan",
    )


def _land_in(zones: Shapes, units: Shapes) -> Shapes:
    """Give the land of zones, united, in each unit."""
    unit, zone = shapely.STRtree(zones).query(units, predicate="intersects")
    # Cut first: to unite what lies in a unit is little work, to unite whole zones is much.
    pieces = shapely.intersection(zones[zone], units[unit])
    out = np.full(len(units), shapely.Polygon(), dtype=object)
    first = np.flatnonzero(np.diff(unit, prepend=-1, append=-1))
    for start, end in pairwise(first.tolist()):
        out[unit[start]] = _areas_of(shapely.union_all(pieces[start:end]))
    return out


def _areas_of(land: shapely.Geometry) -> shapely.Geometry:
    """Give the polygons of what an intersection left, without the lines where borders touch."""
    parts = shapely.get_parts(land)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON])


def _hectares(land: Shapes) -> NDArray[np.float64]:
    return np.asarray(area_m2(land) / HA_M2)
