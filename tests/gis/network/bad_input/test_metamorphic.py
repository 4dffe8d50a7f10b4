"""What must not change an answer, or may change it one way only: from roads to people covered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from gis.access.demand import Demand, travel_coverage
from gis.areas import area_m2
from gis.network import Network, compile_network, snap
from gis.network.ground.barriers import barriers_of
from gis.network.nearest import k_nearest, nearest
from gis.network.service import service_areas
from layers.infrastructure.travel import mode

CAR = mode("car")
SEEDS = st.integers(0, 100_000)
LIMITS = [60.0, 200.0, 600.0]
# Sums of people are added up in another order where others are covered.
ROUNDED = 1e-9
FEW = settings(max_examples=12, deadline=None)


@dataclass(frozen=True)
class Town:
    """Roads (some one-way, some bridges), clinics and homes beside them, all at random."""

    roads: gpd.GeoDataFrame
    clinics: gpd.GeoSeries
    homes: gpd.GeoSeries


def town(seed, n_roads=25, n_homes=40):
    rng = np.random.default_rng(seed)
    start = rng.uniform(0, 0.02, (n_roads, 1, 2)) + np.array([117.0, -0.5])
    courses = start + np.cumsum(rng.normal(0, 0.004, (n_roads, 3, 2)), axis=1)
    roads = gpd.GeoDataFrame(
        {
            "class": rng.choice(["local", "primary", "secondary"], n_roads),
            "speed_kmh": rng.uniform(10, 80, n_roads),
            "one_way": rng.random(n_roads) < 0.2,
            "bridge": rng.random(n_roads) < 0.1,
        },
        geometry=[LineString(xy) for xy in courses],
        crs=4326,
    )
    some = courses.reshape(-1, 2)
    places = some[rng.integers(0, len(some), 5 + n_homes)]
    places += rng.normal(0, 0.002, places.shape)
    series = gpd.GeoSeries(gpd.points_from_xy(*places.T), crs=4326)
    return Town(roads, series[:5], series[5:].reset_index(drop=True))


def compiled(roads):
    return compile_network(roads, mode=CAR).network


def at(network, points, **asked):
    return snap(network, points, limit_m=2_000, access_kmh=4.5, **asked)


def times(roads, clinics, homes, direction="to_sources"):
    network = compiled(roads)
    found = nearest(network, at(network, clinics), at(network, homes), direction=direction)
    return np.where(np.isnan(found.seconds), np.inf, found.seconds)


def covered(seconds, limits_s=LIMITS):
    n = len(seconds)
    rng = np.random.default_rng(n)
    unit, cell = rng.integers(0, 3, n).astype(np.int32), np.arange(n, dtype=np.int32)
    demand = Demand(np.zeros(n), np.zeros(n), rng.uniform(1, 50, n), unit, cell, np.ones(n), 3)
    found = np.where(np.isinf(seconds), np.nan, seconds)
    table = travel_coverage(demand, found, limits_s=limits_s).table
    return table["covered"].to_numpy().reshape(len(limits_s), 3)


@FEW
@given(SEEDS, st.integers(1, 4))
def test_another_facility_never_lowers_coverage(seed, fewer):
    t = town(seed)
    with_all = times(t.roads, t.clinics, t.homes)
    with_few = times(t.roads, t.clinics[:fewer], t.homes)
    assert (with_all <= with_few).all()
    assert (covered(with_all) >= covered(with_few) - ROUNDED).all()


@FEW
@given(SEEDS, st.floats(1.0, 3.0), st.floats(0.0, 1.0))
def test_a_faster_road_never_lengthens_a_time(seed, factor, share):
    t = town(seed)
    faster = t.roads.copy()
    chosen = np.random.default_rng(seed + 1).random(len(faster)) < share
    faster["speed_kmh"] = np.where(chosen, faster["speed_kmh"] * factor, faster["speed_kmh"])
    slow, quick = (times(roads, t.clinics, t.homes) for roads in (t.roads, faster))
    assert (quick <= slow + 1e-6).all()
    assert (covered(quick + 1e-6) >= covered(slow + 2e-6) - ROUNDED).all()


@FEW
@given(SEEDS, st.lists(st.floats(1, 2_000), min_size=2, max_size=5, unique=True))
def test_a_tighter_limit_never_covers_more(seed, limits_s):
    t = town(seed)
    by_limit = covered(times(t.roads, t.clinics, t.homes), sorted(limits_s))
    assert (np.diff(by_limit, axis=0) >= -ROUNDED).all()


@FEW
@given(SEEDS, st.permutations(range(25)))
def test_the_order_of_roads_does_not_matter(seed, order):
    t = town(seed)
    plain = times(t.roads, t.clinics, t.homes)
    assert times(t.roads.iloc[list(order)], t.clinics, t.homes) == pytest.approx(plain, rel=1e-9)


@FEW
@given(SEEDS, st.permutations(range(5)), st.permutations(range(40)))
def test_the_order_of_places_does_not_matter(seed, clinics, homes):
    t = town(seed)
    plain = times(t.roads, t.clinics, t.homes)
    other = times(t.roads, t.clinics.iloc[list(clinics)], t.homes.iloc[list(homes)])
    assert other == pytest.approx(plain[list(homes)], rel=1e-12)


@FEW
@given(SEEDS)
def test_roads_drawn_the_other_way_are_the_same_roads(seed):
    """One-way roads drawn backwards are told to be used against their drawing."""
    t = town(seed)
    back = t.roads.assign(geometry=t.roads.geometry.reverse())
    back["direction"] = np.where(t.roads["one_way"], "backward", "both")
    plain, other = (times(roads, t.clinics, t.homes) for roads in (t.roads, back))
    assert other == pytest.approx(plain, rel=1e-9)


@FEW
@given(SEEDS)
def test_to_and_fro_are_each_others_mirror(seed):
    """With every one-way road turned round, the way there is the way back."""
    t = town(seed)
    turned = t.roads.copy()
    turned["direction"] = np.where(t.roads["one_way"], "backward", "both")
    there = times(t.roads, t.clinics, t.homes, "from_sources")
    assert times(turned, t.clinics, t.homes, "to_sources") == pytest.approx(there, rel=1e-9)


@FEW
@given(SEEDS, st.sampled_from([32750, 32650, 3857, 6933, 23866]))
def test_another_reference_system_changes_nothing(seed, crs):
    t = town(seed)
    plain = times(t.roads, t.clinics, t.homes)
    # Straight in one system is bent in another: over these lengths by micrometres.
    other = times(*(part.to_crs(crs) for part in (t.roads, t.clinics, t.homes)))
    assert np.array_equal(np.isinf(other), np.isinf(plain))
    some = np.isfinite(plain)
    assert other[some] == pytest.approx(plain[some], rel=1e-5, abs=0.01)


@FEW
@given(SEEDS, st.integers(0, 10_000))
def test_other_numbers_of_nodes_change_nothing(seed, order):
    network = compiled(town(seed).roads)
    name = np.random.default_rng(order).permutation(network.n_nodes)
    lonlat = np.empty((network.n_nodes, 2))
    lonlat[name] = np.column_stack([network.lon, network.lat])
    ends = name[np.column_stack([network.tail, network.head])]
    seconds = (network.seconds_forward, network.seconds_backward)
    plain = Network.from_edges(
        np.column_stack([network.lon, network.lat]), _ends(network), *seconds
    )
    other = Network.from_edges(lonlat, ends, *seconds)
    clinics = town(seed).clinics
    first, second = (
        k_nearest(n, at(n, clinics), k=3).node_seconds for n in (plain, replace(other))
    )
    np.testing.assert_allclose(second[name], first, rtol=1e-12)


def _ends(network):
    return np.column_stack([network.tail, network.head])


@FEW
@given(SEEDS, st.integers(1, 6))
def test_ranks_begin_with_the_nearest_and_more_of_them_change_none(seed, k):
    t = town(seed)
    network = compiled(t.roads)
    clinics, homes = at(network, t.clinics), at(network, t.homes)
    one = nearest(network, clinics, homes)
    few, more = (k_nearest(network, clinics, homes, k=n) for n in (k, k + 1))
    assert np.array_equal(few.seconds[:, 0], one.seconds, equal_nan=True)
    assert np.array_equal(few.seconds, more.seconds[:, :k], equal_nan=True)
    assert np.array_equal(few.owner, more.owner[:, :k])


@FEW
@given(SEEDS)
def test_areas_grow_with_time_width_and_facilities(seed):
    t = town(seed)
    network = compiled(t.roads)
    clinics = at(network, t.clinics)
    some = at(network, t.clinics[:2])
    areas = service_areas(network, clinics, limits_s=LIMITS, width_m=60).geometry
    fewer = service_areas(network, some, limits_s=LIMITS, width_m=60).geometry
    wider = service_areas(network, clinics, limits_s=LIMITS, width_m=90).geometry
    assert areas.iloc[0].difference(areas.iloc[1]).is_empty
    assert areas.iloc[1].difference(areas.iloc[2]).is_empty
    # On the same grid, but for points between two corners that one of them has no need of.
    assert (area_m2(fewer.difference(areas).to_numpy()) < 0.01).all()
    # Another width has another grid, whose corners are cut elsewhere.
    lost = area_m2(areas.difference(wider).to_numpy())
    assert (lost <= 0.01 * area_m2(wider.to_numpy()) + 1.0).all()


@FEW
@given(SEEDS, st.floats(117.0, 117.02))
def test_a_river_never_brings_anyone_nearer(seed, lon):
    t = town(seed)
    network = compiled(t.roads)
    line = gpd.GeoSeries([LineString([(lon, -0.6), (lon, -0.4)])], crs=4326)
    river = barriers_of(line, width_m=50, bridges=network)
    plain, held = at(network, t.homes), at(network, t.homes, barriers=river)
    assert (held.edge[plain.edge < 0] < 0).all()
    on = held.edge >= 0
    assert (held.distance_m[on] >= plain.distance_m[on] - 1e-6).all()
    clinics = at(network, t.clinics)
    dry = service_areas(network, clinics, limits_s=[300], width_m=100).geometry.iloc[0]
    wet = service_areas(network, clinics, limits_s=[300], width_m=100, barriers=river)
    lost = wet.geometry.iloc[0].difference(dry)
    assert area_m2(np.array([lost]))[0] <= 1e-4 * area_m2(np.array([dry]))[0]
