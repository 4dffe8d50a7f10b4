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
WAITING = np.int32(1)
NO_OWNER = np.int32(2**30 - 1)


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
    """Cost and mark of each cell of the flat padded grid.

    `seconds` is +inf where not reached yet and -inf where a barrier is; `mark` twice
    the owner, and one more while the cell waits in the queue.
    """

    seconds: NDArray[np.float64]
    mark: NDArray[np.int32]


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


@nb.njit(cache=True, nogil=True, inline="always")
def offer(offers: Any, n: Any, there: Any, reached: Any, good: Any) -> Any:
    """Write an offer behind the first `n`; it counts if it is good. No branch: few are guessed."""
    offers[0][n], offers[1][n] = there, reached
    return n + np.uint64(good)


@nb.njit(cache=True, nogil=True, inline="always")
def offer_round(friction: Any, steps: Any, seconds: Any, here: Any, offers: Any) -> Any:
    """Offer the 8 cells around what they cost by way of a cell, on the flat; give how many gain."""
    share, columns, one = steps[2], np.uint64(steps[4]), np.uint64(1)
    cost, own, row, n = seconds[here], np.float64(friction[here]), here // columns, np.uint64(0)
    east, west, south, north = here + one, here - one, here + columns, here - columns
    over_e, over_w = np.float64(friction[east]), np.float64(friction[west])
    over_s, over_n = np.float64(friction[south]), np.float64(friction[north])
    across, down, up = share[row, 0], share[row, 2], share[row, 3]
    reached = cost + across * (own + over_e)
    n = offer(offers, n, east, reached, reached <= seconds[east])
    reached = cost + across * (own + over_w)
    n = offer(offers, n, west, reached, reached <= seconds[west])
    reached = cost + down * (own + over_s)
    n = offer(offers, n, south, reached, reached <= seconds[south])
    reached = cost + up * (own + over_n)
    n = offer(offers, n, north, reached, reached <= seconds[north])
    down, up = share[row, 4], share[row, 6]
    there = south + one
    reached = cost + down * (own + friction[there])
    good = (reached <= seconds[there]) & (min(over_e, over_s) < np.inf)
    n = offer(offers, n, there, reached, good)
    there = south - one
    reached = cost + down * (own + friction[there])
    good = (reached <= seconds[there]) & (min(over_w, over_s) < np.inf)
    n = offer(offers, n, there, reached, good)
    there = north + one
    reached = cost + up * (own + friction[there])
    good = (reached <= seconds[there]) & (min(over_e, over_n) < np.inf)
    n = offer(offers, n, there, reached, good)
    there = north - one
    reached = cost + up * (own + friction[there])
    good = (reached <= seconds[there]) & (min(over_w, over_n) < np.inf)
    return offer(offers, n, there, reached, good)


@nb.njit(cache=True, nogil=True, inline="always")
def offer_all(friction: Any, steps: Any, hill: Any, seconds: Any, here: Any, offers: Any) -> Any:
    """Offer every cell a step leads to what it costs by way of a cell; give how many gain."""
    offset, side, share, metres, columns = steps
    cost, own, row, n = seconds[here], np.float64(friction[here]), here // columns, np.uint64(0)
    for k in range(len(offset)):
        there = here + offset[k]
        if seconds[there] < cost:
            continue
        met = own + friction[there]
        if k >= N_STRAIGHT:
            one, other = friction[here + side[k, 0]], friction[here + side[k, 1]]
            if k >= N_ROUND:
                met += np.float64(one) + other
            elif one == np.inf and other == np.inf:
                continue
        if hill is not None:
            met *= pace(hill[0], hill[1:], here, there, metres[row, k])
        reached = cost + share[row, k] * met
        n = offer(offers, n, there, reached, reached <= seconds[there])
    return n


# `put` is written out: a call with arrays costs more than the work in it.
@nb.njit(cache=True, nogil=True)
def spread(  # noqa: C901, PLR0912
    friction: Any, steps: Any, hill: Any, labels: Any, queue: Any, limit: float
) -> bool:
    """Spread from all that waits until nothing can be bettered, or the pool runs short.

    Returns False if the pool of the queue must be grown before going on.
    """
    seconds, marks = labels
    slots, chunks, cells, state, per_cost = queue
    n_steps = len(steps[0])
    to, at = np.empty(n_steps + 1, dtype=np.uint64), np.empty(n_steps + 1)
    offers = (to, at)
    while True:
        current = state[CURRENT]
        if current == state[BEYOND]:
            if slots[POOL, TOP] <= RING:
                return False
            draw_in(queue, seconds)
        slot = np.uint64(current & (RING - 1))
        while slots[slot, TOP] >= 0:
            if slots[POOL, TOP] <= CHUNK * n_steps:
                return False
            lifted, n_cells = lift(slots, chunks, slot)
            for place in range(lifted * CHUNK, lifted * CHUNK + n_cells):
                # Unsigned positions: a signed one is compared with zero each time.
                here = np.uint64(cells[np.uint64(place)])
                mark = marks[here]
                if not mark & WAITING or bucket_of(seconds[here], per_cost) != current:
                    continue
                mark &= ~WAITING
                marks[here] = mark
                if hill is None and n_steps == N_ROUND:
                    n_offers = offer_round(friction, steps, seconds, here, offers)
                else:
                    n_offers = offer_all(friction, steps, hill, seconds, np.int64(here), offers)
                for k in range(n_offers):
                    there, reached = to[np.uint64(k)], at[np.uint64(k)]
                    known, old = seconds[there], marks[there]
                    if reached > limit or (reached == known and mark >= old & ~WAITING):
                        continue
                    seconds[there], marks[there] = reached, mark | WAITING
                    bucket = bucket_of(reached, per_cost)
                    if old & WAITING and bucket_of(known, per_cost) == bucket:
                        continue
                    goal = np.uint64(bucket & (RING - 1))
                    if bucket - current >= RING:
                        goal = np.uint64(RING)
                        state[BEYOND] = min(state[BEYOND], bucket)
                    elif bucket > state[LAST]:
                        state[LAST] = bucket
                    chunk, fill = np.int64(slots[goal, TOP]), np.int64(slots[goal, FILL])
                    if chunk < 0 or fill == CHUNK:
                        slots[POOL, TOP] -= 1
                        fresh = np.int64(chunks[slots[POOL, TOP], FREE])
                        chunks[fresh, BELOW] = chunk
                        chunk, fill = fresh, np.int64(0)
                        slots[goal, TOP] = chunk
                    cells[np.uint64(chunk * CHUNK + fill)] = there
                    slots[goal, FILL] = fill + 1
            give_back(slots, chunks, lifted)
        if not advance(state):
            return True


@nb.njit(cache=True, nogil=True)
def wait_for(queue: Queue, labels: Labels, cells: NDArray[np.integer]) -> None:
    """Let cells wait at their costs; the queue is empty before."""
    slots, chunks, pool, state, per_cost = queue
    seconds, marks = labels
    first = NEVER
    for cell in cells:
        first = min(first, bucket_of(seconds[cell], per_cost))
    state[CURRENT], state[LAST] = first, first
    for cell in cells:
        marks[cell] |= WAITING
        put(slots, chunks, pool, state, cell, bucket_of(seconds[cell], per_cost))
