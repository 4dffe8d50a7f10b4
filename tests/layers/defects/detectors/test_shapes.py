"""Slivers and stairs: measured in metres, told with their size."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.defects.detectors.shapes import METRES_PER_DEGREE, metres

M = 1 / METRES_PER_DEGREE


def strip(wide_m, long_m, x=116.8, y=-1.2):
    return shapely.box(x, y, x + long_m * M, y + wide_m * M)


def test_local_metres_agree_with_utm():
    field = strip(40, 900)
    utm = gpd.GeoSeries([field], crs=4326).to_crs(32750)
    (local,) = metres(np.array([field], dtype=object))
    assert local.area == pytest.approx(utm.area[0], rel=0.01)
    assert local.length == pytest.approx(utm.length[0], rel=0.01)


def test_fields_and_small_houses_raise_no_alarm(table, codes):
    good = [strip(40, 900), strip(6, 12, y=-1.3), strip(3, 200, y=-1.4), None]
    assert codes(table(good, nama=list("abcd"))) == []
    assert codes(table([], nama=[])) == []


def test_a_sliver_is_told_with_its_width(table, seen):
    found = seen(table([strip(40, 900), strip(0.5, 300, y=-1.3)], nama=["a", "b"]), "sliver")
    assert found.rows == (2,)
    assert found.before == ("0.50 m × 300 m",)


def stair(x, n=6, cell=0.0002):
    cells = [
        shapely.box(x + i * cell, i * cell, x + (i + 2) * cell, (i + 1) * cell) for i in range(n)
    ]
    return shapely.union_all(cells)


def test_stairs_of_a_raster(table, seen):
    given = table([stair(116 + i) for i in range(5)], nama=list("abcde"))
    found = seen(given, "stair-steps")
    assert "5 of 5" in found.message
    assert "cells of about 22 m" in found.message


def test_boxes_and_round_shapes_are_no_stairs(table, codes):
    boxes = [shapely.box(116 + i, -1, 116.3 + i, -0.7) for i in range(4)]
    rounds = [shapely.Point(116 + i, -1).buffer(0.1) for i in range(4)]
    assert "stair-steps" not in codes(table(boxes, nama=list("abcd")))
    assert "stair-steps" not in codes(table(rounds, nama=list("abcd")))
