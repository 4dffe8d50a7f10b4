"""Piles: the queue of a search, nodes heaped by how late they are reached.

Pile k holds nodes reached between k and k + 1 steps of time, k counted round a ring
of `N_PILES`. Within a pile the order is free: whoever is reached earlier after all
is looked at again, so that times are exact whatever the step; the step only trades
second looks against empty piles. What lies further ahead than the ring reaches waits
in the last pile and is put aside again when its turn comes too early.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

N_PILES = 64
ROOM = 512

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]
Number = int | np.integer[Any]


class Graph(NamedTuple):
    """Arcs by the node they leave: indptr int64 (n + 1), neighbour int32, seconds float64."""

    indptr: Offsets
    neighbour: Ints
    seconds: Floats


class Seeds(NamedTuple):
    """Where a search starts: node int32, seconds float64 (0 or more), owner int32 (0 or more)."""

    node: Ints
    seconds: Floats
    owner: Ints


class Span(NamedTuple):
    """How far a search goes: piles per second, and the last second that counts."""

    per_second: float
    limit_s: float


def span_of(graph: Graph, limit_s: float) -> Span:
    """Choose the step of the piles: the mean time of an arc.

    Parameters
    ----------
    graph
        The arcs to be walked.
    limit_s
        Seconds after which nothing is reached; inf for none.
    """
    mean = float(graph.seconds.mean()) if len(graph.seconds) else 0.0
    return Span(1.0 / mean if 0.0 < mean < np.inf else 1.0, limit_s)


def new_stack() -> Ints:
    """Give empty piles, a row each; `pushed` gives longer ones when a row is full."""
    return np.empty((N_PILES, ROOM), dtype=np.int32)


@nb.njit(cache=True, nogil=True)
def grown(stack: Ints) -> Ints:
    """Give the piles with twice the room."""
    longer = np.empty((stack.shape[0], 2 * stack.shape[1]), dtype=np.int32)
    longer[:, : stack.shape[1]] = stack
    return longer


@nb.njit(inline="always")
def piled(stack: Ints, count: Offsets, ahead: Number, now: Number, node: Number) -> int:
    """Put a node on the pile of a step, which must have room; give the height of that pile."""
    # Unsigned positions: a signed one is compared with zero each time, to count from the end.
    slot = np.uint64(min(ahead, now + (N_PILES - 1)) & (N_PILES - 1))
    height: int = count[slot]
    stack[slot, np.uint64(height)] = node
    count[slot] = height + 1
    return height + 1


@nb.njit(inline="always")
def pushed(stack: Ints, count: Offsets, ahead: Number, now: Number, node: Number) -> Ints:
    """Put a node on the pile of a step; give the piles, longer ones if that was full.

    For the start of a search: to give back an array counts its users, push by push, which
    takes half as long again as all the rest. A search in full swing stops for more room
    before the arcs of a node might want it, and goes on (`grown`).
    """
    if count[min(ahead, now + (N_PILES - 1)) & (N_PILES - 1)] == stack.shape[1]:
        stack = grown(stack)
    piled(stack, count, ahead, now, node)
    return stack
