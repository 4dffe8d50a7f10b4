"""Stretches: edges with their courses before they are a network, to be cut and put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gis.geodesic import geodesic_m
from gis.network.graph import Courses, Network
from gis.network.places import placed, segment_at

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Edges between nodes, as `gis.network.graph.assembled` wants them.

    Attributes
    ----------
    nodes
        Lon/lat, float64, n × 2.
    ends
        Tail and head of each edge, int64, m × 2.
    seconds
        Time forward and backward, float64, m × 2; inf: not allowed.
    courses
        How the edges run.
    """

    nodes: Floats
    ends: Ints
    seconds: Floats
    courses: Courses


def stretches_of(network: Network) -> Stretches:
    """Take a network apart.

    Parameters
    ----------
    network
        The network.
    """
    return Stretches(
        np.column_stack([network.lon, network.lat]),
        np.column_stack([network.tail, network.head]).astype(np.int64),
        np.column_stack([network.seconds_forward, network.seconds_backward]),
        Courses(
            network.vertex_offsets,
            np.column_stack([network.vertex_lon, network.vertex_lat]),
            network.vertex_m,
            network.vertex_share,
            network.vertex_line,
            network.frontage,
        ),
    )


def straight(nodes: Floats, ends: ArrayLike, seconds: Floats, *, line: ArrayLike = 0) -> Stretches:
    """Make straight edges that are joined at their nodes only.

    Parameters
    ----------
    nodes
        Lon/lat, n × 2.
    ends
        Tail and head of each edge, m × 2.
    seconds
        Time forward and backward, m × 2.
    line
        What `vertex_line` says of each edge.
    """
    pairs = np.asarray(ends, dtype=np.int64).reshape(-1, 2)
    m = len(pairs)
    a, b = nodes[pairs[:, 0]], nodes[pairs[:, 1]]
    metres = geodesic_m(a, b) if m else np.zeros(0)
    courses = Courses(
        offsets=np.arange(0, 2 * m + 1, 2, dtype=np.int64),
        lonlat=np.stack([a, b], axis=1).reshape(-1, 2),
        metres=np.column_stack([np.zeros(m), metres]).ravel(),
        share=np.tile([0.0, 1.0], m),
        line=np.repeat(np.broadcast_to(np.asarray(line, dtype=np.int32), m), 2),
        frontage=np.zeros(m, dtype=np.bool_),
    )
    return Stretches(nodes, pairs, np.asarray(seconds, dtype=np.float64).reshape(-1, 2), courses)


def together(parts: Sequence[Stretches]) -> tuple[Stretches, Ints, Ints]:
    """Put stretches side by side, nothing joined.

    Parameters
    ----------
    parts
        One at least.

    Returns
    -------
    tuple
        All of them, and the first node and the first edge of each, int64.
    """
    nodes = np.cumsum([0, *[len(part.nodes) for part in parts]])
    edges = np.cumsum([0, *[len(part.ends) for part in parts]])
    vertices = np.cumsum([0, *[len(part.courses.metres) for part in parts]])
    offsets = [p.courses.offsets[:-1] + v for p, v in zip(parts, vertices, strict=False)]
    whole = Stretches(
        np.concatenate([part.nodes for part in parts]),
        np.concatenate([p.ends + n for p, n in zip(parts, nodes, strict=False)]),
        np.concatenate([part.seconds for part in parts]),
        Courses(
            np.append(np.concatenate(offsets), vertices[-1]).astype(np.int64),
            np.concatenate([part.courses.lonlat for part in parts]),
            np.concatenate([part.courses.metres for part in parts]),
            np.concatenate([part.courses.share for part in parts]),
            np.concatenate([part.courses.line for part in parts]),
            np.concatenate([part.courses.frontage for part in parts]),
        ),
    )
    return whole, nodes[:-1].astype(np.int64), edges[:-1].astype(np.int64)


