"""Points in boxes: none missed, and none taken that is more than a cell away."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.boxes import maybe_in


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.sampled_from([0.01, 0.3, 5.0]))
def test_against_every_box(seed, cell):
    rng = np.random.default_rng(seed)
    low = rng.uniform(-3, 3, (6, 2))
    boxes = np.column_stack([low, low + rng.exponential(0.3, (6, 2))])
    points = rng.uniform(-4, 4, (300, 2))
    points[::50] = np.nan
    points[1], points[2] = boxes[0, :2], boxes[0, 2:]
    told = maybe_in(points, boxes, cell=cell)
    west, south, east, north = boxes.T
    for (x, y), said in zip(points, told, strict=True):
        inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        near = (x >= west - cell) & (x <= east + cell) & (y >= south - cell) & (y <= north + cell)
        assert said or not inside.any()
        assert not said or near.any()


def test_no_box_and_one_without_a_size():
    points = np.array([[1.0, 2.0], [1.5, 2.0]])
    assert maybe_in(points, np.zeros((0, 4)), cell=1.0).tolist() == [False, False]
    spot = np.array([[1.0, 2.0, 1.0, 2.0]])
    assert maybe_in(points, spot, cell=0.1).tolist() == [True, False]


def test_boxes_far_apart_have_larger_cells():
    boxes = np.array([[0.0, 0.0, 1.0, 1.0], [9e6, 9e6, 9e6 + 1, 9e6 + 1]])
    told = maybe_in(np.array([[0.5, 0.5], [9e6, 9e6], [4e6, 4e6]]), boxes, cell=1e-3)
    assert told.tolist() == [True, True, False]


def test_nothing_asked():
    assert maybe_in(np.zeros((0, 2)), np.array([[0.0, 0, 1, 1]]), cell=1.0).shape == (0,)


def test_a_point_with_half_a_place_is_nowhere():
    told = maybe_in(np.array([[0.5, np.nan]]), np.array([[0.0, 0.0, 1.0, 1.0]]), cell=1.0)
    assert told.tolist() == [False]
