"""Roads and waters together: every way of each place, against the chain's own search."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, Point

from gis.access.boating import BANK_LIMIT_M, ChainWays, chain_from, chain_ways_of
from gis.network import compile_network
from gis.network.chains import (
    chain_index,
    compile_water,
    join_chain,
    nearest_by_chain,
    snap_chain,
)
from layers.infrastructure.boats import boat
from layers.infrastructure.travel import mode


@pytest.fixture
def chain():
    """A street by a river, and a hamlet upstream that no road leads to."""
    roads = gpd.GeoDataFrame(
        {"class": ["local", "local"]},
        geometry=[
            LineString([(117.0, 0.002), (117.0, 0.05)]),
            # A path of its own, upstream.
            LineString([(117.3, 0.004), (117.31, 0.004)]),
        ],
        crs=4326,
    )
    rivers = gpd.GeoDataFrame(
        {"class": ["river"], "navigable": [True], "boats": ["klotok"], "width_m": [100.0]},
        geometry=[LineString([(117.4, 0.0), (116.9, 0.0)])],
        crs=4326,
    )
    walk = mode("walk")
    water = compile_water(rivers, boat=boat("klotok"), rider=walk)
    jetties = gpd.GeoSeries([Point(117.0, 0.001)], crs=4326)
    return join_chain(
        compile_network(roads, mode=walk).network, [water], mode=walk, jetties=jetties
    )


@pytest.fixture
def ways(chain):
    return chain_ways_of(chain, access_kmh=4.5, boards_anywhere=True)


PEOPLE = np.array([[117.0, 0.03], [117.305, 0.005], [117.2, 0.01], [117.2, 0.2], [116.95, 0.0]])
CLINIC = np.array([[117.0, 0.04]])


def test_times_are_those_of_the_chain(chain, ways):
    found = ways.nearest(
        ways.place(CLINIC, limit_m=5000.0), ways.place(PEOPLE, limit_m=5000.0), "to_sources"
    )
    index = chain_index(chain)
    people, clinic = (
        snap_chain(
            chain,
            gpd.GeoSeries([Point(p) for p in points], crs=4326),
            limit_m=5000.0,
            access_kmh=4.5,
            index=index,
        )
        for points in (PEOPLE, CLINIC)
    )
    wanted = nearest_by_chain(chain, clinic, people, direction="to_sources").found
    np.testing.assert_allclose(found.seconds, wanted.seconds, rtol=1e-9)
    np.testing.assert_array_equal(found.owner, wanted.owner)
    assert found.owner.tolist() == [0, 0, 0, -1, 0]
    assert (found.n_unreached, found.n_targets_off) == (1, 1)


def test_who_has_no_road_to_the_clinic_goes_by_boat(ways):
    people = ways.place(PEOPLE, limit_m=5000.0)
    found = ways.nearest(ways.place(CLINIC, limit_m=5000.0), people, "to_sources")
    # From upstream: a walk to the bank, ten minutes to get on, and at most 12 km/h down.
    river_s = 0.305 * 111_319 / (12 * 1.17 / 3.6)
    assert found.seconds[1] > 600 + river_s * 0.95
    assert found.seconds[1] < 600 + river_s * 1.05 + 3 * 3600
    # Each person has a row by road and by bank where both are near.
    assert (np.bincount(people.point, minlength=5) >= [1, 2, 1, 0, 1]).all()


def test_it_takes_longer_up_the_river_than_down(ways):
    up, down = (
        ways.nearest(
            ways.place(CLINIC, limit_m=5000.0), ways.place(PEOPLE, limit_m=5000.0), direction
        ).seconds
        for direction in ("from_sources", "to_sources")
    )
    assert up[1] > down[1]
    assert up[4] < down[4]


def test_a_car_is_joined_by_road_alone(chain):
    drive = chain_ways_of(chain, access_kmh=4.5, boards_anywhere=False)
    people = drive.place(PEOPLE, limit_m=2000.0)
    assert people.edge.tolist()[2:] == [-1, -1, -1]
    assert drive.banks.part == ()
    wet = chain.edges_of("water", "crossing", "approach", "boarding")
    assert not wet[people.rows.edge].any()


def test_some_of_the_points(ways):
    people = ways.place(PEOPLE, limit_m=5000.0)
    clinic = ways.place(CLINIC, limit_m=5000.0)
    whole = ways.nearest(clinic, people, "to_sources").seconds
    for rows in (np.array([True, False, True, True, False]), np.array([0, 2, 3])):
        part = ways.nearest(clinic, ways.chosen(people, rows), "to_sources").seconds
        np.testing.assert_array_equal(part, whole[[0, 2, 3]])


def test_kept_arrays_give_the_same_answers(ways):
    kept = ways.arrays() | {"report": np.zeros(1)}
    again = chain_from(kept, access_kmh=4.5)
    assert isinstance(again, ChainWays)
    assert [part.title for part in again.chain.parts] == [p.title for p in ways.chain.parts]
    people, clinic = (w.place(PEOPLE, limit_m=5000.0) for w in (ways, again)), CLINIC
    one, two = (
        w.nearest(w.place(clinic, limit_m=5000.0), p, "to_sources").seconds
        for w, p in zip((ways, again), people, strict=True)
    )
    np.testing.assert_array_equal(one, two)
    placed = ways.place(PEOPLE, limit_m=5000.0)
    back = ways.places_from(placed.arrays())
    for name, array in placed.arrays().items():
        np.testing.assert_array_equal(back.arrays()[name], array)
    assert again.typical_kmh() == ways.typical_kmh()
    assert len(again.index().part) == 2


def test_points_and_lon_lat_are_the_same(ways):
    series = gpd.GeoSeries([Point(p) for p in PEOPLE], crs=4326)
    one, two = (ways.place(points, limit_m=5000.0) for points in (PEOPLE, series))
    for name, array in one.arrays().items():
        np.testing.assert_array_equal(array, two.arrays()[name])


def test_banks_are_only_for_who_lives_near(ways):
    far = np.array([[117.2, (BANK_LIMIT_M + 500) / 110_574]])
    placed = ways.place(far, limit_m=20_000.0)
    assert (ways.chain.edge_part[placed.rows.edge] == 0).all()


def test_a_landing_is_walked_to_where_no_boat_stops_along_the_bank():
    roads = gpd.GeoDataFrame(
        {"class": ["local"]}, geometry=[LineString([(117.0, 0.002), (117.0, 0.05)])], crs=4326
    )
    rivers = gpd.GeoDataFrame(
        {"class": ["river"], "navigable": [True], "boats": ["speedboat"], "width_m": [100.0]},
        geometry=[LineString([(117.4, 0.0), (116.9, 0.0)])],
        crs=4326,
    )
    walk = mode("walk")
    water = compile_water(rivers, boat=boat("speedboat"), rider=walk)
    jetties = gpd.GeoSeries([Point(117.0, 0.001), Point(117.3, 0.001)], crs=4326)
    chain = join_chain(
        compile_network(roads, mode=walk).network,
        [water],
        mode=walk,
        jetties=jetties,
        road_m=40_000.0,
    )
    ways = chain_ways_of(chain, access_kmh=4.5, boards_anywhere=True)
    assert ways.banks.part == ()
    for points in (PEOPLE[1:2], gpd.GeoSeries([Point(PEOPLE[1])], crs=4326)):
        people = ways.place(points, limit_m=1000.0)
        assert people.edge[0] >= 0
        assert 0 < people.distance_m[0] < 1000


def test_a_missing_point_is_not_on_the_chain(ways):
    points = gpd.GeoSeries([None, Point(117.0, 0.03)], crs=4326)
    placed = ways.place(points, limit_m=5000.0)
    assert (placed.edge >= 0).tolist() == [False, True]
    assert np.isnan(placed.distance_m[0])
