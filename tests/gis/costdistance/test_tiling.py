from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from gis.costdistance import Hiking, Terrain, Travel, cost_distance, even_metres, starts_in
from gis.costdistance.tiling import Tiles, Turns

INF = np.inf


def random_friction(seed, shape, barred):
    draw = np.random.default_rng(seed)
    friction = 0.1 + 5.0 * draw.random(shape) ** 3
    friction[draw.random(shape) < barred] = INF
    return friction


def open_cells(friction, n):
    free = np.argwhere(np.isfinite(friction))
    return free[np.random.default_rng(0).permutation(len(free))[:n]]


class TestTheSame:
    @pytest.mark.parametrize("neighbours", [8, 16])
    @pytest.mark.parametrize("tile", [8, 13, 40])
    @pytest.mark.parametrize("threads", [1, 3])
    @pytest.mark.parametrize("barred", [0.0, 0.35])
    def test_to_the_last_bit(self, tile, neighbours, barred, threads):
        friction = random_friction(7, (41, 66), barred)
        starts, metres = starts_in(open_cells(friction, 3)), even_metres(41, width_m=1, height_m=1)
        one, other = (
            cost_distance(friction, starts, metres, travel=Travel(neighbours, INF, t, threads))
            for t in (None, tile)
        )
        assert np.array_equal(one.seconds, other.seconds, equal_nan=True)
        assert np.array_equal(one.owner, other.owner)
        assert one.n_unreached == other.n_unreached

    def test_uphill(self):
        draw = np.random.default_rng(5)
        friction, height = random_friction(5, (50, 45), 0.1), draw.uniform(0, 9, (50, 45))
        starts, metres = starts_in(open_cells(friction, 2)), even_metres(50, width_m=9, height_m=7)
        terrain = Terrain(height, Hiking(3.5, 0.05))
        one, other = (
            cost_distance(friction, starts, metres, terrain=terrain, travel=Travel(tile=t))
            for t in (None, 12)
        )
        assert np.array_equal(one.seconds, other.seconds, equal_nan=True)

    def test_a_way_that_winds_through_many_tiles(self, ask):
        friction = np.ones((33, 40))
        friction[3::8, :-1] = INF
        friction[7::8, 1:] = INF
        whole, tiled = ask(friction, [[0, 0]]), ask(friction, [[0, 0]], tile=8)
        assert whole.seconds[-1].max() > 250
        assert np.array_equal(whole.seconds, tiled.seconds, equal_nan=True)


class TestLargerThanMemory:
    def test_a_grid_on_disk_takes_the_memory_of_a_few_tiles(self, tmp_path):
        """16 million bytes of friction and 24 of answers; windows and queues take less than 14."""
        shape = (2000, 1000)
        friction, seconds = (
            np.memmap(tmp_path / name, dtype=dtype, mode="w+", shape=shape)
            for name, dtype in (("friction", np.float64), ("seconds", np.float64))
        )
        owner = np.memmap(tmp_path / "owner", dtype=np.int32, mode="w+", shape=shape)
        friction[:] = random_friction(2, shape, 0.2)
        starts = starts_in(open_cells(np.asarray(friction[:50]), 4))
        metres = even_metres(shape[0], width_m=30, height_m=30)
        travel = Travel(tile=64)
        small = even_metres(80, width_m=30, height_m=30)
        cost_distance(np.ones((80, 80)), starts_in(np.array([[5, 5]])), small)
        tracemalloc.start()
        kept = cost_distance(friction, starts, metres, travel=travel, out=(seconds, owner))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 14e6
        assert kept.seconds is seconds
        plain = cost_distance(np.array(friction), starts, metres, travel=Travel(tile=2000))
        assert np.array_equal(np.asarray(seconds), plain.seconds, equal_nan=True)
        assert np.array_equal(np.asarray(owner), plain.owner)

    def test_single_precision_friction_only_for_reading(self, tmp_path):
        friction = np.memmap(tmp_path / "f", dtype=np.float32, mode="w+", shape=(50, 70))
        friction[:] = 0.5 + np.random.default_rng(0).random((50, 70))
        friction.flush()
        again = np.memmap(tmp_path / "f", dtype=np.float32, mode="r", shape=(50, 70))
        start, metres = starts_in(np.array([[5, 5]])), even_metres(50, width_m=30, height_m=30)
        kept = cost_distance(again, start, metres, travel=Travel(tile=16))
        plain = cost_distance(np.array(friction), start, metres)
        assert np.array_equal(kept.seconds, plain.seconds)


class TestTurns:
    def test_the_cheapest_first_and_never_two_that_touch(self):
        turns = Turns(Tiles((40, 40), 10), [(0, 0), (0, 1), (3, 3)])
        first, second = turns.take(), turns.take()
        assert [turns.tiles.of(place) for place in (first, second)] == [(0, 0), (3, 3)]
        assert turns.take() is None
        least = np.full((3, 3), INF)
        least[1, 2], least[2, 2] = 7.0, 3.0
        turns.done(first, least)
        assert turns.tiles.of(turns.take()) == (0, 1)
        turns.done(second, np.full((3, 3), INF))
        assert turns.take() is None

    def test_windows_and_what_they_share(self):
        tiles = Tiles((25, 11), 10)
        place = tiles.place((1, 0))
        assert (place.rows, place.columns) == (slice(8, 22), slice(0, 11))
        assert place.shared == (4, 10, 0, 8)
        last = tiles.place((2, 1))
        assert (last.rows, last.columns) == (slice(18, 25), slice(8, 11))
        assert last.shared == (4, 7, 4, 3)
