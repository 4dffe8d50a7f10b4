"""Service coverage: who and what lies within given distances of facilities, unit by unit.

Reach is drawn by `gis.reach` (EPSG:32750, true distances), clipped to the units in
longitude and latitude, where the units and the population raster lie; areas are
equal-area on the ellipsoid, people are the exact fractions of raster cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import (
    has_shape,
    require_distances,
    require_not_empty,
    require_polygons,
    require_unique_index,
    to_lonlat,
)
from gis.overlay import inside_parts
from gis.proximity import nearest
from gis.reach import within_distance
from gis.zonal import sums_of_pieces, zonal_sum
from layers.crs import STORAGE_CRS
from layers.raster import Raster

# About 5 km: the smallest side of the grid that cuts large reaches.
LEAST_CELL_DEG = 0.045
METRES_PER_DEGREE = 110_500.0
# Shared ground below this part of the whole is rounding.
NO_OVERLAP = 1e-8

METHOD = (
    "straight-line distance: discs in EPSG:32750 with the local scale taken out (64 edges: at most "
    "0.12 % of the radius short), united, clipped to the units; areas equal-area on WGS 84; people "
    "by exact fractions of raster cells"
)

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class CoverageTotals:
    """All units together: `table` on `within_m`, with the columns of `ServiceCoverage.table`.

    Ground that units share (`overlap_area_ha`) counts once.
    """

    table: pd.DataFrame
    overlap_area_ha: float


@dataclass(frozen=True, slots=True)
class ServiceCoverage:
    """What each unit has within each distance, and how it was counted.

    `table` repeats the units' index, one row per unit and distance: `within_m`,
    `total`, `covered`, `share` (of people, or of hectares where no population was
    given: see `measure`), `area_ha`, `covered_area_ha`. `share` is missing where
    there is nothing to share. `reach` has for each distance the disjoint
    polygons within it (EPSG:4326).
    """

    table: pd.DataFrame
    reach: dict[float, gpd.GeoSeries]
    measure: str
    n_facilities: int
    n_facilities_left_out: int
    n_facilities_without_shape: int
    n_units_without_shape: int
    n_negative_cells: int
    method: str = METHOD


def service_coverage(
    facilities: gpd.GeoDataFrame | gpd.GeoSeries,
    units: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    distances_m: Sequence[float],
    population: Raster | None = None,
) -> ServiceCoverage:
    """Count people and area of each unit within distances of any facility.

    Parameters
    ----------
    facilities
        Points, lines or polygons in any known CRS; rows without a geometry are
        left aside and counted, and so are those farther from the units' extent
        than the largest distance.
    units
        Valid polygons in any known CRS, unique index.
    distances_m
        Straight distances on the ground in metres, sorted and each used once.
    population
        People per cell; without it, `total` and `covered` are hectares.

    Returns
    -------
    ServiceCoverage
        Covered people and area never shrink with distance, and never exceed the
        unit's total.

    Raises
    ------
    CRSError
        If a frame has no CRS, degrees are mislabelled, or the units lie outside
        the window of EPSG:32750.
    EmptyInputError
        If no unit has a geometry.
    GeometryError
        If a unit is not a valid polygon.
    InputError
        If the distances are none, not positive or not finite.
    """
    distances = require_distances(distances_m, "distances_m")
    require_not_empty(units, "units")
    require_polygons(units, "units")
    require_unique_index(units, "units")
    places = to_lonlat(units, "units")
    sound = has_shape(facilities)
    sites = to_lonlat(facilities.geometry[sound], "facilities")
    near = sites[_near(sites, places, distances[-1])]
    reach = {d: within_distance(near, distance_m=d) for d in distances}
    table, n_negative = _count(places, reach, population)
    return ServiceCoverage(
        table=table,
        reach=reach,
        measure="people" if population is not None else "area_ha",
        n_facilities=len(near),
        n_facilities_left_out=len(sites) - len(near),
        n_facilities_without_shape=int(len(facilities) - sound.sum()),
        n_units_without_shape=int(len(units) - has_shape(units).sum()),
        n_negative_cells=n_negative,
    )


def _near(sites: gpd.GeoSeries, places: gpd.GeoSeries, distance_m: float) -> NDArray[np.bool_]:
    """Tell which sites can reach the units' extent at all: the others need no disc."""
    west, south, east, north = places.total_bounds
    margin = 1.01 * distance_m / METRES_PER_DEGREE
    margin_x = margin / max(np.cos(np.radians(max(abs(south), abs(north)))), 0.01)
    frame = shapely.box(west - margin_x, south - margin, east + margin_x, north + margin)
    return np.asarray(shapely.intersects(sites.to_numpy(), frame), dtype=bool)


