"""Piles: their step, their room."""

from __future__ import annotations

import numpy as np
import pytest

from gis.network.kernels.piles import N_PILES, Graph, grown, new_stack, pushed, span_of


@pytest.mark.parametrize(("seconds", "step"), [([1.0, 3.0], 1 / 2), ([], 1.0), ([0.0, 0.0], 1.0)])
def test_the_step_is_the_mean_time_of_an_arc(seconds, step):
    arcs = len(seconds)
    graph = Graph(np.array([0, arcs]), np.zeros(arcs, np.int32), np.array(seconds))
    assert span_of(graph, 7.0) == (step, 7.0)


def test_a_full_pile_gets_room_and_far_steps_share_the_last_pile():
    stack, count = new_stack(), np.zeros(N_PILES, np.int64)
    for node in range(stack.shape[1] + 1):
        stack = pushed(stack, count, 10**9, 3, node)
    slot = (3 + N_PILES - 1) % N_PILES
    assert count[slot] == count.sum() == 513
    assert stack[slot, :513].tolist() == list(range(513))


def test_grown_keeps_what_is_there():
    stack = new_stack()
    stack[:, :] = 4
    wide = grown(stack)
    assert wide.shape == (N_PILES, 2 * stack.shape[1])
    assert (wide[:, : stack.shape[1]] == 4).all()
