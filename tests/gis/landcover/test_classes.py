"""Classes as small numbers, for every type of cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import InputError
from gis.landcover.classes import Classes

CLASSES = Classes((10, 3, 20051), missing=(0, 2500))


@pytest.mark.parametrize("kind", ["uint16", "int16", "int32", "int64", "float32", "float64"])
def test_classes_missing_and_unknown_codes(kind):
    values = np.array([[10, 3, 20051], [0, 2500, 7]]).astype(kind)
    assert CLASSES.numbered(values).tolist() == [[1, 2, 3], [0, 0, 4]]
    assert CLASSES.numbered(values, nodata=7).tolist() == [[1, 2, 3], [0, 0, 0]]
    assert CLASSES.numbered(values, nodata=10).tolist() == [[0, 2, 3], [0, 0, 4]]


def test_eight_bits():
    values = np.array([10, 3, 0, 255], dtype=np.uint8)
    assert CLASSES.numbered(values, nodata=255).tolist() == [1, 2, 0, 0]
    assert CLASSES.numbered(values).dtype == np.uint8


def test_numbers_that_are_not_finite_or_not_whole():
    values = np.array([np.nan, np.inf, 10.5, 10.0, -3.4028234663852886e38], dtype=np.float32)
    found = CLASSES.numbered(values, nodata=-3.4028234663852886e38)
    assert found.tolist() == [0, 0, 4, 1, 0]


def test_codes_below_zero_do_not_meet_those_above():
    classes = Classes((-1, 5))
    assert classes.numbered(np.array([-1, 5, -2], dtype=np.int16)).tolist() == [1, 2, 3]
    assert classes.numbered(np.array([255, 5], dtype=np.uint8)).tolist() == [3, 2]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=30))
def test_the_table_and_the_search_say_the_same(values):
    classes = Classes((1, 2, 3, 50, 299), missing=(0,))
    small = classes.numbered(np.array(values, dtype=np.uint16), nodata=50)
    assert small.tolist() == classes.numbered(np.array(values, dtype=np.int64), nodata=50).tolist()


@pytest.mark.parametrize("codes", [(), (1, 1), tuple(range(300))])
def test_lists_that_are_no_legend_are_refused(codes):
    with pytest.raises(InputError, match="wanted 1 to 250 codes"):
        Classes(codes)
    with pytest.raises(InputError, match="each once"):
        Classes((1, 2), missing=(2,))
