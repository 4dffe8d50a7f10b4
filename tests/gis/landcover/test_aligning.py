"""One grid seen through another, against rasterio's warp of whole rasters and by hand."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine
from rasterio.warp import Resampling, reproject

from gis.landcover.aligning import STRANGE, Recoded, aligned
from gis.landcover.grids import InMemory
from layers.raster import Raster

PLACE = Affine(0.01, 0, 116.8, 0, -0.01, -0.5)


def grid(values, place=PLACE, crs=4326, nodata=None):
    return InMemory(Raster(np.asarray(values), place, pyproj.CRS(crs), nodata))


def all_of(cells):
    return cells.read(slice(0, cells.shape[0]), slice(0, cells.shape[1]))


def test_the_same_grid_is_left_alone():
    one = grid([[1, 2]])
    assert aligned(one, grid([[5, 6]])) is one


def test_most_of_four_cells_and_the_one_at_the_centre():
    fine = grid(np.array([[1, 1, 2, 2], [1, 3, 2, 0]], np.uint8), nodata=0)
    coarse = grid(np.zeros((1, 2), np.uint8), PLACE @ Affine.scale(2))
    assert all_of(aligned(fine, coarse, "majority")).tolist() == [[1, 2]]
    shifted = grid(
        np.zeros((1, 2), np.uint8), PLACE @ Affine.translation(0.6, 0.6) @ Affine.scale(2)
    )
    # Centres lie in columns 1 and 3 of row 1; the last has no value.
    assert all_of(aligned(fine, shifted, "nearest")).tolist() == [[3, 0]]


def test_cells_beyond_the_raster_have_no_value():
    away = grid(np.zeros((2, 2)), Affine(0.01, 0, 120, 0, -0.01, 3))
    seen = aligned(grid([[1, 2]]), away, "nearest")
    assert (all_of(seen) == seen.nodata).all()
    half = grid(np.zeros((1, 2)), PLACE @ Affine.translation(1, 0))
    assert all_of(aligned(grid([[1, 2]]), half, "nearest"))[0].tolist() == [2, seen.nodata]


@pytest.mark.parametrize("rule", ["nearest", "majority"])
@pytest.mark.parametrize("crs", [4326, 32750])
def test_windows_are_parts_of_the_whole_and_as_rasterio_warps(rule, crs):
    """Oracle: one call of rasterio for the whole raster, without approximation."""
    values = np.random.default_rng(4).integers(1, 5, (80, 90)).astype(np.uint8)
    fine = grid(values, nodata=0)
    place = (
        Affine(0.031, 0, 116.78, 0, -0.029, -0.47)
        if crs == 4326
        else Affine(3300, 0, 475_000, 0, -3100, 9_946_000)
    )
    coarse = grid(np.zeros((30, 33), np.uint8), place, crs)
    seen = aligned(fine, coarse, rule)
    theirs = np.zeros(coarse.shape)
    reproject(
        values.astype(float),
        theirs,
        src_transform=PLACE,
        src_crs="EPSG:4326",
        src_nodata=0,
        dst_transform=place,
        dst_crs=f"EPSG:{crs}",
        dst_nodata=0,
        resampling=Resampling.mode if rule == "majority" else Resampling.nearest,
        tolerance=0.0,
    )
    whole = all_of(seen)
    assert (whole == theirs).mean() > 0.995
    parts = [seen.read(slice(r, r + 6), slice(0, 33)) for r in range(0, 30, 6)]
    assert (np.vstack(parts) == whole).mean() > 0.995
    assert (seen.read(slice(3, 9), slice(5, 20)) == whole[3:9, 5:20]).mean() > 0.99


def test_codes_of_another_legend():
    klhk = grid(np.array([[2001, 20093, 2500], [7, 0, 2001]], np.int32), nodata=0)
    common = Recoded(klhk, ((2001, 1), (20093, 6), (2500, 0)))
    assert all_of(common).tolist() == [[1, 6, 0], [STRANGE, 0, 1]]
    assert (common.shape, common.crs, common.transform) == (klhk.shape, klhk.crs, klhk.transform)
    assert common.nodata == 0
