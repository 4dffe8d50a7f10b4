from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from layers.sources.readers.dialects.esri_json import (
    feature,
    geometry,
    moment,
    polygons,
    with_dates,
)

SQUARE = [[0, 0], [0, 4], [4, 4], [4, 0], [0, 0]]  # clockwise: an outer ring
HOLE = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]


@pytest.mark.parametrize(
    ("given_", "kind", "wkt"),
    [
        ({"x": 1, "y": 2, "z": 9}, "Point", "POINT (1 2)"),
        ({"points": [[1, 2], [3, 4]]}, "MultiPoint", "MULTIPOINT (1 2, 3 4)"),
        ({"paths": [[[0, 0], [1, 1, 5]]]}, "LineString", "LINESTRING (0 0, 1 1)"),
        ({"rings": [SQUARE]}, "Polygon", "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0))"),
    ],
)
def test_kinds(given_, kind, wkt):
    made = geometry(given_)
    assert made["type"] == kind
    assert shape(made).equals(shapely.from_wkt(wkt))


@pytest.mark.parametrize(
    "nothing", [None, {"x": "NaN", "y": "NaN"}, {"x": None}, {"rings": []}, {"paths": []}, 5]
)
def test_empty(nothing):
    assert geometry(nothing) is None


@pytest.mark.parametrize("strange", [{"curvePaths": []}, {}, {"a": 1}])
def test_unknown(strange):
    with pytest.raises(ValueError, match="a geometry of"):
        geometry(strange)


def test_holes_go_into_the_ring_around_them():
    far = [[x + 10, y] for x, y in SQUARE]
    hole = [[x + 10, y] for x, y in HOLE]
    made = shape(geometry({"rings": [SQUARE, hole, far, HOLE]}))
    assert made.geom_type == "MultiPolygon"
    assert made.is_valid
    assert made.area == 2 * (16 - 1)


def test_a_hole_on_an_island_in_a_hole():
    sea = [[0, 0], [0, 20], [20, 20], [20, 0], [0, 0]]
    lake = [[2, 2], [18, 2], [18, 18], [2, 18], [2, 2]]
    island = [[4, 4], [4, 16], [16, 16], [16, 4], [4, 4]]
    pond = [[6, 6], [8, 6], [8, 8], [6, 8], [6, 6]]
    made = shape(geometry({"rings": [pond, island, lake, sea]}))
    assert made.is_valid
    assert made.area == 400 - 256 + 144 - 4


def test_a_lone_ring_drawn_the_wrong_way_is_an_outer_one():
    assert polygons([HOLE]) == [[HOLE]]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=1, max_size=4))
def test_areas_of_apart_squares_with_holes_add_up(offsets):
    corners = sorted({(10 * x, 10 * y) for x, y in offsets})
    rings = [[[x + a, y + b] for a, b in ring] for x, y in corners for ring in (HOLE, SQUARE)]
    assert shape(geometry({"rings": rings})).area == 15 * len(corners)


def test_ids_and_dates():
    made = feature({"attributes": {"FID": 3, "t": 0, "u": "x", "v": True}}, "FID")
    assert made["id"] == 3
    assert with_dates(made, ["t", "u", "v", "w"])["properties"] == {
        "FID": 3,
        "t": "1970-01-01T00:00:00Z",
        "u": "x",
        "v": True,
    }


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (1_700_000_000_123, "2023-11-14T22:13:20.123Z"),
        (-86_400_000, "1969-12-31T00:00:00Z"),
        (1e300, None),
        (float("nan"), None),
    ],
)
def test_moments(ms, text):
    assert moment(ms) == text
