"""Which target is nearest, how far it is, and the band of distance each origin falls in.

Distances are geodesic metres on WGS 84. Between points the winner is exact: the
straight line through the earth never exceeds the geodesic, so a target whose
chord is longer than the best geodesic found cannot win. For lines and polygons
the nearest spot is sought in the plane (EPSG:32750, within 112-122 E, 10 S-10 N)
among every target that could win given the scale error of that plane, and the
distance to that spot is then taken along the geodesic.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.checks import (
    has_shape,
    require_crs,
    require_distances,
    require_not_empty,
    require_positive,
    to_lonlat,
)
from gis.errors import InputError
from layers.crs import GEOD, METRIC_CRS, STORAGE_CRS, to_metric

THREADS = 2
CHUNK = 50_000
SERIES_UP_TO_M = 100_000.0
LONGEST_EDGE_DEG = 0.05
_A = GEOD.a
_E2 = GEOD.es
# Within the metric window EPSG:32750 stretches by -0.04 % to +0.4 % at most.
_PLANE_SLACK = 0.01
_POINT = 0

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest targets of each origin, and how many rows could not take part.

    `table` is on the origins' index: for `nearest` one row each, for `k_nearest`
    up to k rows each with a `rank` from 1. Columns: `target` (index value in the
    targets, missing where there is none) and `distance_m` (geodesic metres).
    """

    table: pd.DataFrame
    n_origins_without_shape: int
    n_targets_without_shape: int
    method: str


def nearest(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    max_distance_m: float | None = None,
) -> Nearest:
    """Find the nearest target of every origin, with its distance along the geodesic.

    Parameters
    ----------
    origins, targets
        Any geometries, each in a known CRS (they need not share one). Rows
        without a geometry are kept with a missing result, and counted.
    max_distance_m
        Farther targets do not count.

    Returns
    -------
    Nearest
        `table` has exactly the origins' rows, in their order. Of targets at the
        same distance the one that comes first wins.

    Raises
    ------
    CRSError
        If a frame has no CRS, or lines and polygons lie outside EPSG:32750's window.
    EmptyInputError
        If `targets` holds no geometry.

    Examples
    --------
    >>> from shapely import Point
    >>> homes = gpd.GeoSeries([Point(117.0, 0.0)], index=["home"], crs=4326)
    >>> clinics = gpd.GeoSeries([Point(117.1, 0.0), Point(117.01, 0.0)], crs=4326)
    >>> nearest(homes, clinics).table.round(1)
          target  distance_m
    home       1      1113.2
    """
    found = _search(origins, targets, 1, max_distance_m)
    table = pd.DataFrame(
        {"target": targets.index[found.target], "distance_m": found.metres}, index=found.origin
    )
    if len(table) < len(origins):
        if pd.api.types.is_integer_dtype(table["target"]):
            table["target"] = table["target"].astype("Int64")
        table = table.reindex(np.arange(len(origins)))
    return found.named(table.set_axis(origins.index))


def k_nearest(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    k: int,
    max_distance_m: float | None = None,
) -> Nearest:
    """Find the k nearest targets of every origin, nearest first.

    Parameters
    ----------
    origins, targets
        Any geometries, each in a known CRS (they need not share one).
    k
        How many targets at most per origin.
    max_distance_m
        Farther targets do not count.

    Returns
    -------
    Nearest
        `table` repeats the origins' index, with `rank`, `target`, `distance_m`;
        origins with no target in reach have no row.

    Raises
    ------
    CRSError
        If a frame has no CRS, or lines and polygons lie outside EPSG:32750's window.
    EmptyInputError
        If `targets` holds no geometry.
    InputError
        If `k` is below 1 or `max_distance_m` is not positive.
    """
    if k < 1:
        raise InputError(f"k is {k}; wanted 1 or more", faults=[("k", f"{k} is below 1")])
    found = _search(origins, targets, k, max_distance_m)
    columns = {
        "rank": _count_within(found.origin) + 1,
        "target": targets.index[found.target],
        "distance_m": found.metres,
    }
    return found.named(pd.DataFrame(columns, index=origins.index[found.origin]))


