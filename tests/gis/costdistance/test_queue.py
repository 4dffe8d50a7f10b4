from __future__ import annotations

import numpy as np
import pytest

from gis.costdistance.kernels import WAITING, Labels, wait_for
from gis.costdistance.queue import (
    BEYOND,
    CHUNK,
    CURRENT,
    POOL,
    RING,
    TOP,
    advance,
    bucket_of,
    draw_in,
    give_back,
    grown,
    lift,
    new_queue,
    put,
)


def drain(queue, seconds):
    """Take everything in order of buckets."""
    slots, chunks, cells, state, _ = queue
    taken = []
    while True:
        slot = state[CURRENT] & (RING - 1)
        while slots[slot, TOP] >= 0:
            chunk, n = lift(slots, chunks, slot)
            taken += cells[chunk * CHUNK : chunk * CHUNK + n].tolist()
            give_back(slots, chunks, chunk)
        if not advance(state):
            return taken
        if state[CURRENT] == state[BEYOND]:
            draw_in(queue, seconds)


def filled(costs, width):
    seconds = np.asarray(costs, dtype=float)
    queue = new_queue(len(seconds), width)
    labels = Labels(seconds, np.zeros(len(seconds), dtype=np.int32))
    wait_for(queue, labels, np.arange(len(seconds)))
    assert (labels.mark == WAITING).all()
    return queue, seconds


@pytest.mark.parametrize("most", [10.0, 1e4, 1e5])
def test_cells_come_by_bucket_each_once(most):
    costs = np.random.default_rng(1).random(3000) * most
    queue, seconds = filled(costs, width=0.5)
    taken = drain(queue, seconds)
    assert sorted(taken) == list(range(3000))
    buckets = (costs[taken] / 0.5).astype(int)
    assert (np.diff(buckets) >= 0).all()
    assert queue.slots[POOL, TOP] == len(queue.chunks)


def test_a_cell_bettered_while_beyond_the_ring_is_left_out_there():
    queue, seconds = filled([0.0, 1e6], width=1.0)
    seconds[1] = 2.0
    slots, chunks, cells, state, _ = queue
    put(slots, chunks, cells, state, 1, 2)
    assert drain(queue, seconds) == [0, 1]


def test_growing_keeps_what_waits():
    costs = np.random.default_rng(2).random(500) * 50
    queue, seconds = filled(costs, width=1.0)
    n_chunks = len(queue.chunks)
    queue = grown(queue)
    assert len(queue.chunks) == 2 * n_chunks
    assert sorted(drain(queue, seconds)) == list(range(500))
    assert sorted(queue.chunks[:, 1]) == list(range(2 * n_chunks))


def test_huge_costs_share_the_last_bucket():
    assert bucket_of(1e300, 1e300) == bucket_of(1e290, 1e300) == int(4e18)
