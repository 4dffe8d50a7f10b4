"""Heaps: a queue of nodes, the soonest first and of those the one of the lowest owner."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np

from gis.network.kernels.piles import Floats, Ints, Number

ROOM = 1024


class Heap(NamedTuple):
    """Entries of a binary heap: seconds float64, owner and node int32; its size is kept apart."""

    seconds: Floats
    owner: Ints
    node: Ints


@nb.njit(cache=True, nogil=True)
def new_heap() -> Heap:
    """Give an empty heap."""
    return Heap(np.empty(ROOM), np.empty(ROOM, np.int32), np.empty(ROOM, np.int32))


@nb.njit(cache=True, nogil=True)
def grown(heap: Heap) -> Heap:
    """Give the heap with twice the room."""
    n = len(heap.node)
    wide = Heap(np.empty(2 * n), np.empty(2 * n, np.int32), np.empty(2 * n, np.int32))
    wide.seconds[:n], wide.owner[:n], wide.node[:n] = heap.seconds, heap.owner, heap.node
    return wide


@nb.njit(cache=True, nogil=True)
def before(t: float, o: Number, s: Any, p: Any) -> bool:
    """Tell whether a label comes before another: sooner, or as soon and of a lower owner."""
    return bool(t < s or (t == s and o < p))


@nb.njit(cache=True, nogil=True)
def put(heap: Heap, size: Number, t: float, o: Number, v: Number) -> Heap:
    """Put a node into a heap of some size, one more afterwards; give the heap, wider if full."""
    if size == len(heap.node):
        heap = grown(heap)
    sift(heap, size, t, o, v)
    return heap


@nb.njit(cache=True, nogil=True)
def sift(heap: Heap, size: Number, t: float, o: Number, v: Number) -> None:
    """Put a node into a heap of some size that has room for it, one more afterwards."""
    seconds, owner, node = heap
    i = size
    while i > 0:
        up = (i - 1) >> 1
        if not before(t, o, seconds[up], owner[up]):
            break
        seconds[i], owner[i], node[i] = seconds[up], owner[up], node[up]
        i = up
    seconds[i], owner[i], node[i] = t, o, v


@nb.njit(cache=True, nogil=True)
def take(heap: Heap, size: Number) -> tuple[float, int, int]:
    """Take the first node out of a heap of some size, one less afterwards."""
    seconds, owner, node = heap
    first = seconds[0], owner[0], node[0]
    last = size - 1
    t, o, v = seconds[last], owner[last], node[last]
    i = 0
    while True:
        down = 2 * i + 1
        if down >= last:
            break
        side = down + 1
        if side < last and before(seconds[side], owner[side], seconds[down], owner[down]):
            down = side
        if not before(seconds[down], owner[down], t, o):
            break
        seconds[i], owner[i], node[i] = seconds[down], owner[down], node[down]
        i = down
    seconds[i], owner[i], node[i] = t, o, v
    return first
