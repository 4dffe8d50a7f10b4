from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.costdistance import Hiking, Terrain, cost_distance, even_metres, starts_in
from gis.costdistance.spreading import Travel
from gis.errors import InputError
from layers.landcover.walking import hiking_numbers

TOBLER = Hiking(hiking_numbers().rate, hiking_numbers().best)
FLAT_KMH = hiking_numbers().top_kmh * np.exp(-0.175)


def climb(heights, cells, *, towards, neighbours=8, width=10):
    heights = np.asarray(heights, dtype=float)
    return cost_distance(
        np.full(heights.shape, 3.6 / FLAT_KMH),
        starts_in(np.array(cells)),
        even_metres(len(heights), width_m=width, height_m=width),
        terrain=Terrain(heights, TOBLER, towards),
        travel=Travel(neighbours),
    ).seconds


def test_the_published_speeds():
    """Tobler 1993: 6 km/h at -2.86 degrees, about 5 on the flat; 3.6 up a slope of 10 %."""
    speed = FLAT_KMH / TOBLER.pace([-0.05, 0.0, 0.1, -0.2])
    assert speed == pytest.approx([6.0, 5.0368, 3.5493, 3.5493], abs=1e-3)


def test_up_is_slower_than_down():
    slope = [[0, 2, 4, 6]]
    up = climb(slope, [[0, 0]], towards="from_sources")[0, 3]
    down = climb(slope, [[0, 0]], towards="to_sources")[0, 3]
    assert up == pytest.approx(30 * 3.6 / (6 * np.exp(-3.5 * 0.25)))
    assert down == pytest.approx(30 * 3.6 / (6 * np.exp(-3.5 * 0.15)))
    assert down < up


def test_the_slope_of_a_diagonal_is_over_its_length():
    found = climb([[0, 0], [0, 1]], [[0, 0]], towards="from_sources")[1, 1]
    metres = 10 * 2**0.5
    assert found == pytest.approx(metres * 3.6 / (6 * np.exp(-3.5 * abs(1 / metres + 0.05))))


def test_a_level_plain_is_as_without_heights():
    plain = climb(np.full((6, 7), 432.1), [[2, 2]], towards="to_sources", neighbours=16)
    metres = even_metres(6, width_m=10, height_m=10)
    flat = cost_distance(
        np.full((6, 7), 3.6 / FLAT_KMH), starts_in(np.array([[2, 2]])), metres, travel=Travel(16)
    )
    assert plain == pytest.approx(flat.seconds, rel=1e-12)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from([8, 16]))
def test_there_is_the_way_back(seed, neighbours):
    """From a to b when leaving a costs what b costs when going to it."""
    heights = np.random.default_rng(seed).random((7, 8)) * 12
    a, b = (1, 1), (5, 6)
    leaving = climb(heights, [a], towards="from_sources", neighbours=neighbours)[b]
    coming = climb(heights, [b], towards="to_sources", neighbours=neighbours)[a]
    assert leaving == pytest.approx(coming, rel=1e-9)


def test_tiles_give_the_same_on_hills():
    heights = np.random.default_rng(3).random((30, 34)) * 20
    terrain = Terrain(heights, TOBLER)
    start, metres = starts_in(np.array([[4, 4]])), even_metres(30, width_m=30, height_m=30)
    one, other = (
        cost_distance(np.ones((30, 34)), start, metres, terrain=terrain, travel=Travel(16, tile=t))
        for t in (None, 9)
    )
    assert np.array_equal(one.seconds, other.seconds)


def test_a_cliff_is_a_barrier_and_no_overflow():
    found = climb([[0, 1e9, 0]], [[0, 0]], towards="from_sources")
    assert np.isnan(found[0, 1:]).all()


def test_refusals():
    with pytest.raises(InputError, match="rate is 0"):
        Hiking(0, 0.05)
    with pytest.raises(InputError, match=r"best is -0\.05"):
        Hiking(3.5, -0.05)
    with pytest.raises(InputError, match="height_m is not finite where friction is"):
        climb([[0, np.nan]], [[0, 0]], towards="to_sources")
    with pytest.raises(InputError, match="height_m has the shape"):
        cost_distance(
            np.ones((1, 2)),
            starts_in(np.array([[0, 0]])),
            even_metres(1, width_m=1, height_m=1),
            terrain=Terrain(np.zeros((2, 2)), TOBLER),
        )
