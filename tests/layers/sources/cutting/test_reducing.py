from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from layers.sources.cutting.reducing import is_missing, reduce

FLOATS = np.array([[1, 2, 9, 9], [3, 4, 9, 9]], dtype="float32")


def test_one_stays_as_it_is():
    assert reduce(FLOATS, 1, "sum", None) is FLOATS


def test_sum_and_mean():
    assert reduce(FLOATS, 2, "sum", None).tolist() == [[10, 36]]
    assert reduce(FLOATS, 2, "mean", None).tolist() == [[2.5, 9]]


def test_missing_cells_are_left_out():
    assert reduce(FLOATS, 2, "mean", 9.0).tolist() == [[2.5, 9]]
    gaps = np.array([[np.nan, 2], [3, np.nan]], dtype="float32")
    assert reduce(gaps, 2, "sum", None).tolist() == [[5]]
    assert np.isnan(reduce(gaps * np.nan, 2, "sum", None)).all()
    assert reduce(np.full((2, 2), -99999, "float32"), 2, "sum", -99999).tolist() == [[-99999]]


def test_classes():
    cells = np.array([[1, 2, 0, 0], [2, 0, 0, 0]], dtype="uint8")
    assert reduce(cells, 2, "mode", 0).tolist() == [[2, 0]]
    assert reduce(cells, 2, "mode", None).tolist() == [[2, 0]]
    assert reduce(np.array([[3, 3], [1, 1]], dtype="uint8"), 2, "mode", 0).tolist() == [[1]]


def test_whole_numbers_are_rounded():
    assert reduce(np.array([[1, 2], [2, 2]], dtype="uint8"), 2, "mean", 255).tolist() == [[2]]


@settings(deadline=None)
@given(arrays("uint8", (6, 9), elements=st.integers(0, 4)))
def test_mode_against_counting(cells):
    made = reduce(cells, 3, "mode", 0)
    for row in range(2):
        for column in range(3):
            block = cells[3 * row : 3 * row + 3, 3 * column : 3 * column + 3]
            counts = Counter(v for v in block.ravel().tolist() if v)
            best = min(counts, key=lambda v: (-counts[v], v)) if counts else 0
            assert made[row, column] == best


@settings(deadline=None)
@given(
    arrays("uint8", (8, 12)),
    st.sampled_from([2, 4]),
    st.sampled_from([None, 0.0, 7.0, 255.0, -1.0]),
)
def test_compiled_counting_is_that_of_numpy(cells, factor, nodata):
    wide = reduce(cells.astype("int16"), factor, "mode", nodata)
    assert (reduce(cells, factor, "mode", nodata) == wide).all()


@given(arrays("float64", (4, 6), elements=st.floats(0, 1e6)))
def test_sums_conserve_the_total(cells):
    assert reduce(cells, 2, "sum", -1.0).sum() == pytest.approx(cells.sum(), rel=1e-12)


def test_what_is_missing():
    assert is_missing(np.array([1.0, np.nan, 5.0]), 5.0).tolist() == [False, True, True]
    assert is_missing(np.array([1, 2]), None).tolist() == [False, False]
    assert is_missing(np.array([1.0]), float("nan")).tolist() == [False]
