"""Contours of random levels: closed rings that never touch, each node on its side of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from gis.network.kernels.contours import (
    SIDE,
    Grid,
    Points,
    links_of,
    mark_corners,
    node_at,
    node_levels,
    points_on,
    rings_of,
)
from gis.network.kernels.fences import no_fences
from gis.network.kernels.levels import Bands
from gis.network.noding.cells import MOST_CELLS

GRID = Grid(0.0, 0.0, 1.0, 1.0, 1.0)


def made_up(seed, n_levels):
    """Levels of 3 × 3 blocks at random, none outermost, and points half-way."""
    rng = np.random.default_rng(seed)
    whole = np.full((3 * SIDE + 1, 3 * SIDE + 1), n_levels, dtype=np.int8)
    whole[1:-1, 1:-1] = rng.integers(0, n_levels + 1, (3 * SIDE - 1, 3 * SIDE - 1))
    rows, columns = np.divmod(np.arange(9), 3)
    key = rows.astype(np.int64) * MOST_CELLS + columns
    span = np.arange(SIDE + 1)
    at = (rows[:, None, None] * SIDE + span[:, None], columns[:, None, None] * SIDE + span)
    levels = whole[at]
    first, edge, vertex, lon, lat = [0], [], [], [], []
    for c in range(9):
        for e in range(2 * SIDE * SIDE):
            r, q, up = e // 2 // SIDE, e // 2 % SIDE, e % 2
            here, there = levels[c, r, q], levels[c, r + up, q + 1 - up]
            if here == there:
                continue
            edge.append(e)
            row = np.full(n_levels, -1)
            for k in range(min(here, there), max(here, there)):
                part = 0.3 + 0.4 * k / n_levels
                part = part if here < there else 1 - part
                row[k] = len(lon)
                lon.append(columns[c] * SIDE + q + part * (1 - up))
                lat.append(rows[c] * SIDE + r + part * up)
            vertex.append(row)
        first.append(len(edge))
    points = Points(
        np.array(first),
        np.array(edge),
        np.array(vertex, dtype=np.int32),
        np.array(lon),
        np.array(lat),
        np.full(len(lon), -1, dtype=np.int32),
    )
    return whole, key, levels, points


@pytest.mark.parametrize("seed", range(4))
def test_every_node_is_on_its_side(seed):
    whole, key, levels, points = made_up(seed, 3)
    xy = np.column_stack([points.lon, points.lat])
    nodes = np.meshgrid(np.arange(3 * SIDE + 1), np.arange(3 * SIDE + 1))
    for level in range(3):
        order, first = rings_of(links_of(key, levels, points, level))
        rings = [shapely.LinearRing(xy[order[a:b]]) for a, b in pairwise(first)]
        assert all(ring.is_simple for ring in rings)
        assert shapely.union_all(rings).length == pytest.approx(sum(r.length for r in rings))
        # How often rings turn round a node: once inside, whatever the holes.
        turns = sum(
            (1 if ring.is_ccw else -1) * shapely.contains_xy(shapely.Polygon(ring), *nodes)
            for ring in rings
        )
        assert np.array_equal(turns == 1, whole <= level)
        assert set(np.unique(turns)) <= {0, 1}


def test_corners_are_kept_and_what_lies_amid_a_side_is_not():
    """Along 0, 1, 2, 3 straight on, then back over 4 and 5; or all by one side, which turns."""
    nothing = np.zeros(0, dtype=np.int64)
    lon, lat = np.array([0.0, 1, 2, 3, 3, 0]), np.array([0.0, 0, 0, 0, 1, 1])
    after = np.array([1, 2, 3, 4, 5, 0], dtype=np.int32)
    for side, needed in (
        ([7, 7, 7, 7, -1, -1], [True, False, False, True, True, True]),
        ([7, 7, 7, 7, 7, 7], [True, False, False, True, True, True]),
        ([7, 7, 8, 8, 8, 8], [True, True, True, True, True, True]),
    ):
        names = np.array(side, dtype=np.int32)
        vertex = np.zeros((0, 1), dtype=np.int32)
        kept = np.zeros(6, dtype=bool)
        mark_corners(after, Points(nothing, nothing, vertex, lon, lat, names), kept)
        assert kept.tolist() == needed


def test_a_disc_by_its_grid():
    """One piece without length: a circle; points on it are at the width."""
    width = 10.0
    degree = 111_319.490793
    grid = Grid(-16.0, -16.0, 1.0, degree, 110_574.2757)
    keys = np.array([r * MOST_CELLS + c for r in range(4) for c in range(4)], dtype=np.int64)
    n = len(keys)
    bands = Bands(
        np.zeros((1, 4)),
        np.zeros(1, dtype=np.int8),
        keys,
        np.arange(n + 1),
        np.zeros(n, dtype=np.int64),
        np.zeros(n, dtype=bool),
        width,
    )
    assert node_at(grid, 16, 17) == (1.0 / degree, 0.0)
    levels = node_levels(bands, no_fences(), grid, 1)
    points = points_on(bands, no_fences(), grid, levels, 1)
    apart = np.hypot(points.lon * grid.east, points.lat * grid.north)
    assert apart == pytest.approx(np.full(len(apart), width), abs=1e-5)
    order, first = rings_of(links_of(keys, levels, points, 0))
    assert len(first) == 2
    area = shapely.Polygon(np.column_stack([points.lon, points.lat])[order]).area
    assert area * grid.east * grid.north == pytest.approx(np.pi * width**2, rel=3e-3)
