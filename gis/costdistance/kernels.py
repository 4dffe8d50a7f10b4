"""Compiled spreading of costs over a padded grid: the labels that no step can better."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.costdistance.queue import (
    BELOW,
    BEYOND,
    CHUNK,
    CURRENT,
    FILL,
    FREE,
    LAST,
    NEVER,
    POOL,
    RING,
    TOP,
    Queue,
    advance,
    bucket_of,
    draw_in,
    give_back,
    lift,
    put,
)

N_STRAIGHT, N_ROUND = 4, 8


class Steps(NamedTuple):
    """Where one can step from a cell: 4 straight, 4 diagonal, and 8 knight's steps if wanted.

    `offset` (n) leads to the cell stepped to in the flat padded grid, `side`
    (n × 2) to the two cells that touch or are crossed; `share` (rows × n) is the
    metres of the step that fall to each cell on its way (a half of a straight or
    diagonal step, a quarter of a knight's step), `metres` (rows × n) all of it.
    """

    offset: NDArray[np.int64]
    side: NDArray[np.int64]
    share: NDArray[np.float64]
    metres: NDArray[np.float64]
    columns: int


class Labels(NamedTuple):
    """Cost and owner of each cell of the flat padded grid.

    `seconds` is +inf where not reached yet and -inf where a barrier is.
    """

    seconds: NDArray[np.float64]
    owner: NDArray[np.int32]


class Hill(NamedTuple):
    """Heights of the flat padded grid, and how they change the pace of a step.

    The pace on slope s is ``exp(rate · (|s + best| - |best|))`` times that on the flat;
    `sign` is -1 where people walk towards the sources.
    """

    height: NDArray[np.float64]
    rate: float
    best: float
    sign: float


@nb.njit(cache=True, nogil=True, inline="always")
def pace(height: Any, legs: tuple[float, float, float], here: Any, there: Any, m: float) -> Any:
    """Give how many times longer a step of `m` metres takes than on the flat."""
    rate, best, sign = legs
    slope = sign * (height[there] - height[here]) / m
    return np.exp(rate * (abs(slope + best) - abs(best)))


# In one piece, `put` written out: a call with arrays costs more than the work in it.
@nb.njit(cache=True, nogil=True)
def spread(  # noqa: C901, PLR0912, PLR0915
    friction: Any, steps: Any, hill: Any, labels: Any, queue: Any, limit: float
) -> bool:
    """Spread from all that waits until nothing can be bettered, or the pool runs short.

    Returns False if the pool of the queue must be grown before going on.
    """
    offset, side, share, metres, columns = steps
    seconds, owners = labels
    slots, chunks, cells, state, per_cost = queue
    n_steps = len(offset)
    while True:
        current = state[CURRENT]
        if current == state[BEYOND]:
            if slots[POOL, TOP] <= RING:
                return False
            draw_in(queue, seconds)
        slot = current & (RING - 1)
        while slots[slot, TOP] >= 0:
            if slots[POOL, TOP] <= CHUNK * n_steps:
                return False
            lifted, n_cells = lift(slots, chunks, slot)
            for at in range(lifted * CHUNK, lifted * CHUNK + n_cells):
                here = np.int64(cells[at])
                cost, owner, row, own = seconds[here], owners[here], here // columns, friction[here]
                if bucket_of(cost, per_cost) != current:
                    continue
                for k in range(n_steps):
                    there = here + offset[k]
                    known = seconds[there]
                    if known < cost:
                        continue
                    met = np.float64(own) + friction[there]
                    if k >= N_STRAIGHT:
                        one, other = friction[here + side[k, 0]], friction[here + side[k, 1]]
                        if k >= N_ROUND:
                            met += np.float64(one) + other
                        elif one == np.inf and other == np.inf:
                            continue
                    if hill is not None:
                        met *= pace(hill[0], hill[1:], here, there, metres[row, k])
                    reached = cost + share[row, k] * met
                    if reached > known or not reached <= limit:
                        continue
                    if reached < known or owner < owners[there]:
                        seconds[there], owners[there] = reached, owner
                        bucket = bucket_of(reached, per_cost)
                        goal = bucket & (RING - 1)
                        if bucket - current >= RING:
                            goal = RING
                            state[BEYOND] = min(state[BEYOND], bucket)
                        elif bucket > state[LAST]:
                            state[LAST] = bucket
                        chunk, fill = slots[goal, TOP], slots[goal, FILL]
                        if chunk < 0 or fill == CHUNK:
                            slots[POOL, TOP] -= 1
                            chunks[chunks[slots[POOL, TOP], FREE], BELOW] = chunk
                            chunk, fill = chunks[slots[POOL, TOP], FREE], 0
                            slots[goal, TOP] = chunk
                        cells[chunk * CHUNK + fill] = there
                        slots[goal, FILL] = fill + 1
            give_back(slots, chunks, lifted)
        if not advance(state):
            return True


@nb.njit(cache=True, nogil=True)
def wait_for(queue: Queue, seconds: NDArray[np.float64], cells: NDArray[np.int64]) -> None:
    """Let cells wait at their costs; the queue is empty before."""
    slots, chunks, pool, state, per_cost = queue
    first = NEVER
    for cell in cells:
        first = min(first, bucket_of(seconds[cell], per_cost))
    state[CURRENT], state[LAST] = first, first
    for cell in cells:
        put(slots, chunks, pool, state, cell, bucket_of(seconds[cell], per_cost))
