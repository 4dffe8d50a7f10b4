"""GeoJSON geometries: equal to shapely's own reading, faults placed, nothing guessed."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping
from shapely.geometry import shape as oracle

from layers.sources.readers.jsonshapes import ShapeError, positions, shape, shapes

LON = st.floats(-180, 180, allow_nan=False)
POSITION = st.tuples(LON, st.floats(-90, 90, allow_nan=False)).map(list)
LINE = st.lists(POSITION, min_size=2, max_size=5)
RING = st.lists(POSITION, min_size=3, max_size=6).map(lambda p: [*p, p[0]])
POLYGON = st.lists(RING, min_size=1, max_size=3)
GEOMETRY = st.one_of(
    st.none(),
    *(
        st.builds(lambda c, k=kind: {"type": k, "coordinates": c}, coordinates)
        for kind, coordinates in (
            ("Point", POSITION),
            ("LineString", LINE),
            ("Polygon", POLYGON),
            ("MultiPoint", st.lists(POSITION, min_size=1, max_size=3)),
            ("MultiLineString", st.lists(LINE, min_size=1, max_size=3)),
            ("MultiPolygon", st.lists(POLYGON, min_size=1, max_size=3)),
        )
    ),
)


@given(st.lists(GEOMETRY, max_size=8))
def test_equal_to_another_reader(members):
    made, faults = shapes(json.loads(json.dumps(members)))
    assert faults == []
    for got, member in zip(made, members, strict=True):
        assert got is None if member is None else got.equals_exact(oracle(member), 0)


@given(st.lists(GEOMETRY, max_size=8), st.integers(0, 8))
def test_a_bad_one_does_not_spoil_the_others(members, at):
    bad = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [3, 3]]]}
    mixed = [*members[:at], bad, *members[at:]]
    made, faults = shapes(json.loads(json.dumps(mixed)))
    place = len(members[:at])
    assert [f[0] for f in faults] == [place]
    assert sum(g is not None for g in made) == sum(m is not None for m in members)


@pytest.mark.parametrize(
    ("member", "word"),
    [
        ({"type": "Point"}, "coordinates"),
        ({"type": "Point", "coordinates": ["116", "-1"]}, "not a number"),
        ({"type": "Point", "coordinates": [116]}, "two numbers"),
        ({"type": "Point", "coordinates": [True, False]}, "not a number"),
        ({"type": "Point", "coordinates": [None, None]}, "not a number"),
        ({"type": "Point", "coordinates": 5}, "list"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "at least 2"),
        ({"type": "LineString", "coordinates": [[1, 2], "x"]}, "list of numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]}, "not closed"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}, "at least 4"),
        ({"type": "Polygon", "coordinates": [[0, 0], [1, 0], [1, 1], [0, 0]]}, "list"),
        ({"type": "Circle", "coordinates": [0, 0]}, "'Circle'"),
        ({"coordinates": [0, 0]}, "None"),
        ([116, -1], "object"),
        ("POINT(1 1)", "object"),
        ({"type": "GeometryCollection", "geometries": 3}, "list"),
        ({"type": "GeometryCollection"}, "geometries"),
        ({"type": "Point", "coordinates": [10**400, 0]}, ""),
    ],
)
def test_faults_say_what_is_wrong(member, word):
    made, faults = shapes([member])
    assert made[0] is None
    ((place, code, sentence),) = faults
    assert (place, code) == (0, "bad-geometry")
    assert word in sentence.en


def nested(depth: int) -> dict:
    inner = {"type": "Point", "coordinates": [116, -1]}
    for _ in range(depth):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    return inner


def test_collections_nest_four_deep_and_no_deeper():
    made, faults = shapes([nested(4), nested(5)])
    assert made[0].geom_type == "GeometryCollection"
    assert [(p, c) for p, c, _ in faults] == [(1, "too-deep")]


def test_heights_are_left_out_even_where_only_some_have_them():
    line = shape({"type": "LineString", "coordinates": [[1, 2, 3], [4, 5]]})
    assert line.equals_exact(shapely.LineString([(1, 2), (4, 5)]), 0)


@pytest.mark.parametrize(
    "kind", ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"]
)
def test_empty_coordinates_are_an_empty_geometry(kind):
    made, faults = shapes([{"type": kind, "coordinates": []}])
    assert faults == []
    assert made[0].is_empty
    assert made[0].geom_type == kind


def test_parts_of_a_collection_that_are_empty():
    made, _ = shapes([mapping(shapely.GeometryCollection())])
    assert made[0].is_empty


def test_positions_of_nothing():
    assert positions([]).shape == (0, 2)
    with pytest.raises(ShapeError):
        positions([[1]])
