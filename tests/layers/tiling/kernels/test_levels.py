"""From which zoom a vertex is drawn: lines worked out by hand, borders shared, points thinned."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.tiling.kernels.levels import (
    FINEST,
    junctions,
    point_levels,
    ranked_levels,
    vertex_levels,
    zoom_needed,
)

LINE, RING = 1, 2


def levels(rings, kind):
    flat = np.concatenate(rings).astype(np.uint32)
    parts = np.cumsum([0, *(len(r) for r in rings)])
    kinds = np.full(len(rings), kind, dtype=np.uint8)
    return vertex_levels(flat[:, 0], flat[:, 1], parts, kinds)


@pytest.mark.parametrize(
    ("distance", "zoom"), [(2**20, 0), (2**20 - 1, 1), (1, 20), (2, 19), (0, 20), (1e12, 0)]
)
def test_the_zoom_at_which_a_distance_is_one_unit(distance, zoom):
    assert zoom_needed(float(distance)) == zoom


def test_a_line_with_one_bend():
    # 2**10 away from the line between its ends: one unit at zoom 10.
    line = np.array([(0, 0), (5000, 2**10), (10_000, 0)]) + 2**31
    assert levels([line], LINE).tolist() == [0, 10, 0]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), zoom=st.integers(0, FINEST))
def test_what_is_left_out_of_a_line_is_nearer_than_one_unit(seed, zoom):
    rng = np.random.default_rng(seed)
    line = np.cumsum(rng.normal(0, 2.0 ** rng.uniform(0, 18), (60, 2)), axis=0) + 2.0**31
    line = np.rint(line)
    kept = levels([line], LINE) <= zoom
    shown = shapely.LineString(line[kept])
    far = shapely.distance(shapely.points(line[~kept]), shown)
    assert (far < 2.0 ** (FINEST - zoom)).all()


def test_neighbours_keep_the_same_vertices_whichever_way_they_walk():
    rng = np.random.default_rng(5)
    y = np.linspace(0, 2**20, 200)
    border = np.column_stack([2**25 + rng.normal(0, 2**12, 200), y + 2**25])
    west, east = np.array([[0, 2**26]]), np.array([[2**26, 2**26]])
    left = np.concatenate([border, west, border[:1]])
    right = np.concatenate([border[::-1], east, border[-1:]])
    # A ring may start anywhere.
    right = np.roll(right[:-1], 77, axis=0)
    right = np.concatenate([right, right[:1]])
    found = levels([np.rint(left), np.rint(right)], RING)
    by_place = {}
    for (x, y), level in zip(np.rint(np.concatenate([left, right])), found, strict=True):
        assert by_place.setdefault((x, y), level) == level
    assert len(set(found.tolist())) > 3


def test_junctions_are_where_three_borders_meet():
    # Two squares side by side: their common edge has two ends.
    parts, kinds = np.array([0, 5, 10]), np.array([RING, RING], dtype=np.uint8)
    number = np.array([0, 1, 2, 3, 0, 1, 4, 5, 2, 1])
    marked = np.flatnonzero(junctions(number, parts, kinds))
    assert sorted(set(number[marked].tolist())) == [1, 2]


def test_points_far_apart_are_drawn_from_the_start():
    x = np.array([0, 2**31], dtype=np.uint32)
    assert point_levels(x, x, pixels_bits=8, full_zoom=14).tolist() == [0, 0]


def test_points_in_one_place_wait_for_the_zoom_where_all_are_drawn():
    x = np.full(3, 77, dtype=np.uint32)
    assert sorted(point_levels(x, x, pixels_bits=8, full_zoom=14).tolist()) == [0, 14, 14]


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), zoom=st.integers(0, 13))
def test_one_point_is_drawn_for_each_pixel_that_holds_any(seed, zoom):
    rng = np.random.default_rng(seed)
    x, y = (rng.integers(0, 2 ** rng.integers(4, 32), 300).astype(np.uint32) for _ in range(2))
    level = point_levels(x, y, pixels_bits=8, full_zoom=14)
    shift = 32 - 8 - zoom
    pixels = list(zip((x >> shift).tolist(), (y >> shift).tolist(), strict=True))
    drawn = [p for p, zoom_from in zip(pixels, level, strict=True) if zoom_from <= zoom]
    assert len(drawn) == len(set(drawn))
    assert set(drawn) == set(pixels)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32), zoom=st.integers(0, 13))
def test_the_most_important_point_of_a_pixel_is_drawn(seed, zoom):
    rng = np.random.default_rng(seed)
    x, y = (rng.integers(0, 2 ** rng.integers(4, 32), 300).astype(np.uint32) for _ in range(2))
    rank = rng.integers(0, 4, 300)
    level = ranked_levels(x, y, rank, pixels_bits=8, full_zoom=14)
    shift = 32 - 8 - zoom
    best = {}
    for pixel, own in zip(zip(x >> shift, y >> shift, strict=True), rank, strict=True):
        best[pixel] = min(own, best.get(pixel, 9))
    drawn = np.flatnonzero(level <= zoom)
    assert {(x[i] >> shift, y[i] >> shift): rank[i] for i in drawn} == best
    assert len(drawn) == len(best)
    alike = ranked_levels(x, y, np.zeros(300, dtype=np.int64), pixels_bits=8, full_zoom=14)
    assert (alike == point_levels(x, y, pixels_bits=8, full_zoom=14)).all()
