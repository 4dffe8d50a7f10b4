"""Tile grids, against the formulas of the standard and a place worked out by hand."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.tiling.grid import GRIDS, MAX_ZOOM, WEB_MERCATOR, WORLD_CRS84

BOTH = pytest.mark.parametrize("grid", list(GRIDS.values()), ids=list(GRIDS))


def test_corners_of_the_world():
    x, y = WEB_MERCATOR.placed(np.array([[-180.0, 90.0], [180.0, -90.0], [0.0, 0.0]]))
    assert x.tolist() == [0, 2**32 - 1, 2**31]
    assert y.tolist() == [0, 2**32 - 1, 2**31]
    x, y = WORLD_CRS84.placed(np.array([[-180.0, 90.0], [0.0, 0.0]]))
    assert (x.tolist(), y.tolist()) == ([0, 2**31], [0, 2**30])


def test_which_tiles_there_are():
    assert WEB_MERCATOR.holds(0, 0, 0)
    assert not WEB_MERCATOR.holds(0, 1, 0)
    assert WORLD_CRS84.holds(0, 1, 0)
    assert not WORLD_CRS84.holds(0, 0, 1)
    assert not WEB_MERCATOR.holds(MAX_ZOOM + 1, 0, 0)
    assert not WEB_MERCATOR.holds(2, -1, 0)


@BOTH
@given(
    zoom=st.integers(0, 18),
    lon=st.floats(-179.9, 179.9),
    lat=st.floats(-85, 85),
)
def test_the_tile_at_a_place_holds_it(grid, zoom, lon, lat):
    column, row = grid.tile_at(zoom, lon, lat)
    assert grid.holds(zoom, column, row)
    west, south, east, north = grid.lonlat_box(zoom, column, row)
    assert west - 1e-6 <= lon <= east + 1e-6
    assert south - 1e-6 <= lat <= north + 1e-6


def test_boxes_agree_with_the_projection():
    to_metres = pyproj.Transformer.from_crs(4326, 3857, always_xy=True)
    west, south, east, north = WEB_MERCATOR.lonlat_box(7, 105, 64)
    told = WEB_MERCATOR.crs_box(7, 105, 64)
    assert to_metres.transform(west, south) == pytest.approx(told[:2], abs=1e-5)
    assert to_metres.transform(east, north) == pytest.approx(told[2:], abs=1e-5)
    assert WORLD_CRS84.crs_box(0, 1, 0) == (0.0, -90.0, 180.0, 90.0)
