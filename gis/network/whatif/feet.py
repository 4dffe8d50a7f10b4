"""Feet: where the course of a new road meets those there are, at its ends and where it crosses."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.geodesic import geodesic_m
from gis.network.graph import Floats, Offsets
from gis.network.kernels.segments import Segments, nearest_segments
from gis.network.noding.cells import cells_of
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
    kept = roads.frontage[road]
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
    index, vertices = ground.index, ground.vertices
    low, high = course.min(axis=0), course.max(axis=0)
    a, b = vertices[index.vertex], vertices[index.vertex + 1]
    beside = (np.minimum(a, b) <= high).all(axis=1) & (np.maximum(a, b) >= low).all(axis=1)
    near = np.flatnonzero(beside)
    k, s, at, u = crossed(course, a[near], b[near])
    edge = index.edge[near[s]]
    share, place = _along(ground, index.vertex[near[s]], u)
    found = [(between(metres, k, at), edge, share, place)]
    if overlay.roads.frontage.any():
        roads = overlay.roads
        segments, road = segments_of(roads)
        ends = segments.lonlat[segments.vertex], segments.lonlat[segments.vertex + 1]
        k, s, at, u = crossed(course, *ends)
        length = roads.metres[roads.first[road[s] + 1] - 1]
        share = np.clip(between(roads.metres, segments.vertex[s], u) / length, 0.0, 1.0)
        place = ends[0][s] * (1.0 - u[:, None]) + ends[1][s] * u[:, None]
        found.append((between(metres, k, at), ground.n_edges + road[s], share, place))
    both = Crossings(*(np.concatenate(parts) for parts in zip(*found, strict=True)))
    return both.taken(np.lexsort((both.edge, both.metres)))


@nb.njit(cache=True, nogil=True)
def crossed(course: Floats, a: Floats, b: Floats) -> tuple[Offsets, Offsets, Floats, Floats]:
    """Find where segments of a course cross others, a to b.

    Returns
    -------
    tuple
        Segment of the course, the other segment, and how far along either, 0 to 1.
        Segments that run along each other do not cross.
    """
    one, other = [0 for _ in range(0)], [0 for _ in range(0)]
    at, u = [0.0 for _ in range(0)], [0.0 for _ in range(0)]
    for k in range(len(course) - 1):
        px, py = course[k]
        dx, dy = course[k + 1, 0] - px, course[k + 1, 1] - py
        for s in range(len(a)):
            ex, ey = b[s, 0] - a[s, 0], b[s, 1] - a[s, 1]
            across = dx * ey - dy * ex
            if across == 0.0:
                continue
            qx, qy = a[s, 0] - px, a[s, 1] - py
            t = (qx * ey - qy * ex) / across
            if not 0.0 <= t <= 1.0:
                continue
            v = (qx * dy - qy * dx) / across
            if 0.0 <= v <= 1.0:
                one.append(k)
                other.append(s)
                at.append(t)
                u.append(v)
    return (
        np.array(one, dtype=np.int64),
        np.array(other, dtype=np.int64),
        np.array(at),
        np.array(u),
    )
