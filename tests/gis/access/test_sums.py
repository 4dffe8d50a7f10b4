"""Sums by unit and class against numpy's own adding up."""

from __future__ import annotations

import numpy as np
import pytest

from gis.access.sums import fullest, soonest, sums_by_class


@pytest.fixture
def pairs():
    rng = np.random.default_rng(3)
    unit = rng.integers(0, 4, 200).astype(np.int32)
    cell = rng.integers(0, 60, 200).astype(np.int32)
    return unit, cell, rng.uniform(0, 1, 200)


def test_as_numpy_adds_them_up(pairs):
    rng = np.random.default_rng(4)
    amount, of = rng.uniform(0, 9, 60), rng.integers(0, 3, 60).astype(np.int32)
    out = sums_by_class(pairs, amount, of, np.array([5, 3], dtype=np.int32))
    unit, cell, share = pairs
    wanted = np.zeros((5, 3))
    np.add.at(wanted, (unit, of[cell]), amount[cell] * share)
    np.testing.assert_allclose(out, wanted, rtol=1e-12)
    assert (out[4] == 0).all()


def test_the_fullest_cell_of_the_class_that_each_unit_wants(pairs):
    amount = np.random.default_rng(5).uniform(0, 9, 60)
    of = (np.arange(60) % 3).astype(np.int32)
    wanted = np.array([0, 1, 2, 0, 0, 7], dtype=np.int32)
    unit, cell, share = pairs
    out = fullest(pairs, amount, of, wanted)
    for u in range(4):
        mine = (unit == u) & (of[cell] == wanted[u])
        held = np.where(mine, amount[cell] * share, -1.0)
        assert out[u] == cell[held.argmax()]
    assert out[4] == out[5] == -1


def test_of_equals_the_first_cell_and_empty_ones_never():
    unit = np.zeros(3, dtype=np.int32)
    cell = np.array([2, 0, 1], dtype=np.int32)
    pairs = (unit, cell, np.ones(3))
    of, wanted = np.zeros(3, dtype=np.int32), np.zeros(1, dtype=np.int32)
    assert fullest(pairs, np.array([5.0, 5.0, 5.0]), of, wanted).tolist() == [0]
    assert fullest(pairs, np.zeros(3), of, wanted).tolist() == [-1]


def test_the_soonest_row_of_each_point():
    point = np.array([0, 0, 2, 2, 2, 3], dtype=np.int32)
    seconds = np.array([5.0, 4.0, np.nan, 7.0, 7.0, np.nan])
    assert soonest(point, seconds, 5).tolist() == [1, -1, 3, -1, -1]
