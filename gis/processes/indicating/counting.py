"""Counting: what indicators are made of, each asked of the analysis that knows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.aggregation.borders import places_in
from gis.areas import area_m2
from gis.errors import NoAnswerError
from gis.processes.coverage import coverage_process
from gis.processes.exposure import exposure_process
from gis.processes.facilities import column, operating, read_facilities
from gis.processes.indicating.counted import Counted, counted, counted_by
from gis.processes.units import units_of
from gis.zonal import zonal_sum
from layers.layer import Layer
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

HA_M2 = 10_000.0
WORKING = "working"
Given = Mapping[str, Any]
Weigh = Callable[[gpd.GeoDataFrame], NDArray[np.float64]]


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


def facilities_there(
    catalogue: Catalogue, asked: Given, given: Given, weigh: Weigh | None = None
) -> Counted:
    """Count operating facilities, and the people of each unit.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``facilities`` (types), ``layer`` and ``population`` where they are not the usual ones.
    weigh
        What each facility counts for; 1 unless given.
    """
    process = coverage_process()
    words = {"facilities": given["facilities"], "layer": given.get("layer")}
    typed = process.check({**asked, **words})
    layer, unit_layer = catalogue[typed["layer"]], catalogue[typed["by"]]
    sites, notes = operating(read_facilities(layer, typed["facilities"]))
    units = units_of(unit_layer.read(), typed["region"], typed["by"])
    site, unit = places_in(
        sites.geometry.representative_point().to_numpy(), units.geometry.to_numpy()
    )
    people, sums = people_in(catalogue, asked, given)
    table = units[["code", "name"]].copy()
    each = np.ones(len(sites)) if weigh is None else weigh(sites)
    table["part"] = np.bincount(unit, each[site], minlength=len(units))
    table["whole"] = table["code"].map(sums)
    method = Text(
        "Jumlah fasilitas yang beroperasi di dalam wilayah; penduduk: pecahan tepat setiap sel "
        "raster.",
        "Operating facilities inside the unit; people: exact fractions of raster cells.",
    )
    used = (layer.layer, unit_layer.layer, people)
    return counted(doubted(table, "whole"), method, used, notes=notes)


def capacity_there(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Add up the capacity of operating facilities, beside the people of each unit.

    Parameters
    ----------
    catalogue, asked, given
        As `facilities_there` has them.

    Raises
    ------
    NoAnswerError
        `no-capacity`, if the capacity of none is known.
    """
    silent = []

    def weigh(sites: gpd.GeoDataFrame) -> NDArray[np.float64]:
        known = pd.to_numeric(pd.Series(column(sites, "capacity")), errors="coerce")
        if not known.notna().any():
            raise NoAnswerError(
                Text(
                    f"kapasitas {given['facilities']} tidak dicatat; isi kolom capacity",
                    f"no capacity of {given['facilities']} is recorded; fill the column capacity",
                ),
                code="no-capacity",
            )
        silent.append(int(known.isna().sum()))
        return known.fillna(0.0).to_numpy(dtype=np.float64)

    found = facilities_there(catalogue, asked, given, weigh)
    told = Text(
        f"{silent[0]} fasilitas tanpa kapasitas tidak dihitung",
        f"{silent[0]} facilities without a capacity count nothing",
    )
    return replace(found, notes=(*found.notes, *([told] if silent[0] else ())))


def working(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count what works of the devices in each unit.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``layer``, of points with ``status``.
    """
    layer, unit_layer = catalogue[given["layer"]], catalogue[asked["by"]]
    units = units_of(unit_layer.read(), asked.get("region"), asked["by"])
    devices = layer.read()
    points = devices.geometry.representative_point().to_numpy()
    device, unit = places_in(points, units.geometry.to_numpy())
    works = np.array([status == WORKING for status in column(devices, "status")], dtype=float)
    table = units[["code", "name"]].copy()
    table["part"] = np.bincount(unit, works[device], minlength=len(units))
    table["whole"] = np.bincount(unit, minlength=len(units)).astype(float)
    method = Text(
        "Perangkat di dalam wilayah; yang bekerja: kolom status bernilai working.",
        "Devices inside the unit; those that work: their status is working.",
    )
    return counted(table, method, (layer.layer, unit_layer.layer))


def people_exposed(catalogue: Catalogue, asked: Given, given: Given) -> Counted:
    """Count people in any class of a hazard, as `exposure` does.

    Parameters
    ----------
    catalogue
        Where the layers are.
    asked
        ``by`` and ``region``.
    given
        ``hazard`` and ``breaks``, as that process has them.
    """
    process = exposure_process()
    outcome = process.function(catalogue, process.check({**asked, **given}))
    table = pd.DataFrame(outcome.numbers["units"])
    return counted_by(outcome, table.rename(columns={"people_exposed": "part", "people": "whole"}))


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
    people, sums = people_in(catalogue, asked, given)
    table = units[["code", "name"]].copy()
    table["part"] = table["code"].map(sums)
    table["whole"] = area_m2(units.geometry.to_numpy()) / HA_M2
    method = Text(
        "Penduduk: pecahan tepat setiap sel raster; luas: geodesik di elipsoid WGS 84.",
        "People: exact fractions of raster cells; areas: geodesic on the WGS 84 ellipsoid.",
    )
    return counted(doubted(table, "part"), method, (unit_layer.layer, people))


def people_in(catalogue: Catalogue, asked: Given, given: Given) -> tuple[Layer, dict[str, float]]:
    """Give the layer of people, and how many there are in each unit, by its code."""
    units = units_of(catalogue[asked["by"]].read(), asked.get("region"), asked["by"])
    layer = catalogue[given.get("population") or "population"]
    west, south, east, north = (float(v) for v in units.total_bounds)
    found = zonal_sum(units, layer.raster((west, south, east, north)))
    return layer.layer, dict(zip(units["code"], found.table["total"], strict=True))


def people_error() -> float:
    """Give how far counts of people may be off, as a share: what `cover` takes unless told."""
    (spec,) = (spec for spec in coverage_process().inputs if spec.id == "people_error")
    return float(spec.default) / 100.0


def doubted(table: pd.DataFrame, people: str) -> pd.DataFrame:
    """Give a table with the range of its values, where people are its part or its whole."""
    off = people_error()
    low, high = (
        (1.0 - off, 1.0 + off) if people == "part" else (1.0 / (1.0 + off), 1.0 / (1.0 - off))
    )
    return table.assign(low=table["part"] * low, high=table["part"] * high)
