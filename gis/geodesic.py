"""Geodesic lengths on WGS 84, and the nearest points by them.

A search in three dimensions proposes candidates by the straight line through the
earth. That chord is never longer than the geodesic over it: once the best geodesic
found is no longer than the longest chord looked at, nothing outside can win.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.parts import THREADS
from layers.crs import GEOD

CHUNK = 50_000
SERIES_UP_TO_M = 100_000.0
_A = GEOD.a
_E2 = GEOD.es

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


def count_within(rows: Ints) -> Ints:
    """Count within each run of equal values, from 0."""
    first = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]]) if len(rows) else rows
    return np.arange(len(rows)) - np.repeat(first, np.diff(np.r_[first, len(rows)]))


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


def nearest_points(here: Floats, there: Floats, k: int) -> tuple[Ints, Ints, Floats]:
    """Find the k nearest of `there` for every point of `here`, exact, along the geodesic.

    Parameters
    ----------
    here, there
        n × 2 and m × 2 lon/lat degrees, m at least 1.
    k
        How many at most per point.

    Returns
    -------
    tuple
        Positions in `here`, positions in `there`, metres; ordered by `here`, then
        nearest first, then by `there` where several share a place.
    """
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
    place = count_within(rows)
    return rows[place < k], targets[place < k], length[place < k]
