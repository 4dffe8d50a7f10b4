"""Effects of edits: in the head, and against coverage counted from scratch."""

from __future__ import annotations

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.access.beside import sorted_walks, together
from gis.access.demand import Demand, travel_coverage
from gis.access.whatif import served, what_if
from gis.errors import InputError
from gis.network import Network, placed, snap
from gis.network.ground.barriers import barriers_of
from gis.network.nearest import nearest
from gis.network.whatif.edits import (
    AddRoad,
    AddSources,
    ChangeSpeed,
    Close,
    MoveSources,
    RemoveSources,
)
from gis.network.whatif.ground import ground
from gis.network.whatif.resnapping import Off
from gis.network.whatif.situation import situation
from layers.crs import GEOD

ROW = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]


def village(places) -> Demand:
    """Ten people in the first house, thirty in the second, each a unit of its own."""
    n = len(places)
    whole = np.arange(n, dtype=np.int32)
    people = np.array([10.0, 30.0, 60.0][:n])
    return Demand(places.lon, places.lat, people, whole, whole, np.ones(n), n)


@pytest.fixture
def today():
    street = Network.from_edges(ROW, [[0, 1], [1, 2]], [600.0, 600.0])
    houses = placed(street, [0, 1], [0.5, 0.5])
    clinic = situation(ground(street, "to_sources"), placed(street, [0], [0.0]))
    return served(clinic, village(houses), houses, limits_s=[300, 900])


def test_a_new_clinic_brings_the_far_house_near(today):
    effect = what_if(today, [AddSources(placed(today.situation.ground.network, [1], [1.0]))])
    assert effect.place.tolist() == [1]
    assert effect.after.seconds.tolist() == [300, 300]
    assert effect.gained.tolist() == [[0, 0], [30, 0]]
    assert not effect.lost.any()
    assert effect.sooner.tolist() == [0, 30]
    assert not effect.later.any()
    table = effect.table(["a", "b"])
    assert table.loc["b", "covered_before"].tolist() == [0, 30]
    assert table.loc["b", "covered_after"].tolist() == [30, 30]
    assert table.loc["b", "difference"].tolist() == [30, 0]
    totals = effect.totals()
    assert totals.loc[300.0, ["total", "gained", "lost", "sooner", "later"]].tolist() == [
        40, 30, 0, 30, 0,
    ]  # fmt: skip


def test_gains_and_losses_stand_apart(today):
    network = today.situation.ground.network
    effect = what_if(today, [MoveSources([0], placed(network, [1], [1.0]))])
    assert effect.gained.tolist() == [[0, 0], [30, 0]]
    assert effect.lost.tolist() == [[10, 0], [0, 0]]
    assert effect.totals()["difference"].tolist() == [20, 0]
    assert (effect.sooner.tolist(), effect.later.tolist()) == ([0, 30], [10, 0])


def test_houses_cut_off_are_told_of_and_come_back(today):
    effect = what_if(today, [Close(edges=[0])])
    assert effect.lost.tolist() == [[10, 10], [0, 30]]
    assert effect.cut_off.tolist() == [10, 30]
    assert effect.after.coverage().n_unreached == 2
    network = today.situation.ground.network
    more = what_if(effect.after, [AddSources(placed(network, [1], [0.5]))])
    assert more.reached.tolist() == [0, 30]
    assert what_if(effect.after, []).place.tolist() == []


def test_a_clinic_in_the_sea_changes_nothing(today):
    effect = what_if(today, [AddSources(placed(today.situation.ground.network, [-1], [0.0]))])
    assert effect.change.off.tolist() == [1]
    assert len(effect.place) == 0
    assert effect.after.by_unit is today.by_unit
    assert not effect.gained.any()
    assert not effect.lost.any()


def test_houses_nearer_to_a_new_road_are_reached_over_it():
    lonlat = [*ROW, [117.0, 0.01], [117.01, 0.01]]
    network = Network.from_edges(lonlat, [[0, 1], [1, 2], [3, 4]], [60.0] * 3)
    points = gpd.GeoSeries(shapely.points([[117.001, 0.004], [117.005, 0.0001], [117.009, 0.0045]]), crs=4326)  # fmt: skip
    houses = snap(network, points, limit_m=450, access_kmh=3.6)
    assert houses.edge.tolist() == [0, 0, -1]
    clinic = situation(ground(network, "to_sources"), placed(network, [0], [0.0]))
    demand = village(houses)
    demand = Demand(points.x.to_numpy(), points.y.to_numpy(), *demand_fields(demand))
    today = served(clinic, demand, houses, limits_s=[300])
    road = AddRoad(np.array([[117.0, 0.0], [117.0, 0.01]]), 36.0, 36.0)
    still = what_if(today, [road])
    assert (still.moved.tolist(), still.place.tolist()) == ([], [])
    effect = what_if(today, [road], off=Off(450, 3.6))
    assert effect.moved.tolist() == [0]
    seconds = effect.after.seconds
    assert seconds[0] == pytest.approx(0.004 * 110574 / 10 + 0.001 * 111319, rel=1e-3)
    assert effect.gained[:, 0].tolist() == [10, 0, 0]
    again = what_if(effect.after, [ChangeSpeed(0.5, edges=[3])])
    assert again.after.seconds[0] == pytest.approx(seconds[0] + 0.004 * 110574 / 10, rel=1e-3)
    with pytest.raises(InputError, match="access_kmh is 0"):
        what_if(today, [road], off=Off(450, 0.0))


