"""Land cover: one legend, two epochs, change where it would happen."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from rasterio.features import geometry_mask

from layers.starter.ground import landcover as lc


@pytest.fixture
def epochs(rasters):
    return rasters["land_cover_2017"], rasters["land_cover_2024"]


def inside(raster, shape) -> np.ndarray:
    return geometry_mask([shape], out_shape=raster.shape, transform=raster.transform, invert=True)


def cell(raster, lon: float, lat: float) -> int:
    column, row = (~raster.transform) @ (lon, lat)
    return int(raster.values[int(row), int(column)])


def test_same_grid_and_legend(epochs):
    old, new = epochs
    assert old.transform == new.transform
    assert old.shape == new.shape
    assert old.values.dtype == np.uint8
    for raster in epochs:
        assert set(np.unique(raster.values)) == set(range(11))
    assert np.array_equal(old.values == 0, new.values == 0)


def test_legend_names_every_class():
    for layer in lc.LAYERS.values():
        codes = layer.schema["value"].codes
        assert {c["value"] for c in layer.styling["classes"]} == set(range(1, 11))
        assert set(codes) == {str(k) for k in range(11)}


def test_change_is_some_but_not_wild(epochs):
    old, new = (e.values for e in epochs)
    land = old > 0
    changed = (old != new)[land].mean()
    assert 0.02 < changed < 0.15
    share = [np.bincount(v[land], minlength=11) / land.sum() for v in (old, new)]
    assert share[1][lc.FOREST] < share[0][lc.FOREST]
    assert share[1][lc.BUILT] > share[0][lc.BUILT]
    assert share[1][lc.BARE] > share[0][lc.BARE]
    assert 0.4 < share[1][lc.FOREST] < 0.65
    assert 0.005 < share[1][lc.BUILT] < 0.03


def test_ikn_was_plantation_and_is_a_building_site(epochs, frames):
    core = frames["ikn_areas"].set_index("kind").geometry["government"]
    here = inside(epochs[0], core)
    counts = [np.bincount(e.values[here], minlength=11) / here.sum() for e in epochs]
    assert counts[0][lc.BUILT] + counts[0][lc.BARE] < 0.1
    assert counts[1][lc.BUILT] + counts[1][lc.BARE] > 0.25


def test_known_places(epochs):
    _, new = epochs
    assert cell(new, 116.83, -1.245) == lc.BUILT  # Balikpapan
    assert cell(new, 117.15, -0.49) == lc.BUILT  # Samarinda
    assert cell(new, 116.19, -0.47) == lc.WATER  # Danau Jempang
    assert cell(new, 114.3, 1.2) == lc.FOREST  # upper Mahakam
    assert cell(new, 118.5, -2.0) == 0  # the strait


def test_mangrove_is_at_the_coast(epochs, land):
    raster = epochs[0]
    rows, columns = np.nonzero(raster.values == lc.MANGROVE)
    x, y = raster.transform @ (columns + 0.5, rows + 0.5)
    shore = shapely.boundary(land)
    shapely.prepare(shore)
    assert shapely.dwithin(shapely.points(x, y), shore, 0.12).mean() > 0.99


def test_cities_do_not_lose_their_ground(epochs):
    old, new = (e.values for e in epochs)
    assert (new[old == lc.BUILT] == lc.BUILT).mean() > 0.97
