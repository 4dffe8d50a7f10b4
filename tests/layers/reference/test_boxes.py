"""Boxes of a system cover on the globe what they cover in it: no less, and exactly where bent."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import CRSError
from layers.reference import from_lonlat, offered
from layers.reference.boxes import covered

UTM = offered()["EPSG:32750"]


def test_degrees_are_put_in_order():
    assert covered((116, -2, 117, -1), offered()["OGC:CRS84"]).bbox == (116, -2, 117, -1)
    assert covered((-2, 116, -1, 117), offered()["EPSG:4326"]).bbox == (116, -2, 117, -1)
    assert covered((-2, 170, -1, -170), offered()["EPSG:4326"]).bbox == (170, -2, -170, -1)
    found = covered((-2, 116, -1, 117), offered()["EPSG:4755"]).bbox
    assert found == pytest.approx((116, -2, 117, -1), abs=1e-9)


def test_a_box_of_pseudo_mercator_is_one_of_degrees():
    box = (13_000_000, -200_000, 13_100_000, 100_000)
    found = covered(box, offered()["EPSG:3857"])
    assert found.shape is None
    corners = from_lonlat(np.array(found.bbox).reshape(2, 2), offered()["EPSG:3857"])
    assert corners.ravel().tolist() == pytest.approx(box, abs=1e-3)
    crossing = covered((19_000_000, -1, -19_000_000, 1), offered()["EPSG:3857"]).bbox
    assert crossing[0] > 170
    assert crossing[2] < -170


@given(
    st.floats(-200_000, 900_000), st.floats(9_000_000, 10_400_000),
    st.floats(1, 300_000), st.floats(1, 300_000), st.floats(-0.2, 1.2), st.floats(-0.2, 1.2),
)  # fmt: skip
def test_a_point_lies_in_what_a_box_covers_when_it_lies_in_the_box(x, y, wide, high, fx, fy):
    found = covered((x, y, x + wide, y + high), UTM)
    at = np.array([[x + fx * wide, y + fy * high]])
    point = shapely.Point(to_degrees(at))
    # Chords leave the true sides of the box by a metre at most.
    border = min(abs(fx), abs(fx - 1)) * wide < 1 or min(abs(fy), abs(fy - 1)) * high < 1
    if not border:
        assert found.shape.contains(point) == (0 < fx < 1 and 0 < fy < 1)
        west, south, east, north = found.bbox
        assert not found.shape.contains(point) or (west <= point.x <= east)
        assert not found.shape.contains(point) or (south <= point.y <= north)


def to_degrees(at):
    from layers.reference import to_lonlat

    return to_lonlat(at, UTM)[0]


def test_a_box_beyond_the_reach_holds_nothing_and_a_larger_one_all_of_it():
    assert covered((5e7, 0, 6e7, 1), UTM).bbox is None
    assert covered((0, 5e7, 1, 6e7), UTM).bbox is None
    assert covered((0, 5e7, 1, 6e7), offered()["EPSG:3857"]).bbox is None
    west, south, east, north = covered((-1e9, -1e9, 1e9, 1e9), UTM).bbox
    assert west <= 90
    assert south < -83
    assert east >= 144
    assert north > 83
    whole = covered((-1e9, -1e9, 1e9, 1e9), offered()["EPSG:3857"]).bbox
    assert whole == pytest.approx((-180, -85.06, 180, 85.06))


def test_a_box_may_have_shrunk_to_a_point_or_a_line():
    point = covered((500_000, 10_000_000, 500_000, 10_000_000), UTM)
    assert point.bbox == pytest.approx((117, 0, 117, 0), abs=1e-9)
    assert point.shape is None
    line = covered((500_000, 9_900_000, 500_000, 10_000_000), UTM)
    assert line.shape is None
    assert line.bbox[0] == pytest.approx(line.bbox[2])


def test_a_box_of_metres_is_not_turned_round():
    with pytest.raises(CRSError, match="does not cross 180 degrees there; swap"):
        covered((900_000, 0, 100_000, 1), UTM)
    for short in ("EPSG:3857", "EPSG:32750"):
        with pytest.raises(CRSError, match="10 is greater than 9"):
            covered((1, 10, 2, 9), offered()[short])
