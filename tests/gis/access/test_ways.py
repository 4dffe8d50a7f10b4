"""Ways: a network with its index, kept as arrays, and places put on it."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.access.ways import ways_from, ways_of
from gis.network import compile_network
from layers.infrastructure.travel import mode


@pytest.fixture
def ways():
    # One kilometre and a bit of local road, and 20 km of a fast one behind it.
    roads = gpd.GeoDataFrame(
        {"class": ["local", "arterial"], "speed_kmh": [20.0, 60.0]},
        geometry=[
            LineString([(117.0, 0.0), (117.01, 0.0)]),
            LineString([(117.01, 0.0), (117.19, 0.0)]),
        ],
        crs=4326,
    )
    return ways_of(compile_network(roads, mode=mode("car")), access_kmh=4.5)


def test_the_typical_speed_is_that_of_half_the_length(ways):
    assert ways.typical_kmh() == pytest.approx(60.0, rel=1e-6)


def test_the_nearest_is_found_by_time(ways):
    people = ways.place(np.array([[117.005, 0.0], [117.1, 0.01], [118.0, 0.0]]), limit_m=5000)
    clinics = ways.place(
        gpd.GeoSeries([Point(117.0, 0.0), Point(117.19, 0.0)], crs=4326), limit_m=5000
    )
    found = ways.nearest(clinics, people, "to_sources")
    half = 0.005 * 111319.49 / (20 / 3.6)
    assert found.seconds[0] == pytest.approx(half, rel=1e-6)
    assert found.owner.tolist() == [0, 1, -1]
    assert found.n_targets_off == 1


def test_kept_arrays_give_the_same_answers(ways):
    again = ways_from(ways.arrays() | {"report": np.zeros(3)}, access_kmh=ways.access_kmh)
    points = np.array([[117.003, 0.002], [117.12, -0.003]])
    one, two = (w.place(points, limit_m=5000) for w in (ways, again))
    for name, array in one.arrays().items():
        np.testing.assert_array_equal(array, two.arrays()[name])
    with pytest.raises(TypeError, match="missing"):
        ways_from({}, access_kmh=4.5)


def test_some_of_the_places(ways):
    places = ways.place(np.array([[117.003, 0.002], [117.12, -0.003]]), limit_m=5000)
    chosen = places.chosen(np.array([False, True]))
    assert len(chosen) == 1
    assert chosen.lon[0] == places.lon[1]
