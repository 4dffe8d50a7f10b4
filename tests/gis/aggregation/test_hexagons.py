from __future__ import annotations

import numpy as np
import pytest
import shapely

from gis.aggregation.hexagons import HexGrid
from gis.areas import area_m2
from gis.errors import InputError

AROUND = (116.0, -1.0, 117.0, 0.5)


def test_hexagons_tile_the_ground_in_equal_areas():
    grid = HexGrid(9_000.0)
    hexagons = grid.polygons(grid.cells_around(AROUND))
    assert shapely.is_valid(hexagons).all()
    assert shapely.union_all(hexagons).contains(shapely.box(*AROUND))
    # Straight in degrees instead of in the plane: that is all they differ by.
    np.testing.assert_allclose(area_m2(hexagons) / 1e4, grid.area_ha, rtol=1e-6)
    assert shapely.coverage_is_valid(hexagons)
    assert grid.area_ha == pytest.approx(np.sqrt(3) / 2 * 8_100)


def test_every_place_lies_in_its_hexagon():
    grid = HexGrid(3_000.0)
    lonlat = np.random.default_rng(1).uniform((116, -1), (117, 0.5), (500, 2))
    hexagons = grid.polygons(grid.cells_of(lonlat))
    assert shapely.intersects(hexagons, shapely.points(lonlat)).all()
    around = {tuple(cell) for cell in grid.cells_around(AROUND).tolist()}
    assert {tuple(cell) for cell in grid.cells_of(lonlat).tolist()} <= around


def test_width_is_the_distance_between_sides_and_between_neighbours():
    grid = HexGrid(1_000.0)
    east, north = grid.polygons(np.array([[0, 0], [0, 1]]))
    metre = 1 / 111_319.49079
    assert east.bounds[2] - east.bounds[0] == pytest.approx(1_000 * metre, rel=1e-6)
    assert north.centroid.x - east.centroid.x == pytest.approx(500 * metre, rel=1e-6)


@pytest.mark.parametrize("width", [0, -1, np.nan, 9.9, 500_001, np.inf])
def test_sizes_that_cannot_be_meant(width):
    with pytest.raises(InputError):
        HexGrid(width)


def test_too_many_are_refused_with_the_width_that_would_do():
    with pytest.raises(InputError, match="wider than") as refused:
        HexGrid(100.0).cells_around(AROUND)
    assert refused.value.code == "too-many-groups"
    wide = float(str(refused.value).split("wider than ")[1].split(" m")[0])
    assert len(HexGrid(wide + 2).cells_around(AROUND)) > 200_000
