"""Resnapping: places that a new road passes nearer by than the one they were put on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.geodesic import geodesic_m
from gis.network.graph import Flags, Floats, Ints, Offsets
from gis.network.ground.barriers import Barriers
from gis.network.kernels.segments import Segments, free_segments, nearest_segments
from gis.network.noding.comparing import DEGREE_M
from gis.network.places import Snapped
from gis.network.whatif.feet import between, segments_of
from gis.network.whatif.ground import Ground
from gis.network.whatif.overlay import Overlay


@dataclass(frozen=True, slots=True)
class Off:
    """How people get from a place to a road.

    Attributes
    ----------
    limit_m
        How far a place may be from a road, in metres.
    access_kmh
        Speed between a place and the road.
    barriers
        Water they do not cross on the way.
    """

    limit_m: float
    access_kmh: float
    barriers: Barriers | None = None


def resnapped(
    ground: Ground, overlay: Overlay, places: Snapped, points: tuple[Floats, Floats], off: Off
) -> tuple[Snapped, Ints]:
    """Put places on new roads where these are nearer than the edge each place is on.

    Parameters
    ----------
    ground, overlay
        The network and what lies over it.
    places
        Places on it.
    points
        Longitudes and latitudes of the places themselves in EPSG:4326, n each.
    off
        How people get there.

    Returns
    -------
    tuple
        The places moved, where they are then, and their positions, ascending.

    Raises
    ------
    InputError
        If the limit or the speed is not above 0.
    """
    require_positive(off.limit_m, "limit_m")
    speed = require_positive(off.access_kmh, "access_kmh") / 3.6
    roads = overlay.roads
    beside = _beside(overlay, points, off.limit_m)
    segments, road = segments_of(roads)
    if not len(beside):
        return places.chosen(beside), beside
    here = np.column_stack([values[beside] for values in points])
    segment, u, foot, metres = _feet(here, segments, off)
    nearer = np.flatnonzero((segment >= 0) & _farther(places, beside, metres))
    moved, segment, u = beside[nearer], segment[nearer], u[nearer]
    road, vertex = road[segment], segments.vertex[segment]
    length = roads.metres[roads.first[road + 1] - 1]
    share = np.clip(between(roads.metres, vertex, u) / length, 0.0, 1.0)
    there = Snapped(
        distance_m=metres[nearer],
        access_seconds=metres[nearer] / speed,
        lon=foot[nearer, 0],
        lat=foot[nearer, 1],
        **_on_roads(ground, overlay, road, share),
    )
    return there, moved.astype(np.int32)


def _feet(
    here: Floats, segments: Segments, off: Off
) -> tuple[NDArray[np.int64], Floats, Floats, Floats]:
    """Give the nearest segment that people can walk to (-1: none), and where it is nearest."""
    segment, u = nearest_segments(here, segments, off.limit_m)
    foot, metres = _way(here, segments, segment, u)
    if off.barriers is not None:
        barred = np.flatnonzero(segment >= 0)
        barred = barred[off.barriers.cut(here[barred], foot[barred])]
        wet = off.barriers.in_water(here[barred])
        segment[barred] = -1
        again = barred if off.barriers.ashore else barred[~wet]
        may = wet.astype(np.int64) if off.barriers.ashore else np.zeros(len(again), np.int64)
        few = here[again]
        segment[again], u[again] = free_segments(
            few, segments, off.limit_m, off.barriers.fences, may
        )
        foot[again], metres[again] = _way(few, segments, segment[again], u[again])
    segment[~(metres <= off.limit_m)] = -1
    return segment, u, foot, metres


def _way(
    here: Floats, segments: Segments, segment: NDArray[np.int64], u: Floats
) -> tuple[Floats, Floats]:
    """Give the nearest places on segments, and how far they are; of none (-1), what is there."""
    vertex = segments.vertex[segment]
    foot = np.column_stack([between(segments.lonlat[:, side], vertex, u) for side in (0, 1)])
    return foot, geodesic_m(here, foot)


def _beside(overlay: Overlay, points: tuple[Floats, Floats], limit_m: float) -> Ints:
    """List the places that may be within reach of a new road, by its box."""
    roads = overlay.roads
    found = [np.zeros(0, dtype=np.intp)]
    for i in range(len(roads)):
        vertex = roads.first[i] + np.flatnonzero(roads.frontage[slice(*roads.first[i : i + 2])])
        if not len(vertex):
            continue
        vertex = np.union1d(vertex, vertex + 1)
        lon, lat = roads.lon[vertex], roads.lat[vertex]
        up = 1.02 * limit_m / DEGREE_M
        across = up / max(np.cos(np.radians(min(np.abs(lat).max() + up, 89.0))), 1e-6)
        level = np.flatnonzero((points[1] >= lat.min() - up) & (points[1] <= lat.max() + up))
        x = points[0][level]
        found.append(level[(x >= lon.min() - across) & (x <= lon.max() + across)])
    return np.unique(np.concatenate(found)).astype(np.int32)


def _farther(places: Snapped, which: Ints, metres: Floats) -> Flags:
    """Tell which places are on no edge, or on one farther away."""
    off = places.edge[which] < 0
    farther: Flags = off | (places.distance_m[which] > metres)
    return farther


def _on_roads(
    ground: Ground, overlay: Overlay, road: Offsets, share: Floats
) -> dict[str, NDArray[Any]]:
    """Give the fields of `Snapped` at shares of new roads, as if these were in one piece."""
    pieces = overlay.pieces
    slot = np.searchsorted(pieces.edge, ground.n_edges + road)
    through = pieces.through[slot]
    if ground.direction == "to_sources":
        through = through[:, ::-1]
    slots, which = np.unique(slot, return_inverse=True)
    component = np.array([_component(ground, overlay, k) for k in slots], dtype=np.int32)[which]

    def part(of: Floats, seconds: Floats) -> Floats:
        return np.multiply(of, seconds, out=np.zeros(len(of)), where=of > 0.0)

    return {
        "edge": (ground.n_edges + road).astype(np.int32),
        "fraction": share,
        "share": share,
        "seconds_to_tail": part(share, through[:, 1]),
        "seconds_to_head": part(1.0 - share, through[:, 0]),
        "seconds_from_tail": part(share, through[:, 0]),
        "seconds_from_head": part(1.0 - share, through[:, 1]),
        "side": np.zeros(len(road), dtype=np.int8),
        "component": component,
    }


def _component(ground: Ground, overlay: Overlay, slot: int) -> int:
    """Give the largest component that a road joins; -1 where it joins new roads only."""
    pieces, network = overlay.pieces, ground.network
    nodes = np.unique(pieces.start[pieces.first[slot] : pieces.first[slot + 1]])
    beside = pieces.edge[pieces.slot[np.isin(pieces.start, nodes).any(axis=1)]]
    joined = network.tail[beside[beside < ground.n_edges]]
    return int(network.component[joined].min()) if len(joined) else -1
