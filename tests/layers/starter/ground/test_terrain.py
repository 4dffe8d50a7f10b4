"""Terrain: ridges stand up, plains lie low, slope by hand."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.starter.grid import Grid
from layers.starter.ground.terrain import CELL_M, STEEPNESS, draw_slope, dry_cells, elevation

GRID = Grid(115.0, -2.0, 0.005, (300, 300))


@pytest.fixture(scope="module")
def height():
    dry = np.ones(GRID.shape, dtype=bool)
    dry[:, :5] = False
    return elevation(GRID, dry, np.random.default_rng(2))


def at(values: np.ndarray, lon: float, lat: float) -> float:
    row, column = GRID.cell_of(np.array([[lon, lat]]))
    return float(values[row[0], column[0]])


def test_meratus_rises_above_the_plain(height):
    assert at(height, 115.70, -2.5) > 300
    assert at(height, 115.10, -2.9) < 120
    assert height[:, :5].max() == 0
    assert height[:, 5:].min() > 0


def test_slope_of_an_even_plane_by_hand():
    plane = np.tile(np.arange(300, dtype=np.float32) * 20, (300, 1))
    slope = draw_slope(plane, GRID, np.ones(GRID.shape, dtype=bool))
    wanted = np.degrees(np.arctan(STEEPNESS * 20 / CELL_M))
    assert np.abs(slope.values - wanted).max() <= 0.125


def test_no_data_outside_the_land():
    land = np.zeros(GRID.shape, dtype=bool)
    slope = draw_slope(np.zeros(GRID.shape, dtype=np.float32), GRID, land)
    assert (slope.values == slope.nodata).all()


def test_dry_cells_hold_the_neighbours_land():
    dry = dry_cells(GRID, shapely.box(0, 0, 1, 1))
    assert dry[100, 100]


def test_slopes_are_believable(rasters):
    slope = rasters["slope"]
    values = slope.values[slope.values != slope.nodata]
    assert values.min() >= 0
    assert values.max() < 60
    assert np.median(values) < 3
    assert np.percentile(values, 99) > 8
