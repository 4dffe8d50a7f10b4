"""Lines, rings and points in batches."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sources.osm.shapes import inside, meeting, polygons, shaped

RING = shapely.from_wkt("LINESTRING (0 0, 4 0, 4 4, 0 4, 0 0)")
LINE = shapely.from_wkt("LINESTRING (0 0, 4 0)")


def hexes(*shapes):
    return [shapely.to_wkb(shape, hex=True) for shape in shapes]


def test_lines_stay_lines_closed_or_not():
    made = shaped(hexes(RING, LINE), "line")
    assert [g.geom_type for g in made] == ["LineString", "LineString"]


def test_closed_lines_become_areas_and_open_ones_none():
    made = shaped(hexes(RING, LINE, shapely.Point(1, 1)), "area")
    assert made[0].equals(shapely.box(0, 0, 4, 4))
    assert made[1] is None


def test_points_stand_inside_areas_and_half_way_along_lines():
    middle, along, point = shaped(hexes(RING, LINE, shapely.Point(9, 9)), "point")
    assert shapely.box(0, 0, 4, 4).contains(middle)
    assert along.equals(shapely.Point(2, 0))
    assert point.equals(shapely.Point(9, 9))


def test_nothing_gives_nothing():
    assert len(shaped([], "area")) == 0
    assert len(shaped([], "point")) == 0


def test_a_line_back_to_its_start_with_three_positions_is_no_area():
    there_and_back = shapely.from_wkt("LINESTRING (0 0, 4 0, 0 0)")
    assert shaped(hexes(there_and_back), "area")[0] is None


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(3, 12), min_size=1, max_size=8))
def test_many_rings_become_polygons_each_by_itself(sizes):
    rings = []
    for place, n in enumerate(sizes):
        turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
        at = np.column_stack([np.cos(turn) + 3 * place, np.sin(turn)])
        rings.append(shapely.LineString(np.vstack([at, at[:1]])))
    made = polygons(np.array(rings, dtype=object))
    assert all(a.equals(shapely.Polygon(b)) for a, b in zip(made, rings, strict=True))


def test_a_point_inside_a_u_shape_is_inside_it():
    u = shapely.from_wkt("POLYGON ((0 0, 6 0, 6 6, 5 6, 5 1, 1 1, 1 6, 0 6, 0 0))")
    assert not u.contains(u.centroid)
    assert u.contains(inside(np.array([u], dtype=object))[0])


@pytest.mark.parametrize(
    ("wkt", "met"),
    [
        ("POINT (1 1)", True),
        ("POINT (3 1)", False),
        ("LINESTRING (-5 1, 5 1)", True),
        ("LINESTRING (-1 1.5, 1.5 4)", False),
    ],
)
def test_the_box_is_met_by_shapes_not_by_their_bounds(wkt, met):
    shapes = np.array([shapely.from_wkt(wkt), None], dtype=object)
    assert meeting(shapes, (0, 0, 2, 2)).tolist() == [met, False]
