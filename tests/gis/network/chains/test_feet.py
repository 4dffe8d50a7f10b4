"""Where landings meet roads and water: nearest places, banks, and whose side they lie on."""

from __future__ import annotations

import numpy as np
import pytest
from shapely import LineString

from gis.network.chains import compile_water
from gis.network.chains.feet import bank_metres, feet_on_roads, feet_on_water, lines_at
from gis.network.places import placed
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode

WALK = mode("walk")


def test_the_bank_is_half_the_width_off_the_line(make_rivers):
    river = make_rivers(LineString([(117, 0), (117.1, 0)]), width_m=200.0)
    water = compile_water(river, boat=boat("klotok"), rider=WALK)
    degree = 110_574.4
    places = np.array([[117.05, m / degree] for m in (50, 300, 700, 90_000)])
    feet = feet_on_water(water, places, 500.0)
    assert (feet.landing.tolist(), feet.edge.tolist()) == ([0, 1], [0, 0])
    assert feet.metres == pytest.approx([0.0, 200.0], abs=0.01)
    assert feet.fraction == pytest.approx([0.5, 0.5])
    assert feet.line.tolist() == [0, 0]
    off = bank_metres(water, places)
    assert off[:3] == pytest.approx([0.0, 200.0, 600.0], abs=0.01)
    assert np.isnan(off[3])


def test_a_jetty_at_a_mouth_joins_both_rivers(make_rivers):
    main, side = LineString([(117, 0), (117.1, 0)]), LineString([(117.05, 0.1), (117.05, 0)])
    water = compile_water(make_rivers(main, side), boat=boat("klotok"), rider=WALK)
    feet = feet_on_water(water, np.array([[117.051, 0.001]]), 500.0)
    assert sorted(set(feet.line.tolist())) == [0, 1]
    assert feet.metres.min() == pytest.approx(110.57, abs=0.01)


def test_boats_that_stop_at_jetties_only_find_them(make_rivers):
    river = make_rivers(LineString([(117, 0), (117.1, 0)]), boats="speedboat")
    water = compile_water(river, boat=boat("speedboat"), rider=WALK)
    assert feet_on_water(water, np.array([[117.05, 0.001]]), 500.0).edge.tolist() == [0]


def test_no_water_at_all(make_rivers):
    ferry = make_rivers(LineString([(117, 0), (117.1, 0)]), **{"class": "ferry"})
    water = compile_water(ferry, boat=boat("klotok"), rider=WALK)
    feet = feet_on_water(water, np.array([[117.0, 0.0]]), 500.0)
    assert len(feet.landing) == 0
    assert np.isnan(bank_metres(water, np.array([[117.0, 0.0]]))).all()


def test_roads_too_far_tell_how_far(make_streets):
    roads = make_streets(((117, 0), (117.1, 0)))
    feet, metres = feet_on_roads(roads, np.array([[117.05, 0.001], [117.05, 0.1]]), 500.0)
    assert (feet.landing.tolist(), feet.edge.tolist(), feet.line.tolist()) == ([0], [0], [0])
    assert metres == pytest.approx([110.57, 11_057.4], rel=1e-3)


def test_the_road_is_on_the_landings_own_side(make_streets):
    """A road 300 m off lies across the river; one 800 m off does not."""
    roads = make_streets(((117, -0.002), (117.1, -0.002)), ((117, 0.008), (117.1, 0.008)))
    river = np.array([LineString([(117, 0), (117.1, 0)])])
    places = np.array([[117.05, 0.0007], [117.05, 0.0], [117.05, -0.0007]])
    alone, _ = feet_on_roads(roads, places, 2_000.0)
    assert sorted(alone.edge.tolist()) == [0, 0, 0]
    feet, metres = feet_on_roads(roads, places, 2_000.0, water=river)
    assert dict(zip(feet.landing.tolist(), feet.edge.tolist(), strict=True)) == {0: 1, 1: 0, 2: 0}
    assert metres == pytest.approx([298.6, 221.1, 143.7], abs=0.1)
    near, _ = feet_on_roads(roads, places, 500.0, water=river)
    assert sorted(near.landing.tolist()) == [1, 2]


def test_lines_of_places(make_streets):
    roads = make_streets(((117, 0), (117.1, 0)), ((117, 1), (117.1, 1)))
    assert lines_at(roads, placed(roads, [1, -1, 0], [0.5, 0.0, 1.0])).tolist() == [1, -1, 0]
