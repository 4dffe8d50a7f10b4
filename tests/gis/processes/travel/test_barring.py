"""Waters that bar the way: which do, and kept arrays that bar alike."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, box

from gis.network import Network
from gis.processes.travel.barring import WADED_M, barrier_arrays, barriers_from, barriers_in

SOUTH, NORTH = np.array([[117.0, -0.01]]), np.array([[117.0, 0.01]])


def line(**columns):
    return gpd.GeoDataFrame(
        {name: [value] for name, value in columns.items()},
        geometry=[LineString([(116.9, 0.0), (117.1, 0.0)])],
        crs=4326,
    )


@pytest.fixture
def road():
    return Network.from_edges([[117.05, -0.02], [117.05, 0.02]], [[0, 1]], [60.0])


@pytest.mark.parametrize(
    ("columns", "bars"),
    [
        ({"class": "river", "width_m": 100.0}, True),
        ({"class": "river", "width_m": np.nan}, True),
        ({"class": "river"}, True),
        ({"class": "river", "width_m": WADED_M - 1}, False),
        ({"class": "canal", "width_m": 30.0}, True),
        ({"class": "canal", "width_m": np.nan}, False),
        ({"class": "drain", "width_m": 30.0}, False),
        ({"class": "ferry", "width_m": 0.0}, False),
        ({"name": "Sungai"}, False),
    ],
)
def test_rivers_bar_and_ditches_do_not(columns, bars, road):
    barriers = barriers_in(line(**columns), None, road)
    assert (barriers is not None) == bars
    if barriers is not None:
        assert barriers.cut(SOUTH, NORTH).tolist() == [True]


def test_a_road_over_it_opens_the_water(road):
    barriers = barriers_in(line(**{"class": "river", "width_m": 100.0}), None, road)
    here, there = np.array([[117.05, -0.01]]), np.array([[117.05, 0.01]])
    assert barriers.cut(here, there).tolist() == [False]


def test_kept_arrays_bar_alike(road):
    barriers = barriers_in(line(**{"class": "river", "width_m": 100.0}), None, road)
    again = barriers_from(barrier_arrays(barriers) | {"report": np.zeros(1)})
    rng = np.random.default_rng(1)
    here, there = (rng.uniform([116.9, -0.01], [117.1, 0.01], (200, 2)) for _ in range(2))
    np.testing.assert_array_equal(barriers.cut(here, there), again.cut(here, there))
    np.testing.assert_array_equal(barriers.in_water(here), again.in_water(here))
    assert barrier_arrays(None) == {}
    assert barriers_from({"report": np.zeros(1)}) is None


def test_the_sea_lies_around_and_between_land(road):
    land = gpd.GeoDataFrame(
        geometry=[box(116.9, -0.1, 117.1, 0.1), box(117.2, 0, 117.3, 0.1)], crs=4326
    )
    barriers = barriers_in(None, land, road)
    west, islet = np.array([[117.0, 0.05]]), np.array([[117.25, 0.05]])
    assert barriers.cut(west, islet).tolist() == [True]
    assert barriers.cut(west, np.array([[116.95, -0.05]])).tolist() == [False]
    assert barriers_in(None, land[:0], road) is None
    assert barriers_in(None, None, road) is None
