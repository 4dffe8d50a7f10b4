"""Power cells: by hand, against shapely's Voronoi, and their promises under any weights."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.starter.ground import cells

KM = 1_000.0


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def spread(n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 50 * KM, (n, 2))


def metric_cells(xy: np.ndarray, weight: np.ndarray, swing: float) -> np.ndarray:
    sites = cells.fenced(xy, weight)
    lines, pair = cells.borders(sites, rng(), step=2 * KM, swing=swing)
    real = lines[(pair < len(xy)).any(axis=1)]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(real)]))
    point, face = shapely.STRtree(faces).query(shapely.points(xy), predicate="within")
    assert point.tolist() == list(range(len(xy)))
    assert len(set(face)) == len(xy)
    return faces[face]


def test_locate_by_hand():
    sites = cells.Sites(np.array([[0.0, 0.0], [10.0, 0.0]]), np.array([0.0, 0.0]))
    assert sites.locate(np.array([[4.9, 3.0], [5.1, -3.0]])).tolist() == [0, 1]
    heavier = cells.Sites(sites.xy, np.array([40.0, 0.0]))  # the border moves to x = 7
    assert heavier.locate(np.array([[6.9, 0.0], [7.1, 0.0]])).tolist() == [0, 1]


def test_locate_equals_brute_force():
    xy, weight = spread(60, 1), np.random.default_rng(2).uniform(0, 1e7, 60)
    points = spread(500, 3)
    power = ((points[:, None] - xy[None]) ** 2).sum(axis=2) - weight
    found = cells.Sites(xy, weight).locate(points)
    assert np.array_equal(found, power.argmin(axis=1))


def test_equal_weights_are_voronoi():
    xy = spread(40, 4)
    mine = metric_cells(xy, np.zeros(40), 0.0)
    theirs = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(xy), extend_to=shapely.box(-9e4, -9e4, 2e5, 2e5)
        )
    )
    inner = shapely.box(15e3, 15e3, 35e3, 35e3)
    for shape, point in zip(mine, shapely.points(xy), strict=True):
        same = theirs[shapely.contains(theirs, point)][0]
        gap = shapely.symmetric_difference(shape & inner, same & inner)
        assert shapely.area(gap) < 1.0


@settings(max_examples=25, deadline=None)
@given(st.integers(4, 70), st.integers(0, 10_000), st.floats(0, 0.2))
def test_relaxed_cells_hold_their_points_and_never_overlap(n, seed, swing):
    xy = spread(n, seed)
    heavy = np.random.default_rng(seed).uniform(0, 4e9, n)
    shapes = metric_cells(xy, cells.relax(xy, heavy), swing)
    union = shapely.union_all(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(shapely.area(union), rel=1e-9)


def test_relax_leaves_light_weights_alone():
    xy = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]])
    assert cells.relax(xy, np.array([3.0, 2.0, 1.0])).tolist() == [3.0, 2.0, 1.0]


def test_relax_by_hand():
    xy = np.array([[0.0, 0.0], [100.0, 0.0]])
    assert cells.relax(xy, np.array([0.0, 9e9]), keep=0.5).tolist() == [0.0, 5_000.0]


def test_match_areas_moves_the_border():
    """Two sites 20 km apart on a square of 50 km: for 60 % the border goes from x = 25 to 30."""
    x, y = np.meshgrid(np.arange(250, 50 * KM, 500), np.arange(250, 50 * KM, 500))
    sample = np.column_stack([x.ravel(), y.ravel()])
    sites = cells.Sites(np.array([[15.0, 25.0], [35.0, 25.0]]) * KM, np.zeros(2))
    wanted = np.array([0.6, 0.4]) * 2_500e6
    matched = cells.match_areas(sites, wanted, sample, 250_000.0)
    have = np.bincount(matched.locate(sample)) * 250_000.0
    assert have == pytest.approx(wanted, rel=0.02)


def test_match_areas_leaves_what_has_no_wish():
    sites = cells.Sites(np.array([[15.0, 25.0], [35.0, 25.0]]) * KM, np.array([1e6, 0.0]))
    sample = spread(400, 1)
    matched = cells.match_areas(sites, np.array([np.nan, np.nan]), sample, 1e6)
    assert matched.weight.tolist() == [1e6, 0.0]


def test_partition_shares_out_exactly_the_ground():
    points = shapely.points([(0.25, 0.5), (0.75, 0.5)])
    fence = shapely.box(-1, -1, 2, 2).exterior
    lines = np.array([shapely.LineString([(0.5, -1), (0.5, 2)]), fence])
    ground = shapely.box(0, 0, 1, 1) | shapely.box(0.6, 1.2, 0.7, 1.3)
    left, right = cells.partition(lines, ground, points)
    assert left.equals(shapely.box(0, 0, 0.5, 1))
    assert right.area == pytest.approx(0.51)
    assert len(shapely.get_parts(right)) == 2


def test_partition_leaves_no_ground_empty():
    points = shapely.points([(0.25, 0.5), (0.75, 0.5)])
    lines = np.array(
        [shapely.LineString([(0.5, -1), (0.5, 2)]), shapely.box(-1, -1, 2, 2).exterior]
    )
    left, right = cells.partition(lines, shapely.box(0, 0, 0.4, 1), points)
    assert left.area == pytest.approx(0.4)
    assert right.is_empty


def test_split_ground_respects_holes():
    ground = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    line = shapely.LineString([(-1, 1.5), (4, 1.5)])
    faces, inside = cells.split_ground(np.array([line]), ground)
    assert shapely.area(faces).sum() == pytest.approx(8.0)
    assert shapely.contains(faces, inside).all()
    assert shapely.coverage_is_valid(faces)


def test_joined_keeps_the_order_of_owners():
    faces = np.array([shapely.box(k, 0, k + 1, 1) for k in range(4)])
    out = cells.joined(faces, np.array([2, 0, 2, 0]), 3)
    assert [g.area for g in out] == [2.0, 0.0, 2.0]


def test_pieces_cut_off_by_water_go_to_the_neighbour_on_their_own_shore():
    west, east = shapely.box(0, 0, 1, 2), shapely.box(3, 0, 4, 2)
    stray, further = shapely.box(2.5, 0, 3, 2), shapely.box(2, 0, 2.5, 1)
    island = shapely.box(8, 8, 9, 9)
    faces = np.array([west, stray, further, island, east])
    points = shapely.points([[0.5, 1.0], [3.5, 1.0]])
    owner = np.array([0, 0, 0, 0, 1])
    assert cells.settled(faces, owner, points).tolist() == [0, 1, 1, 0, 1]


def test_a_piece_goes_where_its_border_is_longest():
    faces = np.array(
        [
            shapely.box(0, 5, 1, 6),
            shapely.box(1, 1, 2, 3),
            shapely.box(2, 1, 3, 3),
            shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1)]),
        ]
    )
    points = shapely.points([[0.5, 5.5], [2.5, 2.0], [1.5, 0.5]])
    owner = np.array([0, 0, 1, 2])
    assert cells.settled(faces, owner, points).tolist() == [0, 1, 1, 2]


def test_an_owner_whose_point_has_no_ground_keeps_its_pieces():
    faces = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    points = shapely.points([[0.5, 0.5], [9.0, 9.0]])
    assert cells.settled(faces, np.array([0, 1]), points).tolist() == [0, 1]
