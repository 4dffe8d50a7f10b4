"""Shapes of a filter from another system: every kind and depth, and nothing but shapes."""

from __future__ import annotations

import pytest
import shapely

from layers import Field, Schema, Text
from layers.errors import QueryError
from layers.filters import read_filter
from layers.filters.placing import in_lonlat
from layers.reference import offered

SCHEMA = Schema((Field("bbox", "text", Text("x", "x")), Field("n", "number", Text("x", "x"))))
LATLON, UTM = offered()["EPSG:4326"], offered()["EPSG:32750"]


@pytest.mark.parametrize(
    "wkt",
    [
        "POINT (1 2)", "MULTIPOINT ((1 2), (3 4))", "LINESTRING (1 2, 3 4)",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))", "POLYGON ((1 2, 3 2, 3 4, 1 2))",
        "POLYGON ((0 0, 9 0, 9 9, 0 0), (4 1, 5 1, 5 2, 4 1))",
        "MULTIPOLYGON (((1 2, 3 2, 3 4, 1 2)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))",
    ],
)  # fmt: skip
def test_every_kind_of_shape_is_turned(wkt):
    shape = shapely.from_wkt(wkt)
    turned = shapely.transform(shape, lambda c: c[:, ::-1])
    found = read_filter(f"S_INTERSECTS(geometry, {wkt})", SCHEMA, system=LATLON)
    assert found.shape.equals_exact(turned, 0)


def test_boxes_are_turned_and_bent():
    found = read_filter("S_INTERSECTS(geometry, BBOX(-2, 116, -1, 117))", SCHEMA, system=LATLON)
    assert found.shape.bounds == (116, -2, 117, -1)
    box = "S_INTERSECTS(geometry, BBOX(400000, 9800000, 500000, 9900000))"
    bent = read_filter(box, SCHEMA, system=UTM).shape
    assert len(bent.exterior.coords) > 100
    assert bent.bounds == pytest.approx((116.1, -1.81, 117, -0.9), abs=0.01)


def test_nothing_else_is_touched():
    tree = {"op": "and", "args": [{"op": "=", "args": [{"property": "bbox"}, "1,2"]}, True]}
    assert in_lonlat(tree, UTM) == tree
    listed = {"op": "in", "args": [{"property": "n"}, [1, 2]]}
    assert in_lonlat(listed, LATLON) == listed


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "S_INTERSECTS(geometry, POINT(9999999999999999999999999999999 1))",
            "cannot be read as a shape|leaves the globe",
        ),
        ("S_INTERSECTS(geometry, BBOX(1, 2, 0, 3))", "swap them"),
        ("S_INTERSECTS(geometry, BBOX(5e7, 0, 6e7, 1))", "beyond the reach of EPSG:32750"),
    ],
)
def test_what_leaves_the_system_is_refused(text, why):
    with pytest.raises(QueryError, match=why):
        read_filter(text, SCHEMA, system=UTM)


@pytest.mark.parametrize(
    "shape",
    [
        '{"type": "Point", "coordinates": ["a", "b"]}', '{"type": "Point"}',
        '{"type": "Point", "coordinates": []}', '{"type": "LineString", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3]]]}',
        '{"type": "GeometryCollection", "geometries": 3}',
        '{"type": "GeometryCollection", "geometries": [3]}',
    ],
)  # fmt: skip
def test_ill_made_shapes_are_refused_as_ever(shape):
    text = f'{{"op": "s_intersects", "args": [{{"property": "geometry"}}, {shape}]}}'
    with pytest.raises(QueryError):
        read_filter(text, SCHEMA, "cql2-json", system=UTM)
