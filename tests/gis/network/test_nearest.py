"""Nearest sources: in the head, against networkx, and what must hold whatever the network."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import EmptyInputError, InputError
from gis.network import Network
from gis.network.nearest import k_nearest, nearest
from gis.network.places import placed

LINE = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0], [117.05, 0.0]]


def street(seconds_backward: object = None) -> Network:
    """Nodes 0 - 1 - 2 in a row, 60 s and 30 s apart; node 3 alone."""
    return Network.from_edges(LINE, [[0, 1], [1, 2]], [60.0, 30.0], seconds_backward)


def test_one_source_between_two_nodes():
    network = street()
    found = nearest(network, placed(network, [0], [0.25]), placed(network, [1, 0], [0.5, 0.0]))
    assert found.node_seconds.tolist()[:3] == [15, 45, 75]
    assert np.isnan(found.node_seconds[3])
    assert found.node_owner.tolist() == [0, 0, 0, -1]
    assert found.seconds.tolist() == [60, 15]
    assert found.n_unreached == 0


def test_places_on_one_edge_meet_along_it():
    network = street()
    sources = placed(network, [0, 0], [0.1, 0.9])
    found = nearest(network, sources, placed(network, [0, 0, 0], [0.2, 0.6, 0.9]))
    assert found.seconds == pytest.approx([6, 18, 0])
    assert found.owner.tolist() == [0, 1, 1]


def test_against_a_one_way_street_the_way_goes_round():
    ring = Network.from_edges(LINE[:3], [[0, 1], [1, 2], [2, 0]], [10.0] * 3, [np.inf] * 3)
    source, target = placed(ring, [0], [0.5]), placed(ring, [0], [0.25])
    assert nearest(ring, source, target).seconds == pytest.approx([27.5])
    there = nearest(ring, source, target, direction="to_sources")
    assert there.seconds == pytest.approx([2.5])


def test_a_ring_at_one_node_is_run_its_shorter_way():
    network = Network.from_edges(LINE[:2], [[0, 0], [0, 1]], [40.0, 7.0])
    places = placed(network, [0, 0, 1], [0.1, 0.8, 1.0])
    found = nearest(network, placed(network, [0], [0.9]), places)
    assert found.seconds == pytest.approx([8, 4, 11])


def test_the_way_off_the_network_counts_at_both_ends():
    network = street()
    source = placed(network, [0], [0.0], access_seconds=100.0)
    target = placed(network, [1], [1.0], access_seconds=[5.0])
    assert nearest(network, source, target).seconds.tolist() == [195]
    assert nearest(network, source, target, limit_s=195).seconds.tolist() == [195]
    found = nearest(network, source, target, limit_s=194.9)
    assert np.isnan(found.seconds).all()
    assert (found.owner.tolist(), found.n_unreached) == ([-1], 1)


def test_of_equally_near_sources_the_first_is_taken():
    network = street()
    sources = placed(network, [1, 0, 0], [0.0, 1.0, 1.0])
    found = nearest(network, sources, placed(network, [1], [0.5]))
    assert set(found.node_owner[:3].tolist()) == {0}
    assert found.owner.tolist() == [0]
    several = k_nearest(network, sources, placed(network, [1], [0.5]), k=2)
    assert several.owner.tolist() == [[0, 1]]
    assert several.node_owner[0].tolist() == [0, 1]


def test_what_is_off_the_network_is_told_and_counted():
    network = street()
    found = nearest(network, placed(network, [-1, 0], [0, 0]), placed(network, [-1, 1], [0, 1]))
    assert (found.n_sources_off, found.n_targets_off, found.n_unreached) == (1, 1, 1)
    assert np.isnan(found.seconds[0])
    assert found.owner.tolist() == [-1, 1]


def test_with_all_sources_off_the_network_nothing_is_reached():
    network = street()
    found = nearest(network, placed(network, [-1], [0]), placed(network, [1], [1]))
    assert np.isnan(found.node_seconds).all()
    assert found.n_unreached == 1


def test_a_network_without_edges():
    network = Network.from_edges(LINE, [], [])
    found = nearest(network, placed(network, [-1], [0]), placed(network, [-1], [0]))
    assert np.isnan(found.node_seconds).all()
    assert np.isnan(found.seconds).all()


def test_no_targets_and_no_sources():
    network = street()
    assert nearest(network, placed(network, [0], [0.5])).seconds.shape == (0,)
    assert k_nearest(network, placed(network, [0], [0.5]), k=3).owner.shape == (0, 3)
    with pytest.raises(EmptyInputError, match="no source"):
        nearest(network, placed(network, [], []))


@pytest.mark.parametrize("limit_s", [0, -1, np.nan])
def test_a_limit_that_is_none_is_refused(limit_s):
    network = street()
    with pytest.raises(InputError, match="wanted seconds above 0"):
        nearest(network, placed(network, [0], [0.5]), limit_s=limit_s)


def test_unknown_directions_and_counts_are_refused():
    network = street()
    with pytest.raises(InputError, match="wanted one of from_sources, to_sources"):
        nearest(network, placed(network, [0], [0.5]), direction="both")
    with pytest.raises(InputError, match="k is 0"):
        k_nearest(network, placed(network, [0], [0.5]), k=0)


def times(graph: nx.DiGraph, n_sources: int, group: int) -> list[dict[object, float]]:
    """Seconds from every source to all nodes, by networkx."""
    return [
        nx.single_source_dijkstra_path_length(graph, (group, j), weight="s")
        for j in range(n_sources)
    ]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("direction", ["from_sources", "to_sources"])
@pytest.mark.parametrize("limit_s", [np.inf, 90.0])
def test_times_and_owners_are_those_of_networkx(
    seed, direction, limit_s, random_network, random_places, with_places
):
    network = random_network(seed)
    sources, targets = random_places(network, 7, seed + 100), random_places(network, 40, seed + 200)
    graph = with_places(network, sources, targets)
    if direction == "to_sources":
        graph = graph.reverse()
    lengths = times(graph, len(sources), 0)
    found = nearest(network, sources, targets, direction=direction, limit_s=limit_s)
    several = k_nearest(network, sources, targets, k=3, direction=direction, limit_s=limit_s)
    places = [(1, j) for j in range(len(targets))]
    for names, time, owner, all_times, all_owners in (
        (places, found.seconds, found.owner, several.seconds, several.owner),
        (range(network.n_nodes), found.node_seconds, found.node_owner, several.node_seconds,
         several.node_owner),
    ):  # fmt: skip
        table = np.array([[one.get(name, np.inf) for one in lengths] for name in names])
        table[table > limit_s] = np.inf
        order = np.sort(table, axis=1)[:, :3]
        order[np.isinf(order)] = np.nan
        np.testing.assert_allclose(time, order[:, 0], rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(all_times, order, rtol=1e-12, atol=1e-12)
        reached = np.flatnonzero(owner >= 0)
        assert (np.isnan(time) == (owner < 0)).all()
        np.testing.assert_allclose(table[reached, owner[reached]], time[reached], atol=1e-9)
        for row, who in zip(all_owners, all_owners[:, :1], strict=True):
            assert len(set(row[row >= 0])) == (row >= 0).sum()
            assert who[0] >= 0 or (row < 0).all()
        for j in range(3):
            has = np.flatnonzero(all_owners[:, j] >= 0)
            np.testing.assert_allclose(table[has, all_owners[has, j]], all_times[has, j], atol=1e-9)
    assert found.n_unreached == int(np.isnan(found.seconds).sum())


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=25)
def test_another_facility_never_lengthens_a_time(random_network, random_places, seed):
    network = random_network(seed)
    sources, targets = random_places(network, 6, seed + 1), random_places(network, 30, seed + 2)
    fewer = replace(sources, edge=np.where(np.arange(6) == 3, -1, sources.edge).astype(np.int32))
    more, less = nearest(network, sources, targets), nearest(network, fewer, targets)
    assert not (more.seconds > less.seconds).any()
    assert not (np.isnan(more.seconds) & ~np.isnan(less.seconds)).any()
    same = less.owner == more.owner
    assert (less.seconds[same & (less.owner >= 0)] == more.seconds[same & (less.owner >= 0)]).all()


@given(st.integers(0, 10**6), st.floats(0.05, 1.0))
@settings(deadline=None, max_examples=25)
def test_a_faster_road_never_lengthens_a_time(random_network, seed, factor):
    network = random_network(seed)
    rng = np.random.default_rng(seed)
    faster = np.where(rng.random(network.n_edges) < 0.3, factor, 1.0)
    quick = Network.from_edges(
        np.column_stack([network.lon, network.lat]),
        np.column_stack([network.tail, network.head]),
        network.seconds_forward * faster,
        network.seconds_backward * faster,
    )
    at = (rng.integers(0, network.n_edges, 20), rng.random(20))
    before = nearest(network, placed(network, at[0][:4], at[1][:4]), placed(network, *at))
    after = nearest(quick, placed(quick, at[0][:4], at[1][:4]), placed(quick, *at))
    slower = after.seconds > before.seconds * (1 + 1e-12) + 1e-12
    assert not slower.any()
    assert not (np.isnan(after.seconds) & ~np.isnan(before.seconds)).any()


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=25)
def test_other_names_of_nodes_and_edges_change_nothing(random_network, seed):
    network = random_network(seed)
    rng = np.random.default_rng(seed)
    name, turn = rng.permutation(network.n_nodes), rng.permutation(network.n_edges)
    lonlat = np.empty((network.n_nodes, 2))
    lonlat[name] = np.column_stack([network.lon, network.lat])
    ends = name[np.column_stack([network.tail, network.head])]
    other = Network.from_edges(
        lonlat, ends[turn], network.seconds_forward[turn], network.seconds_backward[turn]
    )
    edge, fraction = rng.integers(0, network.n_edges, 30), rng.random(30)
    places, others = (
        placed(network, edge, fraction),
        placed(other, np.argsort(turn)[edge], fraction),
    )
    few, fews = (
        placed(network, edge[:5], fraction[:5]),
        placed(other, np.argsort(turn)[edge[:5]], fraction[:5]),
    )
    for k in (1, 3):
        one, two = k_nearest(network, few, places, k=k), k_nearest(other, fews, others, k=k)
        assert np.array_equal(one.seconds, two.seconds, equal_nan=True)
        assert np.array_equal(one.owner, two.owner)
        assert np.array_equal(one.node_seconds, two.node_seconds[name], equal_nan=True)
        assert np.array_equal(one.node_owner, two.node_owner[name])


@given(st.integers(0, 10**6), st.floats(1, 200), st.floats(0, 100))
@settings(deadline=None, max_examples=25)
def test_a_tighter_limit_never_reaches_more(random_network, random_places, seed, limit_s, more_s):
    network = random_network(seed)
    sources, targets = random_places(network, 4, seed + 1), random_places(network, 30, seed + 2)
    tight = nearest(network, sources, targets, limit_s=limit_s)
    loose = nearest(network, sources, targets, limit_s=limit_s + more_s)
    reached = tight.owner >= 0
    assert (loose.owner[reached] >= 0).all()
    assert (loose.seconds[reached] == tight.seconds[reached]).all()
    assert (tight.node_owner >= 0).sum() <= (loose.node_owner >= 0).sum()
    assert not (tight.seconds > limit_s).any()