def distance_bands(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    edges_m: Sequence[float],
) -> pd.Series:
    """Sort every origin into the band of its geodesic distance to the nearest target.

    Parameters
    ----------
    origins, targets
        Any geometries, each in a known CRS.
    edges_m
        Upper ends of the bands; an end belongs to its band. What lies beyond
        the last falls in the band ``> last``.

    Returns
    -------
    pandas.Series
        Ordered categorical on the origins' index: ``0-1000``, ``1000-3000``,
        ``> 3000`` (metres); missing where an origin has no geometry.

    Examples
    --------
    >>> from shapely import Point
    >>> homes = gpd.GeoSeries([Point(117.0, 0.0), Point(117.2, 0.0)], crs=4326)
    >>> clinics = gpd.GeoSeries([Point(117.01, 0.0)], crs=4326)
    >>> distance_bands(homes, clinics, edges_m=[1000, 3000]).tolist()
    ['1000-3000', '> 3000']
    """
    edges = require_distances(edges_m, "edges_m")
    metres = nearest(origins, targets).table["distance_m"].to_numpy(dtype=float, na_value=np.nan)
    starts = (0.0, *edges[:-1])
    labels = [f"{a:g}-{b:g}" for a, b in zip(starts, edges, strict=True)] + [f"> {edges[-1]:g}"]
    codes = np.searchsorted(edges, metres, side="left").astype(np.intp)
    codes[np.isnan(metres)] = -1
    bands = pd.Categorical.from_codes(codes, pd.Index(labels), ordered=True)
    return pd.Series(bands, index=origins.index, name="band_m")


@dataclass(frozen=True, slots=True)
class _Found:
    """Positions of origins and targets, by origin and then nearest first, and their metres."""

    origin: Ints
    target: Ints
    metres: Floats
    n_without_shape: tuple[int, int]
    method: str

    def named(self, table: pd.DataFrame) -> Nearest:
        return Nearest(table, *self.n_without_shape, self.method)


def _search(
    origins: gpd.GeoDataFrame | gpd.GeoSeries,
    targets: gpd.GeoDataFrame | gpd.GeoSeries,
    k: int,
    max_distance_m: float | None,
) -> _Found:
    limit = np.inf
    if max_distance_m is not None:
        limit = require_positive(max_distance_m, "max_distance_m")
    require_crs(targets, "targets")
    require_not_empty(targets, "targets")
    sound, aims = np.flatnonzero(has_shape(origins)), np.flatnonzero(has_shape(targets))
    here = to_lonlat(origins.geometry.iloc[sound], "origins")
    there = to_lonlat(targets.geometry.iloc[aims], "targets")
    if _all_points(here) and _all_points(there):
        rows, columns, metres = _between_points(_xy(here), _xy(there), k)
        method = "geodesic, exact (WGS 84)"
    else:
        rows, columns, metres = _between_shapes(here, there, k)
        method = f"nearest spot in {METRIC_CRS}, its distance along the geodesic (WGS 84)"
    keep = metres <= limit
    without = (len(origins) - len(sound), len(targets) - len(aims))
    return _Found(sound[rows[keep]], aims[columns[keep]], metres[keep], without, method)


def _count_within(rows: Ints) -> Ints:
    """Count within each run of equal values, from 0."""
    first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else rows
    return np.arange(len(rows)) - np.repeat(first, np.diff(np.r_[first, len(rows)]))


def _all_points(shapes: gpd.GeoSeries) -> bool:
    return bool((shapely.get_type_id(shapes.to_numpy()) == _POINT).all())


def _xy(points: gpd.GeoSeries) -> Floats:
    xy: Floats = shapely.get_coordinates(points.to_numpy())
    return xy


# Points: chords through the earth, then the geodesic.


def earth_centred(lonlat: Floats) -> Floats:
    """Give earth-centred WGS 84 coordinates (n × 3, metres) of points on the ellipsoid."""
    lon, lat = np.radians(lonlat).T
    sin, cos = np.sin(lat), np.cos(lat)
    normal = _A / np.sqrt(1.0 - _E2 * sin * sin)
    return np.column_stack(
        [normal * cos * np.cos(lon), normal * cos * np.sin(lon), normal * (1.0 - _E2) * sin]
    )


