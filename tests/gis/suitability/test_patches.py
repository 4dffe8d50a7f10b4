"""Patches of suitable cells, against a flood fill and shapely."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gis.suitability import grid as module
from gis.suitability.grid import Grid
from gis.suitability.patches import find_patches

LONLAT = pyproj.CRS("EPSG:4326")


def grid_of(shape):
    return Grid(Affine(0.01, 0, 116.8, 0, -0.01, -1.2), LONLAT, shape)


def flooded(mask):
    """Sets of cells that share sides, found by walking."""
    left, found = set(zip(*np.nonzero(mask), strict=True)), []
    while left:
        edge, patch = [left.pop()], set()
        while edge:
            r, c = edge.pop()
            patch.add((int(r), int(c)))
            for near in ((r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)):
                if near in left:
                    left.remove(near)
                    edge.append(near)
        found.append(frozenset(patch))
    return set(found)


def test_two_patches_that_touch_at_a_corner():
    scores = np.array([[0.9, 0.9, 0.1], [0.2, np.nan, 0.7], [0.1, 0.6, 0.8]])
    found = find_patches(grid_of((3, 3)), scores, least=0.6)
    frame = found.frame
    assert frame["mean"].tolist() == pytest.approx([0.7, 0.9], abs=1e-5)
    assert frame["best"].tolist() == [0.8, 0.9]
    assert frame["lon"].tolist() == pytest.approx([116.825, 116.805])
    assert frame["lat"].tolist() == pytest.approx([-1.225, -1.205])
    ell = shapely.union_all(
        [shapely.box(116.82, -1.23, 116.83, -1.21), shapely.box(116.81, -1.23, 116.82, -1.22)]
    )
    assert frame.geometry[1].symmetric_difference(ell).area == pytest.approx(0, abs=1e-12)
    assert found.n_patches == 2


@settings(max_examples=40)
@given(
    mask=arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 9))),
    cells=st.sampled_from([9, 20, 10**6]),
)
def test_patches_are_those_of_a_flood_fill_in_any_bands(mask, cells):
    grid = grid_of(mask.shape)
    scores = np.where(mask, 0.7 + np.arange(mask.size).reshape(mask.shape) / 1e4, 0.2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BAND_CELLS", cells)
        found = find_patches(grid, scores, least=0.6, most=500)
    lon, lat = grid.lonlat(slice(0, mask.shape[0]))
    drawn = set()
    for shape in found.frame.geometry:
        inside = shapely.contains_xy(shape, lon, lat)
        drawn.add(frozenset((int(r), int(c)) for r, c in zip(*np.nonzero(inside), strict=True)))
        assert shape.is_valid
    assert drawn == flooded(mask)
    whole = grid.hectares(slice(0, mask.shape[0]))
    assert found.area_ha == pytest.approx(whole[mask].sum())
    worth = found.frame["mean"] * found.frame["area_ha"]
    assert (np.diff(worth) <= 1e-9).all()


def test_small_patches_and_those_beyond_the_limit_are_counted():
    scores = np.zeros((5, 9))
    scores[0, :3], scores[2, :2], scores[4, 0], scores[4, 8] = 0.9, 0.8, 0.9, 0.7
    grid = grid_of((5, 9))
    cell = grid.hectares(slice(0, 1))[0, 0]
    found = find_patches(grid, scores, least=0.6, least_ha=1.5 * cell, most=1)
    assert found.n_patches == 2
    assert len(found.frame) == 1
    assert found.area_ha == pytest.approx(5 * cell, rel=1e-3)


def test_nothing_suitable():
    found = find_patches(grid_of((3, 3)), np.full((3, 3), np.nan), least=0.6)
    assert (len(found.frame), found.n_patches, found.area_ha) == (0, 0, 0.0)
