"""The grid: its cells, their areas on the ellipsoid, and bands that make up the whole."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.areas import area_m2
from gis.errors import EmptyInputError, GeometryError, InputError
from gis.suitability import grid as module
from gis.suitability.grid import Grid, grid_over

LONLAT = pyproj.CRS("EPSG:4326")
UTM = pyproj.CRS("EPSG:32750")


def box_frame(*bounds):
    return gpd.GeoSeries([shapely.box(*bounds)], crs=4326)


def test_grid_covers_and_lies_on_whole_multiples():
    grid = grid_over(box_frame(116.8, -1.3, 117.1, -1.2), cell_m=1000, most_cells=10_000)
    west, south, east, north = grid.bounds(slice(0, grid.shape[0]))
    assert west <= 116.8
    assert south <= -1.3
    assert east >= 117.1
    assert north >= -1.2
    side = grid.transform.a
    assert west / side == pytest.approx(round(west / side))
    assert side * module.DEGREE_M == pytest.approx(1000)
    assert (east - 117.1) < side


def test_a_part_of_a_region_has_cells_of_the_whole():
    whole = grid_over(box_frame(116, -2, 117, -1), cell_m=500, most_cells=10**6)
    part = grid_over(box_frame(116.31, -1.52, 116.4, -1.4), cell_m=500, most_cells=10**6)
    assert np.isclose(part.x[:, None], whole.x[None, :], atol=1e-9).any(axis=1).all()
    assert np.isclose(part.y[:, None], whole.y[None, :], atol=1e-9).any(axis=1).all()


def test_areas_add_up_in_degrees():
    grid = Grid(Affine(0.01, 0, 116.8, 0, -0.01, 1.0), LONLAT, (200, 30))
    box = shapely.box(116.8, -1.0, 117.1, 1.0)
    total = sum(grid.hectares(rows).sum() for rows in grid.bands())
    assert total == pytest.approx(area_m2(np.array([box]))[0] / 1e4, rel=1e-9)


def test_areas_in_a_plane_are_those_on_the_ellipsoid():
    grid = Grid(Affine(300, 0, 300_000, 0, -300, 9_900_000), UTM, (90, 110))
    found = grid.hectares(slice(20, 60))
    for row, column in [(0, 0), (17, 55), (39, 109)]:
        x, y = 300_000 + 300 * column, 9_900_000 - 300 * (row + 20)
        cell = gpd.GeoSeries([shapely.box(x, y - 300, x + 300, y)], crs=UTM).to_crs(4326)
        assert found[row, column] == pytest.approx(area_m2(cell.to_numpy())[0] / 1e4, rel=2e-6)
    assert found.min() != found.max()


def test_one_row_of_a_plane():
    grid = Grid(Affine(300, 0, 300_000, 0, -300, 9_900_000), UTM, (1, 1))
    assert grid.hectares(slice(0, 1)).shape == (1, 1)
    assert grid.hectares(slice(0, 1))[0, 0] == pytest.approx(9.0, rel=2e-3)


def test_bands_make_up_the_whole(monkeypatch):
    monkeypatch.setattr(module, "BAND_CELLS", 70)
    grid = Grid(Affine(1, 0, 0, 0, -1, 40), UTM, (17, 10))
    bands = list(grid.bands())
    assert [b.start for b in bands] == [0, 7, 14]
    assert bands[-1].stop == 17
    assert grid.bounds(bands[1]) == (0, 26, 10, 33)
    assert grid.place(bands[1]).f == 33


def test_centres_in_lonlat():
    grid = Grid(Affine(1000, 0, 500_000, 0, -1000, 10_000_000), UTM, (2, 2))
    lon, lat = grid.lonlat(slice(0, 2))
    assert lon[0, 0] == pytest.approx(117.0045, abs=1e-3)
    assert lat[1, 0] == pytest.approx(-0.0136, abs=1e-3)


@pytest.mark.parametrize(
    "grid",
    [
        (Affine(1, 0, 0, 0, 1, 0), (2, 2)),
        (Affine(1, 0.1, 0, 0, -1, 0), (2, 2)),
        (Affine(1, 0, 0, 0, -1, 0), (0, 2)),
    ],
)
def test_grids_that_are_not_north_up_are_refused(grid):
    with pytest.raises(GeometryError, match="north-up"):
        Grid(grid[0], LONLAT, grid[1])


def test_too_many_cells_are_refused_with_a_size_that_fits():
    area = box_frame(116, -2, 118, 0)
    with pytest.raises(InputError, match="give cells of") as refused:
        grid_over(area, cell_m=100, most_cells=10_000)
    fits = float(str(refused.value).split("cells of ")[1].split(" m")[0])
    assert np.prod(grid_over(area, cell_m=fits * 1.05, most_cells=10_000).shape) <= 10_000


def test_nothing_to_cover_is_refused():
    with pytest.raises(EmptyInputError):
        grid_over(gpd.GeoSeries([], crs=4326), cell_m=100, most_cells=10)
