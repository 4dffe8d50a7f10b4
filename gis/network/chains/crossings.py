"""Crossings: ferry lines as edges between their two ends, each service with nodes of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from gis.geodesic import earth_centred, geodesic_m
from gis.network.chains.stretches import Stretches
from gis.network.graph import Courses

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SAME_PLACE_M = 0.5
_LINES = (1, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """Ferry lines of one boat: an edge for each part of a line, from its first to its last end.

    They meet nothing on their way. Parts of one line, and lines of one name, share the
    node where their ends meet: who stays on board does not board again.

    Attributes
    ----------
    stretches
        The edges.
    line
        Row of each edge in the waterways, int64.
    n_short
        Parts left out because they have no length.
    """

    stretches: Stretches
    line: Ints
    n_short: int


def crossings_of(
    shapes: NDArray[np.object_], rows: Ints, kmh: Floats, names: NDArray[np.str_]
) -> Crossings:
    """Make edges of ferry lines.

    Parameters
    ----------
    shapes
        Geometries of all waterways in EPSG:4326.
    rows
        Which of them are the crossings.
    kmh
        Speed of each of the waterways.
    names
        Name of each of the waterways, "" where it has none.
    """
    parts, owner = shapely.get_parts(
        shapely.remove_repeated_points(shapes[rows]), return_index=True
    )
    kept = np.isin(shapely.get_type_id(parts), _LINES) & (shapely.length(parts) > 0.0)
    parts, line = parts[kept], rows[owner[kept]].astype(np.int64)
    lonlat, of_part = shapely.get_coordinates(parts, return_index=True)
    counts = np.bincount(of_part, minlength=len(parts))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    steps = np.zeros(len(lonlat))
    if len(lonlat):
        same = of_part[1:] == of_part[:-1]
        steps[1:][same] = geodesic_m(lonlat[:-1][same], lonlat[1:][same])
    whole = np.cumsum(steps)
    metres = whole - np.repeat(whole[offsets[:-1]], counts)
    length = metres[offsets[1:] - 1] if len(parts) else np.zeros(0)
    seconds = length / (kmh[line] / 3.6)
    service = np.array([names[i] or f"\n{i}" for i in line], dtype=np.str_)
    ends = np.stack([lonlat[offsets[:-1]], lonlat[offsets[1:] - 1]], axis=1).reshape(-1, 2)
    nodes, number = _shared(ends, np.repeat(service, 2))
    courses = Courses(
        offsets,
        lonlat,
        metres,
        metres / np.repeat(np.maximum(length, 1e-300), counts),
        np.repeat(line, counts).astype(np.int32),
        np.zeros(len(parts), dtype=np.bool_),
    )
    stretches = Stretches(
        nodes, number.reshape(-1, 2), np.column_stack([seconds, seconds]), courses
    )
    return Crossings(stretches, line, int((~kept).sum()))


def _shared(places: Floats, service: NDArray[np.str_]) -> tuple[Floats, Ints]:
    """Make one node of the ends of one service that lie at one place."""
    spot = clustered(places)
    _, code = np.unique(service, return_inverse=True)
    keys = np.column_stack([spot, code.ravel()]).reshape(-1, 2)
    _, first, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return places[first], number.ravel().astype(np.int64)


def clustered(places: Floats, distance_m: float = SAME_PLACE_M) -> Ints:
    """Give places numbers 0, 1, …, those near each other one number.

    Parameters
    ----------
    places
        Lon/lat, n × 2.
    distance_m
        How near, in metres.

    Examples
    --------
    >>> clustered(np.array([[117.0, 0.0], [117.000001, 0.0], [118.0, 0.0]])).tolist()
    [0, 0, 1]
    """
    n = len(places)
    if not n:
        return np.zeros(0, dtype=np.int64)
    pairs = cKDTree(earth_centred(places)).query_pairs(distance_m, output_type="ndarray")
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, label = connected_components(joined, directed=False)
    _, first, number = np.unique(label, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    numbered: Ints = rank[number.ravel()].astype(np.int64)
    return numbered