def geodesic_m(a: Floats, b: Floats, chord_m: Floats | None = None) -> Floats:
    """Give geodesic lengths (metres) between lon/lat rows of `a` and of `b`.

    Up to 100 km the length follows from the chord and the curvature of the
    ellipsoid half-way (Euler's formula), equal to the geodesic within a micrometre
    for places of this region; beyond, pyproj.Geod is asked.

    Parameters
    ----------
    a, b
        n × 2 lon/lat degrees.
    chord_m
        Straight lengths through the earth, where the caller has them.
    """
    if chord_m is None:
        difference = earth_centred(a) - earth_centred(b)
        chord_m = np.sqrt(np.einsum("ij,ij->i", difference, difference))
    radius = _radius_between(a, b)
    metres: Floats = 2.0 * radius * np.arcsin(np.minimum(chord_m / (2.0 * radius), 1.0))
    far = np.flatnonzero(chord_m > SERIES_UP_TO_M)
    if len(far):
        p, q = a[far], b[far]
        metres[far] = GEOD.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])[2]
    return metres


def _radius_between(a: Floats, b: Floats) -> Floats:
    """Give the radius of curvature of the ellipsoid half-way, in the direction from a to b."""
    middle = np.radians(0.5 * (a[:, 1] + b[:, 1]))
    w2 = 1.0 - _E2 * np.sin(middle) ** 2
    turn = b[:, 0] - a[:, 0]
    east = (turn - 360.0 * np.rint(turn / 360.0)) * np.cos(middle)
    north = (b[:, 1] - a[:, 1]) * ((1.0 - _E2) / w2)
    east2, north2 = east * east, north * north
    share_north = north2 / np.maximum(east2 + north2, 1e-300)
    across = _A / np.sqrt(w2)
    along = across * (1.0 - _E2) / w2
    return 1.0 / ((1.0 - share_north) / across + share_north / along)


def _between_points(here: Floats, there: Floats, k: int) -> tuple[Ints, Ints, Floats]:
    """Give (origin, target, metres) rows, by origin, then nearest first."""
    places, group = _distinct(there)
    tree = cKDTree(earth_centred(places))
    k_places = min(k, len(places))
    column = np.empty((len(here), k_places), dtype=np.intp)
    metres = np.empty((len(here), k_places))

    def search(rows: Ints) -> None:
        column[rows], metres[rows] = _nearest_places(tree, here[rows], places, k_places)

    order = _by_neighbourhood(here)
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(search, np.split(order, range(CHUNK, len(order), CHUNK))))
    return _expand(column, metres, group, k)


def _by_neighbourhood(xy: Floats) -> Ints:
    """Order points by the cells of a coarse grid, so that the tree stays in the cache."""
    if len(xy) < CHUNK:
        return np.arange(len(xy))
    key = np.zeros(len(xy), dtype=np.uint16)
    for values in (xy[:, 1], xy[:, 0]):
        low, high = values.min(), values.max()
        cell = ((values - low) * (255.0 / max(high - low, 1e-12))).astype(np.uint16)
        key = key * np.uint16(256) + cell
    return np.argsort(key, kind="stable")


def _distinct(xy: Floats) -> tuple[Floats, list[Ints] | Ints]:
    """Give distinct places and, for each, the positions that share it (first ones first)."""
    keys = np.ascontiguousarray(xy).view(np.complex128).ravel()
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    if len(first) == len(xy):
        return xy, np.arange(len(xy))
    order = np.argsort(inverse, kind="stable")
    return xy[first], np.split(order, np.cumsum(np.bincount(inverse))[:-1])


def _nearest_places(tree: cKDTree, here: Floats, places: Floats, k: int) -> tuple[Ints, Floats]:
    """Give the k nearest distinct places of each origin (n × k), geodesic, exact.

    A chord is never longer than the geodesic over it: once the k-th best geodesic
    is no longer than the longest chord looked at, nothing outside can beat it.
    """
    n = len(here)
    column, metres = np.empty((n, k), dtype=np.intp), np.empty((n, k))
    centred = earth_centred(here)
    open_rows, look = np.arange(n), min(k + 1, len(places))
    while len(open_rows):
        chord, near = tree.query(centred[open_rows], k=np.arange(1, look + 1))
        best, length, sure = _rank(here[open_rows], places, near, chord, k)
        sure |= look == len(places)
        column[open_rows[sure]], metres[open_rows[sure]] = best[sure], length[sure]
        open_rows = open_rows[~sure]
        look = min(2 * look + 2, len(places))
    return column, metres


