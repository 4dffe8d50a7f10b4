from __future__ import annotations

import numpy as np
import shapely
from shapely import (
    GeometryCollection,
    LineString,
    MultiPoint,
    MultiPolygon,
    Point,
    Polygon,
    box,
)

from layers.packed.build import flatten
from layers.packed.pieces import simple_pieces

RING = Polygon(box(0, 0, 10, 10).exterior.coords, [box(4, 4, 6, 6).exterior.coords])
SHAPES = np.array(
    [
        Point(1, 2),
        LineString([(0, 0), (1, 1), (2, 0)]),
        MultiPolygon([RING, box(20, 0, 21, 1)]),
        MultiPoint([(5, 5), (6, 6)]),
        GeometryCollection([box(30, 0, 31, 1), LineString([(3, 3), (4, 4)]), Point(7, 7)]),
    ],
    dtype=object,
)


def parts(shape):
    return {part.normalize().wkt for part in shapely.get_parts(shapely.get_parts(shape))}


def test_every_piece_comes_back_and_knows_its_feature():
    order = np.array([0, 2, 3, 4])
    pieces, owner = simple_pieces(flatten(SHAPES), order)
    for place, position in enumerate(order):
        found = {piece.normalize().wkt for piece in pieces[owner == place]}
        assert found == parts(SHAPES[position])


def test_features_without_vertices_have_no_piece():
    pieces, owner = simple_pieces(flatten(SHAPES[:1]), np.array([0, 1, 2]))
    assert [p.wkt for p in pieces] == ["POINT (1 2)"]
    assert owner.tolist() == [0]
    none, _ = simple_pieces(flatten(np.array([], dtype=object)), np.array([0]))
    assert len(none) == 0
