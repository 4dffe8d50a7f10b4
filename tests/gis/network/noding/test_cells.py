"""Cells over segments: what is near each other shares a cell."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.network.noding.cells import cells_of

coordinate = st.floats(-5, 5, allow_nan=False).map(lambda x: round(x, 3))
segment = st.tuples(coordinate, coordinate, coordinate, coordinate)


def pairs_in_cells(cells):
    found = set()
    for first, last in zip(cells.offsets[:-1], cells.offsets[1:], strict=True):
        found |= set(combinations(sorted(cells.segment[first:last].tolist()), 2))
    return found


@given(st.lists(segment, min_size=2, max_size=12), st.sampled_from([0.0, 0.01, 0.7]))
def test_segments_within_twice_the_margin_share_a_cell(given, margin):
    ends = np.array(given)
    cells = cells_of(ends[:, :2], ends[:, 2:], margin)
    lines = shapely.linestrings(ends.reshape(-1, 2, 2))
    near = {
        (i, j)
        for i, j in combinations(range(len(lines)), 2)
        if shapely.distance(lines[i], lines[j]) <= margin
    }
    assert near <= pairs_in_cells(cells)


def test_entries_stay_few_however_long_the_longest_segment_is():
    x = np.arange(2_000) * 0.001
    a, b = np.column_stack([x, np.zeros_like(x)]), np.column_stack([x + 0.001, np.zeros_like(x)])
    a, b = np.vstack([a, [0, 1]]), np.vstack([b, [50, 50]])
    cells = cells_of(a, b, 1e-6)
    assert len(cells.segment) < 5 * len(a)


@pytest.mark.parametrize("count", [0, 1])
def test_few_segments(count):
    ends = np.zeros((count, 2))
    cells = cells_of(ends, ends, 0.0)
    assert len(cells.segment) == count
    assert len(cells.offsets) == len(cells.key) + 1
