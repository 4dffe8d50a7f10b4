"""Grids: true areas of cells, bands of rows, and which grids are the same."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.areas import area_m2
from gis.errors import GeometryError
from gis.landcover import grids
from gis.landcover.grids import InMemory, bands, cell_areas, require_grid, same_grid
from layers.errors import CRSError
from layers.raster import Raster


def grid(shape=(3, 4), *, place=None, crs=4326):
    place = place or Affine(0.01, 0, 117, 0, -0.01, 1)
    return InMemory(Raster(np.zeros(shape, np.uint8), place, pyproj.CRS(crs)))


def test_cells_of_degrees_have_one_area_a_row():
    boxes = [shapely.box(117, 1 - 0.01 * (r + 1), 117.01, 1 - 0.01 * r) for r in range(3)]
    areas = cell_areas(grid(), slice(0, 3))
    assert areas.shape == (3, 1)
    assert areas[:, 0] == pytest.approx(area_m2(np.array(boxes)) / 1e4, rel=1e-12)
    assert cell_areas(grid(), slice(1, 2))[0, 0] == areas[1, 0]


@pytest.mark.parametrize(("west", "cell"), [(400_000, 30.0), (150_000, 250.0), (800_000, 3000.0)])
def test_cells_of_a_projection_are_as_large_as_its_scale_says(west, cell):
    """Oracle: PROJ's own factors of scale at the centre of each cell."""
    cells = grid((70, 90), place=Affine(cell, 0, west, 0, -cell, 9_900_000), crs=32750)
    areas = cell_areas(cells, slice(10, 70))
    row, column = np.array([10, 33, 69]), np.array([0, 47, 89])
    x, y = west + cell * (column + 0.5), 9_900_000 - cell * (row + 0.5)
    lon, lat = pyproj.Transformer.from_crs(32750, 4326, always_xy=True).transform(x, y)
    scale = pyproj.Proj(32750).get_factors(lon, lat).areal_scale
    assert areas[row - 10, column] == pytest.approx(cell**2 / 1e4 / scale, rel=2e-7)


def test_a_part_of_the_columns_is_the_same():
    cells = grid((5, 300), place=Affine(30, 0, 400_000, 0, -30, 9_900_000), crs=32750)
    part = cell_areas(cells, slice(0, 5), slice(100, 200))
    assert part == pytest.approx(cell_areas(cells, slice(0, 5))[:, 100:200], rel=3e-8)


def test_an_equal_area_projection_has_cells_of_its_own_size():
    cells = grid((4, 4), place=Affine(1000, 0, 11_300_000, 0, -1000, -100_000), crs=6933)
    areas = cell_areas(cells, slice(0, 4))
    assert areas.shape == (4, 1)
    assert areas == pytest.approx(np.full((4, 1), 100.0), rel=1e-8)


def test_bands_are_whole_tiles_and_cover_every_row(monkeypatch):
    monkeypatch.setattr(grids, "BAND_CELLS", 10_000)
    cut = list(bands(grid((600, 20))))
    assert [(b.start, b.stop) for b in cut] == [(0, 256), (256, 512), (512, 600)]
    assert len(list(bands(grid((600, 1))))) == 1


def test_same_grid():
    assert same_grid(grid(), grid())
    assert not same_grid(grid(), grid((3, 5)))
    assert not same_grid(grid(), grid(place=Affine(0.01, 0, 117.005, 0, -0.01, 1)))
    assert not same_grid(grid(), grid(crs=4267))


def test_grids_without_a_place_on_earth_are_refused():
    with pytest.raises(GeometryError, match="not north-up"):
        require_grid(grid(place=Affine(0.01, 0, 117, 0, 0.01, 1)), "raster")
    local = InMemory(
        Raster(np.zeros((2, 2)), Affine(1, 0, 0, 0, -1, 0), pyproj.CRS('LOCAL_CS["x",UNIT["m",1]]'))
    )
    with pytest.raises(CRSError, match="not known") as caught:
        require_grid(local, "raster")
    assert "tidak diketahui" in caught.value.text.id
