"""The bucket queue: cells waiting to be spread from, in buckets of nearly equal cost.

A ring of buckets holds what is near, a chain beyond the ring the rest. Cells are
kept in chunks taken from one pool. A cell may wait in several buckets: only where
its cost has led it last counts, and it is passed over in the others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

CHUNK = 64
RING = 8192
# Columns of `slots` and `chunks`; the row of `slots` after the chain beyond the ring.
TOP, FILL = 0, 1
BELOW, FREE = 0, 1
POOL = RING + 1
# Places in `state`.
CURRENT, LAST, BEYOND = 0, 1, 2
NEVER = 2**62
# The state of a queue in which nothing waits.
IDLE = (0, -1, NEVER)

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]


class Queue(NamedTuple):
    """Flat arrays of the queue; the kernels take them one by one, which is faster.

    `slots` (RING + 2, 2) is the topmost chunk of each bucket, -1 for none, and how
    many cells it holds; the last but one is the chain beyond the ring, the last
    the number of free chunks. `chunks` (n, 2) is the chunk under each chunk, and
    the stack of free ones. `cells` (n · CHUNK) are the cells. `state` is the
    current bucket, the last one of the ring with cells, and the first beyond it.
    `per_cost` is how many buckets there are to one unit of cost.
    """

    slots: Int32s
    chunks: Int32s
    cells: Int32s
    state: Int64s
    per_cost: float


def new_queue(n_cells: int, width: float) -> Queue:
    """Make an empty queue.

    Parameters
    ----------
    n_cells
        How many cells are expected to wait at once; the pool can be grown.
    width
        Range of cost in a bucket, above zero. Any width gives the same answer.
    """
    n_chunks = n_cells // CHUNK + 2 * RING
    slots = np.zeros((RING + 2, 2), dtype=np.int32)
    slots[:, TOP] = -1
    slots[POOL, TOP] = n_chunks
    chunks = np.full((n_chunks, 2), -1, dtype=np.int32)
    chunks[:, FREE] = np.arange(n_chunks)[::-1]
    state = np.array(IDLE, dtype=np.int64)
    return Queue(slots, chunks, np.empty(n_chunks * CHUNK, dtype=np.int32), state, 1.0 / width)


def grown(queue: Queue) -> Queue:
    """Give the queue with twice the pool; what waits in it stays."""
    n_old, n_free = len(queue.chunks), int(queue.slots[POOL, TOP])
    chunks = np.full((2 * n_old, 2), -1, dtype=np.int32)
    chunks[:n_old] = queue.chunks
    chunks[n_free : n_free + n_old, FREE] = np.arange(n_old, 2 * n_old)[::-1]
    slots = queue.slots.copy()
    slots[POOL, TOP] = n_free + n_old
    cells = np.concatenate([queue.cells, np.empty_like(queue.cells)])
    return queue._replace(slots=slots, chunks=chunks, cells=cells)


@nb.njit(cache=True, nogil=True, inline="always")
def bucket_of(cost: float, per_cost: float) -> Any:
    """Give the number of the bucket of a cost."""
    return np.int64(min(cost * per_cost, 4e18))


@nb.njit(cache=True, nogil=True, inline="always")
def lay(slots: Int32s, chunks: Int32s, cells: Int32s, slot: int, cell: int) -> None:
    """Lay a cell on a bucket; there must be a free chunk."""
    chunk, k = slots[slot, TOP], slots[slot, FILL]
    if chunk < 0 or k == CHUNK:
        slots[POOL, TOP] -= 1
        new = chunks[slots[POOL, TOP], FREE]
        chunks[new, BELOW] = chunk
        slots[slot, TOP] = new
        chunk, k = new, 0
    cells[chunk * CHUNK + k] = cell
    slots[slot, FILL] = k + 1


@nb.njit(cache=True, nogil=True)
def lift(slots: Int32s, chunks: Int32s, slot: Any) -> tuple[Any, Any]:
    """Lift the topmost chunk off a bucket that is not empty; give it and its number of cells."""
    chunk, n_cells = slots[slot, TOP], slots[slot, FILL]
    slots[slot, TOP] = chunks[chunk, BELOW]
    slots[slot, FILL] = CHUNK
    return np.int64(chunk), n_cells


@nb.njit(cache=True, nogil=True)
def give_back(slots: Int32s, chunks: Int32s, chunk: Any) -> None:
    """Put a chunk that was lifted and read to the free ones."""
    chunks[slots[POOL, TOP], FREE] = chunk
    slots[POOL, TOP] += 1


@nb.njit(cache=True, nogil=True, inline="always")
def put(
    slots: Int32s, chunks: Int32s, cells: Int32s, state: Int64s, cell: int, bucket: int
) -> None:
    """Let a cell wait in a bucket that is the current one or comes after it."""
    if bucket - state[CURRENT] < RING:
        lay(slots, chunks, cells, bucket & (RING - 1), cell)
        state[LAST] = max(state[LAST], bucket)
    else:
        lay(slots, chunks, cells, RING, cell)
        state[BEYOND] = min(state[BEYOND], bucket)


@nb.njit(cache=True, nogil=True)
def advance(state: Int64s) -> bool:
    """Go to the next bucket that may hold cells; tell whether there is one."""
    if state[CURRENT] < state[LAST]:
        state[CURRENT] += 1
        return True
    if state[BEYOND] == NEVER:
        return False
    state[CURRENT] = state[BEYOND]
    return True


@nb.njit(cache=True, nogil=True)
def draw_in(queue: Queue, seconds: NDArray[np.float64]) -> None:
    """Sort anew what lay beyond the ring, each cell by the cost it has by now."""
    slots, chunks, cells, state, per_cost = queue
    chain, n_cells = slots[RING, TOP], slots[RING, FILL]
    slots[RING, TOP] = -1
    state[BEYOND] = NEVER
    while chain >= 0:
        for at in range(chain * CHUNK, chain * CHUNK + n_cells):
            bucket = bucket_of(seconds[cells[at]], per_cost)
            if bucket >= state[CURRENT]:
                put(slots, chunks, cells, state, cells[at], bucket)
        below = chunks[chain, BELOW]
        give_back(slots, chunks, chain)
        chain, n_cells = below, CHUNK
