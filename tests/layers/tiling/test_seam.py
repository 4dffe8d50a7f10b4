"""What lies beyond 180 degrees is drawn in the margin of the tiles beside it, once."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.tiling import WEB_MERCATOR, WORLD_CRS84
from layers.tiling.kernels.cutting import COLLAPSED, DRAWN, OUTSIDE, THINNED
from layers.tiling.repair import Parts
from layers.tiling.seam import outcome, union, woven


def test_a_feature_drawn_in_one_window_is_drawn():
    one = np.array([OUTSIDE, DRAWN, COLLAPSED, THINNED, OUTSIDE], dtype=np.uint8)
    other = np.array([OUTSIDE, THINNED, DRAWN, COLLAPSED, THINNED], dtype=np.uint8)
    assert outcome([one, other]).tolist() == [OUTSIDE, DRAWN, DRAWN, COLLAPSED, THINNED]


def test_positions_are_in_one_list_once():
    assert union([np.array([3, 7]), np.array([1, 7])]).tolist() == [1, 3, 7]


def test_the_parts_of_one_feature_come_together():
    def points(owners, xs):
        n = len(owners)
        return Parts(
            np.array(xs, dtype=np.int32),
            np.zeros(n, dtype=np.int32),
            np.arange(1, n + 1),
            np.array(owners),
            np.zeros(n, dtype=np.uint8),
            np.zeros(n, dtype=bool),
        )

    out = woven([points([0, 2], [10, 30]), points([0, 1], [11, 20])])
    assert (out.owners.tolist(), out.x.tolist()) == ([0, 0, 1, 2], [10, 11, 20, 30])
    assert out.ends.tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize("grid", [WEB_MERCATOR, WORLD_CRS84], ids=lambda grid: grid.id)
def test_both_sides_of_the_world_meet(made, read, grid):
    # A hundredth of a tile of zoom 3 beyond the seam on each side.
    side = 360 / grid.shape(3)[0]
    step = side / 100
    east, west = shapely.Point(180 - step, 10), shapely.Point(-180 + step, 10)
    band = shapely.box(170, 5, 180, 15)
    tiles = made.layer([east, west, band], grid)
    columns, row = grid.shape(3)[0], grid.tile_at(3, 180, 10)[1]
    first = {f["id"]: f["geometry"] for f in read(tiles.tile(3, 0, row).data)}
    last = {f["id"]: f["geometry"] for f in read(tiles.tile(3, columns - 1, row).data)}
    assert (first[1].x, first[2].x) == (-41, 41)
    assert (last[1].x, last[2].x) == (4096 - 41, 4096 + 41)
    assert first[3].bounds[0] == -64
    assert first[3].bounds[2] in {0, -1}


def test_what_spans_the_world_is_one_valid_feature_in_the_tile_of_the_whole(made, read):
    world = shapely.box(-180, -80, 180, 80)
    line = shapely.LineString([(-180, 0), (180, 0)])
    tile = made.layer([world, line]).tile(0, 0, 0)
    found = {f["id"]: f["geometry"] for f in read(tile.data)}
    assert (tile.drawn, len(found)) == (2, 2)
    assert all(g.is_valid for g in found.values())
    assert (found[1].bounds[0], found[1].bounds[2]) == (-64, 4160)
    assert shapely.box(-64, 500, 4160, 3500).difference(found[1]).area == 0
