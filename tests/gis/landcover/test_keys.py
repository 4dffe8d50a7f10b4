"""Keys of cells: which change a cell shows, and how much of it counts."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

from gis.landcover.classes import Classes
from gis.landcover.grids import InMemory, cell_areas
from gis.landcover.keys import Changed, Covered
from gis.landcover.shares import zoned
from layers.raster import Raster

PLACE = Affine(0.01, 0, 116.8, 0, -0.01, -0.5)
ALL = (slice(0, 2), slice(0, 3))


def grid(values):
    return InMemory(Raster(np.array(values, np.uint8), PLACE, pyproj.CRS(4326), 0))


BEFORE, AFTER = grid([[1, 2, 2], [9, 1, 0]]), grid([[1, 1, 2], [1, 8, 1]])
CLASSES = Classes((1, 2, 8))


def test_a_change_has_the_key_of_its_pair():
    changed = Changed(BEFORE, AFTER, (CLASSES, CLASSES))
    keys, areas = changed.read(*ALL)
    assert (keys > 0).tolist() == [[False, True, False], [False, True, False]]
    assert changed.pair(keys[0, 1]) == (2, 1)
    assert changed.pair(keys[1, 1]) == (1, 8)
    assert areas == pytest.approx(cell_areas(BEFORE, slice(0, 2)))


def test_the_same_code_under_another_number_is_no_change():
    changed = Changed(BEFORE, AFTER, (CLASSES, Classes((8, 2, 1))))
    keys, _ = changed.read(*ALL)
    assert (keys > 0).tolist() == [[False, True, False], [False, True, False]]
    assert changed.pair(keys[1, 1]) == (1, 8)


def test_only_what_lies_in_the_zones_counts():
    zones = gpd.GeoSeries([shapely.box(116.8125, -0.51, 116.9, -0.4)], crs=4326)
    changed = Changed(BEFORE, AFTER, (CLASSES, CLASSES), zoned(zones, BEFORE))
    keys, areas = changed.read(*ALL)
    assert (keys > 0).tolist() == [[False, True, False], [False, False, False]]
    assert areas[0, 1] == pytest.approx(0.75 * cell_areas(BEFORE, slice(0, 1))[0, 0])


def test_classes_inside_zones():
    zones = gpd.GeoSeries([shapely.box(116.8, -0.52, 116.82, -0.5)], crs=4326)
    key_of = np.array([0, 0, 7, 3, 0], np.uint16)
    covered = Covered(BEFORE, CLASSES, zoned(zones, BEFORE), key_of)
    keys, _ = covered.read(*ALL)
    assert keys.tolist() == [[0, 7, 0], [0, 0, 0]]
    assert covered.grid is BEFORE
