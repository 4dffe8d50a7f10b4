"""Lines taken apart into parts, vertices and segments."""

from __future__ import annotations

import numpy as np
from shapely import GeometryCollection, LinearRing, LineString, MultiLineString, Point, Polygon

from gis.network.noding.pieces import are_lines, pieces_of


def shapes(*given):
    out = np.empty(len(given), dtype=object)
    out[:] = given
    return out


def test_what_is_a_line():
    given = shapes(
        LineString([(0, 0), (1, 1)]),
        MultiLineString([[(0, 0), (1, 1)]]),
        LinearRing([(0, 0), (1, 0), (0, 1)]),
        LineString(),
        Point(0, 0),
        Polygon([(0, 0), (1, 0), (0, 1)]),
        GeometryCollection([LineString([(0, 0), (1, 1)])]),
        None,
    )
    assert are_lines(given).tolist() == [True, True, True, False, False, False, False, False]


def test_parts_segments_and_ends():
    given = shapes(
        Point(9, 9),
        MultiLineString([[(0, 0), (1, 0), (2, 0)], [(5, 5), (6, 6)]]),
        LineString([(7, 7), (8, 8)]),
    )
    pieces = pieces_of(given, np.array([1, 2]))
    assert pieces.offsets.tolist() == [0, 3, 5, 7]
    assert pieces.line.tolist() == [1, 1, 2]
    assert pieces.start.tolist() == [0, 1, 3, 5]
    assert pieces.part.tolist() == [0, 0, 0, 1, 1, 2, 2]
    assert pieces.is_end.tolist() == [True, False, True, True, True, True, True]


def test_repeated_vertices_and_points_drawn_as_lines_go():
    given = shapes(
        LineString([(3, 3), (3, 3)]),
        LineString([(0, 0), (0, 0), (-0.0, 0), (1, 0), (1, 0), (0, 0)]),
    )
    pieces = pieces_of(given, np.array([0, 1]))
    assert pieces.lonlat.tolist() == [[0, 0], [1, 0], [0, 0]]
    assert pieces.line.tolist() == [1]
    assert pieces.n_repeated == 4


def test_no_lines():
    pieces = pieces_of(shapes(), np.zeros(0, dtype=np.intp))
    assert pieces.offsets.tolist() == [0]
    assert len(pieces.start) == len(pieces.is_end) == 0