def _count(
    places: gpd.GeoSeries, reach: Mapping[float, gpd.GeoSeries], population: Raster | None
) -> tuple[pd.DataFrame, int]:
    """Give the table of units, and how many cells of the raster were below zero."""
    shapes = places.to_numpy()
    area = area_m2(shapes) / 1e4
    total, n_negative = area, 0
    if population is not None:
        counted = zonal_sum(places, population)
        total, n_negative = counted.table["total"].to_numpy(), counted.n_negative_cells
    tables, least = [], (np.zeros(len(places)), np.zeros(len(places)))
    for distance, parts in sorted(reach.items()):
        inside = _inside(shapes, parts)
        least = _covered(inside, area, total, population, least)
        tables.append(_table(places.index, distance, total, area, least))
    return pd.concat(tables), n_negative


def _inside(shapes: Shapes, reach: gpd.GeoSeries) -> Shapes:
    """Give for each unit the polygons of it that are within reach, as one collection."""
    unit, pieces = inside_parts(shapes, reach.to_numpy(), least_cell=LEAST_CELL_DEG)
    order = np.argsort(unit, kind="stable")
    out = np.full(len(shapes), None, dtype=object)
    if len(unit):
        met, group = np.unique(unit[order], return_inverse=True)
        out[met] = shapely.multipolygons(pieces[order], indices=group)
    return out


def _covered(
    inside: Shapes,
    area: Floats,
    total: Floats,
    population: Raster | None,
    least: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Measure what is covered; rounding may not break the nesting nor exceed the whole."""
    covered_area = np.clip(area_m2(inside) / 1e4, least[1], area)
    if population is None:
        return covered_area, covered_area
    people = sums_of_pieces(gpd.GeoSeries(inside, crs=STORAGE_CRS), population)
    return np.clip(people, least[0], np.maximum(total, least[0])), covered_area


def _table(
    index: pd.Index, distance: float, total: Floats, area: Floats, covered: tuple[Floats, Floats]
) -> pd.DataFrame:
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(total > 0, covered[0] / total, np.nan)
    columns = {
        "within_m": distance,
        "total": total,
        "covered": covered[0],
        "share": share,
        "area_ha": area,
        "covered_area_ha": covered[1],
    }
    return pd.DataFrame(columns, index=index)


def coverage_totals(
    result: ServiceCoverage,
    units: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    population: Raster | None = None,
) -> CoverageTotals:
    """Add the units up for each distance; where they overlap, count their union instead.

    Parameters
    ----------
    result
        What `service_coverage` gave for these units and this population.
    units
        The same polygons, in any known CRS.
    population
        The same raster, or None.

    Returns
    -------
    CoverageTotals
        Total, covered, share and areas of all units together.
    """
    sums = result.table.groupby("within_m")[
        ["total", "covered", "area_ha", "covered_area_ha"]
    ].sum()
    sums.insert(2, "share", sums["covered"] / sums["total"].where(sums["total"] > 0))
    shapes = to_lonlat(units, "units").to_numpy()[has_shape(units)]
    if shapely.coverage_is_valid(shapes):
        return CoverageTotals(sums, 0.0)
    whole = shapely.union_all(shapes)
    added = float(sums["area_ha"].iloc[0])
    overlap = added - float(area_m2(np.array([whole]))[0]) / 1e4
    if overlap <= NO_OVERLAP * added:
        return CoverageTotals(sums, 0.0)
    together, _ = _count(gpd.GeoSeries([whole], crs=STORAGE_CRS), result.reach, population)
    return CoverageTotals(together.set_index("within_m"), overlap)


def rank_gaps(
    table: pd.DataFrame, centres: gpd.GeoSeries, facilities: gpd.GeoDataFrame | gpd.GeoSeries
) -> pd.DataFrame:
    """Rank units by what lies beyond the largest distance, with the facility nearest to each.

    Parameters
    ----------
    table
        As in `ServiceCoverage.table`.
    centres
        One point per unit from which the nearest facility is sought, e.g. the
        people-weighted centre.
    facilities
        All that serve, near or far.

    Returns
    -------
    pandas.DataFrame
        On the units' index, most uncovered first: `within_m`, `uncovered`, `share`
        (uncovered part of the total), `facility` (index value) and `distance_m`.
    """
    widest = table[table["within_m"] == table["within_m"].max()]
    uncovered = widest["total"] - widest["covered"]
    found = nearest(centres, facilities).table.reindex(widest.index)
    gaps = pd.DataFrame(
        {
            "within_m": widest["within_m"],
            "uncovered": uncovered,
            "share": uncovered / widest["total"].where(widest["total"] > 0),
            "facility": found["target"],
            "distance_m": found["distance_m"],
        }
    )
    return gaps.sort_values("uncovered", ascending=False, kind="stable")
