"""Links: segments cut at their meetings, between places that are one node each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.geodesic import earth_centred
from gis.network.noding.meetings import TOUCH_M, Meetings, place_ids
from gis.network.noding.pieces import Pieces
from layers.crs import GEOD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Pieces of segments between two places; no link joins a place to itself.

    Attributes
    ----------
    lonlat
        Places in EPSG:4326, float64, n × 2.
    ends
        Places each link runs from and to, along the drawing of its line, int64, k × 2.
    part
        Part of `Pieces` each link belongs to, int64, k.
    n_short
        How many pieces were dropped because both ends are one place.
    n_moved
        How many ends of lines were moved onto another place within the tolerance.
    """

    lonlat: Floats
    ends: Ints
    part: Ints
    n_short: int
    n_moved: int


def links_of(
    pieces: Pieces, met: Meetings, plane: NDArray[np.int32], *, tolerance_m: float
) -> Links:
    """Cut segments where lines meet, and make one place of what belongs together.

    Ends of lines within the tolerance of each other become one place; an end that lies
    on another line within the tolerance becomes a place of that line.

    Parameters
    ----------
    pieces
        The lines.
    met
        Where they meet.
    plane
        Plane of each part: bridges may cross right above a crossing on the ground.
    tolerance_m
        The tolerance `met` was found with, in metres.
    """
    first, place = place_ids(pieces.lonlat)
    crossings = _crossing_points(pieces, met)
    lonlat = np.concatenate([pieces.lonlat[first], crossings])
    cuts = _cuts(pieces, met, (place, len(first)), tolerance_m)
    is_end = np.zeros(len(lonlat), dtype=np.bool_)
    is_end[place[pieces.is_end]] = True
    pairs = np.concatenate(
        [
            cuts.same,
            _near(lonlat, np.flatnonzero(is_end), tolerance_m),
            _near(lonlat, cuts.place, TOUCH_M, plane[pieces.part[pieces.start[cuts.segment]]]),
        ]
    )
    # Of places that become one, a vertex on the course of a line keeps its position.
    merged = _merged(len(lonlat), pairs, is_end)
    sequence, part = _sequence(pieces, place, cuts)
    ends = merged[np.column_stack([sequence[:-1], sequence[1:]])]
    within = part[1:] == part[:-1]
    long_enough = ends[:, 0] != ends[:, 1]
    used, number = np.unique(ends[within & long_enough], return_inverse=True)
    return Links(
        lonlat=lonlat[used],
        ends=number.reshape(-1, 2).astype(np.int64),
        part=part[1:][within & long_enough],
        n_short=int((within & ~long_enough).sum()),
        n_moved=int((is_end & (merged != np.arange(len(merged)))).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Cuts:
    """Segments to cut, where, and the place there; and pairs of places that are one."""

    segment: Ints
    at: Floats
    place: Ints
    same: Ints


def _crossing_points(pieces: Pieces, met: Meetings) -> Floats:
    start = pieces.start[met.crossing[:, 0]]
    t = met.crossing_at[:, :1]
    points: Floats = pieces.lonlat[start] * (1.0 - t) + pieces.lonlat[start + 1] * t
    return points


def _cuts(pieces: Pieces, met: Meetings, places: tuple[Ints, int], tolerance_m: float) -> _Cuts:
    """Tell where to cut; a vertex that touches near the end of a segment is that end instead."""
    place, n_places = places
    start = pieces.start[met.touched]
    ends = np.stack([pieces.lonlat[start], pieces.lonlat[start + 1]])
    length = np.linalg.norm(earth_centred(ends[0]) - earth_centred(ends[1]), axis=1)
    near = np.where(pieces.is_end[met.toucher], max(tolerance_m, TOUCH_M), TOUCH_M)
    at_start = met.touched_at * length <= near
    at_end = ~at_start & ((1.0 - met.touched_at) * length <= near)
    inside = ~(at_start | at_end)
    toucher = place[met.toucher]
    crossing = n_places + np.arange(len(met.crossing))
    return _Cuts(
        segment=np.concatenate([met.touched[inside], met.crossing[:, 0], met.crossing[:, 1]]),
        at=np.concatenate([met.touched_at[inside], met.crossing_at[:, 0], met.crossing_at[:, 1]]),
        place=np.concatenate([toucher[inside], crossing, crossing]),
        same=np.concatenate(
            [
                np.column_stack([toucher[at_start], place[start[at_start]]]),
                np.column_stack([toucher[at_end], place[start[at_end] + 1]]),
            ]
        ),
    )


def _near(
    lonlat: Floats, places: Ints, distance_m: float, plane: NDArray[np.int32] | None = None
) -> Ints:
    """Give pairs of places within a distance of each other, and in one plane."""
    if len(places) < 2 or distance_m <= 0.0:
        return np.empty((0, 2), dtype=np.int64)
    xyz = earth_centred(lonlat[places])
    if plane is not None:
        xyz = np.column_stack([xyz, plane * GEOD.a])
    tree = cKDTree(xyz)
    pairs: Ints = places[tree.query_pairs(distance_m, output_type="ndarray")]
    return pairs.reshape(-1, 2)


def _merged(count: int, pairs: Ints, is_end: NDArray[np.bool_]) -> Ints:
    """Give for each place the one it becomes: of those joined, the first that is no end."""
    if not len(pairs):
        return np.arange(count)
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(count, count))
    _, label = connected_components(joined, directed=False)
    order = np.lexsort((np.arange(count), is_end, label))
    leader = np.empty(label.max() + 1, dtype=np.int64)
    leader[label[order[::-1]]] = order[::-1]
    merged: Ints = leader[label]
    return merged


def _sequence(pieces: Pieces, place: Ints, cuts: _Cuts) -> tuple[Ints, Ints]:
    """Give the places along all parts, cuts between the vertices, and the part of each."""
    vertex = np.concatenate([np.arange(len(place)), pieces.start[cuts.segment]])
    at = np.concatenate([np.full(len(place), -1.0), cuts.at])
    order = np.lexsort((at, vertex))
    along = np.concatenate([place, cuts.place])[order]
    return along, pieces.part[vertex[order]]
