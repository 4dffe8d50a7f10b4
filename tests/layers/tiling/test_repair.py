"""Repairs: valid on whole numbers, covering what was covered, leaving the rest alone."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.tiling.repair import Parts, mended, valid_polygons

BOW = np.array([(0, 0), (4, 4), (4, 0), (0, 4)], dtype=float)
SQUARE = np.array([(10, 0), (14, 0), (14, 4), (10, 4)], dtype=float)


def parts_of(rings, owners, holes):
    flat = np.concatenate(rings).astype(np.int32)
    return Parts(
        flat[:, 0],
        flat[:, 1],
        np.cumsum([len(r) for r in rings]),
        np.array(owners),
        np.full(len(rings), 2, dtype=np.uint8),
        np.array(holes),
    )


def test_a_bow_becomes_two_triangles_and_its_neighbour_stays():
    parts = parts_of([BOW, SQUARE], [0, 1], [False, False])
    out = mended(parts, [0])
    assert out.owners.tolist() == [1, 0, 0]
    assert out.ends.tolist() == [4, 7, 10]
    assert np.column_stack([out.x, out.y])[:4].tolist() == SQUARE.tolist()
    assert out.kinds.tolist() == [2, 2, 2]


def test_what_has_no_area_is_left_out():
    line = np.array([(0, 0), (4, 0), (8, 0)], dtype=float)
    out = mended(parts_of([line, SQUARE], [0, 1], [False, False]), [0])
    assert out.owners.tolist() == [1]


def test_a_hole_that_leaves_its_ring():
    hole = np.array([(13, 1), (13, 3), (16, 3), (16, 1)], dtype=float)
    found = shapely.MultiPolygon(valid_polygons([SQUARE, hole], [False, True]))
    # What lies in both is a hole; what the hole has outside is not covered.
    assert found.is_valid
    assert not found.covers(shapely.Point(13.5, 2))
    assert found.covers(shapely.Point(11, 2))
    assert not found.covers(shapely.Point(15, 2))


def test_a_hole_as_large_as_its_ring_leaves_nothing():
    assert valid_polygons([SQUARE, SQUARE[::-1]], [False, True]) == []
    half = np.array([(10, 0), (12, 0), (12, 4), (10, 4)], dtype=float)
    (left,) = valid_polygons([SQUARE, half], [False, True])
    assert left.area == 8


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=3, max_size=14))
def test_any_ring_becomes_valid_on_whole_numbers(places):
    found = valid_polygons([np.array(places, dtype=float)], [False])
    for polygon in found:
        assert polygon.is_valid
        xy = shapely.get_coordinates(polygon)
        assert (xy == np.rint(xy)).all()
        assert shapely.box(0, 0, 30, 30).covers(polygon)
