"""Is a polygon on whole numbers valid: never said of one that GEOS refuses."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.tiling.kernels.clipping import tidy
from layers.tiling.kernels.soundness import unsound


def weak(rings, holes=None, owners=None):
    flat = np.concatenate(rings).astype(np.int32)
    n = len(rings)
    rows = [np.cumsum([len(r) for r in rings]), owners or [0] * n, [2] * n, holes or [0] * n]
    found = unsound(np.ascontiguousarray(flat.T), np.array(rows, dtype=np.int64))
    return found.tolist()


def square(x, y, side, *, turned=False):
    xy = np.array([(x, y), (x + side, y), (x + side, y + side), (x, y + side)])
    return xy[::-1] if turned else xy


BOW = np.array([(0, 0), (4, 4), (4, 0), (0, 4)])


@pytest.mark.parametrize(
    ("rings", "holes", "expected"),
    [
        ([square(0, 0, 4)], None, []),
        ([BOW], None, [0]),
        ([square(0, 0, 9), square(2, 2, 3, turned=True)], [False, True], []),
        ([square(0, 0, 9), square(20, 2, 3, turned=True)], [False, True], [0]),
        ([square(0, 0, 9), square(2, 2, 3)], [False, False], [0]),
        ([square(0, 0, 9), square(9, 0, 9)], [False, False], [0]),
        ([square(0, 0, 9), square(2, 2, 5, turned=True), square(4, 4, 1)], [0, 1, 0], []),
    ],
    ids=["square", "bow", "hole", "hole outside", "ring in ring", "side by side", "island"],
)
def test_by_hand(rings, holes, expected):
    assert weak(rings, None if holes is None else [bool(h) for h in holes]) == expected


def test_only_the_owner_of_the_bad_one_is_listed():
    assert weak([square(0, 0, 4), BOW, square(0, 0, 4)], owners=[3, 5, 7]) == [5]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=3, max_size=9))
def test_what_is_called_sound_geos_calls_valid(places):
    s = np.zeros((4, len(places) + 2), dtype=np.int64)
    s[:2, : len(places)] = np.array(places).T
    n = tidy(s, len(places))
    if n < 3:
        return
    ring = s[:2, :n].T
    valid = shapely.Polygon(ring).is_valid
    assert (weak([ring]) == []) == valid


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 6)), min_size=1, max_size=4
    )
)
def test_holes_that_are_called_sound_geos_calls_valid(squares):
    outer = square(2, 2, 9)
    holes = [square(x, y, side, turned=True) for x, y, side in squares]
    called = weak([outer, *holes], [False, *[True] * len(holes)])
    if not called:
        assert shapely.Polygon(outer, holes).is_valid
