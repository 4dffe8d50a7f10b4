"""Several labels: the k nearest owners of each node, in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from gis.network.kernels.piles import (
    N_PILES,
    Flags,
    Floats,
    Graph,
    Ints,
    Offsets,
    Seeds,
    Span,
    new_stack,
    pushed,
    span_of,
)


class Ranks(NamedTuple):
    """The k nearest owners of each node, the nearest first.

    seconds float64 (n × k, inf: none), owner int32 (n × k, -1: none), told bool
    (n × k): whether the neighbours know.
    """

    seconds: Floats
    owner: Ints
    told: Flags


def nearest_ranks(graph: Graph, seeds: Seeds, k: int, limit_s: float = np.inf) -> Ranks:
    """Label every node with its k nearest owners, each owner once.

    An owner among the k nearest of a node is so at every node on the way there, so
    that a node need not pass on more than k. Equal times are ordered by owner.

    Parameters
    ----------
    graph
        The arcs; seconds 0 or more.
    seeds
        Nodes, the seconds they are reached at, and their owners.
    k
        How many owners at most per node, at least 1.
    limit_s
        Seconds after which nothing is reached.
    """
    n = len(graph.indptr) - 1
    ranks = Ranks(
        np.full((n, k), np.inf), np.full((n, k), -1, dtype=np.int32), np.zeros((n, k), dtype=bool)
    )
    spread_ranks(graph, seeds, ranks, new_stack(), span_of(graph, limit_s))
    return ranks


@nb.njit(cache=True, nogil=True)
def ranked(ranks: Ranks, v: int, t: float, who: int) -> bool:
    """Put an owner into a node's ranks by time, once; tell whether that changed them."""
    seconds, owner, told = ranks.seconds, ranks.owner, ranks.told
    place = seconds.shape[1] - 1
    if t == seconds[v, place] and 0 <= owner[v, place] <= who:
        return False
    for j in range(place):
        if owner[v, j] == who:
            if seconds[v, j] <= t:
                return False
            place = j
            break
    while place > 0:
        above = place - 1
        if seconds[v, above] < t or (seconds[v, above] == t and owner[v, above] < who):
            break
        seconds[v, place] = seconds[v, above]
        owner[v, place] = owner[v, above]
        told[v, place] = told[v, above]
        place = above
    seconds[v, place], owner[v, place], told[v, place] = t, who, False
    return True


@nb.njit(cache=True, nogil=True)
def tell(graph: Graph, ranks: Ranks, at: tuple, stack: Ints, count: Offsets, span: Span) -> tuple:  # type: ignore[type-arg]
    """Offer one rank of a node to its neighbours; give the piles and how many took it."""
    u, j, now = at
    start, who, took = ranks.seconds[u, j], ranks.owner[u, j], 0
    last = ranks.seconds.shape[1] - 1
    ranks.told[u, j] = True
    for a in range(graph.indptr[u], graph.indptr[u + 1]):
        v = graph.neighbour[a]
        t = start + graph.seconds[a]
        if t > ranks.seconds[v, last] or t > span.limit_s:
            continue
        if ranked(ranks, v, t, who):
            stack = pushed(stack, count, int(t * span.per_second), now, v)
            took += 1
    return stack, took


@nb.njit(cache=True, nogil=True)
def due(ranks: Ranks, u: int, step: int, span: Span) -> tuple:  # type: ignore[type-arg]
    """Find a node's first rank its neighbours do not know; is it due (1), later (-1), none (0)."""
    for j in range(ranks.seconds.shape[1]):
        if ranks.owner[u, j] < 0:
            break
        if not ranks.told[u, j]:
            late = int(ranks.seconds[u, j] * span.per_second) > step
            return j, -1 if late else 1
    return 0, 0


@nb.njit(cache=True, nogil=True)
def spread_ranks(graph: Graph, seeds: Seeds, ranks: Ranks, stack: Ints, span: Span) -> None:
    """Carry the seeds through the graph until no node learns of a nearer owner."""
    count = np.zeros(N_PILES, dtype=np.int64)
    now, waiting = 0, 0
    last = ranks.seconds.shape[1] - 1
    for s in range(len(seeds.node)):
        v, t = seeds.node[s], seeds.seconds[s]
        if t > span.limit_s or t == np.inf or t > ranks.seconds[v, last]:
            continue
        if ranked(ranks, v, t, seeds.owner[s]):
            stack = pushed(stack, count, int(t * span.per_second), now, v)
            waiting += 1
    while waiting > 0:
        slot = now & (N_PILES - 1)
        if count[slot] == 0:
            now += 1
            continue
        count[slot] -= 1
        waiting -= 1
        u = stack[slot, count[slot]]
        j, state = due(ranks, u, now, span)
        if state < 0:
            # Put aside too early (beyond the ring), or told already by another entry.
            stack = pushed(stack, count, int(ranks.seconds[u, j] * span.per_second), now, u)
            waiting += 1
        while state > 0:
            stack, took = tell(graph, ranks, (u, j, now), stack, count, span)
            waiting += took
            j, state = due(ranks, u, now, span)
