"""Places on a network: positions along edges, and the times to and from their nodes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.errors import InputError
from gis.network.graph import Floats, Ints, Network, Offsets
from layers.text import Text


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Where points lie on a network; one entry per point, on the points' order.

    A point that is not on the network (too far away, or without a geometry) has edge
    and component -1, NaN everywhere else, and side 0.

    Attributes
    ----------
    edge
        Edge, int32.
    fraction, share
        How far along the edge from its tail, by metres and by time, float64, 0 to 1.
    seconds_to_tail, seconds_to_head
        Time from the place to the nodes of its edge, float64; inf: not allowed.
    seconds_from_tail, seconds_from_head
        Time from the nodes to the place, float64; inf: not allowed.
    distance_m
        Geodesic metres between the point and its place, float64.
    access_seconds
        Time for that distance off the network, float64; not part of the times above.
    side
        1: the point lies left of the edge seen from tail to head, -1: right, 0: on it
        or before its ends, int8.
    component
        Weak component of the network, int32.
    lon, lat
        The place in EPSG:4326, float64.
    """

    edge: Ints
    fraction: Floats
    share: Floats
    seconds_to_tail: Floats
    seconds_to_head: Floats
    seconds_from_tail: Floats
    seconds_from_head: Floats
    distance_m: Floats
    access_seconds: Floats
    side: NDArray[np.int8]
    component: Ints
    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        """How many points there are, on the network or not."""
        return len(self.edge)

    def chosen(self, rows: slice | NDArray[Any]) -> Snapped:
        """Give some of the places: by position, by a slice, or by one yes or no each."""
        return Snapped(**{name: array[rows] for name, array in self.arrays().items()})

    def replaced(self, rows: NDArray[Any], places: Snapped) -> Snapped:
        """Give all places with others put in at some positions."""
        changed = {name: array.copy() for name, array in self.arrays().items()}
        for name, array in places.arrays().items():
            changed[name][rows] = array
        return Snapped(**changed)

    def followed_by(self, places: Snapped) -> Snapped:
        """Give these places and others after them."""
        more = places.arrays()
        return Snapped(**{n: np.concatenate([a, more[n]]) for n, a in self.arrays().items()})

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all fields by name, to be saved; ``Snapped(**arrays)`` gives the places back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def placed(
    network: Network,
    edge: ArrayLike,
    fraction: ArrayLike,
    *,
    distance_m: ArrayLike = 0.0,
    access_seconds: ArrayLike = 0.0,
    side: ArrayLike = 0,
) -> Snapped:
    """Put places on edges by their fraction of the metres from the tail.

    Parameters
    ----------
    network
        The network.
    edge
        Edge of each place; -1 for a point that is not on the network.
    fraction
        0 (at the tail) to 1 (at the head); of no meaning where the edge is -1.
    distance_m, access_seconds, side
        As in `Snapped`; one number for all, or one for each.

    Raises
    ------
    InputError
        If there is no such edge, or a fraction is not within 0 to 1.

    Examples
    --------
    >>> street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    >>> placed(street, [0], [0.25]).seconds_to_head.tolist()
    [45.0]
    """
    edges = np.atleast_1d(np.asarray(edge, dtype=np.int32))
    part = np.broadcast_to(np.asarray(fraction, dtype=np.float64), edges.shape)
    _require_places(network, edges, part)
    count, on = len(edges), np.flatnonzero(edges >= 0)
    used = edges[on]
    share, lonlat = _along(network, used, part[on])
    there, back = network.seconds_forward[used], network.seconds_backward[used]

    def filled(values: ArrayLike, otherwise: float = np.nan) -> Floats:
        whole = np.full(count, otherwise)
        whole[on] = values
        return whole

    def given(values: ArrayLike, otherwise: float = np.nan) -> Floats:
        return filled(np.broadcast_to(np.asarray(values), edges.shape)[on], otherwise)

    return Snapped(
        edge=np.maximum(edges, -1),
        fraction=filled(part[on]),
        share=filled(share),
        seconds_to_tail=filled(_portion(share, back)),
        seconds_to_head=filled(_portion(1.0 - share, there)),
        seconds_from_tail=filled(_portion(share, there)),
        seconds_from_head=filled(_portion(1.0 - share, back)),
        distance_m=given(distance_m),
        access_seconds=given(access_seconds),
        side=given(side, 0).astype(np.int8),
        component=filled(network.component[network.tail[used]], -1).astype(np.int32),
        lon=filled(lonlat[:, 0]),
        lat=filled(lonlat[:, 1]),
    )


def _require_places(network: Network, edges: Ints, fraction: Floats) -> None:
    beyond = np.flatnonzero(edges >= network.n_edges)
    if len(beyond):
        raise InputError(
            Text(
                f"edge: {edges[beyond[0]]} bukan ruas; yang diminta 0 sampai "
                f"{network.n_edges - 1}, atau -1",
                f"edge: {edges[beyond[0]]} is no edge; wanted 0 to {network.n_edges - 1}, or -1",
            )
        )
    bad = np.flatnonzero((edges >= 0) & ~((fraction >= 0.0) & (fraction <= 1.0)))
    if len(bad):
        raise InputError(
            Text(
                f"fraction tempat {bad[0]} adalah {fraction[bad[0]]}; yang diminta 0 (pangkal) "
                "sampai 1 (ujung)",
                f"fraction of place {bad[0]} is {fraction[bad[0]]}; wanted 0 (tail) to 1 (head)",
            )
        )


def _portion(share: Floats, seconds: Floats) -> Floats:
    """Give a share of edge times: none of an infinite time is no time at all."""
    return np.multiply(share, seconds, out=np.zeros(len(share)), where=share > 0.0)


def _along(network: Network, edges: Ints, fraction: Floats) -> tuple[Floats, Floats]:
    """Give the share of time and the lon/lat at fractions of edges."""
    metres = fraction * network.length_m[edges]
    at = segment_at(network, edges, metres)
    start = network.vertex_m[at]
    span = network.vertex_m[at + 1] - start
    inner = np.divide(metres - start, span, out=fraction.copy(), where=span > 0.0)

    def between(values: Floats) -> Floats:
        return values[at] * (1.0 - inner) + values[at + 1] * inner

    share = np.clip(between(network.vertex_share), 0.0, 1.0)
    return share, np.column_stack([between(network.vertex_lon), between(network.vertex_lat)])


def segment_at(network: Network, edges: Ints, metres: Floats) -> Offsets:
    """Find the segment of each edge that holds a position, as the vertex it starts from.

    Parameters
    ----------
    network
        The network.
    edges
        Edge of each position.
    metres
        Metres from the tail, 0 to the edge's length.

    Returns
    -------
    numpy.ndarray
        Position in the arrays by vertex, int64; the last one of an edge is never given.
    """
    low = network.vertex_offsets[edges]
    high = network.vertex_offsets[edges + 1] - 2
    while (low < high).any():
        middle = (low + high + 1) // 2
        ahead = network.vertex_m[middle] <= metres
        low = np.where(ahead, middle, low)
        high = np.where(ahead, high, np.maximum(middle - 1, low))
    return low
