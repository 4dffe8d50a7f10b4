"""Cells of rasters as pictures in longitude and latitude."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine

from layers.figures.cells import cells_of, of_class
from layers.raster import Raster


def test_cells_without_a_value_are_no_numbers_and_bounds_stay():
    raster = Raster(
        np.array([[1, 0], [3, 4]], np.uint8),
        Affine(0.5, 0, 116, 0, -0.5, 1),
        pyproj.CRS(4326),
        nodata=0,
    )
    cells = cells_of(raster)
    np.testing.assert_array_equal(cells.values, [[1, np.nan], [3, 4]])
    assert cells.bounds == (116, 0, 117, 1)


def test_large_grids_are_thinned_within_their_bounds():
    grid = np.arange(64.0).reshape(8, 8)
    raster = Raster(grid, Affine(1, 0, 0, 0, -1, 8), pyproj.CRS(4326))
    cells = cells_of(raster, most=4)
    np.testing.assert_array_equal(cells.values, grid[::2, ::2])
    assert cells.bounds == (0, 0, 8, 8)


def test_metres_come_to_degrees_where_they_are():
    values = np.full((40, 40), 1.0)
    values[:, 20:] = 2.0
    raster = Raster(values, Affine(1000, 0, 480_000, 0, -1000, 9_880_000), pyproj.CRS(32750))
    cells = cells_of(raster)
    west, south, east, north = cells.bounds
    to_metres = pyproj.Transformer.from_crs(4326, 32750, always_xy=True)
    rows, columns = cells.values.shape
    for row, column in ((rows // 2, columns // 4), (rows // 3, 3 * columns // 4)):
        lon = west + (column + 0.5) / columns * (east - west)
        lat = north - (row + 0.5) / rows * (north - south)
        x, _ = to_metres.transform(lon, lat)
        assert cells.values[row, column] == (1.0 if x < 500_000 else 2.0)


@pytest.mark.parametrize(
    ("exact", "wanted"),
    [(True, [[False, True, False], [False, False, False]]), (False, [[0, 1, 1], [0, 0, 0]])],
)
def test_classes_are_values_or_steps(exact, wanted):
    chosen = of_class(np.array([np.nan, 1.0, 2.5]), [1, 3], exact=exact)
    np.testing.assert_array_equal(chosen, np.array(wanted, bool))
