"""Straight walks: those of all pairs by the geodesic, and never longer than by the network."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from gis.access.beside import Spots, beside, grid_of, nobody, sorted_walks, together, with_walks
from gis.errors import InputError
from gis.network import Network, snap
from gis.network.ground.barriers import barriers_of
from gis.network.nearest import nearest

GEOD = Geod(ellps="WGS84")
LIMIT = 3_000.0
HALF_HOUR = 4.5 / 3.6


def spots(rng, count):
    lonlat = rng.uniform([116.9, -0.05], [117.0, 0.05], (count, 2))
    distance = np.where(rng.random(count) < 0.2, np.nan, rng.uniform(0, 1500, count))
    lonlat[rng.random(count) < 0.05] = np.nan
    return Spots(lonlat, distance)


def walks_of(places, facilities, **more):
    return beside(places, facilities, access_kmh=4.5, limit_m=LIMIT, **more)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_they_are_those_of_all_pairs(seed):
    rng = np.random.default_rng(seed)
    here, there = spots(rng, 60), spots(rng, 9)
    wanted = set()
    for p, (lon, lat) in enumerate(here.lonlat):
        for f, (x, y) in enumerate(there.lonlat):
            if np.isnan([lon, lat, x, y]).any():
                continue
            off = [
                d if np.isfinite(d) else LIMIT for d in (here.distance_m[p], there.distance_m[f])
            ]
            if GEOD.inv(lon, lat, x, y)[2] <= min(sum(off), LIMIT):
                wanted.add((p, f))
    found = walks_of(here, there, grid=grid_of(here.lonlat))
    assert set(zip(found.place.tolist(), found.facility.tolist(), strict=True)) == wanted
    assert len(found) == len(wanted)
    metres = GEOD.inv(*here.lonlat[found.place].T, *there.lonlat[found.facility].T)[2]
    np.testing.assert_allclose(found.metres, metres, rtol=1e-9)
    np.testing.assert_allclose(found.seconds, metres / HALF_HOUR, rtol=1e-9)
    order = list(zip(found.place, found.metres, found.facility, strict=True))
    assert order == sorted(order)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_no_walk_is_longer_than_the_way_by_the_network(seed):
    rng = np.random.default_rng(seed)
    nodes = rng.uniform([116.9, -0.05], [117.0, 0.05], (12, 2))
    network = Network.from_edges(nodes, rng.integers(0, 12, (15, 2)), rng.uniform(1, 60, 15))
    homes, clinics = (rng.uniform([116.9, -0.05], [117.0, 0.05], (n, 2)) for n in (40, 4))
    on = [
        snap(network, gpd.GeoSeries(shapely.points(xy), crs=4326), limit_m=LIMIT, access_kmh=4.5)
        for xy in (homes, clinics)
    ]
    walks = walks_of(
        *(Spots(xy, at.distance_m) for xy, at in zip((homes, clinics), on, strict=True))
    )
    for f in range(4):
        alone = nearest(network, on[1].chosen(slice(f, f + 1)), on[0], direction="to_sources")
        mine = walks.facility == f
        by_way = alone.seconds[walks.place[mine]]
        assert (np.isnan(by_way) | (walks.seconds[mine] <= by_way + 1e-6)).all()
    found = nearest(network, on[1], on[0], direction="to_sources")
    both = with_walks(found, walks)
    assert (np.isnan(found.seconds) | (both.seconds <= found.seconds)).all()
    assert both.n_unreached == np.isnan(both.seconds).sum()
    assert ((both.owner < 0) == np.isnan(both.seconds)).all()


def test_nobody_walks_through_a_river():
    river = gpd.GeoSeries([shapely.LineString([(117.0005, -1), (117.0005, 1)])], crs=4326)
    home, clinic = (
        Spots(np.array([[117.001, 0.0]]), np.array([90.0])),
        Spots(np.array([[117.0, 0.0]]), np.array([90.0])),
    )
    assert len(walks_of(home, clinic)) == 1
    assert len(walks_of(home, clinic, barriers=barriers_of(river, width_m=20))) == 0


def test_who_is_on_no_network_walks_as_far_as_the_limit():
    homes = Spots(np.array([[117.02, 0.0], [117.03, 0.0]]), np.array([np.nan, np.nan]))
    clinic = Spots(np.array([[117.0, 0.0]]), np.array([np.nan]))
    found = walks_of(homes, clinic)
    assert found.place.tolist() == [0]
    assert found.metres[0] == pytest.approx(2226.39, abs=0.01)


def test_the_sooner_of_walk_and_way_counts_and_the_first_of_equals():
    walks = sorted_walks(
        (np.array([2, 0, 0]), np.array([1, 1, 0]), np.array([5.0, 9.0, 9.0]), np.array([4.0, 7, 7]))
    )
    assert walks.first().tolist() == [0, 2]
    found = nearest_of([7.0, 3.0, np.nan], [1, 0, -1])
    both = with_walks(found, walks)
    assert (both.seconds.tolist(), both.owner.tolist()) == ([7.0, 3.0, 4.0], [0, 0, 1])
    assert both.n_unreached == 0
    assert with_walks(found, nobody()) is found


def nearest_of(seconds, owner):
    street = Network.from_edges([[117.0, 0.0], [117.01, 0.0]], [[0, 1]], [60.0])
    whole = nearest(street, snap(street, point(117.0), limit_m=10, access_kmh=4.5))
    fields = {name: getattr(whole, name) for name in ("node_seconds", "node_owner")}
    counts = dict.fromkeys(("n_unreached", "n_targets_off", "n_sources_off"), 0)
    seconds, owner = np.array(seconds), np.array(owner, dtype=np.int32)
    return type(whole)(**fields, seconds=seconds, owner=owner, **counts)


def point(lon):
    return gpd.GeoSeries([shapely.Point(lon, 0.0)], crs=4326)


def test_walks_of_some_places_and_of_two_lots():
    walks = sorted_walks(
        (np.array([5, 3, 3]), np.array([0, 1, 0]), np.array([2.0, 1, 4]), np.array([2.0, 1, 4]))
    )
    few = walks.of_places(np.array([2, 3, 9]))
    assert (few.place.tolist(), few.facility.tolist()) == ([1, 1], [1, 0])
    both = together(few, walks)
    assert both.place.tolist() == [1, 1, 3, 3, 5]
    assert len(together(nobody(), nobody())) == 0


def test_nothing_to_walk_between():
    some = Spots(np.array([[117.0, 0.0]]), np.array([1.0]))
    nowhere = Spots(np.full((1, 2), np.nan), np.array([np.nan]))
    none = Spots(np.zeros((0, 2)), np.zeros(0))
    for pair in ((some, none), (none, some), (nowhere, some), (some, nowhere)):
        assert len(walks_of(*pair)) == 0


def test_a_distance_for_each_point():
    with pytest.raises(InputError, match="wanted one for each"):
        walks_of(Spots(np.zeros((2, 2)), np.zeros(3)), Spots(np.zeros((1, 2)), np.zeros(1)))
    with pytest.raises(InputError, match="limit_m is 0"):
        beside(*[Spots(np.zeros((1, 2)), np.zeros(1))] * 2, access_kmh=4.5, limit_m=0.0)
