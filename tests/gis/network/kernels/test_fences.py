"""Fences: how often straight ways cross them, against shapely."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.network.kernels.fences import (
    Fences,
    columns_of,
    crossed,
    crosses,
    cuts_of,
    found_at,
    left_of,
    near_boxes,
    no_fences,
    times_crossed,
)
from gis.network.noding.cells import cells_of


def fences_of(ends, size=0.0):
    cells = cells_of(ends[:, :2], ends[:, 2:], 0.0, size=size)
    grid = np.array([cells.west, cells.south, cells.size])
    return Fences(ends, cells.key, cells.offsets, cells.segment, grid)


def random_pieces(seed, n, spread):
    rng = np.random.default_rng(seed)
    a = rng.uniform(0, 1, (n, 2))
    return np.concatenate([a, a + rng.normal(0, spread, (n, 2))], axis=1)


def test_ways_are_counted_as_shapely_does():
    fence, ways = random_pieces(1, 300, 0.05), random_pieces(2, 200, 0.2)
    tree = shapely.STRtree(shapely.linestrings(fence.reshape(-1, 2, 2)))
    met = tree.query(shapely.linestrings(ways.reshape(-1, 2, 2)), predicate="intersects")
    wanted = np.bincount(met[0], minlength=len(ways))
    for size in (0.01, 0.2, 3.0):
        found = crossed(fences_of(fence, size), ways[:, :2].copy(), ways[:, 2:].copy(), 99)
        assert found.tolist() == wanted.tolist()
        some = crossed(fences_of(fence, size), ways[:, :2].copy(), ways[:, 2:].copy(), 2)
        assert some.tolist() == np.minimum(wanted, 2).tolist()
        which, along = cuts_of(fences_of(fence, size), ways)
        pairs = np.unique(np.column_stack([which, np.round(along, 9)]), axis=0)
        assert np.bincount(pairs[:, 0].astype(int), minlength=len(ways)).tolist() == wanted.tolist()
        assert ((along >= 0) & (along <= 1)).all()


@settings(max_examples=100)
@given(st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_touching_is_crossing(numbers):
    """On whole numbers, where ways touch, overlap and are points, as shapely has it."""
    a, b = np.array(numbers[:4], dtype=float), np.array(numbers[4:], dtype=float)
    lines = shapely.linestrings([a.reshape(2, 2), b.reshape(2, 2)])
    lines = [shapely.Point(x.coords[0]) if x.length == 0 else x for x in lines]
    assert crosses(tuple(a), tuple(b)) == lines[0].intersects(lines[1])


def test_by_hand():
    assert left_of(0, 0, 1, 0, 0.5, 1.0) == 1.0
    wall = np.array([[0.0, 1.0, 2.0, 1.0]])
    grid = (0.0, 0.0, 1.0)
    assert columns_of(grid, 0, (0.5, 0.5, 3.5, 3.5)) == (0, 1)
    assert columns_of(grid, 2, (0.5, 0.5, 3.5, 3.5)) == (1, 3)
    assert columns_of(grid, 1, (0.5, 1.5, 3.5, 1.5)) == (0, 3)
    assert times_crossed(fences_of(wall), 1.0, 0.0, 1.0, 4.0) == 1
    assert times_crossed(fences_of(wall), 3.0, 0.0, 3.0, 4.0) == 0
    assert cuts_of(fences_of(wall), np.array([[1.0, 0.0, 1.0, 4.0]]))[1].tolist() == [0.25]
    assert found_at(np.array([2, 4, 9]), 4) == 1
    assert found_at(np.array([2, 4, 9]), 5) == -1


def test_no_fence_bars_nothing():
    assert times_crossed(no_fences(), 0.0, 0.0, 9.0, 9.0) == 0
    assert len(cuts_of(no_fences(), np.zeros((1, 4)))[0]) == 0
    assert not near_boxes(no_fences(), np.zeros((1, 2)), np.ones((1, 2))).any()


def test_boxes_near_a_fence():
    fences = fences_of(np.array([[0.0, 1.0, 2.0, 1.0]]), 0.5)
    low = np.array([[1.0, 0.9], [1.0, 3.0], [5.0, 1.0], [-9.0, -9.0]])
    high = np.array([[1.1, 1.1], [1.1, 3.1], [6.0, 1.1], [9.0, 9.0]])
    assert near_boxes(fences, low, high).tolist() == [True, False, False, True]
