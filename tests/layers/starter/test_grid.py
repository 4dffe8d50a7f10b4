"""Grids: cell places by hand, burning against shapely, noise that is smooth and repeatable."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.starter.grid import Grid

SMALL = Grid(10.0, 2.0, 0.5, (4, 6))


def test_cell_of_by_hand():
    row, column = SMALL.cell_of(np.array([[10.1, 1.9], [12.9, 0.1], [99.0, -99.0]]))
    assert row.tolist() == [0, 3, 3]
    assert column.tolist() == [0, 5, 5]


def test_transform_agrees_with_cell_of():
    assert SMALL.transform @ (0, 0) == (10.0, 2.0)
    assert SMALL.transform @ (6, 4) == (13.0, 0.0)


@given(
    st.tuples(st.floats(-50, 50), st.floats(-50, 50), st.floats(0.5, 5), st.floats(0.5, 5)),
    st.sampled_from([0.05, 0.1]),
)
def test_over_covers_its_bounds(box, step):
    west, south, width, height = box
    grid = Grid.over((west, south, west + width, south + height), step)
    x0, y0, x1, y1 = grid.raster(np.zeros(grid.shape), 0).bounds
    assert x0 <= west + 1e-9
    assert y0 <= south + 1e-9
    assert x1 >= west + width - 1e-9
    assert y1 >= south + height - 1e-9


def test_burn_equals_point_in_polygon():
    shape = shapely.Polygon([(10.2, 0.2), (12.8, 0.6), (11.4, 1.9)])
    burnt = SMALL.burn([shape], 7)
    rows, columns = np.indices(SMALL.shape)
    x, y = 10.25 + 0.5 * columns, 1.75 - 0.5 * rows
    assert np.array_equal(burnt == 7, shapely.contains_xy(shape, x, y))


def test_burn_skips_empty_shapes():
    assert SMALL.burn([shapely.Polygon(), shapely.box(10, 0, 11, 1)], [1, 2]).max() == 2


def test_noise_is_standard_smooth_and_repeatable():
    grid = Grid(0.0, 1.0, 0.01, (100, 140))
    noise = grid.noise(np.random.default_rng(1), size_cells=20)
    assert noise.shape == grid.shape
    assert noise.dtype == np.float32
    assert abs(float(noise.mean())) < 1e-3
    assert abs(float(noise.std()) - 1) < 1e-3
    assert np.abs(np.diff(noise, axis=0)).max() < 0.6
    again = grid.noise(np.random.default_rng(1), size_cells=20)
    assert np.array_equal(noise, again)
