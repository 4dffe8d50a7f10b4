"""Limited searches: one after the other from many sources, with arrays used again and again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.kernels.arrivals import ByEdge, Edges, Stops, direct, left_by, reaching
from gis.network.kernels.labels import Labels, forget, new_labels, spread
from gis.network.kernels.piles import Floats, Graph, Ints, Offsets, Seeds, Span, new_stack


class Goals(NamedTuple):
    """Targets as the search meets them.

    stops: the targets; on_edge: by their edge; first, place, seconds: by node, target
    ``place[i]`` lies ``seconds[i]`` beyond node u for i from ``first[u]`` to
    ``first[u + 1]``.
    """

    stops: Stops
    on_edge: ByEdge
    first: Offsets
    place: Ints
    seconds: Floats


class Desk(NamedTuple):
    """What one thread works with: labels of nodes, piles, best seconds and list of targets hit."""

    labels: Labels
    stack: Ints
    best: Floats
    hit: Ints


def goals_of(stops: Stops, on_edge: ByEdge, edges: Edges, n_nodes: int) -> Goals:
    """Sort targets by the nodes from which they are reached."""
    on = np.flatnonzero(stops.edge >= 0).astype(np.int32)
    node = np.concatenate(reaching(edges, stops, on))
    seconds = np.concatenate([stops.by_tail[on], stops.by_head[on]])
    usable = np.flatnonzero(np.isfinite(seconds))
    order = usable[np.argsort(node[usable], kind="stable")]
    first = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(node[usable], minlength=n_nodes), out=first[1:])
    return Goals(stops, on_edge, first, np.tile(on, 2)[order], seconds[order])


def new_desk(n_nodes: int, n_targets: int) -> Desk:
    """Give the arrays of one thread: 16 bytes a node, 12 a target, and small piles."""
    best, hit = np.full(n_targets, np.inf), np.empty(n_targets, dtype=np.int32)
    return Desk(new_labels(n_nodes), new_stack(), best, hit)


@nb.njit(cache=True, nogil=True)
def hits(starts: Stops, s: int, edges: Edges, goals: Goals, desk: Desk, reach: tuple) -> int:  # type: ignore[type-arg]
    """List the targets of one source in `desk.hit`, their seconds in `desk.best`; count them."""
    found, limit = reach
    best, hit, n_hit = desk.best, desk.hit, 0
    for i in range(found):
        u = desk.labels.touched[i]
        start = desk.labels.seconds[u]
        for j in range(goals.first[u], goals.first[u + 1]):
            t, time = goals.place[j], start + goals.seconds[j]
            if time <= limit and time < best[t]:
                if best[t] == np.inf:
                    hit[n_hit] = t
                    n_hit += 1
                best[t] = time
    e = starts.edge[s]
    for j in range(goals.on_edge.first[e], goals.on_edge.first[e + 1]):
        t = goals.on_edge.place[j]
        time = direct(edges, starts, s, goals.stops, t)
        if time <= limit and time < best[t]:
            if best[t] == np.inf:
                hit[n_hit] = t
                n_hit += 1
            best[t] = time
    return n_hit


@nb.njit(cache=True, nogil=True)
def seeds_of(starts: Stops, s: int, edges: Edges) -> Seeds:
    """Start a search at both nodes of one source's edge."""
    tail, head = left_by(edges, starts, s)
    node = np.array([tail, head], dtype=np.int32)
    seconds = np.array([starts.by_tail[s], starts.by_head[s]])
    return Seeds(node, seconds, np.zeros(2, dtype=np.int32))


@nb.njit(cache=True, nogil=True)
def widened(values: NDArray[Any], size: int) -> NDArray[Any]:
    """Give an array with room for twice the size, the values first."""
    wide = np.empty(2 * size, dtype=values.dtype)
    wide[: len(values)] = values
    return wide


@nb.njit(cache=True, nogil=True)
def search_block(
    graph: Graph,
    edges: Edges,
    starts: tuple,  # type: ignore[type-arg]
    goals: Goals,
    desk: Desk,
    span: Span,
) -> tuple:  # type: ignore[type-arg]
    """Search from the sources ``first`` to ``last - 1`` of `starts` = (stops, first, last).

    Returns source, target and seconds of all pairs within the limit, by source. The
    desk is left as it was found.
    """
    stops, first, last = starts
    size, stack = 0, desk.stack
    source: NDArray[Any] = np.empty(256, dtype=np.int32)
    target: NDArray[Any] = np.empty(256, dtype=np.int32)
    seconds: NDArray[Any] = np.empty(256, dtype=np.float64)
    for s in range(first, last):
        if stops.edge[s] < 0:
            continue
        stack, found = spread(graph, seeds_of(stops, s, edges), desk.labels, stack, span)
        n_hit = hits(stops, s, edges, goals, desk, (found, span.limit_s))
        forget(desk.labels, found)
        if size + n_hit > len(source):
            source = widened(source, size + n_hit)
            target = widened(target, size + n_hit)
            seconds = widened(seconds, size + n_hit)
        for i in range(n_hit):
            t = desk.hit[i]
            source[size], target[size], seconds[size] = s, t, desk.best[t]
            desk.best[t] = np.inf
            size += 1
    return source[:size].copy(), target[:size].copy(), seconds[:size].copy()
