"""Blame: which of two polygons that do not fit is the one that was changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from layers.zoning.ground import SAME_EDGE_M, Ground

# A polygon is to blame when its outline fits its neighbours this many times worse.
CLEARLY = 1.5
MILLIMETRE = 1e-3
REACH_M = 20.0
# A way through corners with two swapped is longer by this at least.
LONGER = 1.05


def loose_share(ground: Ground, place: int) -> float:
    """Give the share of a polygon's outline facing others that is no outline of theirs, 0 to 1.

    A polygon that was shrunk, widened or moved has nearly 1; its neighbours have only
    their side of the contact. What lies 20 m from all others faces none.
    """
    own = ground.metres[place]
    near = ground.tree.query(own, predicate="dwithin", distance=REACH_M)
    others = ground.metres[near[near != place]]
    if not len(others):
        return 0.0
    facing = shapely.intersection(
        shapely.boundary(own), shapely.union_all(shapely.buffer(others, REACH_M))
    )
    outlines = shapely.union_all(shapely.boundary(others))
    loose = shapely.difference(facing, shapely.buffer(outlines, SAME_EDGE_M))
    return float(shapely.length(loose) / shapely.length(facing))


def blamed(ground: Ground, one: int, other: int) -> tuple[int, bool]:
    """Choose between two polygons that overlap: the one that fits worse, and whether clearly."""
    shares = loose_share(ground, one), loose_share(ground, other)
    first, second = (one, other) if shares[0] >= shares[1] else (other, one)
    return first, max(shares) >= CLEARLY * min(shares) and first != second


def reordered(ground: Ground, one: int, other: int) -> int | None:
    """Find which of two polygons visits their common corners in a wrong order, if one does.

    Along a common border two polygons have the same corners, one in the order opposite to
    the other. Where the orders differ, two corners were swapped: in the polygon whose way
    through the common corners is the longer.

    Returns
    -------
    int or None
        `one` or `other`; None when the orders agree or there are too few common corners.
    """
    for ring in _rings(ground.metres[one]):
        for facing in _rings(ground.metres[other]):
            common = {tuple(c) for c in ring} & {tuple(c) for c in facing}
            if len(common) < 3:
                continue
            ours = [tuple(c) for c in ring if tuple(c) in common]
            theirs = [tuple(c) for c in facing[::-1] if tuple(c) in common]
            if _from_least(ours) != _from_least(theirs):
                return one if _way(ours) >= _way(theirs) else other
    return None


def zigzags(ground: Ground) -> dict[int, shapely.LineString]:
    """Find stretches of outline that run forth, back and forth again, no neighbour's border.

    Swapping two corners makes one of a stretch that was straight. Where a neighbour has the
    same stretch it is how the land lies.

    Returns
    -------
    dict
        Place of the polygon → its first such stretch of four corners, in metres.
    """
    found: dict[int, shapely.LineString] = {}
    for place, stretch in _stretches(ground):
        if place in found:
            continue
        middle = shapely.Point((stretch[1] + stretch[2]) / 2)
        near = ground.tree.query(middle, predicate="dwithin", distance=SAME_EDGE_M)
        outlines = shapely.boundary(ground.metres[near[near != place]])
        if not shapely.dwithin(outlines, middle, SAME_EDGE_M).any():
            found[place] = shapely.LineString(stretch)
    return found


def _stretches(ground: Ground) -> Iterator[tuple[int, npt.NDArray[np.float64]]]:
    """Give runs of four corners that would be straighter with the middle two swapped."""
    parts, place = shapely.get_parts(ground.metres, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    last = np.r_[ring[1:] != ring[:-1], True]  # the corner that closes a ring
    corners, ring = corners[~last], ring[~last]
    first = np.r_[0, np.flatnonzero(np.diff(ring)) + 1]
    size = np.diff(np.r_[first, len(ring)])
    start, length = np.repeat(first, size), np.repeat(size, size)
    step = np.arange(len(ring)) - start
    run = np.stack([corners[start + (step + k) % length] for k in range(4)])
    found, bent = _turns(run)
    straight, plain = _turns(run[[0, 2, 1, 3]])
    back = (found < 0).all(axis=0) & (straight > 0).all(axis=0) & (bent > LONGER * plain)
    for k in np.flatnonzero(back):
        yield int(place[part[ring[k]]]), run[:, k]


def _turns(run: npt.NDArray[np.float64]) -> tuple[Any, Any]:
    """Give, for runs of four corners, the cosine signs at the middle two, and the way."""
    legs = np.diff(run, axis=0)
    turns = (legs[:-1] * legs[1:]).sum(axis=2)
    return turns, np.hypot(legs[..., 0], legs[..., 1]).sum(axis=0)


def _rings(shape: shapely.Geometry) -> Iterable[npt.NDArray[np.int64]]:
    """Give the corners of each ring in whole millimetres, outer rings counter-clockwise."""
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in (part.exterior, *part.interiors):
            corners = shapely.get_coordinates(ring)[:-1]
            yield np.round(corners / MILLIMETRE).astype(np.int64)


def _from_least(corners: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    start = corners.index(min(corners))
    return corners[start:] + corners[:start]


def _way(corners: list[tuple[int, ...]]) -> float:
    points = np.array([*corners, corners[0]], dtype=np.float64)
    return float(np.hypot(*np.diff(points, axis=0).T).sum())
