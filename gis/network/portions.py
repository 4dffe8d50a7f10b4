"""Portions: the parts of edges that are reached in time, cut where the time is up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.network.graph import Flags, Floats, Ints, Network
from gis.network.kernels.arrivals import Edges, Stops
from gis.network.kernels.cutting import Course, cut, joined
from gis.network.kernels.labels import nearest_labels
from gis.network.places import Snapped
from gis.network.search import (
    Direction,
    require_limit,
    require_sources,
    seeds,
    starts,
    view,
)


@dataclass(frozen=True, slots=True, eq=False)
class Portions:
    """Parts of edges, sorted by edge and start; several of an edge do not touch.

    Attributes
    ----------
    edge
        int32, p.
    start, end
        Shares of the edge's time from its tail, float64, p; 0 to 1, start before end.
    frontage
        Whether the edge can be joined along it, bool, p: not so on ferries and toll roads.
    """

    edge: Ints
    start: Floats
    end: Floats
    frontage: Flags


def reached_portions(
    network: Network,
    sources: Snapped,
    *,
    limit_s: float,
    direction: Direction = "from_sources",
) -> Portions:
    """Find the parts of edges within a time of any source, exactly to where the time is up.

    A part is reached if a traveller can stand there in time, coming along its edge
    from either end or from a source on it (or, to sources, can be there in time from
    it). One-way edges are reached along their direction only.

    Parameters
    ----------
    network
        The network.
    sources
        Facilities; one at least.
    limit_s
        Seconds, the way off the network at the source with them.
    direction
        ``"from_sources"`` or ``"to_sources"``.

    Raises
    ------
    EmptyInputError
        If there is no source.
    InputError
        If the limit is not above 0, or the direction is unknown.

    Examples
    --------
    >>> from gis.network.places import placed
    >>> street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    >>> found = reached_portions(street, placed(street, [0], [0.25]), limit_s=30)
    >>> found.start.tolist(), found.end.tolist()
    ([0.0], [0.75])
    """
    require_sources(sources)
    limit = require_limit(limit_s)
    seen, stops = view(network, direction), starts(sources, direction)
    labels = nearest_labels(seen.graph, seeds(stops, seen.edges), limit)
    by_node = _from_nodes(seen.edges, labels.seconds, limit)
    by_place = _from_places(seen.edges, stops, limit)
    edge = np.concatenate([by_node[0], by_place[0]])
    start = np.concatenate([by_node[1], by_place[1]])
    end = np.concatenate([by_node[2], by_place[2]])
    order = np.lexsort((start, edge))
    edge, start, end = edge[order], start[order], end[order]
    kept = joined(edge, start, end)
    edge = edge[:kept].copy()
    return Portions(edge, start[:kept].copy(), end[:kept].copy(), network.frontage[edge])


def drawn(network: Network, portions: Portions) -> NDArray[np.object_]:
    """Draw portions as lines in EPSG:4326, from tail to head, on their order.

    Parameters
    ----------
    network
        The network they were found on.
    portions
        Parts of its edges.
    """
    first, lon, lat, _ = cut(course_of(network), portions.edge, portions.start, portions.end)
    if not len(portions.edge):
        return np.empty(0, dtype=object)
    owner = np.repeat(np.arange(len(portions.edge)), np.diff(first))
    lines: NDArray[np.object_] = shapely.linestrings(np.column_stack([lon, lat]), indices=owner)
    return lines


def lengths_m(network: Network, portions: Portions) -> Floats:
    """Give the metres of each portion, along its edge."""
    metres: Floats = cut(course_of(network), portions.edge, portions.start, portions.end)[3]
    return metres


def course_of(network: Network) -> Course:
    """Give the vertices of a network as kernels take them."""
    return Course(
        network.vertex_offsets,
        network.vertex_lon,
        network.vertex_lat,
        network.vertex_m,
        network.vertex_share,
    )


Pieces = tuple[Ints, Floats, Floats]


def _from_nodes(edges: Edges, seconds: Floats, limit_s: float) -> Pieces:
    """Give how far each edge is reached from its tail, and from its head."""
    left = np.full(len(seconds), -1.0)
    np.subtract(limit_s, seconds, out=left, where=np.isfinite(seconds))
    ahead = _share(left[edges.tail], edges.forward)
    back = _share(left[edges.head], edges.backward)
    by_tail, by_head = np.flatnonzero(ahead > 0), np.flatnonzero(back > 0)
    edge = np.concatenate([by_tail, by_head]).astype(np.int32)
    start = np.concatenate([np.zeros(len(by_tail)), 1.0 - back[by_head]])
    end = np.concatenate([ahead[by_tail], np.ones(len(by_head))])
    return edge, start, end


def _from_places(edges: Edges, stops: Stops, limit_s: float) -> Pieces:
    """Give how far the edge of each source is reached either way from it."""
    on = np.flatnonzero((stops.edge >= 0) & (stops.access <= limit_s))
    edge, share, left = stops.edge[on], stops.share[on], limit_s - stops.access[on]
    start = np.maximum(share - _share(left, edges.backward[edge]), 0.0)
    end = np.minimum(share + _share(left, edges.forward[edge]), 1.0)
    some = end > start
    return edge[some], start[some], end[some]


def _share(left_s: Floats, pace: Floats) -> Floats:
    """Give the share of an edge that the seconds left suffice for, 0 to 1."""
    share = np.zeros(len(pace))
    usable = np.isfinite(pace) & (left_s >= 0)
    quick = usable & (left_s >= pace)
    share[quick] = 1.0
    slow = usable & ~quick
    share[slow] = left_s[slow] / pace[slow]
    return share
