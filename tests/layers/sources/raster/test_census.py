"""The census counts what numpy counts, chunk by chunk, whatever the type."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from layers.sources.raster.census import MOST_VALUES, Census, Counting, is_representable, remarks


def count(cells, nodata=None, pieces=3):
    counting = Counting(str(cells.dtype), nodata)
    out = np.concatenate([counting.take(c) for c in np.array_split(cells, pieces)])
    return counting.result(), out


@given(
    hnp.arrays(np.int16, hnp.array_shapes(min_dims=2, max_dims=2, max_side=9)),
    st.integers(1, 5),
)
@settings(deadline=None)
def test_whole_numbers(cells, pieces):
    census, out = count(cells, nodata=3.0, pieces=pieces)
    valued = cells[cells != 3]
    assert (out == cells).all()
    assert (census.n_cells, census.n_missing) == (cells.size, int((cells == 3).sum()))
    assert census.total == valued.sum(dtype=np.int64)
    assert census.n_negative == (valued < 0).sum()
    assert sum(census.values.values()) == valued.size
    if valued.size:
        assert (census.minimum, census.maximum) == (valued.min(), valued.max())


@given(hnp.arrays(np.float32, (4, 5), elements=st.floats(-1e5, 1e5, width=32)))
@settings(deadline=None)
def test_fractions(cells):
    cells[0, 0] = np.nan
    census, _ = count(cells)
    valued = cells[~np.isnan(cells)].astype(np.float64)
    assert census.total == pytest.approx(valued.sum(), rel=1e-9, abs=1e-6)
    assert census.whole == bool((valued == np.floor(valued)).all())
    assert bool(census.values) == census.whole


def test_many_values_are_not_listed():
    census, _ = count(np.arange(MOST_VALUES + 1, dtype=np.int32).reshape(-1, 1))
    assert census.whole
    assert not census.values
    census, _ = count(np.arange(MOST_VALUES, dtype=np.int32).reshape(-1, 1))
    assert len(census.values) == MOST_VALUES


def test_nothing_has_a_value():
    census, _ = count(np.full((2, 2), 7, dtype=np.uint8), nodata=7)
    assert math.isnan(census.minimum)
    assert [f.code for f in remarks(census, "uint8", 7)] == ["raster-no-value"]
    assert Census.from_dict(census.to_dict()).n_missing == 4


def test_a_nodata_that_cannot_occur_is_ignored():
    census, _ = count(np.array([[1, 255]], dtype=np.uint8), nodata=-9999.0)
    assert census.n_missing == 0
    assert [f.code for f in remarks(census, "uint8", -9999.0)] == ["nodata-impossible"]


@pytest.mark.parametrize(
    ("nodata", "kind", "fits"),
    [
        (255, "uint8", True),
        (256, "uint8", False),
        (1.5, "int16", False),
        (math.nan, "int16", False),
    ],
)
def test_representable(nodata, kind, fits):
    assert is_representable(nodata, np.dtype(kind)) is fits


def test_a_constant_raster_is_remarked():
    census, _ = count(np.full((2, 2), 4.5))
    assert [f.code for f in remarks(census, "float64", None)] == ["raster-constant"]
