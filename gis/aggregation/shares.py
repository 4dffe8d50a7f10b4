"""Shares: how much of each feature lies in which zone, cut exactly, with nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.aggregation.borders import OUTSIDE, metres_in, places_in
from gis.aggregation.hexagons import MOST_CANDIDATES, HexGrid
from gis.aggregation.pieces import Floats, Ints, Shapes, Simple
from gis.areas import area_m2
from gis.exposure.courses import course_of
from gis.overlay import median_side, owned_by_grid, shared_pieces
from layers.crs import STORAGE_CRS

# Parts below this share of a feature are rounding along a border it shares with a zone.
ROUNDING = 1e-10
# What may be off where the parts of a feature are said to be all of it.
WHOLE = 1e-9
BLOCK = 20_000
LEAST_CELL_DEG = 0.001
MOST_CELLS = 20_000

Tick = Callable[[], None]


HexShares = tuple["Shares", NDArray[np.int64], Shapes]


def untimed() -> None:
    """Let work go on."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What part of each feature lies in each zone, one row for each pair.

    Attributes
    ----------
    feature, zone
        The pair, by feature, then zone; zone is `OUTSIDE` for what lies in none.
    share
        Part of the feature: of its area, else of its length, else of its points. The
        shares of a feature add up to 1 where zones do not overlap.
    area_m2, length_m
        Geodesic area and length of the part.
    """

    feature: Ints
    zone: Ints
    share: Floats
    area_m2: Floats
    length_m: Floats


def whole_shares(simple: Simple) -> Shares:
    """Put every feature that has a place into one zone, number 0, whole."""
    feature = np.flatnonzero(simple.placed)
    return Shares(
        feature,
        np.zeros(len(feature), dtype=np.intp),
        np.ones(len(feature)),
        simple.area_m2[feature],
        simple.length_m[feature],
    )


def zone_shares(simple: Simple, zones: Shapes, *, tick: Tick = untimed) -> Shares:
    """Split features among zones: areas and lines at the borders, points by containment.

    Parameters
    ----------
    simple
        The features.
    zones
        Valid polygons in EPSG:4326; missing and empty ones hold nothing. Where zones
        overlap, what lies there is in each of them.
    tick
        Called now and then while it takes; may raise to stop it.

    Examples
    --------
    >>> field = Simple.of(np.array([shapely.box(0, 0, 4, 1)]))
    >>> zones = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 3, 1)])
    >>> found = zone_shares(field, zones)
    >>> found.zone.tolist(), found.share.round(9).tolist()
    ([-1, 0, 1], [0.25, 0.25, 0.5])
    """
    areas = _areas_in(simple, zones, tick)
    lines = _lines_in(simple, zones, tick)
    points = _points_in(simple, zones, tick)
    return joined(simple, areas, lines, points)


def hexagon_shares(
    simple: Simple, grid: HexGrid, *, most: int = MOST_CANDIDATES, tick: Tick = untimed
) -> HexShares:
    """Split features among the hexagons of a grid: those that hold something.

    Parameters
    ----------
    simple
        The features.
    grid
        The hexagons.
    most
        So many may hold something.
    tick
        As in `zone_shares`.

    Returns
    -------
    tuple
        The shares, with places among the hexagons as zones; column and row of each
        hexagon, m × 2, by row, then column; and the hexagons as polygons in EPSG:4326.

    Raises
    ------
    InputError
        If hexagons of that size are too many, over the extent of lines or areas or of those
        that hold something.
    """
    of_points = grid.cells_of(shapely.get_coordinates(simple.points))
    extended = np.concatenate([simple.lines, simple.areas])
    around = np.zeros((0, 2), dtype=np.int64)
    if len(extended):
        west, south, east, north = shapely.total_bounds(extended).tolist()
        around = grid.cells_around((west, south, east, north))
    candidates = grid.polygons(around)
    met = np.unique(shapely.STRtree(candidates).query(extended, predicate="intersects")[1])
    tick()
    cells, place = np.unique(
        np.concatenate([of_points, around[met]])[:, ::-1], axis=0, return_inverse=True
    )
    grid.require_few(len(cells), most)
    hexagons = grid.polygons(cells[:, ::-1])
    of_point = place.ravel()[: len(of_points)]
    points = (simple.point_of, of_point, np.ones(len(of_point)))
    areas = _areas_in(simple, hexagons, tick, disjoint=True)
    lines = _lines_in(simple, hexagons, tick)
    found = joined(simple, areas, lines, points)
    return found, cells[:, ::-1], hexagons


# Feature, zone and amount of every part.
Parts = tuple[Ints, Ints, Floats]


def joined(simple: Simple, areas: Parts, lines: Parts, points: Parts) -> Shares:
    """Put parts of areas (m²), lines (m) and points (how many) together, pair by pair."""
    kinds = (areas, lines, points)
    width = 1 + max(int(part[1].max(initial=OUTSIDE)) for part in kinds) - OUTSIDE
    keys = [feature * width + zone - OUTSIDE for feature, zone, _ in kinds]
    key, place = np.unique(np.concatenate(keys), return_inverse=True)
    cuts = np.cumsum([len(k) for k in keys])[:-1]
    amounts = [
        np.bincount(at, part[2], minlength=len(key)).astype(np.float64)
        for at, part in zip(np.split(place, cuts), kinds, strict=True)
    ]
    feature, zone = np.divmod(key, width)
    n_points = np.bincount(simple.point_of, minlength=simple.n).astype(np.float64)
    sizes = (simple.area_m2, simple.length_m, n_points)
    first = np.select([size > 0 for size in sizes], range(3), default=0)[feature]
    share = np.zeros(len(key))
    for kind, (amount, size) in enumerate(zip(amounts, sizes, strict=True)):
        here = first == kind
        share[here] = amount[here] / size[feature[here]]
    return Shares(feature, zone + OUTSIDE, share, amounts[0], amounts[1])


def _points_in(simple: Simple, zones: Shapes, tick: Tick) -> Parts:
    tick()
    point, zone = places_in(simple.points, zones)
    lost = np.setdiff1d(np.arange(len(simple.points)), point)
    feature = simple.point_of[np.concatenate([point, lost])]
    where = np.concatenate([zone, np.full(len(lost), OUTSIDE)])
    return feature, where, np.ones(len(where))


def _lines_in(simple: Simple, zones: Shapes, tick: Tick) -> Parts:
    found: list[Parts] = [_NOTHING]
    for first in range(0, len(simple.lines), BLOCK):
        tick()
        block = slice(first, first + BLOCK)
        course = course_of(gpd.GeoSeries(simple.lines[block], crs=STORAGE_CRS))
        line, zone, metres = metres_in(course, zones)
        found.append((simple.line_of[block][line], zone, metres))
    return _concatenated(found)


def _areas_in(simple: Simple, zones: Shapes, tick: Tick, *, disjoint: bool = False) -> Parts:
    """Cut polygons by zones, both first cut by grids of the other's size."""
    there = np.flatnonzero(~(shapely.is_missing(zones) | shapely.is_empty(zones)))
    if not len(simple.areas):
        return _NOTHING
    if not len(there):
        here = np.flatnonzero(simple.area_m2 > 0)
        return here, np.full(len(here), OUTSIDE), simple.area_m2[here]
    zone, zone_pieces = _cut(zones[there], simple.areas)
    area, area_pieces = _cut(simple.areas, zones[there])
    found: list[tuple[Ints, Ints, Shapes]] = []
    for first in range(0, len(area_pieces), BLOCK):
        tick()
        block = slice(first, first + BLOCK)
        unit, other, pieces = shared_pieces(area_pieces[block], zone_pieces)
        found.append((simple.area_of[area[block][unit]], there[zone[other]], pieces))
    feature, where, shapes = (np.concatenate(one) for one in zip(*found, strict=True))
    return _with_rest(simple, zones, (feature, where, shapes), tick, disjoint=disjoint)


