"""Figures of people are checked against the ground: the absurd is caught, the dense is not."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine

from layers.density import of_raster, of_values, row_km2
from layers.raster import Raster, read_raster

DEGREE = Affine(0.01, 0, 117.0, 0, -0.01, 0.01)


def grid(values, transform=DEGREE, crs=4326, nodata=None):
    return Raster(np.asarray(values, dtype=float), transform, pyproj.CRS(crs), nodata)


def test_cells_of_a_hundredth_degree_at_the_equator():
    # 0.01 x 0.01 degrees: 1,113.2 m x 1,105.7 m.
    assert row_km2(grid(np.zeros((2, 3)))) == pytest.approx([1.2309, 1.2309], abs=2e-4)


def test_cells_of_a_projected_raster():
    km = Affine(1000, 0, 500_000, 0, -1000, 9_900_000)
    # On the central meridian of UTM a kilometre in the plane is 1000/0.9996 m on the ground.
    assert row_km2(grid(np.zeros((1, 1)), km, 32750))[0] == pytest.approx(1.0008, abs=1e-4)


def test_ordinary_and_empty():
    assert of_raster(grid([[100.0, 30_000.0]])) == []
    assert [f.kind for f in of_raster(grid([[np.nan, -1.0]], nodata=-1.0))] == ["empty"]


def test_absurd():
    kinds = [f.kind for f in of_raster(grid(np.full((3, 3), 5e8)))]
    assert kinds == ["mean-density", "cell-density", "unit"]


def test_a_density_taken_for_a_count_is_told_by_its_unit():
    # 9,000 per km2 on cells of 100 m2 read as counts would be 90 million per km2.
    km2 = np.full(50, 1e-4)
    found = of_values(np.full(50, 9000.0), km2, "raster", None, 0.05)
    assert found[-1].unit == "people-per-km2"


def test_the_absurd_raster(shared_data):
    raster = read_raster(shared_data / "raster" / "people_jakarta_clip.tif")
    found = of_raster(raster)
    assert "3,701,787,874 people" in found[0].message.en
    assert found[-1].unit is None
