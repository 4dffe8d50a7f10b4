"""Ways: the quickest way between two places, arc by arc."""

from __future__ import annotations

import numba as nb
import numpy as np

from gis.network.kernels.piles import (
    N_PILES,
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


def way(
    graph: Graph, seeds: Seeds, goal: tuple[Ints, Floats], limit_s: float = np.inf
) -> tuple[float, Offsets, int]:
    """Find the quickest way from seeds to any of a few nodes.

    Parameters
    ----------
    graph
        The arcs.
    seeds
        Nodes and the seconds they are reached at; owners are not used.
    goal
        Nodes (int32) and the seconds beyond each of them (float64; inf: no goal).
    limit_s
        Seconds within which the goal must be reached.

    Returns
    -------
    tuple
        Seconds (inf: there is no way), the arcs in their order (int64), and which of
        the goal's nodes the way ends at (-1: none).
    """
    n = len(graph.indptr) - 1
    seconds, via = np.full(n, np.inf), np.full(n, -1, dtype=np.int64)
    span = span_of(graph, limit_s)
    best, last = spread_ways(graph, seeds, (seconds, via), new_stack(), goal, span)
    if last < 0:
        return np.inf, np.zeros(0, dtype=np.int64), -1
    return best, walked_back(graph, via, goal[0][last]), last


@nb.njit(cache=True, nogil=True)
def soonest(seconds: Floats, goal: tuple) -> tuple:  # type: ignore[type-arg]
    """Give the seconds to the goal as far as is known, and by which of its nodes."""
    best, by = np.inf, -1
    for i in range(len(goal[0])):
        time = seconds[goal[0][i]] + goal[1][i]
        if time < best:
            best, by = time, i
    return best, by


@nb.njit(cache=True, nogil=True)
def spread_ways(
    graph: Graph,
    seeds: Seeds,
    found: tuple,  # type: ignore[type-arg]
    stack: Ints,
    goal: tuple,  # type: ignore[type-arg]
    span: Span,
) -> tuple:  # type: ignore[type-arg]
    """Search until nothing can bring the goal nearer; `found` are seconds and the arc come by.

    A node's arc leads from a node reached no later, and arcs are only exchanged for
    quicker ones, so that going back along them ends at a seed.
    """
    seconds, via = found
    count = np.zeros(N_PILES, dtype=np.int64)
    now, waiting = 0, 0
    for s in range(len(seeds.node)):
        if seeds.seconds[s] < seconds[seeds.node[s]]:
            seconds[seeds.node[s]] = seeds.seconds[s]
            ahead = int(seeds.seconds[s] * span.per_second)
            stack = pushed(stack, count, ahead, now, seeds.node[s])
            waiting += 1
    done = np.full(len(seconds), np.inf)
    best, by = soonest(seconds, goal)
    while waiting > 0:
        slot = now & (N_PILES - 1)
        if count[slot] == 0:
            now += 1
            best, by = soonest(seconds, goal)
            if now > int(min(best, span.limit_s, 1e15) * span.per_second):
                break
            continue
        count[slot] -= 1
        waiting -= 1
        u = stack[slot, count[slot]]
        if seconds[u] >= done[u]:
            continue
        if int(seconds[u] * span.per_second) > now:
            stack = pushed(stack, count, int(seconds[u] * span.per_second), now, u)
            waiting += 1
            continue
        done[u] = seconds[u]
        for a in range(graph.indptr[u], graph.indptr[u + 1]):
            v, t = graph.neighbour[a], seconds[u] + graph.seconds[a]
            if t < seconds[v] and t <= span.limit_s:
                seconds[v], via[v] = t, a
                stack = pushed(stack, count, int(t * span.per_second), now, v)
                waiting += 1
    best, by = soonest(seconds, goal)
    return (best, by) if best <= span.limit_s else (np.inf, -1)


@nb.njit(cache=True, nogil=True)
def walked_back(graph: Graph, via: Offsets, node: int) -> Offsets:
    """Give the arcs from the seed to a node."""
    arcs = []
    while via[node] >= 0:
        arc = via[node]
        arcs.append(arc)
        node = np.searchsorted(graph.indptr, arc, side="right") - 1
    way = np.empty(len(arcs), dtype=np.int64)
    for i in range(len(arcs)):
        way[i] = arcs[len(arcs) - 1 - i]
    return way