def _cut(shapes: Shapes, others: Shapes) -> tuple[Ints, Shapes]:
    """Cut large shapes into pieces about as large as the others, not into too many."""
    boxes = shapely.bounds(shapes)
    sides = boxes[:, 2:] - boxes[:, :2]
    around = np.ptp(boxes.reshape(-1, 2), axis=0)
    extent = min(float(np.prod(around)), float(np.prod(sides, axis=1).sum()))
    least = max(LEAST_CELL_DEG, float(np.sqrt(extent / MOST_CELLS)))
    return owned_by_grid(shapes, cell=max(least, (median_side(others) or 0.0) / 2.0))


def _with_rest(
    simple: Simple,
    zones: Shapes,
    found: tuple[Ints, Ints, Shapes],
    tick: Tick,
    *,
    disjoint: bool,
) -> Parts:
    """Give the area of every part, and of what lies in no zone."""
    order = np.argsort(found[0], kind="stable")
    feature, zone, shapes = found[0][order], found[1][order], found[2][order]
    feature_of, zone_of, size = by_pair(feature, zone, area_m2(shapes))
    whole = simple.area_m2
    within = np.bincount(feature_of, size, minlength=simple.n)
    covered = within.copy()
    off = np.abs(within - whole) > WHOLE * whole
    start = np.searchsorted(feature, np.arange(simple.n + 1))
    # Of a feature that lies in several zones, parts may be there more than once.
    several = np.bincount(feature_of, minlength=simple.n) > 1
    # Districts fit together, as most zones do, which is seen at once.
    if disjoint or shapely.coverage_is_valid(zones[np.unique(zone_of)]):
        several[:] = False
    for one in np.flatnonzero(several):
        tick()
        union = shapely.union_all(shapes[start[one] : start[one + 1]])
        covered[one] = area_m2(np.array([union]))[0]
    rest = whole - np.minimum(covered, whole)
    lost = np.flatnonzero((whole > 0) & (rest > WHOLE * whole))
    # Where all of a feature is there, what rounding took or gave goes back to its parts.
    scale = np.divide(whole, within, out=np.ones(simple.n), where=~off & (within > 0))
    size = size * scale[feature_of]
    kept = size > ROUNDING * whole[feature_of]
    parts = (feature_of[kept], zone_of[kept], size[kept])
    return _concatenated([parts, (lost, np.full(len(lost), OUTSIDE), rest[lost])])


def by_pair(feature: Ints, zone: Ints, amount: Floats) -> Parts:
    """Add up amounts of each feature in each zone, both 0 or more; by feature, then zone."""
    width = int(zone.max(initial=0)) + 1
    key, place = np.unique(feature * width + zone, return_inverse=True)
    summed = np.bincount(place, amount, minlength=len(key)).astype(np.float64)
    return key // width, key % width, summed


_NOTHING: Parts = (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.intp), np.zeros(0))


def _concatenated(found: list[Parts]) -> Parts:
    feature, zone, amount = (np.concatenate(one) for one in zip(*found, strict=True))
    return feature, zone, amount
