"""Feet: where the course of a new road meets those there are, at its ends and where it crosses."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.geodesic import geodesic_m
from gis.network.graph import Floats, Offsets
from gis.network.kernels.segments import Segments, nearest_segments
from gis.network.noding.cells import MOST_CELLS, cells_of
from gis.network.noding.comparing import DEGREE_M
from gis.network.whatif.ground import Ground
from gis.network.whatif.overlay import Overlay, Roads, edges_at

# What lies that close to an end of an edge lies on its node.
NEAR_M = 1e-3


class Foot(NamedTuple):
    """A place on an edge: its share, lon/lat, and metres from what looked for it."""

    edge: int
    share: float
    lonlat: Floats
    metres: float


class Crossings(NamedTuple):
    """Where a course crosses edges, in its order: metres along it, edge, its share, lon/lat."""

    metres: Floats
    edge: Offsets
    share: Floats
    lonlat: Floats

    def taken(self, which: NDArray[Any]) -> Crossings:
        """Give some of them, by positions or marks."""
        return Crossings(
            self.metres[which], self.edge[which], self.share[which], self.lonlat[which]
        )


def nearest_foot(
    ground: Ground, overlay: Overlay, lonlat: Floats, tolerance_m: float
) -> Foot | None:
    """Find the nearest place on a road, mapped or new, or a node, within a tolerance.

    Parameters
    ----------
    ground, overlay
        The network and what lies over it.
    lonlat
        Where to look from.
    tolerance_m
        How far, in metres.
    """
    along = (
        _on_network(ground, lonlat, tolerance_m),
        _on_roads(ground, overlay.roads, lonlat, tolerance_m),
    )
    feet = [foot for foot in along if foot is not None]
    best = min(feet, key=lambda foot: foot.metres, default=None)
    # A node may be of edges that can be joined nowhere else.
    within = tolerance_m if best is None else best.metres - NEAR_M
    node = _at_node(ground, lonlat, within)
    return best if node is None else node


def _on_network(ground: Ground, lonlat: Floats, tolerance_m: float) -> Foot | None:
    network, index = ground.network, ground.index
    segments = Segments(
        ground.vertices, index.vertex, index.key, index.offsets, index.segment, index.grid
    )
    found, u = nearest_segments(lonlat[None], segments, tolerance_m)
    if found[0] < 0:
        return None
    one = np.array([index.vertex[found[0]]])
    edge = index.edge[found[:1]]
    share, place = _along(ground, one, u)
    length = network.length_m[edge[0]]
    metres = between(network.vertex_m, one, u)[0]
    ended = 0.0 if metres <= NEAR_M else 1.0 if metres >= length - NEAR_M else share[0]
    return Foot(int(edge[0]), float(ended), place[0], _metres(lonlat, place[0]))


def _along(ground: Ground, vertex: Offsets, u: Floats) -> tuple[Floats, Floats]:
    """Give the share of their edge, and the lon/lat, at parts of segments."""
    share = np.clip(between(ground.network.vertex_share, vertex, u), 0.0, 1.0)
    place = [between(ground.vertices[:, side], vertex, u) for side in (0, 1)]
    return share, np.column_stack(place)


def between(values: Floats, vertex: Offsets, u: Floats) -> Floats:
    """Give what a value by vertex is part of the way to the next vertex."""
    found: Floats = values[vertex] * (1.0 - u) + values[vertex + 1] * u
    return found


def _metres(a: Floats, b: Floats) -> float:
    return float(geodesic_m(a[None], b[None])[0])


def segments_of(roads: Roads) -> tuple[Segments, Offsets]:
    """Give the segments of new roads that can be joined along, and the road of each."""
    sizes = np.diff(roads.first) - 1
    road = np.repeat(np.arange(len(roads)), sizes)
    vertex = np.arange(len(road)) + road
    kept = roads.frontage[vertex]
    road, vertex = road[kept], vertex[kept]
    lonlat = np.column_stack([roads.lon, roads.lat])
    cells = cells_of(lonlat[vertex], lonlat[vertex + 1], 0.0, per_cell=4.0)
    grid = np.array([cells.west, cells.south, cells.size])
    return Segments(lonlat, vertex, cells.key, cells.offsets, cells.segment, grid), road


def _on_roads(ground: Ground, roads: Roads, lonlat: Floats, tolerance_m: float) -> Foot | None:
    if not roads.frontage.any():
        return None
    segments, road = segments_of(roads)
    found, u = nearest_segments(lonlat[None], segments, tolerance_m)
    if found[0] < 0:
        return None
    i, one = int(road[found[0]]), segments.vertex[found[:1]]
    place = np.array([between(values, one, u)[0] for values in (roads.lon, roads.lat)])
    length = roads.metres[roads.first[i + 1] - 1]
    metres = between(roads.metres, one, u)[0]
    ended = 0.0 if metres <= NEAR_M else 1.0 if metres >= length - NEAR_M else metres / length
    return Foot(ground.n_edges + i, float(ended), place, _metres(lonlat, place))


def _at_node(ground: Ground, lonlat: Floats, within_m: float) -> Foot | None:
    """Find the nearest node with an edge, as the end of one, nearer than some metres."""
    if not within_m > 0.0:
        return None
    network = ground.network
    reach = 1.02 * within_m / DEGREE_M
    wide = reach / max(np.cos(np.radians(lonlat[1])), 1e-6)
    near = np.flatnonzero(
        (np.abs(network.lon - lonlat[0]) <= wide) & (np.abs(network.lat - lonlat[1]) <= reach)
    )
    places = np.column_stack([network.lon[near], network.lat[near]])
    metres = geodesic_m(np.broadcast_to(lonlat, places.shape), places)
    for k in np.argsort(metres, kind="stable"):
        edges = edges_at(ground, near[k : k + 1].astype(np.int32))
        for side, ends in ((0.0, network.tail), (1.0, network.head)):
            here = edges[ends[edges] == near[k]]
            if metres[k] < within_m and len(here):
                return Foot(int(here[0]), side, places[k], float(metres[k]))
    return None


def crossings(ground: Ground, overlay: Overlay, course: Floats, metres: Floats) -> Crossings:
    """Find where a course crosses roads that can be joined there, mapped and new.

    Parameters
    ----------
    ground, overlay
        The network and what lies over it.
    course
        Lon/lat of the vertices, k × 2.
    metres
        Along the course at each vertex.
    """
    index = ground.index
    cells = (index.key, index.offsets, index.segment, index.grid)
    k, s, at, u = crossed(course, (ground.vertices, index.vertex), cells)
    vertex = index.vertex[s]
    share, place = _along(ground, vertex, u)
    found = [(between(metres, k, at), index.edge[s], share, place)]
    if overlay.roads.frontage.any():
        roads = overlay.roads
        new, road = segments_of(roads)
        cells = (new.key, new.offsets, new.segment, new.grid)
        k, s, at, u = crossed(course, (new.lonlat, new.vertex), cells)
        vertex = new.vertex[s]
        length = roads.metres[roads.first[road[s] + 1] - 1]
        share = np.clip(between(roads.metres, vertex, u) / length, 0.0, 1.0)
        place = np.column_stack([between(roads.lon, vertex, u), between(roads.lat, vertex, u)])
        found.append((between(metres, k, at), ground.n_edges + road[s], share, place))
    both = Crossings(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    return both.taken(np.lexsort((both.edge, both.metres)))


Cells = tuple[Offsets, Offsets, Offsets, Floats]


def crossed(
    course: Floats, segments: tuple[Floats, Offsets], cells: Cells
) -> tuple[Offsets, Offsets, Floats, Floats]:
    """Find where segments of a course cross others.

    Parameters
    ----------
    course
        Lon/lat, k × 2.
    segments
        Lon/lat of vertices, and the vertex each segment starts from.
    cells
        Key, offsets, segment and grid as in `SegmentIndex`.

    Returns
    -------
    tuple
        Segment of the course, the other segment, and how far along either, 0 to 1.
        Segments that run along each other do not cross.
    """
    table = _crossed(course, segments, cells)
    # A segment that passes through several cells is met in each of them.
    table = np.unique(table, axis=0)
    pairs = table[:, :2].astype(np.int64)
    return pairs[:, 0], pairs[:, 1], table[:, 2].copy(), table[:, 3].copy()


@nb.njit(cache=True, nogil=True)
def _crossed(course: Floats, segments: tuple[Floats, Offsets], cells: Cells) -> Floats:
    """List crossings, a row each, cell by cell along the course."""
    key, offsets, segment, grid = cells
    west, south, size = grid
    rows, count = np.empty((64, 4)), 0
    for k in range(len(course) - 1):
        low = np.minimum(course[k], course[k + 1])
        high = np.maximum(course[k], course[k + 1])
        for row in range(int((low[1] - south) // size), int((high[1] - south) // size) + 1):
            x0, x1 = _within_row(course[k], course[k + 1], south + row * size, size)
            first = max(int((x0 - west) // size) - 1, 0)
            last = min(int((x1 - west) // size) + 1, MOST_CELLS - 1)
            if row < 0 or last < first:
                continue
            start = np.searchsorted(key, row * MOST_CELLS + first)
            stop = np.searchsorted(key, row * MOST_CELLS + last, side="right")
            for i in range(offsets[start], offsets[stop]):
                vertex = segments[1][segment[i]]
                at, u = _crossing(course, k, segments[0], vertex)
                if at < 0.0:
                    continue
                if count == len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                rows[count, 0], rows[count, 1], rows[count, 2], rows[count, 3] = (
                    k,
                    segment[i],
                    at,
                    u,
                )
                count += 1
    return rows[:count].copy()


@nb.njit(cache=True, nogil=True)
def _within_row(a: Floats, b: Floats, south: float, size: float) -> tuple[float, float]:
    """Give the longitudes between which a segment passes through a row of cells."""
    dy = b[1] - a[1]
    if dy == 0.0:
        return min(a[0], b[0]), max(a[0], b[0])
    one = min(max((south - a[1]) / dy, 0.0), 1.0)
    other = min(max((south + size - a[1]) / dy, 0.0), 1.0)
    x, y = a[0] + one * (b[0] - a[0]), a[0] + other * (b[0] - a[0])
    return min(x, y), max(x, y)


@nb.njit(cache=True, nogil=True)
def _crossing(course: Floats, k: int, lonlat: Floats, vertex: int) -> tuple[float, float]:
    """Give how far along two segments their crossing is; -1 where they do not cross."""
    px, py = course[k]
    dx, dy = course[k + 1, 0] - px, course[k + 1, 1] - py
    ax, ay = lonlat[vertex]
    ex, ey = lonlat[vertex + 1, 0] - ax, lonlat[vertex + 1, 1] - ay
    across = dx * ey - dy * ex
    if across == 0.0:
        return -1.0, -1.0
    qx, qy = ax - px, ay - py
    at, u = (qx * ey - qy * ex) / across, (qx * dy - qy * dx) / across
    if 0.0 <= at <= 1.0 and 0.0 <= u <= 1.0:
        return at, u
    return -1.0, -1.0
