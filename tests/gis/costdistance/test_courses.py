"""What is crossed is held against shapely in `test_joining.py` and `test_barring.py`."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine

from gis.costdistance import even_metres
from gis.costdistance.courses import cell_metres, crossings, on_grid
from layers.raster import Raster


def test_a_single_row_is_taken_as_square():
    one = even_metres(1, width_m=30, height_m=20)
    assert [v.tolist() for v in cell_metres(one)] == [[30], [30]]
    two = even_metres(2, width_m=30, height_m=20)
    assert [v.tolist() for v in cell_metres(two)] == [[30, 30], [20, 20]]


def test_places_on_a_grid_in_another_reference_system():
    grid = Raster(np.ones((2, 2)), Affine(100, 0, 500_000, 0, -50, 10_000_000), pyproj.CRS(32750))
    x, y = on_grid(grid, np.array([117.0]), np.array([0.0]))
    assert (x[0], y[0]) == (pytest.approx(0, abs=1e-6), pytest.approx(0, abs=1e-6))


def test_chosen_lines_are_followed_with_the_way_along_them():
    course = (np.array([0, 2, 4]), np.array([0.5, 2.5, 0.5, 0.5]), np.array([0.5, 0.5, 1.5, 0.25]))
    grid = (2, 3, np.full(2, 10.0), np.full(2, 10.0))
    line, cell, along, metres = crossings(
        np.array([1]), (*course, np.array([0.0, 9.0, 0.0, 5.0])), grid
    )
    assert (line.tolist(), cell.tolist()) == ([1, 1], [3, 0])
    assert along == pytest.approx([0, 4])
    assert metres == pytest.approx([0, 0])
