"""Counting: what indicators are made of, each asked of the analysis that knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from gis.aggregation.borders import places_in
from gis.areas import area_m2
from gis.errors import NoAnswerError
from gis.processes.coverage import coverage_process
from gis.processes.facilities import operating, read_facilities
from gis.processes.indicating.counted import Counted, counted, counted_by
from gis.processes.landuse.composing import composition_process
from gis.processes.units import units_of
from gis.zonal import zonal_sum
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

HA_M2 = 10_000.0
Given = Mapping[str, Any]


def people_within(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count people within a distance or time of facilities, as `cover` does.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``facilities``, ``within`` (one distance or time), ``mode``.
    """
    process = coverage_process()
    outcome = process.function(catalogue, process.check({**asked, **given}))
    table = pd.DataFrame(outcome.numbers["rows"])
    table = table.rename(columns={"covered": "part", "total": "whole"})
    for end in ("low", "high"):
        # Of the people there are: the range of their number is that of the whole as well.
        if f"share_{end}" in table:
            table[end] = table[f"share_{end}"] * table["whole"]
    return counted_by(outcome, table)


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
    words = {"legend": "common", "cover": given.get("cover")}
    outcome = process.function(catalogue, process.check({**asked, **words}))
    rows, zones = pd.DataFrame(outcome.numbers["rows"]), pd.DataFrame(outcome.numbers["zones"])
    wanted = rows[rows["class"].isin(str(given["classes"]).split(","))]
    zones["part"] = zones["id"].map(wanted.groupby("id")["area_ha"].sum()).fillna(0.0)
    zones["whole"] = zones["classified_ha"]
    zones["low"], zones["high"] = np.nan, np.nan
    return counted_by(outcome, zones)


def facilities_there(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count operating facilities, and the people of each unit.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``facilities`` (types), ``layer`` and ``population`` where they are not the usual ones.
    """
    process = coverage_process()
    typed = process.check({**asked, "facilities": given["facilities"]})
    layer, unit_layer = catalogue[typed["layer"]], catalogue[typed["by"]]
    sites, notes = operating(read_facilities(layer, typed["facilities"]))
    units = units_of(unit_layer.read(), typed["region"], typed["by"])
    _, unit = places_in(sites.geometry.representative_point().to_numpy(), units.geometry.to_numpy())
    people, sums = _people(catalogue, typed["population"], units)
    table = units[["code", "name"]].copy()
    table["part"] = np.bincount(unit, minlength=len(units)).astype(float)
    table["whole"] = sums
    method = Text(
        "Jumlah fasilitas yang beroperasi di dalam wilayah; penduduk: pecahan tepat setiap sel "
        "raster.",
        "Operating facilities inside the unit; people: exact fractions of raster cells.",
    )
    return counted(table, method, (layer.layer, unit_layer.layer, people), notes=notes)


def density(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count people, and the hectares of each unit.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``population`` where it is not the usual one.
    """
    unit_layer = catalogue[asked["by"]]
    units = units_of(unit_layer.read(), asked.get("region"), asked["by"])
    people, sums = _people(catalogue, given.get("population", "population"), units)
    table = units[["code", "name"]].copy()
    table["part"] = sums
    table["whole"] = area_m2(units.geometry.to_numpy()) / HA_M2
    method = Text(
        "Penduduk: pecahan tepat setiap sel raster; luas: geodesik di elipsoid WGS 84.",
        "People: exact fractions of raster cells; areas: geodesic on the WGS 84 ellipsoid.",
    )
    return counted(table, method, (unit_layer.layer, people))


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
    plan, unit_layer = catalogue[given["plan"]], catalogue[asked["by"]]
    units = units_of(unit_layer.read(), asked.get("region"), asked["by"])
    west, south, east, north = (float(v) for v in units.total_bounds)
    zones = plan.read(bbox=(west, south, east, north))
    wanted = zones[given["field"]].isin(str(given["classes"]).split(","))
    shapes = units.geometry.to_numpy()
    table = units[["code", "name"]].copy()
    table["whole"] = _land_in(zones.geometry.to_numpy(), shapes)
    table["part"] = _land_in(zones.geometry.to_numpy()[wanted.to_numpy()], shapes)
    if not table["whole"].sum() > 0:
        raise NoAnswerError(
            Text(
                f"rencana {given['plan']!r} tidak memuat lahan di wilayah yang diminta",
                f"plan {given['plan']!r} zones no land in the units asked for",
            ),
            code="no-plan",
        )
    method = Text(
        "Luas zona dalam wilayah (yang bertumpang tindih dihitung sekali), geodesik di "
        "elipsoid WGS 84; penyebut: seluruh lahan yang dizonasi di wilayah itu.",
        "Area of zones inside the unit (what overlaps is counted once), geodesic on the WGS 84 "
        "ellipsoid; denominator: all land zoned in that unit.",
    )
    return counted(table, method, (plan.layer, unit_layer.layer))


def _land_in(zones: Any, units: Any) -> Any:
    """Give the hectares of zones, united, in each unit."""
    tree = shapely.STRtree(zones)
    unit, zone = tree.query(units, predicate="intersects")
    out = np.zeros(len(units))
    for at in np.unique(unit):
        land = shapely.union_all(zones[zone[unit == at]])
        out[at] = area_m2(np.array([shapely.intersection(land, units[at])]))[0] / HA_M2
    return out


def _people(catalogue: Catalogue, layer_id: str, units: Any) -> tuple[Any, Any]:
    layer = catalogue[layer_id]
    west, south, east, north = (float(v) for v in units.total_bounds)
    found = zonal_sum(units, layer.raster((west, south, east, north)))
    return layer.layer, found.table["total"].to_numpy()
