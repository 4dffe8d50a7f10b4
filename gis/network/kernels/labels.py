"""Labels: how soon each node is reached from the nearest of many seeds, and from whose."""

from __future__ import annotations

from typing import NamedTuple

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
    grown,
    new_stack,
    piled,
    pushed,
    span_of,
)

# A mark is the owner plus one, shifted by two bits; 0 is nobody's.
TOLD = 1
SEEN = 2
FLAGS = TOLD | SEEN


class Labels(NamedTuple):
    """What a search keeps for each node.

    seconds float64 (inf: not reached), mark int32 (the owner, whether the neighbours
    are told, whether the node is among the touched), touched int32 (the nodes
    reached, in the order they were passed).
    """

    seconds: Floats
    mark: Ints
    touched: Ints


def new_labels(n_nodes: int) -> Labels:
    """Give labels of nodes none of which is reached."""
    return Labels(
        np.full(n_nodes, np.inf),
        np.zeros(n_nodes, dtype=np.int32),
        np.empty(n_nodes, dtype=np.int32),
    )


def owners(labels: Labels) -> Ints:
    """Give the owner of each node, int32; -1 where nothing is reached."""
    owner: Ints = (labels.mark >> 2) - np.int32(1)
    return owner


def nearest_labels(graph: Graph, seeds: Seeds, limit_s: float = np.inf) -> Labels:
    """Label every node with the seconds from its nearest seed and that seed's owner.

    Exact in float64: the sum of seconds along the way, added up from the seed. Of
    several owners equally near the lowest is taken, whatever the order of nodes.

    Parameters
    ----------
    graph
        The arcs; seconds 0 or more.
    seeds
        Nodes, the seconds they are reached at, and their owners (0 to 2^29).
    limit_s
        Seconds after which nothing is reached.

    Examples
    --------
    >>> graph = Graph(np.array([0, 1, 1]), np.array([1], dtype=np.int32), np.array([5.0]))
    >>> seeds = Seeds(np.array([0], dtype=np.int32), np.array([2.0]), np.array([7], dtype=np.int32))
    >>> nearest_labels(graph, seeds).seconds.tolist()
    [2.0, 7.0]
    """
    labels = new_labels(len(graph.indptr) - 1)
    spread(graph, seeds, labels, new_stack(), span_of(graph, limit_s))
    return labels


@nb.njit(cache=True, nogil=True)
def sow(seeds: Seeds, labels: Labels, stack: Ints, count: Offsets, span: Span) -> tuple:  # type: ignore[type-arg]
    """Label the nodes of the seeds and pile them up; give the piles and the first step."""
    seconds, mark, now = labels.seconds, labels.mark, 0
    early = seeds.seconds.min() if len(seeds.seconds) else np.inf
    if early <= span.limit_s and early < np.inf:
        now = int(early * span.per_second)
    for s in range(len(seeds.node)):
        v, t, tag = seeds.node[s], seeds.seconds[s], (seeds.owner[s] + 1) << 2
        if t > span.limit_s or t == np.inf or t > seconds[v]:
            continue
        if t == seconds[v] and mark[v] <= (tag | FLAGS):
            continue
        seconds[v], mark[v] = t, tag | (mark[v] & SEEN)
        stack = pushed(stack, count, int(t * span.per_second), now, v)
    return stack, now


@nb.njit(cache=True, nogil=True)
def spread(graph: Graph, seeds: Seeds, labels: Labels, stack: Ints, span: Span) -> tuple:  # type: ignore[type-arg]
    """Carry the seeds' labels through the graph until nobody gets an earlier one.

    Labels may hold those of an earlier search of the same graph: seeds that come
    earlier than these correct them, which gives the labels of all seeds together.

    Returns the piles (perhaps longer ones, all empty) and how many nodes were newly
    reached: the first entries of `labels.touched`.
    """
    count = np.zeros(N_PILES, dtype=np.int64)
    stack, now = sow(seeds, labels, stack, count, span)
    state = np.array([now, 0])
    while not _carried(graph, labels, (stack, count), state, span):
        stack = grown(stack)
    return stack, state[1]


@nb.njit(cache=True, nogil=True)
def _carried(graph: Graph, labels: Labels, piles: tuple, state: Offsets, span: Span) -> bool:  # type: ignore[type-arg]
    """Carry labels on until nobody waits; False: until a pile might want room for more.

    `state` holds the step, and how many nodes were newly reached.
    """
    indptr, neighbour, weight = graph
    seconds, mark, touched = labels
    per_second, limit = span
    stack, count = piles
    now, found = state
    waiting, highest = count.sum(), count.max()
    while waiting > 0:
        slot = np.uint64(now & (N_PILES - 1))
        if count[slot] == 0:
            now += 1
            continue
        u = np.uint64(stack[slot, np.uint64(count[slot] - 1)])
        first, end = indptr[u], indptr[u + np.uint64(1)]
        if highest + max(end - first, 1) > stack.shape[1]:
            break
        count[slot] -= 1
        waiting -= 1
        start, own = seconds[u], mark[u]
        if own & TOLD:
            continue
        if int(start * per_second) > now:
            highest = max(highest, piled(stack, count, int(start * per_second), now, u))
            waiting += 1
            continue
        if not own & SEEN:
            touched[found] = u
            found += 1
        mark[u] = own | FLAGS
        tag = own & ~FLAGS
        for a in range(first, end):
            v = np.uint64(neighbour[np.uint64(a)])
            t = start + weight[np.uint64(a)]
            if t > seconds[v] or t > limit:
                continue
            if t == seconds[v] and mark[v] <= (tag | FLAGS):
                continue
            seconds[v], mark[v] = t, tag | (mark[v] & SEEN)
            highest = max(highest, piled(stack, count, int(t * per_second), now, v))
            waiting += 1
    state[0], state[1] = now, found
    return bool(waiting == 0)


@nb.njit(cache=True, nogil=True)
def forget(labels: Labels, found: int) -> None:
    """Clear the labels of the nodes reached, so that the arrays serve again."""
    for i in range(found):
        v = labels.touched[i]
        labels.seconds[v] = np.inf
        labels.mark[v] = 0
