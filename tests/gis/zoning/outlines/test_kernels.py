"""Point in polygon and distance to lines: against shapely, on lines and corners too."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.zoning.outlines import INSIDE, UNSURE, around, by_cell, holders, packed
from gis.zoning.outlines.kernels import step_of, summed

RNG = np.random.default_rng(7)


def cells(n):
    points = shapely.multipoints(RNG.uniform(0, 1, (n, 2)))
    return shapely.get_parts(shapely.voronoi_polygons(points, extend_to=shapely.box(0, 0, 1, 1)))


def pairs(outlines, xy, shapes):
    """Point and owner of every pair, the unsure ones settled by shapely."""
    point, part, side = holders(outlines, xy, by_cell(outlines, xy))
    zone = outlines.owner[part]
    sure = (side == INSIDE) | shapely.intersects(shapes[zone], shapely.points(xy[point]))
    return set(zip(point[sure].tolist(), zone[sure].tolist(), strict=True))


def oracle(shapes, xy):
    found = shapely.STRtree(shapes).query(shapely.points(xy), predicate="intersects")
    return set(zip(*found.tolist(), strict=True))


def test_the_same_polygons_as_shapely_with_holes_parts_and_overlaps():
    shapes = cells(60)
    ring = shapely.Point(0.5, 0.5).buffer(0.4).difference(shapely.Point(0.5, 0.5).buffer(0.2))
    parts = shapely.multipolygons([shapely.box(0, 0, 0.1, 0.1), shapely.box(0.8, 0.8, 1, 1)])
    shapes = np.array([*shapes, ring, parts, ring], dtype=object)
    xy = RNG.uniform(-0.1, 1.1, (3000, 2))
    assert pairs(packed(shapes), xy, shapes) == oracle(shapes, xy)


def test_corners_and_points_on_lines_are_found_or_left_open():
    shapes = np.array([shapely.box(i, j, i + 1, j + 1) for i in range(4) for j in range(4)])
    grid = np.array([(i / 2, j / 2) for i in range(-1, 10) for j in range(-1, 10)], dtype=float)
    assert pairs(packed(shapes), grid, shapes) == oracle(shapes, grid)
    _, _, side = holders(packed(shapes), np.array([[1.0, 0.5]]), np.array([0]))
    assert set(side.tolist()) == {UNSURE}


def test_vertices_of_tilted_polygons_are_left_open_rather_than_guessed():
    shapes = cells(40)
    xy = shapely.get_coordinates(shapes)
    middle = (xy[1:] + xy[:-1]) / 2.0
    every = np.vstack([xy, middle])
    assert pairs(packed(shapes), every, shapes) == oracle(shapes, every)


def test_more_pairs_than_room_was_made_for():
    shapes = np.array([shapely.box(0, 0, 1, 1)] * 50)
    xy = np.array([[0.5, 0.5]] * 3)
    assert len(pairs(packed(shapes), xy, shapes)) == 150


@given(x=st.floats(-0.2, 1.2), y=st.floats(-0.2, 1.2), reach=st.floats(0.001, 0.5))
def test_lines_within_reach_are_those_shapely_measures(x, y, reach):
    shapes = np.array([shapely.Point(0.3, 0.3).buffer(0.25), shapely.box(0.5, 0.1, 0.9, 0.95)])
    found = around(packed(shapes), np.array([x, y, 1.0, 1.0]), reach)
    here = shapely.Point(x, y)
    exact = shapely.distance(shapely.boundary(shapes), here)
    inside = shapely.contains_properly(shapes, here)
    outlines = packed(shapes)
    seen = {int(outlines.owner[p]): m for p, m in zip(found[0], found[2], strict=True)}
    for k in range(2):
        if abs(exact[k] - reach) < 1e-12:
            continue
        assert (k in seen) == bool(inside[k] or exact[k] <= reach)
        if k in seen and exact[k] <= reach:
            assert seen[k] == pytest.approx(exact[k], abs=1e-12)
        elif k in seen:
            assert np.isinf(seen[k])


def test_steps_stay_within_their_number():
    assert [step_of(v, 0.0, 1.0, 4) for v in (-9.0, 0.0, 3.99, 4.0, 1e300)] == [0, 0, 3, 3, 3]
    assert summed(np.array([0, 2, 0, 3])).tolist() == [0, 2, 2, 5]