def test_a_new_road_puts_nobody_farther_away():
    """Houses nearer to a slow new road stay on the quick one they were on."""
    lonlat = [*ROW, [117.0, 0.01], [117.02, 0.01]]
    network = Network.from_edges(lonlat, [[0, 1], [1, 2], [3, 4]], [60.0] * 3)
    house = gpd.GeoSeries([shapely.Point(117.01, 0.002)], crs=4326)
    houses = snap(network, house, limit_m=450, access_kmh=3.6)
    clinic = situation(ground(network, "to_sources"), placed(network, [0], [0.0]))
    demand = Demand(
        house.x.to_numpy(), house.y.to_numpy(), np.array([10.0]), ints(0), ints(0), np.ones(1), 1
    )
    today = served(clinic, demand, houses, limits_s=[300])
    lane = np.array([[117.0, 0.0], [117.0, 0.003], [117.02, 0.003]])
    slow = what_if(today, [AddRoad(lane, 1.0, 1.0)], off=Off(450, 3.6))
    assert (slow.moved.tolist(), slow.later.tolist()) == ([], [0])
    quick = what_if(today, [AddRoad(lane, 200.0, 200.0)], off=Off(450, 3.6))
    assert (quick.moved.tolist(), quick.sooner.tolist()) == ([0], [10])


def test_people_join_a_bridge_on_land_and_not_over_the_water():
    """A bridge over a strait: who is served when, against Dijkstra of another library."""
    west, east = [[117.0, 0.0], [117.0, 0.02]], [[117.05, 0.0], [117.05, 0.02]]
    network = Network.from_edges([*west, *east], [[0, 1], [2, 3]], [400.0, 400.0])
    strait = barriers_of(gpd.GeoSeries([shapely.box(117.02, -1, 117.04, 1)], crs=4326))
    spots = np.array(
        [[117.01, 0.012], [117.019, 0.013], [117.0195, 0.02], [117.041, 0.009], [117.002, 0.001]]
    )
    houses = snap(network, spots, limit_m=5000, access_kmh=3.6, barriers=strait)
    clinic = situation(ground(network, "to_sources"), placed(network, [1], [1.0]))
    n = len(spots)
    who = np.arange(n, dtype=np.int32)
    demand = Demand(*spots.T.copy(), np.full(n, 10.0), who, who, np.ones(n), n)
    today = served(clinic, demand, houses, limits_s=[900])
    deck = np.array([[117.0, 0.01], [117.05, 0.01]])
    off = Off(3000.0, 3.6, strait)
    effect = what_if(today, [AddRoad(deck, 36.0, 36.0, water=strait)], off=off)

    graph = nx.Graph()
    graph.add_edge("east", "clinic", weight=200.0)
    feet = {0: 117.01, 1: 117.019, 2: 117.0195, 3: 117.041}
    way = ["west", *sorted(feet, key=feet.get), "east"]
    lon = {"west": 117.0, "east": 117.05, **feet}
    for a, b in pairwise(way):
        graph.add_edge(a, b, weight=geodesic(lon[a], 0.01, lon[b], 0.01) / 10.0)
    for house, foot in feet.items():
        graph.add_edge(f"home {house}", house, weight=geodesic(*spots[house], foot, 0.01))
    graph.add_edge("west", "home 4", weight=geodesic(*spots[4], 117.0, spots[4, 1]) + 180.0)
    told = nx.single_source_dijkstra_path_length(graph, "clinic")
    assert effect.after.seconds == pytest.approx([told[f"home {i}"] for i in range(n)], rel=1e-4)
    assert effect.moved.tolist() == [0, 1, 2, 3]
    assert effect.later.tolist() == [0.0] * n
    over = what_if(today, [AddRoad(deck, 36.0, 36.0, frontage=False)], off=off)
    assert (over.after.seconds >= effect.after.seconds - 1e-9).all()
    assert over.after.seconds[2] > effect.after.seconds[2] + 60


def geodesic(*ends):
    return GEOD.inv(*ends)[2]


def ints(*values):
    return np.array(values, dtype=np.int32)


