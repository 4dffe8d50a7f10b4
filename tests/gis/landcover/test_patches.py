"""Patches, against scipy's labels, by hand, and with bands that must not show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import ndimage

from gis.errors import InputError
from gis.landcover import grids, patches
from gis.landcover.grids import InMemory
from layers.raster import Raster

PLACE = Affine(10, 0, 0, 0, -10, 100)


@dataclass
class Painted:
    """Keys as given, each cell one hectare unless said."""

    keys: np.ndarray
    areas: np.ndarray | None = None

    @property
    def grid(self):
        return InMemory(Raster(self.keys, PLACE, pyproj.CRS(32750)))

    def read(self, rows, columns):
        keys = np.ascontiguousarray(self.keys[rows, columns].astype(np.uint16))
        if self.areas is None:
            return keys, np.ones((len(keys), 1))
        return keys, np.ascontiguousarray(self.areas[rows, columns])


@pytest.fixture
def thin_bands(monkeypatch):
    """Bands of two rows."""
    monkeypatch.setattr(grids, "BAND_CELLS", 1)
    monkeypatch.setattr(grids, "TILE_ROWS", 2)


KEYS = np.array(
    [
        [1, 1, 0, 2, 0],
        [0, 1, 0, 0, 2],
        [1, 0, 0, 2, 2],
        [1, 1, 1, 0, 0],
        [0, 0, 0, 1, 0],
    ]
)


def test_by_hand():
    found = patches.patches(Painted(KEYS), connect=4)
    assert found.by_key["n_patches"].tolist() == [3, 2]
    assert found.by_key["area_ha"].tolist() == [8.0, 4.0]
    top = found.largest
    assert top[["key", "area_ha"]].to_numpy().tolist() == [[1, 4], [1, 3], [2, 3], [1, 1], [2, 1]]
    assert top.iloc[0][["top", "bottom", "left", "right", "row", "column"]].tolist() == [
        2,
        3,
        0,
        2,
        2,
        0,
    ]
    by_corners = patches.patches(Painted(KEYS), connect=8)
    assert by_corners.by_key["n_patches"].tolist() == [1, 1]
    assert by_corners.largest["area_ha"].tolist() == [8.0, 4.0]


def test_the_centre_is_that_of_area():
    areas = np.array([[1.0, 3.0]])
    found = patches.patches(Painted(np.array([[5, 5]]), areas)).largest
    assert (found["x"][0], found["y"][0]) == pytest.approx((10 * (0.5 + 3 * 1.5) / 4, 95.0))
    assert found["area_ha"][0] == 4.0


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.uint8, (9, 7), elements=st.integers(0, 2)),
    st.sampled_from([4, 8]),
    st.sampled_from([2, 3, 9]),
)
def test_as_scipy_labels_them(keys, connect, rows):
    around = np.ones((3, 3)) if connect == 8 else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grids, "BAND_CELLS", 1)
        patch.setattr(grids, "TILE_ROWS", rows)
        found = patches.patches(Painted(keys), connect=connect, per_key=100)
    for key in (1, 2):
        label, n = ndimage.label(keys == key, structure=around)
        theirs = []
        for k in range(1, n + 1):
            own = np.argwhere(label == k)
            theirs.append((len(own), *own.min(axis=0), *own.max(axis=0), *own[0]))
        ours = found.largest[found.largest["key"] == key]
        columns = ["n_cells", "top", "left", "bottom", "right", "row", "column"]
        assert sorted(map(tuple, ours[columns].to_numpy())) == sorted(theirs)
        if n:
            assert found.by_key.loc[key].tolist() == [n, (keys == key).sum()]


def test_a_spiral_through_all_bands_is_one_patch(thin_bands):
    spiral = np.array(
        [[1, 1, 1, 1, 1], [0, 0, 0, 0, 1], [1, 1, 1, 0, 1], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]]
    )
    found = patches.patches(Painted(spiral), connect=4)
    assert found.largest["n_cells"].tolist() == [17]


def test_the_largest_of_each_key_and_the_count_of_all(thin_bands):
    keys = np.zeros((40, 9), np.uint8)
    keys[::2, ::2] = 1
    keys[1::4, 1] = 2
    found = patches.patches(Painted(keys), connect=4, per_key=3)
    assert found.largest["key"].value_counts().to_dict() == {1: 3, 2: 3}
    assert found.by_key["n_patches"].tolist() == [100, 10]


def test_nothing_has_no_patch():
    found = patches.patches(Painted(np.zeros((3, 3))))
    assert found.largest.empty
    assert found.by_key.empty


def test_a_window_is_all_that_is_looked_at():
    found = patches.patches(Painted(KEYS), connect=4, window=(slice(2, 4), slice(0, 2)))
    assert found.largest[["n_cells", "row", "column"]].to_numpy().tolist() == [[3, 2, 0]]


def test_the_outline_follows_the_cells(monkeypatch):
    painted = Painted(KEYS)
    found = patches.patches(painted, connect=8)
    shape = patches.outline(painted, found.largest.iloc[0], 8)
    assert shape.area == 800.0
    assert shape.bounds == (0.0, 50.0, 40.0, 100.0)
    monkeypatch.setattr(patches, "OUTLINE_CELLS", 3)
    assert patches.outline(painted, found.largest.iloc[0], 8).area == 2000.0


def test_an_outline_takes_no_neighbour_of_the_same_key():
    painted = Painted(np.array([[1, 0, 1], [1, 1, 0]]))
    found = patches.patches(painted, connect=4)
    assert patches.outline(painted, found.largest.iloc[0], 4).area == 300.0


def test_other_neighbours_are_refused():
    with pytest.raises(InputError, match="wanted 4 or 8"):
        patches.patches(Painted(KEYS), connect=6)
    with pytest.raises(InputError, match="1 or more"):
        patches.patches(Painted(KEYS), per_key=0)
