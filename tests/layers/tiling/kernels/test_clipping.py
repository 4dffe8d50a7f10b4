"""Clipping and tidying in whole numbers, against shapely."""

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.tiling.kernels.clipping import (
    clip_ring,
    crossing,
    doubled_area,
    point_along,
    share_inside,
    tidy,
)

PLACES = st.lists(st.tuples(st.integers(-50, 150), st.integers(-50, 150)), min_size=3, max_size=12)


def scratch(places):
    s = np.zeros((4, 8 * len(places) + 16), dtype=np.int64)
    s[:2, : len(places)] = np.array(places).T
    return s


def ring(s, n):
    return s[:2, :n].T.tolist()


def test_a_crossing_is_the_same_both_ways():
    assert crossing(0, 0, 10, 5, 5) == crossing(10, 5, 0, 0, 5) == 3


def test_a_square_over_the_edge():
    s = scratch([(-10, -10), (10, -10), (10, 10), (-10, 10)])
    n = clip_ring(s, 4, 0, 100)
    assert sorted(ring(s, n)) == [[0, 0], [0, 10], [10, 0], [10, 10]]
    assert abs(doubled_area(s, n)) == 200


def test_a_ring_elsewhere_and_one_all_around():
    s = scratch([(200, 200), (300, 200), (300, 300)])
    assert clip_ring(s, 3, 0, 100) == 0
    s = scratch([(-9, -9), (200, -9), (200, 200), (-9, 200)])
    n = clip_ring(s, 4, 0, 100)
    assert abs(doubled_area(s, n)) == 2 * 100 * 100


@settings(max_examples=80, deadline=None)
@given(PLACES)
def test_clipping_agrees_with_shapely(places):
    hull = shapely.convex_hull(shapely.MultiPoint(places))
    if hull.geom_type != "Polygon":
        return
    corners = shapely.get_coordinates(hull.exterior)[:-1].astype(np.int64)
    s = scratch(corners)
    n = clip_ring(s, len(corners), 0, 100)
    expected = shapely.intersection(hull, shapely.box(0, 0, 100, 100)).area
    # Each cut moves by half a unit at most, along an edge of at most 100.
    assert abs(abs(doubled_area(s, n)) / 2 - expected) <= 8 * 50 if n else expected < 50


def test_spikes_and_repeated_vertices_go():
    s = scratch([(0, 0), (0, 0), (4, 0), (9, 0), (4, 0), (4, 4), (0, 4), (0, 9), (0, 0)])
    n = tidy(s, 9)
    assert sorted(ring(s, n)) == [[0, 0], [0, 4], [4, 0], [4, 4]]
    s = scratch([(0, 0), (5, 0), (9, 0), (2, 0)])
    assert tidy(s, 4) < 3


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=14))
def test_tidying_keeps_the_area_and_leaves_no_spike(places):
    s = scratch(places)
    before = doubled_area(s, len(places))
    n = tidy(s, len(places))
    assert doubled_area(s, n) == before
    xy = np.array(ring(s, n))
    if n < 3:
        return
    step = np.roll(xy, -1, axis=0) - xy
    after = np.roll(step, -1, axis=0)
    cross = step[:, 0] * after[:, 1] - step[:, 1] * after[:, 0]
    dot = (step * after).sum(axis=1)
    assert (step != 0).any(axis=1).all()
    assert not ((cross == 0) & (dot < 0)).any()


@settings(max_examples=80, deadline=None)
@given(st.tuples(*[st.integers(-50, 150)] * 4))
def test_the_share_of_a_segment_inside_agrees_with_shapely(ends):
    s = scratch([ends[:2], ends[2:]])
    beyond = tuple((x < 0) | (x > 100) << 1 | (y < 0) << 2 | (y > 100) << 3 for x, y in s[:2].T)
    t0, t1 = share_inside(s, 1, beyond, (0, 100))
    line = shapely.LineString([ends[:2], ends[2:]])
    inside = shapely.intersection(line, shapely.box(0, 0, 100, 100))
    if t0 > t1:
        assert inside.length < 1e-9
    else:
        assert abs((t1 - t0) * line.length - inside.length) < 1e-6
        assert shapely.distance(shapely.Point(point_along(s, 1, t0)), line) < 0.71
