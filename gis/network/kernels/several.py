"""Several labels: the k nearest owners of each node, in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from gis.network.kernels.piles import (
    N_PILES,
    Floats,
    Graph,
    Ints,
    Number,
    Offsets,
    Seeds,
    Span,
    grown,
    new_stack,
    piled,
    pushed,
    span_of,
)

# A mark is the owner plus one, shifted by one bit; 0 is nobody's.
TOLD = 1


class Ranks(NamedTuple):
    """The k nearest owners of each node, the nearest first.

    seconds float64 (n × k, inf: none), owner int32 (n × k, -1: none).
    """

    seconds: Floats
    owner: Ints


def nearest_ranks(graph: Graph, seeds: Seeds, k: int, limit_s: float = np.inf) -> Ranks:
    """Label every node with its k nearest owners, each owner once.

    An owner among the k nearest of a node is so at every node on the way there, so
    that a node need not pass on more than k. Equal times are ordered by owner.

    Parameters
    ----------
    graph
        The arcs; seconds 0 or more.
    seeds
        Nodes, the seconds they are reached at, and their owners (0 to 2^30).
    k
        How many owners at most per node, at least 1.
    limit_s
        Seconds after which nothing is reached.
    """
    n = len(graph.indptr) - 1
    seconds, mark = np.full((n, k), np.inf), np.zeros((n, k), dtype=np.int32)
    spread_ranks(graph, seeds, seconds, mark, new_stack(), span_of(graph, limit_s))
    mark >>= 1
    mark -= 1
    return Ranks(seconds, mark)


@nb.njit(cache=True, nogil=True)
def ranked(seconds: Floats, mark: Ints, v: Number, t: float, own: int) -> bool:
    """Put an owner (a mark) into a node's ranks by time, once; tell whether that changed them."""
    place = seconds.shape[1] - 1
    if t == seconds[v, place] and 0 < mark[v, place] <= (own | TOLD):
        return False
    for j in range(place):
        if mark[v, j] | TOLD == own | TOLD:
            if seconds[v, j] <= t:
                return False
            place = j
            break
    while place > 0:
        before = seconds[v, place - 1]
        if before < t or (before == t and mark[v, place - 1] | TOLD < own | TOLD):
            break
        seconds[v, place], mark[v, place] = before, mark[v, place - 1]
        place -= 1
    seconds[v, place], mark[v, place] = t, own & ~TOLD
    return True


@nb.njit(cache=True, nogil=True)
def sown(seeds: Seeds, seconds: Floats, mark: Ints, piles: tuple, span: Span) -> Ints:  # type: ignore[type-arg]
    """Rank the seeds at their nodes and pile these up; give the piles."""
    stack, count = piles
    for s in range(len(seeds.node)):
        v, t = np.uint64(seeds.node[s]), seeds.seconds[s]
        if t > span.limit_s or t == np.inf or t > seconds[v, seconds.shape[1] - 1]:
            continue
        if ranked(seconds, mark, v, t, (seeds.owner[s] + 1) << 1):
            stack = pushed(stack, count, int(t * span.per_second), 0, v)
    piles_now: Ints = stack
    return piles_now


@nb.njit(cache=True, nogil=True)
def spread_ranks(
    graph: Graph, seeds: Seeds, seconds: Floats, mark: Ints, stack: Ints, span: Span
) -> None:
    """Carry the seeds through the graph until no node learns of a nearer owner."""
    count = np.zeros(N_PILES, dtype=np.int64)
    stack = sown(seeds, seconds, mark, (stack, count), span)
    now = np.zeros(1, dtype=np.int64)
    while not _carried(graph, (seconds, mark), (stack, count), now, span):
        stack = grown(stack)


@nb.njit(cache=True, nogil=True)
def _carried(graph: Graph, ranks: tuple, piles: tuple, step: Offsets, span: Span) -> bool:  # type: ignore[type-arg]
    """Carry ranks on until nobody waits; False: until a pile might want room for more."""
    indptr, neighbour, weight = graph
    (seconds, mark), (stack, count), (per_second, limit) = ranks, piles, span
    now, waiting, last = step[0], count.sum(), seconds.shape[1] - 1
    highest = count.max()
    while waiting > 0:
        slot = np.uint64(now & (N_PILES - 1))
        if count[slot] == 0:
            now += 1
            continue
        u = np.uint64(stack[slot, np.uint64(count[slot] - 1)])
        first, end = indptr[u], indptr[u + np.uint64(1)]
        if highest + max((last + 1) * (end - first), 1) > stack.shape[1]:
            break
        count[slot] -= 1
        waiting -= 1
        for j in range(last + 1):
            own, start = mark[u, j], seconds[u, j]
            if own == 0:
                break
            if own & TOLD:
                continue
            if int(start * per_second) > now:
                # Put aside too early (beyond the ring), or its turn comes later.
                highest = max(highest, piled(stack, count, int(start * per_second), now, u))
                waiting += 1
                break
            mark[u, j] = own | TOLD
            for a in range(first, end):
                v, t = np.uint64(neighbour[np.uint64(a)]), start + weight[np.uint64(a)]
                if t <= seconds[v, last] and t <= limit and ranked(seconds, mark, v, t, own):
                    highest = max(highest, piled(stack, count, int(t * per_second), now, v))
                    waiting += 1
    step[0] = now
    return bool(waiting == 0)
