"""Shapes of a filter, sound and on the globe, or refused."""

from __future__ import annotations

import pytest
import shapely

from layers.errors import QueryError
from layers.filters.shapes import is_rectangle, is_shape, read_shape


def test_boxes_lose_heights_and_cross_180_degrees():
    assert read_shape({"bbox": [1, 2, 3, 4]}).equals(shapely.box(1, 2, 3, 4))
    assert read_shape({"bbox": [1, 2, 0, 3, 4, 9]}).equals(shapely.box(1, 2, 3, 4))
    two = read_shape({"bbox": [170, -10, -170, 10]})
    assert two.bounds == (-180, -10, 180, 10)
    assert two.area == 400
    assert read_shape({"bbox": [1, 2, 1, 2]}).geom_type == "Point"
    assert read_shape({"bbox": [1, 2, 1, 3]}).geom_type == "LineString"


def test_geojson_is_read_flat():
    shape = read_shape({"type": "Point", "coordinates": [1, 2, 3]})
    assert (shape.has_z, shape.coords[0]) == (False, (1, 2))


def test_rectangles_are_known():
    assert is_rectangle(shapely.box(0, 0, 1, 2))
    assert not is_rectangle(shapely.Point(0, 0))
    assert not is_rectangle(shapely.Polygon([(0, 0), (1, 0), (1, 1), (0.5, 2)]))
    assert not is_rectangle(shapely.box(0, 0, 9, 9).difference(shapely.box(1, 1, 2, 2)))


def test_shapes_are_told_from_other_things():
    assert is_shape({"bbox": []})
    assert is_shape({"type": "Point"})
    assert not is_shape({"type": "Feature"})
    assert not is_shape("Point")


@pytest.mark.parametrize(
    ("node", "word"),
    [
        ({"bbox": [1, 2, 3]}, "BBOX"),
        ({"bbox": [1, "x", 3, 4]}, "BBOX"),
        ({"bbox": [1, 5, 3, 4]}, "south 5 is above north 4"),
        ({"bbox": [float("nan"), 2, 3, 4]}, "BBOX"),
        ({"bbox": [181, 2, 182, 4]}, "leaves the globe"),
        ({"type": "Point", "coordinates": [1, 91]}, "leaves the globe"),
        ({"type": "Point", "coordinates": []}, "empty"),
        ({"type": "Point", "coordinates": "x"}, "Point"),
        (
            {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]},
            "not valid",
        ),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "Polygon"),
    ],
    ids=str,
)
def test_unsound_shapes_are_refused(node, word):
    with pytest.raises(QueryError, match=word):
        read_shape(node)
