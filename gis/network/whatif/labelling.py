"""Labelling: labels taken back where they lost their ground, and spread anew from what is left.

A label is a pair of seconds and owner. It stands where a seed or an arc from a node of
the same owner gives it, and nothing gives a lower one; of equal seconds the lowest owner
counts. The queue runs in the order of labels, so that a node is told of once its own is
final: labels then depend on the network and the sources alone, not on how they came about.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np

from gis.network.kernels.piles import Flags, Floats, Graph, Ints, Number, Offsets, Seeds
from gis.network.whatif.heaps import Heap, before, grown, new_heap, put, sift, take

# What the spreading stops for, beside a node whose label is in doubt.
_DONE = -1
_FULL = -2


class Ways(NamedTuple):
    """Arcs of a network, some nodes having others than at first.

    base: the arcs as they were; row int32, n: -1, or the row of `more` that holds the
    arcs of the node. Nodes beyond those of `base` always have a row.
    """

    base: Graph
    more: Graph
    row: Ints


class Both(NamedTuple):
    """The same arcs by the node they leave and by the node they reach."""

    out: Ways
    into: Ways


class Tags(NamedTuple):
    """Seconds (float64, inf: not reached) and owner (int32, -1) of each node."""

    seconds: Floats
    owner: Ints


class Desk(NamedTuple):
    """What the labelling works with, by node: marks bool, and lists with their lengths in counts.

    marked, listed: the nodes looked at; fallen: those whose labels fall together;
    counts int64: how many are listed, and how many the queue holds.
    """

    marked: Flags
    listed: Ints
    fallen: Ints
    counts: Offsets


@nb.njit(cache=True, nogil=True)
def _new_desk(n: int) -> Desk:
    marked, counts = np.zeros(n, np.bool_), np.zeros(2, np.int64)
    return Desk(marked, np.empty(n, np.int32), np.empty(n, np.int32), counts)


@nb.njit(cache=True, nogil=True)
def _list(desk: Desk, v: Number) -> None:
    """Put a node on the list, once."""
    if not desk.marked[v]:
        desk.marked[v] = True
        desk.listed[desk.counts[0]] = v
        desk.counts[0] += 1


@nb.njit(cache=True, nogil=True)
def span(ways: Ways, u: Number) -> tuple[bool, Any, Any]:
    """Tell whether the arcs of a node are in `more`, the first of them and the end."""
    r = ways.row[u]
    if r >= 0:
        return True, ways.more.indptr[r], ways.more.indptr[r + 1]
    return False, ways.base.indptr[u], ways.base.indptr[u + 1]


@nb.njit(cache=True, nogil=True)
def arc(ways: Ways, other: bool, a: Number) -> tuple[Number, float]:
    """Give the node and the seconds of an arc."""
    if other:
        return ways.more.neighbour[a], ways.more.seconds[a]
    return ways.base.neighbour[a], ways.base.seconds[a]


@nb.njit(cache=True, nogil=True)
def lost(old: Ways, new: Ways, tags: Tags, altered: Ints, gone: Seeds) -> Ints:
    """Find the nodes whose label may have lost its ground.

    Parameters
    ----------
    old, new
        Arcs by the node they leave, before and after.
    tags
        Labels before.
    altered
        Nodes whose arcs are others now.
    gone
        Seeds that are no more.
    """
    desk = _new_desk(len(tags.seconds))
    for s in range(len(gone.node)):
        v = gone.node[s]
        if tags.seconds[v] == gone.seconds[s] and tags.owner[v] == gone.owner[s]:
            _list(desk, v)
    for u in altered:
        if u < len(tags.seconds) and tags.seconds[u] < np.inf:
            _slipped(old, new, tags, u, desk)
    i = 0
    while i < desk.counts[0]:
        u = desk.listed[i]
        i += 1
        other, first, last = span(old, u)
        for a in range(first, last):
            v, w = arc(old, other, a)
            if tags.owner[v] == tags.owner[u] and tags.seconds[u] + w == tags.seconds[v]:
                _list(desk, v)
    return desk.listed[: desk.counts[0]].copy()


@nb.njit(cache=True, nogil=True)
def _slipped(old: Ways, new: Ways, tags: Tags, u: Number, desk: Desk) -> None:
    """List the neighbours of a node to whose labels it no longer leads as soon as before."""
    other, first, last = span(old, u)
    for a in range(first, last):
        v, w = arc(old, other, a)
        if tags.owner[v] != tags.owner[u] or tags.seconds[u] + w != tags.seconds[v]:
            continue
        if not _leads(new, u, v, w):
            _list(desk, v)


@nb.njit(cache=True, nogil=True)
def _leads(ways: Ways, u: Number, v: Number, w: float) -> bool:
    """Tell whether an arc leads from u to v in w seconds or less."""
    other, first, last = span(ways, u)
    for a in range(first, last):
        x, y = arc(ways, other, a)
        if x == v and y <= w:
            return True
    return False


@nb.njit(cache=True, nogil=True)
def settle(both: Both, tags: Tags, seeds: Seeds, unsettled: Ints, altered: Ints) -> Ints:
    """Bring labels up to date in place; give the nodes that were looked at.

    Parameters
    ----------
    both
        The arcs as they are now.
    tags
        Labels, all of them standing but those of `unsettled` nodes.
    seeds
        All seeds there are now, in the order of their nodes.
    unsettled
        Nodes whose labels are no more.
    altered
        Nodes whose arcs are others now.
    """
    desk = _new_desk(len(tags.seconds))
    heap = _begun(both.into, tags, seeds, unsettled, altered, desk)
    at = np.array([-1, 0])
    while True:
        v = _carried(both.out, tags, heap, desk, at)
        if v == _DONE:
            break
        heap = grown(heap) if v == _FULL else _refounded(heap, desk, both, tags, seeds, v)
    return desk.listed[: desk.counts[0]].copy()


@nb.njit(cache=True, nogil=True)
def _carried(out: Ways, tags: Tags, heap: Heap, desk: Desk, at: Offsets) -> Number:
    """Carry labels on until nobody waits, the queue is full, or a label is to be refounded.

    The queue stays the same array all along: to exchange it counts its users, node by
    node, which takes twice as long as all the rest. `at` holds the node whose arcs were
    being told (-1: none) and the first of them still to be told. Gives the node whose
    label is in doubt, `_DONE` or `_FULL`.
    """
    seconds, owner = tags
    size, u, a = desk.counts[1], at[0], at[1]
    back: Number = _DONE
    while size > 0 or u >= 0:
        if u < 0:
            start, own, u = take(heap, size)
            size -= 1
            if start != seconds[u] or own != owner[u]:
                u = -1
                continue
            _list(desk, u)
            a = span(out, u)[1]
        start, own = seconds[u], owner[u]
        other, _, last = span(out, u)
        while a < last and back == _DONE:
            v, w = arc(out, other, a)
            t = start + w
            if before(t, own, seconds[v], owner[v]):
                if size == len(heap.node):
                    back = _FULL
                    break
                seconds[v], owner[v] = t, own
                sift(heap, size, t, own, v)
                size += 1
            elif t == seconds[v] and own > owner[v] and t > start:
                back = v
            a += 1
        if back != _DONE:
            break
        u = -1
    desk.counts[1], at[0], at[1] = size, u, a
    return back


@nb.njit(cache=True, nogil=True)
def _labelled(heap: Heap, desk: Desk, tags: Tags, v: Number, t: float, o: Number) -> Heap:
    """Label a node and queue it; give the queue."""
    tags.seconds[v], tags.owner[v] = t, o
    heap = put(heap, desk.counts[1], t, o, v)
    desk.counts[1] += 1
    return heap


@nb.njit(cache=True, nogil=True)
def _begun(
    into: Ways, tags: Tags, seeds: Seeds, unsettled: Ints, altered: Ints, desk: Desk
) -> Heap:
    """Queue what there is to begin with: the border of unsettled nodes, seeds, altered nodes."""
    heap = new_heap()
    for v in unsettled:
        tags.seconds[v], tags.owner[v] = np.inf, -1
        _list(desk, v)
    for v in unsettled:
        heap = _offered(heap, desk, into, tags, v)
    for s in range(len(seeds.node)):
        v, t, o = seeds.node[s], seeds.seconds[s], seeds.owner[s]
        if before(t, o, tags.seconds[v], tags.owner[v]):
            heap = _labelled(heap, desk, tags, v, t, o)
    for v in altered:
        if tags.seconds[v] < np.inf:
            heap = _labelled(heap, desk, tags, v, tags.seconds[v], tags.owner[v])
    return heap


@nb.njit(cache=True, nogil=True)
def _offered(heap: Heap, desk: Desk, into: Ways, tags: Tags, v: Number) -> Heap:
    """Give a node the lowest label that its neighbours offer, and queue it; give the queue."""
    t, o = np.inf, np.int32(-1)
    other, first, last = span(into, v)
    for a in range(first, last):
        u, w = arc(into, other, a)
        if tags.seconds[u] < np.inf and before(tags.seconds[u] + w, tags.owner[u], t, o):
            t, o = tags.seconds[u] + w, tags.owner[u]
    if before(t, o, tags.seconds[v], tags.owner[v]):
        heap = _labelled(heap, desk, tags, v, t, o)
    return heap


@nb.njit(cache=True, nogil=True)
def _stands(into: Ways, tags: Tags, seeds: Seeds, v: Number) -> bool:
    """Tell whether a seed, or a sooner neighbour of the same owner, gives a node its label."""
    t, o = tags.seconds[v], tags.owner[v]
    for s in range(np.searchsorted(seeds.node, v), len(seeds.node)):
        if seeds.node[s] != v:
            break
        if seeds.seconds[s] == t and seeds.owner[s] == o:
            return True
    other, first, last = span(into, v)
    for a in range(first, last):
        u, w = arc(into, other, a)
        if tags.owner[u] == o and tags.seconds[u] < t and tags.seconds[u] + w == t:
            return True
    return False


@nb.njit(cache=True, nogil=True)
def _refounded(heap: Heap, desk: Desk, both: Both, tags: Tags, seeds: Seeds, v: Number) -> Heap:
    """Take back a label that came from a neighbour with a sooner one now; give the queue.

    The neighbour got sooner by less than shows in the sum; other labels hang on this one.
    """
    if _stands(both.into, tags, seeds, v):
        return heap
    count = _fall(both.out, tags, v, desk.fallen)
    for x in desk.fallen[:count]:
        _list(desk, x)
    for x in desk.fallen[:count]:
        heap = _offered(heap, desk, both.into, tags, x)
        for s in range(np.searchsorted(seeds.node, x), len(seeds.node)):
            if seeds.node[s] != x:
                break
            if before(seeds.seconds[s], seeds.owner[s], tags.seconds[x], tags.owner[x]):
                heap = _labelled(heap, desk, tags, x, seeds.seconds[s], seeds.owner[s])
    return heap


@nb.njit(cache=True, nogil=True)
def _fall(out: Ways, tags: Tags, v: Number, fallen: Ints) -> int:
    """Take back the labels that hang on that of a node, its own too; list and count them."""
    seconds, owner = tags
    o, count, i = owner[v], 1, 0
    fallen[0], owner[v] = v, -1
    while i < count:
        u = fallen[i]
        i += 1
        other, first, last = span(out, u)
        for a in range(first, last):
            x, w = arc(out, other, a)
            if owner[x] == o and seconds[u] + w == seconds[x]:
                owner[x] = -1
                fallen[count] = x
                count += 1
    for i in range(count):
        seconds[fallen[i]] = np.inf
    return count


@nb.njit(cache=True, nogil=True)
def differing(noted: Ints, now: Tags, was: Tags) -> Flags:
    """Tell which of the nodes looked at have another label than before."""
    differs = np.empty(len(noted), np.bool_)
    for i in range(len(noted)):
        v = noted[i]
        there = v < len(was.owner)
        differs[i] = not there or (now.seconds[v] != was.seconds[v] or now.owner[v] != was.owner[v])
    return differs
