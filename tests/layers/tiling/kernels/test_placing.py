"""Placing: only the vertices a zoom needs, in tile units, points and lines before rings."""

from __future__ import annotations

import numpy as np

from layers.packed.kernels import INSIDE, LINE, NONE, POINT, RING, SPANS
from layers.tiling.kernels.placing import END, LIES, PART, lie, placed, unit

# At zoom 10 of the square world a tile unit is 1024 positions wide.
UNIT = 1 << 10


def layer(parts, kinds, levels, features):
    """Give vertices in units of zoom 10 from the corner of tile (3, 5) as a layer's arrays."""
    xy = np.array([p for part in parts for p in part], dtype=np.int64)
    world = (xy + np.array([3, 5]) * 4096) * UNIT
    starts = np.cumsum([0, *map(len, parts)])
    return (
        world[:, 0].astype(np.uint32),
        world[:, 1].astype(np.uint32),
        np.array([z for part in levels for z in part], dtype=np.uint8),
        starts,
        np.array(kinds, dtype=np.uint8),
        np.zeros(len(parts), dtype=bool),
        np.array(features),
    )


def test_what_a_zoom_does_not_need_and_what_repeats_is_left_out():
    line = [(0, 0), (5, 9), (7, 7), (7, 7), (9000, 1)]
    ring = [(-90, -90), (-70, -90), (-70, -70), (-90, -90)]
    shapes = layer(
        [ring, line, [(4, 4)]], [RING, LINE, POINT], [[0] * 4, [0, 11, 10, 0, 0], [12]], [0, 2, 3]
    )
    v, parts, firsts = placed(np.array([0, 1]), shapes, np.array([10, 3, 5]))
    # Of the first feature the line comes before the ring; the point is not needed yet.
    assert parts[PART].tolist() == [1, 0, 2]
    assert parts[LIES].tolist() == [SPANS, NONE, NONE]
    assert parts[END].tolist() == [3, 7, 7]
    assert v[:, :7].T.tolist() == [[0, 0], [7, 7], [9000, 1], *map(list, ring)]
    assert firsts.tolist() == [0, 2, 3]


def test_how_a_box_lies_to_the_tile():
    assert lie(0, 0, 4096, 4096) == INSIDE
    assert lie(-64, -64, 4160, 4160) == INSIDE
    assert lie(-65, 0, 10, 10) == SPANS
    assert lie(4161, 0, 4200, 10) == NONE


def test_units_of_a_zoom():
    assert [int(unit(np.int64(p), 10)) for p in (0, 511, 512, 1023, 1536)] == [0, 0, 1, 1, 2]
    assert int(unit(np.int64(7), 20)) == 7
    assert int(unit(np.int64(7), 22)) == 28
