"""Barriers that must not leak: thin, slanted, crooked and closed ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from gis.costdistance import Travel, cost_distance, even_metres, starts_in

INF = np.inf
CROSS = ndimage.generate_binary_structure(2, 1)


def reached(friction, cell, neighbours, tile=None):
    metres = even_metres(len(friction), width_m=1, height_m=1)
    travel = Travel(neighbours=neighbours, tile=tile)
    found = cost_distance(friction, starts_in(np.array([cell])), metres, travel=travel)
    return np.isfinite(found.seconds)


def drawn(*strokes, shape=(40, 40)):
    """Ground with barriers one cell wide along strokes, each from cell to cell, slanted or not."""
    friction = np.ones(shape)
    for (r0, c0), (r1, c1) in strokes:
        n = max(abs(r1 - r0), abs(c1 - c0)) + 1
        rows, columns = np.linspace(r0, r1, n), np.linspace(c0, c1, n)
        friction[np.rint(rows).astype(int), np.rint(columns).astype(int)] = INF
    return friction


UGLY = {
    "slant": [((0, 39), (39, 0))],
    "shallow": [((10, 0), (23, 39))],
    "steep": [((0, 17), (39, 25))],
    "crooked": [((20, 0), (8, 12)), ((8, 12), (33, 20)), ((33, 20), (12, 39))],
    "saw": [((20 + 4 * (k % 2), k * 4), (20 + 4 * ((k + 1) % 2), k * 4 + 4)) for k in range(9)]
    + [((24, 36), (20, 39))],
    "diamond": [
        ((20, 5), (5, 20)),
        ((5, 20), (20, 35)),
        ((20, 35), (35, 20)),
        ((35, 20), (20, 5)),
    ],
}


@pytest.mark.parametrize("neighbours", [8, 16])
@pytest.mark.parametrize("tile", [None, 8, 9])
@pytest.mark.parametrize("name", UGLY)
def test_no_way_through_a_barrier_of_cells_that_touch_by_corners(name, neighbours, tile):
    """Where cells of a barrier touch by their corners, the ground falls into parts by edges."""
    friction = drawn(*UGLY[name])
    parts, n_parts = ndimage.label(np.isfinite(friction), structure=CROSS)
    assert n_parts >= 2
    for part in range(1, n_parts + 1):
        cell = np.argwhere(parts == part)[0]
        assert np.array_equal(reached(friction, cell, neighbours, tile), parts == part)


@pytest.mark.parametrize("neighbours", [8, 16])
def test_one_cell_missing_lets_all_through(neighbours):
    friction = drawn(*UGLY["slant"])
    friction[19, 20] = 1
    assert np.array_equal(reached(friction, (0, 0), neighbours), np.isfinite(friction))


@pytest.mark.parametrize("neighbours", [8, 16])
def test_two_thin_walls_with_a_cell_between(neighbours):
    """A knight's step is long enough to jump over one of them, and must not."""
    friction = np.ones((12, 12))
    friction[5], friction[7] = INF, INF
    assert not reached(friction, (0, 0), neighbours)[6:].any()
    friction = friction.T.copy()
    assert not reached(friction, (0, 0), neighbours)[:, 6:].any()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1), st.floats(0.2, 0.6), st.sampled_from([8, 16]))
def test_what_is_reached_is_what_hangs_together_by_edges(seed, barred, neighbours):
    """A step over a corner is allowed beside one barrier only: then the ground joins by edges."""
    draw = np.random.default_rng(seed)
    friction = np.where(draw.random((14, 17)) < barred, INF, 1.0)
    friction[0, 0] = 1.0
    parts, _ = ndimage.label(np.isfinite(friction), structure=CROSS)
    assert np.array_equal(reached(friction, (0, 0), neighbours), parts == parts[0, 0])


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from([8, 16]))
def test_every_cell_is_counted_once(seed, neighbours):
    """Cells of all owners, barriers and cells nobody reaches make up the grid."""
    draw = np.random.default_rng(seed)
    friction = np.where(draw.random((15, 13)) < 0.4, INF, draw.uniform(0.5, 3, (15, 13)))
    friction[:2, :2] = 1.0
    metres = even_metres(15, width_m=2, height_m=3)
    starts = starts_in(np.array([[0, 0], [1, 1], [14, 12]]))
    found = cost_distance(friction, starts, metres, travel=Travel(neighbours, 30.0))
    owned = np.bincount(found.owner[found.owner >= 0], minlength=3)
    assert owned.sum() + found.n_barriers + found.n_unreached == friction.size
    assert owned[0] > 0 < owned[1]
    assert np.array_equal(found.owner < 0, np.isnan(found.seconds))
    assert (owned[2] > 0) == (2 not in found.on_barrier)