def with_edges(whole: Stretches, more: Stretches) -> Stretches:
    """Add edges between the nodes that are there.

    Parameters
    ----------
    whole
        Edges and their nodes.
    more
        Edges between the same nodes.
    """
    both, _, _ = together([whole, more])
    n = len(whole.nodes)
    ends = np.where(both.ends >= n, both.ends - n, both.ends)
    return Stretches(whole.nodes, ends, both.seconds, both.courses)


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A network with nodes where it was cut.

    Attributes
    ----------
    stretches
        The edges, those that were cut in pieces side by side.
    node
        Node of each place that was asked for, int64.
    parent
        Edge of the network that each edge is a piece of, int64.
    """

    stretches: Stretches
    node: Ints
    parent: Ints


def cut_at(network: Network, edge: ArrayLike, fraction: ArrayLike) -> Cut:
    """Cut edges at places along them, and give the nodes there.

    The nodes of the network keep their positions; a place at the end of an edge is the
    node there. Times along the pieces add up to those of the edge, by its own shares.

    Parameters
    ----------
    network
        The network.
    edge, fraction
        Places by their edge and the share of its metres, as for `gis.network.placed`.
    """
    edges = np.asarray(edge, dtype=np.int64)
    places = placed(network, edges, fraction)
    metres = places.fraction * network.length_m[edges]
    at_head = metres >= network.length_m[edges]
    node = np.where(at_head & (metres > 0.0), network.head[edges], network.tail[edges])
    inner = np.flatnonzero((metres > 0.0) & ~at_head)
    keys = np.column_stack([edges[inner], metres[inner]])
    _, first, number = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    node = node.astype(np.int64)
    node[inner] = network.n_nodes + number.ravel()
    chosen = inner[first]
    new = (edges[chosen], metres[chosen], places.share[chosen])
    lonlat = np.column_stack([places.lon[chosen], places.lat[chosen]])
    stretches, parent = _pieces(network, new, lonlat)
    return Cut(stretches, node, parent)


@dataclass(frozen=True, slots=True, eq=False)
class _Entries:
    """Vertices in order, each cut as the end of one piece and the start of the next.

    `cut` is the position of the cut, -1 for other vertices; `first` and `last` are
    the entries that pieces start and end with.
    """

    edge: Ints
    metres: Floats
    share: Floats
    line: NDArray[np.int32]
    lonlat: Floats
    cut: Ints
    first: Ints
    last: Ints


def _entries(network: Network, new: tuple[Ints, Floats, Floats], lonlat: Floats) -> _Entries:
    """Put cuts, sorted by edge and metres, each once and none at an end, among the vertices."""
    edge, metres, share = new
    owner = np.repeat(np.arange(network.n_edges), np.diff(network.vertex_offsets))
    segment = segment_at(network, edge.astype(np.int32), metres)
    # A vertex right at a cut gives way to the two ends that meet there.
    held = np.ones(len(owner), dtype=np.bool_)
    held[segment[network.vertex_m[segment] == metres]] = False
    line = network.vertex_line[segment]
    starts = np.zeros(len(owner), dtype=np.int8)
    starts[network.vertex_offsets[:-1]] = 1
    side = np.concatenate([np.zeros(held.sum()), np.ones(len(edge)), np.full(len(edge), 2)])
    along = np.concatenate([network.vertex_m[held], metres, metres])
    order = np.lexsort((side, along, np.concatenate([owner[held], edge, edge])))
    number = np.arange(len(edge))
    cut = np.concatenate([np.full(held.sum(), -1), number, number])[order]
    first = np.flatnonzero(np.concatenate([starts[held], 0 * number, 0 * number + 1])[order])
    xy = np.column_stack([network.vertex_lon, network.vertex_lat])[held]
    return _Entries(
        np.concatenate([owner[held], edge, edge])[order].astype(np.int64),
        along[order],
        np.concatenate([network.vertex_share[held], share, share])[order],
        np.concatenate([network.vertex_line[held], line, line])[order].astype(np.int32),
        np.concatenate([xy, lonlat, lonlat])[order],
        cut.astype(np.int64),
        first.astype(np.int64),
        np.append(first[1:], len(order)).astype(np.int64) - 1,
    )


def _pieces(
    network: Network, new: tuple[Ints, Floats, Floats], lonlat: Floats
) -> tuple[Stretches, Ints]:
    """Cut edges at places sorted by edge and metres, each once and none at an end."""
    entries = _entries(network, new, lonlat)
    first, last, parent = entries.first, entries.last, entries.edge[entries.first]
    counts = last - first + 1
    begun, span = (np.repeat(entries.share[at], counts) for at in (first, last))
    begun_m, end_m = (np.repeat(entries.metres[at], counts) for at in (first, last))
    metres = entries.metres - begun_m
    even = np.divide(metres, end_m - begun_m, out=np.zeros(len(metres)), where=end_m > begun_m)
    share = np.divide(entries.share - begun, span - begun, out=even, where=span > begun)
    share[last] = 1.0
    n = network.n_nodes
    tail = np.where(entries.cut[first] < 0, network.tail[parent], n + entries.cut[first])
    head = np.where(entries.cut[last] < 0, network.head[parent], n + entries.cut[last])
    whole = np.column_stack([network.seconds_forward, network.seconds_backward])[parent]
    part = (entries.share[last] - entries.share[first])[:, None]
    # A part of an infinite time, however small, is no way either.
    seconds = np.multiply(whole, part, out=np.full(whole.shape, np.inf), where=np.isfinite(whole))
    courses = Courses(
        np.append(first, len(metres)).astype(np.int64),
        entries.lonlat,
        metres,
        share,
        entries.line,
        network.frontage[parent],
    )
    nodes = np.concatenate([np.column_stack([network.lon, network.lat]), lonlat])
    ends = np.column_stack([tail, head]).astype(np.int64)
    return Stretches(nodes, ends, seconds, courses), parent
