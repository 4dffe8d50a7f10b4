"""Degrees to metres and back, on both sides of the equator."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.starter.projection import lonlat_to_xy, to_lonlat, to_metres, xy_to_lonlat


def test_titik_nol_by_hand():
    (xy,) = lonlat_to_xy(np.array([[116.70883677, -0.97302475]]))
    assert xy == pytest.approx([467605.3, 9892450.0], abs=1.0)


def test_north_of_the_equator_carries_on():
    (bontang,) = lonlat_to_xy(np.array([[117.49371, 0.14414]]))
    assert bontang[1] == pytest.approx(10_015_928, abs=50)


def test_there_and_back():
    lonlat = np.random.default_rng(0).uniform((113.7, -4.9), (119.0, 2.5), (200, 2))
    assert np.abs(xy_to_lonlat(lonlat_to_xy(lonlat)) - lonlat).max() < 1e-9


def test_geometry_and_arrays_alike():
    point = shapely.Point(117, 0)
    assert to_metres(point).x == pytest.approx(500_000)
    assert to_lonlat(to_metres(np.array([point])))[0].equals_exact(point, 1e-9)
    assert to_metres(shapely.Polygon()).is_empty
