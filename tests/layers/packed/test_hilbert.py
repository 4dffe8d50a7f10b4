"""The Hilbert order visits every cell once, each next to the one before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.packed.hilbert import ORDER, hilbert_index, hilbert_order

TOP = 2**ORDER - 1


def walk(x: int, y: int, side: int) -> int:
    """Place along the curve by the textbook's loop, cell by cell."""
    place = 0
    while side > 1:
        side //= 2
        right, upper = int((x & side) > 0), int((y & side) > 0)
        place += side * side * ((3 * right) ^ upper)
        if not upper:
            if right:
                x, y = (2 * side - 1) - x, (2 * side - 1) - y
            x, y = y, x
        x, y = x & (side - 1), y & (side - 1)
    return place


def index(x, y):
    return hilbert_index(np.asarray(x), np.asarray(y))


@pytest.mark.parametrize("side", [2, 4, 16, 64])
def test_neighbours_on_the_curve_are_neighbours_on_the_ground(side):
    x, y = (part.ravel() for part in np.indices((side, side)))
    order = np.argsort(index(x, y))
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert (steps == 1).all()
    assert sorted(index(x, y)) == list(range(side * side))


@given(st.lists(st.tuples(st.integers(0, TOP), st.integers(0, TOP)), min_size=1, max_size=50))
@settings(max_examples=60, deadline=None)
def test_it_is_the_textbook_curve(cells):
    x, y = np.array(cells).T
    assert index(x, y).tolist() == [walk(int(a), int(b), 2**ORDER) for a, b in cells]


def test_the_corners():
    assert index([0, TOP], [0, 0]).tolist() == [0, 2 ** (2 * ORDER) - 1]


def test_no_boxes():
    assert hilbert_order(np.empty((0, 4))).tolist() == []


def test_boxes_at_one_place_keep_their_order():
    assert hilbert_order(np.ones((4, 4))).tolist() == [0, 1, 2, 3]


def test_every_box_is_in_the_order_once():
    rng = np.random.default_rng(1)
    low = rng.uniform([114, -4], [118, 2], (500, 2))
    order = hilbert_order(np.hstack([low, low + 0.1]))
    assert sorted(order.tolist()) == list(range(500))


def test_neighbours_in_the_order_are_nearer_than_by_chance():
    rng = np.random.default_rng(2)
    low = rng.uniform([114, -4], [118, 2], (2000, 2))
    order = hilbert_order(np.hstack([low, low]))
    along = np.linalg.norm(np.diff(low[order], axis=0), axis=1).mean()
    assert along < np.linalg.norm(np.diff(low, axis=0), axis=1).mean() / 10
