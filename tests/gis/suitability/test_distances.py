"""Distances from cells to targets, against scipy's transform and geodesics."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
from affine import Affine
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import distance_transform_edt

from gis.errors import EmptyInputError
from gis.suitability import grid as module
from gis.suitability.distances import distance_bands
from gis.suitability.grid import Grid
from layers.crs import GEOD

UTM = pyproj.CRS("EPSG:32750")
LONLAT = pyproj.CRS("EPSG:4326")


def whole(grid, mask):
    prepared = distance_bands(grid, lambda rows: mask[rows])
    return np.concatenate([prepared(rows) for rows in grid.bands()])


def utm_grid(shape, side=100.0):
    return Grid(Affine(side, 0, 500_000, 0, -side, 9_900_000), UTM, shape)


@given(
    mask=arrays(bool, st.tuples(st.integers(1, 23), st.integers(1, 17))),
    cells=st.sampled_from([17, 40, 10**6]),
)
def test_distances_are_those_of_scipy_in_any_bands(mask, cells):
    mask.flat[0] |= not mask.any()
    grid = utm_grid(mask.shape)
    metres = grid.metres()
    sampling = (metres.down[0] if len(metres.down) else 1.0, metres.across[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BAND_CELLS", cells)
        found = whole(grid, mask)
    assert found == pytest.approx(distance_transform_edt(~mask, sampling=sampling), rel=2e-5)


def test_bands_give_what_the_whole_gives(monkeypatch):
    mask = np.random.default_rng(4).random((61, 47)) < 0.01
    grid = utm_grid(mask.shape)
    at_once = whole(grid, mask)
    monkeypatch.setattr(module, "BAND_CELLS", 47 * 5)
    assert len(list(grid.bands())) == 13
    assert (whole(grid, mask) == at_once).all()


def test_degrees_are_metres_on_the_ground():
    grid = Grid(Affine(0.01, 0, 116, 0, -0.01, 1.0), LONLAT, (200, 150))
    mask = np.zeros(grid.shape, dtype=bool)
    mask[60, 40] = True
    found = whole(grid, mask)
    for row, column in [(60, 140), (0, 40), (199, 149), (61, 41)]:
        geodesic = GEOD.inv(grid.x[40], grid.y[60], grid.x[column], grid.y[row])[2]
        assert found[row, column] == pytest.approx(geodesic, rel=2e-4)
    assert found[60, 40] == 0.0


def test_no_target_at_all_is_refused():
    grid = utm_grid((3, 4))
    with pytest.raises(EmptyInputError, match="no shape touches the grid"):
        distance_bands(grid, lambda _: np.zeros((3, 4), dtype=bool))
