"""Curves: same ends, bounded swing, same every time."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.starter.curves import bend, blob, smooth_noise, subdivide


def rng() -> np.random.Generator:
    return np.random.default_rng(7)


START = np.array([[0.0, 0.0], [100.0, 50.0], [5.0, 5.0]])
END = np.array([[1000.0, 0.0], [100.0, 1050.0], [6.0, 5.0]])


def test_subdivide_by_hand():
    owner, t, xy = subdivide(np.array([[0.0, 0.0]]), np.array([[10.0, 0.0]]), 5.0, 24)
    assert owner.tolist() == [0, 0, 0]
    assert t.tolist() == [0.0, 0.5, 1.0]
    assert xy.tolist() == [[0, 0], [5, 0], [10, 0]]


def test_subdivide_respects_the_most():
    owner, _, _ = subdivide(START, END, 1.0, 4)
    assert np.bincount(owner).tolist() == [5, 5, 2]


def test_bend_keeps_ends_exactly():
    lines = bend(START, END, rng(), step=50, swing=0.1)
    assert np.array_equal(shapely.get_coordinates(shapely.get_point(lines, 0)), START)
    assert np.array_equal(shapely.get_coordinates(shapely.get_point(lines, -1)), END)


@pytest.mark.parametrize("swing", [0.0, 0.05, 0.2])
def test_bend_stays_within_its_swing(swing):
    lines = bend(START, END, rng(), step=20, swing=swing)
    straight = shapely.linestrings(np.stack([START, END], axis=1))
    length = shapely.length(straight)
    assert (shapely.hausdorff_distance(lines, straight) <= swing * length + 1e-9).all()


def test_limit_zero_is_straight():
    lines = bend(START, END, rng(), step=50, swing=0.3, limit=np.zeros(3))
    assert np.allclose(shapely.length(lines), np.hypot(*(END - START).T))


def test_same_state_same_line():
    a, b = (bend(START, END, rng(), step=50, swing=0.1) for _ in range(2))
    assert shapely.to_wkb(a).tolist() == shapely.to_wkb(b).tolist()


def test_noise_is_bounded_and_differs_by_line():
    t = np.tile(np.linspace(0, 1, 50), 2)
    owner = np.repeat([0, 1], 50)
    noise = smooth_noise(t, owner, rng())
    assert np.abs(noise).max() <= 1.0
    assert not np.allclose(noise[:50], noise[50:])


def test_noise_of_nothing_is_nothing():
    assert len(smooth_noise(np.empty(0), np.empty(0, dtype=int), rng())) == 0


def test_blob_holds_its_centre_and_about_its_area():
    shape = blob(10.0, 20.0, 5.0, rng(), swing=0.2)
    assert shape.is_valid
    assert shape.contains(shapely.Point(10, 20))
    assert shape.area == pytest.approx(np.pi * 25, rel=0.15)