def test_walks_follow_facilities_put_on_and_taken_off(today):
    """The second house stands 100 s on foot from the clinic, and 30 s from a new one."""
    walks = sorted_walks((ints(1), ints(0), np.array([100.0]), np.array([100.0])))
    start = served(
        today.situation, today.demand, today.places, limits_s=today.limits_s, walks=walks
    )
    assert start.seconds[1] == 100.0
    assert start.by_way.seconds.tolist() == today.seconds.tolist()
    gone = what_if(start, [RemoveSources([0])])
    assert np.isnan(gone.after.seconds).all()
    assert gone.cut_off.tolist() == [10, 30]
    new = AddSources(placed(today.situation.ground.network, [-1], [0.0]))
    more = together(walks, sorted_walks((ints(1), ints(1), np.array([30.0]), np.array([30.0]))))
    effect = what_if(start, [new], walks=more)
    assert (effect.place.tolist(), effect.after.owner.tolist()) == ([1], [0, 1])
    assert effect.sooner.tolist() == [0, 30]
    back = what_if(effect.after, [RemoveSources([1])])
    np.testing.assert_array_equal(back.after.seconds, start.seconds)
    np.testing.assert_array_equal(back.after.by_unit, start.by_unit)
    slower = what_if(start, [ChangeSpeed(0.01, edges=[0, 1])])
    assert slower.after.seconds[1] == 100.0


def demand_fields(demand: Demand) -> tuple:
    return demand.amount, demand.unit, demand.cell, demand.share, demand.n_units


def random_edit(today, rng, some_places):
    network, n = today.situation.ground.network, today.situation.ground.n_edges
    known = np.flatnonzero(today.situation.sources.edge >= 0)
    kind = rng.integers(6)
    if kind == 0 or len(known) < 2:
        return AddSources(some_places(network, rng, 2))
    if kind == 1:
        return RemoveSources(rng.choice(known, 1))
    if kind == 2:
        return MoveSources(rng.choice(known, 1), some_places(network, rng, 1))
    if kind == 3:
        return ChangeSpeed(float(rng.uniform(0.2, 5)), edges=rng.choice(n, 3, replace=False))
    if kind == 4:
        return Close(edges=rng.choice(n, 1))
    at = placed(network, rng.integers(0, n, 2), rng.random(2))
    return AddRoad(np.column_stack([at.lon, at.lat]), 2000.0, 3000.0, tolerance_m=100.0)


@given(st.integers(0, 10**6), st.sampled_from(["from_sources", "to_sources"]), st.booleans())
@settings(deadline=None, max_examples=15)
def test_coverage_after_any_edits_is_that_counted_from_scratch(
    town, some_places, seed, direction, snapped
):
    made = town(seed, direction)
    today, rng = made.today, made.rng
    how = {"off": Off(3000.0, 400.0)} if snapped else {}
    for _ in range(6):
        effect = what_if(today, [random_edit(today, rng, some_places)], **how)
        after = effect.after
        anew = served(after.situation, made.demand, after.places, limits_s=after.limits_s)
        assert np.array_equal(after.seconds, anew.seconds, equal_nan=True)
        assert np.array_equal(after.owner, anew.owner)
        full = travel_coverage(made.demand, after.seconds, limits_s=after.limits_s)
        mine = after.coverage()
        assert np.array_equal(mine.table, full.table, equal_nan=True)
        np.testing.assert_allclose(mine.totals, full.totals, rtol=1e-9, atol=1e-9)
        assert mine.n_unreached == full.n_unreached
        conserved(effect)
        today = after


def conserved(effect):
    """Before, gained and lost make after; in units and for all together."""
    for table in (effect.table(), effect.totals()):
        net = table["covered_before"] + table["gained"] - table["lost"]
        np.testing.assert_allclose(net, table["covered_after"], rtol=1e-9, atol=1e-9)
        assert (table[["gained", "lost", "sooner", "later", "reached", "cut_off"]] >= 0).all(
            axis=None
        )
        assert (table["gained"] <= table["sooner"] + 1e-9).all()
        assert (table["lost"] <= table["later"] + 1e-9).all()
        assert (table["sooner"] + table["later"] <= table["total"] + 1e-9).all()
    before, after = effect.before.by_unit[:, -1], effect.after.by_unit[:, -1]
    np.testing.assert_allclose(before - effect.reached + effect.cut_off, after, atol=1e-9)


@given(st.integers(0, 10**6), st.sampled_from(["from_sources", "to_sources"]))
@settings(deadline=None, max_examples=20)
def test_with_other_facilities_times_are_those_of_a_full_search(town, some_places, seed, direction):
    made = town(seed, direction)
    today, rng = made.today, made.rng
    edits = [
        AddSources(some_places(made.network, rng, 2)),
        RemoveSources([1]),
        MoveSources([0], some_places(made.network, rng, 1)),
    ]
    after = what_if(today, edits).after
    found = nearest(made.network, after.situation.sources, made.houses, direction=direction)
    assert np.array_equal(after.seconds, found.seconds, equal_nan=True)
    assert np.array_equal(after.owner, found.owner)


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=20)
def test_nobody_loses_by_a_facility_more_or_a_quicker_road(town, some_places, seed):
    made = town(seed)
    edits = [
        AddSources(some_places(made.network, made.rng, 1)),
        ChangeSpeed(2.0, edges=made.rng.choice(80, 10, replace=False)),
    ]
    for edit in edits:
        effect = what_if(made.today, [edit])
        assert not effect.lost.any()
        assert not effect.later.any()
        assert not effect.cut_off.any()
