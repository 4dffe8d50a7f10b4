"""Cells are stored in a type that loses nothing, and shown in even steps."""

from __future__ import annotations

import numpy as np
import pytest

from layers.themes.rasters.theme import narrowed, steps


@pytest.mark.parametrize(
    ("values", "nodata", "dtype", "mark"),
    [
        (np.array([[1, 2]], dtype=np.uint8), 2.0, "uint8", 2.0),
        (np.array([[1, 2]], dtype=np.int64), -9999.0, "int32", -9999.0),
        (np.array([[1, 2**40]], dtype=np.int64), None, "float64", np.nan),
        (np.array([[1, 2**40]], dtype=np.uint64), 1.0, "float64", np.nan),
        (np.array([[1.0, 2.0]]), None, "float32", np.nan),
        (np.array([[1.0, 2.5]]), None, "float64", np.nan),
        (np.array([[1.0, 2.0**25]]), None, "float64", np.nan),
    ],
)
def test_types(stage, values, nodata, dtype, mark):
    cells, nodata_out = narrowed(stage(values, nodata=nodata))
    assert str(cells.dtype) == dtype
    np.testing.assert_equal(nodata_out, mark)
    valued = values if nodata is None else values[values != nodata]
    kept = cells[~np.isnan(cells)] if dtype.startswith("float") else cells
    assert set(valued.ravel()) <= set(kept.ravel().tolist())


def test_steps_are_even_and_rounded():
    found = steps(0.0, 100.0, ("#000000",) * 5)
    assert [c["value"] for c in found] == [0, 20, 40, 60, 80]
    assert found[1]["label"] == {"id": "≥ 20", "en": "≥ 20"}
    assert [c["value"] for c in steps(5.0, 5.0, ("#000000",))] == [5.0]
    assert [c["value"] for c in steps(0.0, 0.01, ("#000000",) * 2)] == [0.0, 0.005]
