"""Arrivals: from labels of nodes to places on edges, and places on the same edge."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from gis.network.kernels.piles import Floats, Ints, Offsets


class Stops(NamedTuple):
    """Places on edges, p of them, as the search leaves or reaches them.

    edge int32 (-1: not on the network), share float64 (of the edge's time, from its
    tail), by_tail and by_head float64 (seconds between the place and the nodes of
    its edge, the way to the network with them; inf: not that way), access float64
    (seconds of the way to the network alone).
    """

    edge: Ints
    share: Floats
    by_tail: Floats
    by_head: Floats
    access: Floats


class Edges(NamedTuple):
    """Edges, m of them: nodes int32, and seconds along them in the direction of the search.

    The search comes onto an edge from `tail` and `head` and goes off it to `off_tail`
    and `off_head`. A place at the very end of an edge lies at the node: a search from
    there starts from `start_tail` or `start_head`, one to there ends at `end_tail` or
    `end_head`. All these are one node but where turns are restricted.
    """

    tail: Ints
    head: Ints
    forward: Floats
    backward: Floats
    off_tail: Ints
    off_head: Ints
    start_tail: Ints
    start_head: Ints
    end_tail: Ints
    end_head: Ints


def unrestricted(tail: Ints, head: Ints, forward: Floats, backward: Floats) -> Edges:
    """Give edges between nodes at which every turn is allowed."""
    return Edges(tail, head, forward, backward, *(tail, head) * 3)


class ByEdge(NamedTuple):
    """Places by their edge: those of edge e are ``place[first[e]:first[e + 1]]``."""

    first: Offsets
    place: Ints


def by_edge(edge: Ints, n_edges: int) -> ByEdge:
    """Sort places by their edge; those without an edge are left out."""
    order = np.argsort(edge, kind="stable").astype(np.int32)
    order = order[np.searchsorted(edge[order], 0) :]
    first = np.zeros(n_edges + 1, dtype=np.int64)
    np.cumsum(np.bincount(edge[order], minlength=n_edges), out=first[1:])
    return ByEdge(first, order)


def put_elsewhere(held: ByEdge, places: Ints, was: Ints, edge: Ints) -> ByEdge:
    """Give places by their edge once some are on another; those are the last there."""
    n_edges = len(held.first) - 1
    stays = np.ones(
        int(max(held.place.max(initial=-1), places.max(initial=-1))) + 1, dtype=np.bool_
    )
    stays[places] = False
    left, order = held.place[stays[held.place]], np.argsort(edge, kind="stable")
    fewer = np.bincount(was[was >= 0], minlength=n_edges).cumsum()
    more = np.bincount(edge, minlength=n_edges).cumsum()
    first = held.first.copy()
    first[1:] -= fewer
    place = np.insert(left, first[1:][edge[order]], places[order])
    first[1:] += more
    return ByEdge(first, place)


@nb.njit(cache=True, nogil=True)
def direct(edges: Edges, starts: Stops, s: int, ends: Stops, t: int) -> float:
    """Give the seconds from one place to another of the same edge, without leaving it."""
    e, share = starts.edge[s], ends.share[t] - starts.share[s]
    pace = edges.forward[e] if share > 0.0 else edges.backward[e]
    if pace == np.inf and share != 0.0:
        return np.inf
    along = 0.0 if share == 0.0 else pace * abs(share)
    seconds: float = along + starts.access[s] + ends.access[t]
    return seconds


@nb.njit(cache=True, nogil=True)
def left_by(edges: Edges, starts: Stops, s: int) -> tuple[int, int]:
    """Give the nodes to which the search goes from a place: by its edge's tail, by its head."""
    e, share = starts.edge[s], starts.share[s]
    tail = edges.off_tail[e] if share > 0.0 else edges.start_tail[e]
    head = edges.off_head[e] if share < 1.0 else edges.start_head[e]
    return tail, head


@nb.njit(cache=True, nogil=True)
def reached_by(edges: Edges, ends: Stops, t: int) -> tuple[int, int]:
    """Give the nodes from which the search comes to a place: by its edge's tail, by its head."""
    e, share = ends.edge[t], ends.share[t]
    tail = edges.tail[e] if share > 0.0 else edges.end_tail[e]
    head = edges.head[e] if share < 1.0 else edges.end_head[e]
    return tail, head


@nb.njit(cache=True, nogil=True)
def leaving(edges: Edges, starts: Stops, which: Ints) -> tuple[Ints, Ints]:
    """Give the nodes to which the search goes from places on edges, by tail and by head."""
    tail, head = np.empty(len(which), dtype=np.int32), np.empty(len(which), dtype=np.int32)
    for i in range(len(which)):
        tail[i], head[i] = left_by(edges, starts, which[i])
    return tail, head


@nb.njit(cache=True, nogil=True)
def reaching(edges: Edges, ends: Stops, which: Ints) -> tuple[Ints, Ints]:
    """Give the nodes from which the search comes to places on edges, by tail and by head."""
    tail, head = np.empty(len(which), dtype=np.int32), np.empty(len(which), dtype=np.int32)
    for i in range(len(which)):
        tail[i], head[i] = reached_by(edges, ends, which[i])
    return tail, head


@nb.njit(cache=True, nogil=True)
def arrivals(
    edges: Edges,
    ranks: tuple,  # type: ignore[type-arg]
    starts: Stops,
    on_edge: ByEdge,
    ends: Stops,
    found: tuple,  # type: ignore[type-arg]
) -> None:
    """Rank the nearest starts of each end: over its edge's nodes, or along the edge itself.

    `ranks` are (seconds, owner) of nodes, n × k; `found` the same of ends, p × k, to
    be filled from (inf, -1). Owners are positions in `starts`.
    """
    seconds, owner = ranks
    for t in range(len(ends.edge)):
        e = ends.edge[t]
        if e < 0:
            continue
        tail, head = reached_by(edges, ends, t)
        for j in range(seconds.shape[1]):
            offer(found, t, seconds[tail, j] + ends.by_tail[t], owner[tail, j])
            offer(found, t, seconds[head, j] + ends.by_head[t], owner[head, j])
        for i in range(on_edge.first[e], on_edge.first[e + 1]):
            s = on_edge.place[i]
            offer(found, t, direct(edges, starts, s, ends, t), s)


@nb.njit(cache=True, nogil=True)
def offer(found: tuple, t: int, time: float, who: int) -> None:  # type: ignore[type-arg]
    """Put an owner into the ranks of place t by time, then by owner, each owner once."""
    seconds, owner = found
    place = seconds.shape[1] - 1
    if not time < np.inf or time > seconds[t, place]:
        return
    if time == seconds[t, place] and 0 <= owner[t, place] <= who:
        return
    for j in range(place):
        if owner[t, j] == who:
            if seconds[t, j] <= time:
                return
            place = j
            break
    while place > 0:
        above = place - 1
        if seconds[t, above] < time or (seconds[t, above] == time and owner[t, above] < who):
            break
        seconds[t, place], owner[t, place] = seconds[t, above], owner[t, above]
        place = above
    seconds[t, place], owner[t, place] = time, who
