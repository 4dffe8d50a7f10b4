"""A turned raster is brought north-up: values from the nearest cell, counts kept whole."""

from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.sources.raster import turning
from layers.sources.raster.head import Head
from layers.sources.raster.turning import turn


def askew(cells, degrees, side=10.0):
    place = Affine.translation(500_000, 9_900_000) @ Affine.rotation(degrees)
    return Head(
        "GTiff",
        cells.shape[1],
        cells.shape[0],
        str(cells.dtype),
        place @ Affine.scale(side, -side),
        lambda _: iter([cells]),
    )


def test_a_quarter_turn_loses_nothing():
    cells = np.arange(6, dtype=np.int16).reshape(2, 3)
    head = Head("GTiff", 3, 2, "int16", Affine(0, -10, 500, 10, 0, 900), lambda _: iter([cells]))
    turned, out = turn(head, cells, amounts=False)
    assert (out == cells.T).all()
    assert (turned.transform.b, turned.transform.d) == (0, 0)
    for row, column in ((0, 0), (1, 2)):
        before = head.transform @ (column + 0.5, row + 0.5)
        assert turned.transform @ (row + 0.5, column + 0.5) == pytest.approx(before)


@given(st.floats(1, 89), st.integers(0, 2**31))
@settings(deadline=None, max_examples=25)
def test_the_total_of_people_is_kept(degrees, seed):
    cells = np.random.default_rng(seed).uniform(0, 100, (12, 9))
    head, out = turn(askew(cells, degrees), cells, amounts=True)
    assert np.nansum(out) == pytest.approx(cells.sum(), rel=1e-12)
    assert (head.transform.b, head.transform.d) == (0, 0)
    assert "total" in head.findings[-1].message


def test_classes_come_from_the_nearest_cell():
    cells = np.kron(np.array([[1, 2], [3, 4]]), np.ones((5, 5), dtype=int)).astype(np.uint8)
    _, out = turn(askew(cells, 30), cells, amounts=False)
    assert set(out[np.isfinite(out)]) == {1, 2, 3, 4}


def test_the_angle_is_told():
    cells = np.ones((3, 3))
    head, _ = turn(askew(cells, 30), cells, amounts=False)
    assert "30.00 degrees" in head.findings[-1].message or "-30.00" in head.findings[-1].message
    assert head.findings[-1].action == "repaired"


def test_too_many_cells(monkeypatch):
    monkeypatch.setattr(turning, "MOST_CELLS", 10)
    cells = np.ones((3, 3))
    with pytest.raises(SourceError) as caught:
        turn(askew(cells, 45), cells, amounts=False)
    assert caught.value.code == "too-big"


def test_missing_cells_stay_missing():
    cells = np.ones((20, 20))
    cells[:10] = np.nan
    _, out = turn(askew(cells, 45), cells, amounts=True)
    assert np.nansum(out) == pytest.approx(200.0)