def _rank(
    here: Floats, places: Floats, near: Ints, chord: Floats, k: int
) -> tuple[Ints, Floats, NDArray[np.bool_]]:
    """Order candidates by geodesic length; tell which rows are settled by their k nearest."""
    n, look = near.shape
    inside = min(k, look) if look == k + 1 else look
    chords = chord[:, :inside].ravel()
    starts = here if inside == 1 else np.repeat(here, inside, axis=0)
    length = geodesic_m(starts, places[near[:, :inside].ravel()], chords).reshape(n, inside)
    if inside > 1:
        order = np.argsort(length, axis=1, kind="stable")
        near = np.take_along_axis(near[:, :inside], order, axis=1)
        length = np.take_along_axis(length, order, axis=1)
    best, length = near[:, :k], length[:, :k]
    return best, length, length[:, -1] <= chord[:, -1]


def _expand(
    column: Ints, metres: Floats, group: list[Ints] | Ints, k: int
) -> tuple[Ints, Ints, Floats]:
    """Turn places back into targets: all that share a place, k per origin in the end."""
    n, width = column.shape
    rows = np.repeat(np.arange(n), width)
    flat, length = column.ravel(), metres.ravel()
    if isinstance(group, np.ndarray):
        return rows, group[flat], length
    sizes = np.fromiter((min(len(g), k) for g in group), dtype=np.intp, count=len(group))
    starts = np.r_[0, np.cumsum(sizes)]
    members = np.concatenate([g[:k] for g in group])
    counts = sizes[flat]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    targets = members[np.repeat(starts[flat], counts) + within]
    rows, length = np.repeat(rows, counts), np.repeat(length, counts)
    place = _count_within(rows)
    return rows[place < k], targets[place < k], length[place < k]


# Lines and polygons: the plane proposes, the geodesic decides.


def _between_shapes(here: gpd.GeoSeries, there: gpd.GeoSeries, k: int) -> tuple[Ints, Ints, Floats]:
    a, b = _in_plane(here), _in_plane(there)
    rows, columns = _candidates(a, b, min(k, len(b)))
    ends = shapely.shortest_line(a[rows], b[columns])
    lonlat = _xy(gpd.GeoSeries(ends, crs=METRIC_CRS).to_crs(STORAGE_CRS)).reshape(-1, 2, 2)
    metres = geodesic_m(lonlat[:, 0], lonlat[:, 1])
    order = np.lexsort((columns, metres, rows))
    rows, columns, metres = rows[order], columns[order], metres[order]
    place = _count_within(rows)
    return rows[place < k], columns[place < k], metres[place < k]


def _in_plane(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Project to EPSG:32750; long edges are split first, so that they stay where they lie."""
    dense = shapes.segmentize(LONGEST_EDGE_DEG)
    flat: NDArray[np.object_] = to_metric(gpd.GeoDataFrame(geometry=dense)).geometry.to_numpy()
    return flat


def _candidates(a: NDArray[np.object_], b: NDArray[np.object_], k: int) -> tuple[Ints, Ints]:
    """Give every pair that could be among the k nearest, whatever the plane's scale error."""
    tree = shapely.STRtree(b)
    reach = _kth_distance(tree, a, k) * (1.0 + _PLANE_SLACK) + 0.01
    rows, columns = tree.query(a, predicate="dwithin", distance=reach)
    return rows.astype(np.intp), columns.astype(np.intp)


def _kth_distance(tree: shapely.STRtree, a: NDArray[np.object_], k: int) -> Floats:
    """Give for each of `a` a planar distance within which at least k of the tree's shapes lie."""
    (rows, _), metres = tree.query_nearest(a, return_distance=True, all_matches=False)
    reach = np.zeros(len(a))
    reach[rows] = metres
    open_rows = np.arange(len(a)) if k > 1 else np.empty(0, dtype=np.intp)
    while len(open_rows):
        found, _ = tree.query(a[open_rows], predicate="dwithin", distance=reach[open_rows])
        short = np.bincount(found, minlength=len(open_rows)) < k
        open_rows = open_rows[short]
        reach[open_rows] = reach[open_rows] * 2.0 + 100.0
    return reach
