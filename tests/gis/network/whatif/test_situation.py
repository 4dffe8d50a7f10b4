"""Situations: labels after edits, in the head, and against a search of a network made anew."""

from __future__ import annotations

import pickle

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import InputError
from gis.network import Network
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.whatif.edits import (
    AddRoad,
    AddSources,
    ChangeSpeed,
    Close,
    MoveSources,
    RemoveSources,
    SetSpeed,
)
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import edited, situation

ROW = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0], [117.03, 0.0]]
STEP_M = 1113.1949


def street() -> Network:
    """Nodes 0 - 1 - 2 - 3 in a row, 60 s apart."""
    return Network.from_edges(ROW, [[0, 1], [1, 2], [2, 3]], [60.0] * 3)


def seconds(one) -> list[float]:
    return one.by_node()[0].tolist()


def owner(one) -> list[int]:
    return one.by_node()[1].tolist()


def test_facilities_come_go_and_move():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    assert seconds(first) == [0, 60, 120, 180]
    more = edited(first, [AddSources(placed(network, [2], [1.0]))])
    assert seconds(more.after) == [0, 60, 60, 0]
    assert owner(more.after) == [0, 0, 1, 1]
    assert (more.node.tolist(), more.added.tolist()) == ([2, 3], [1])
    fewer = edited(more.after, [RemoveSources([0])])
    assert seconds(fewer.after) == [180, 120, 60, 0]
    moved = edited(fewer.after, [MoveSources([1], placed(network, [0], [0.5]))])
    assert seconds(moved.after) == [30, 30, 90, 150]
    assert owner(moved.after) == [1] * 4
    assert seconds(first) == [0, 60, 120, 180]


def test_nobody_is_served_when_the_last_facility_goes():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    none = edited(first, [RemoveSources([0])]).after
    assert np.isnan(none.by_node()[0]).all()
    assert owner(none) == [-1] * 4
    back = edited(none, [MoveSources([0], placed(network, [0], [0.0]))]).after
    assert seconds(back) == seconds(first)


def test_roads_close_and_go_at_other_speeds():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    slower = edited(first, [ChangeSpeed(0.5, edges=[1])])
    assert seconds(slower.after) == [0, 60, 180, 240]
    assert slower.node.tolist() == [2, 3]
    again = edited(slower.after, [ChangeSpeed(2.0, lines=[1])])
    assert seconds(again.after) == seconds(first)
    shut = edited(first, [Close(lines=[1])]).after
    np.testing.assert_equal(seconds(shut), [0, 60, np.nan, np.nan])
    sure = edited(first, [SetSpeed(36.0, edges=[0, 2])]).after
    expected = np.cumsum([0, STEP_M / 10, 60, STEP_M / 10])
    np.testing.assert_allclose(seconds(sure), expected, rtol=1e-6)


def test_a_bridge_joins_what_it_comes_to():
    banks = Network.from_edges(
        [*ROW[:2], [117.0, 0.01], [117.01, 0.01]], [[0, 1], [2, 3]], [60.0, 60.0]
    )
    first = situation(ground(banks), placed(banks, [0], [0.0]))
    bridge = AddRoad(np.array([[117.0025, 0.0001], [117.0025, 0.0099]]), 36.0, 36.0)
    change = edited(first, [bridge])
    (road,) = change.roads
    assert (road.edge, road.joins_start, road.joins_stop, road.n_crossings) == (2, 0, 1, 0)
    assert road.length_m == pytest.approx(1105.7, abs=0.1)
    assert road.moved_start_m == pytest.approx(11.06, abs=0.01)
    over = 15 + road.length_m / 10
    expected = [0, 60, over + 15, over + 45, 15, over]
    np.testing.assert_allclose(seconds(change.after), expected, rtol=1e-9)
    assert change.node.tolist() == [2, 3, 4, 5]
    one_way = AddRoad(bridge.lonlat, None, 36.0)
    shut = edited(first, [one_way]).after
    np.testing.assert_allclose(seconds(shut), [0, 60, np.nan, np.nan, 15, np.nan], rtol=1e-9)
    there = situation(ground(banks, "to_sources"), placed(banks, [0], [0.0]))
    np.testing.assert_allclose(seconds(edited(there, [one_way]).after), expected, rtol=1e-9)


def test_a_road_joins_what_it_crosses_if_asked():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    course = np.array([[117.02, 0.01], [117.0225, -0.005], [117.01, -0.01]])
    with pytest.raises(InputError, match="joins nothing"):
        edited(first, [AddRoad(course, 36.0, 36.0)])
    (road,) = edited(first, [AddRoad(course, 36.0, 36.0, crossings=True)]).roads
    assert (road.n_crossings, road.joins_start, road.joins_stop) == (1, -1, -1)
    assert np.isnan(road.moved_start_m)


def test_facilities_in_the_sea_serve_nobody_and_are_told_of():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    change = edited(first, [AddSources(placed(network, [-1], [0.0]))])
    assert (change.off.tolist(), change.added.tolist()) == ([1], [1])
    assert (len(change.node), len(change.edge)) == (0, 0)
    assert seconds(change.after) == seconds(first)


def test_no_edit_changes_nothing():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    for edits in ([], [AddSources(placed(network, [], []))], [RemoveSources([])], [Close([])]):
        change = edited(first, edits)
        assert (len(change.node), len(change.edge)) == (0, 0)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (RemoveSources([1]), "sources: 1 is not there; wanted positions 0 to 0"),
        (RemoveSources([-1]), "sources: -1 is not there"),
        (RemoveSources([0, 0]), "sources: 0 is given more than once"),
        (RemoveSources([0.5]), "wanted positions"),
        (Close(edges=[3]), "edges: 3 is not there; wanted positions 0 to 2"),
        (Close(lines=[7]), "lines: 7 is not there"),
        (Close(), "neither edges nor lines"),
        (Close(edges=[0], lines=[0]), "both given"),
        (ChangeSpeed(0.0, edges=[0]), "factor is 0.0; wanted a finite number above 0"),
        (ChangeSpeed(np.nan, edges=[0]), "factor is nan"),
        (ChangeSpeed(-1.0, lines=[0]), "factor is -1.0"),
        (ChangeSpeed(np.ones(2), edges=[0]), "wanted one number, or 1"),
        (SetSpeed(np.inf, edges=[0]), "kmh is inf"),
        (AddRoad(np.array(ROW[:2]), 0.0, 1.0), "forward_kmh is 0.0"),
        (AddRoad(np.array(ROW[:2]), None, None), "both None"),
        (AddRoad(np.array(ROW[:1]), 1.0, 1.0), "two or more rows"),
        (AddRoad(np.array([ROW[0], ROW[0]]), 1.0, 1.0), "over and over"),
        (AddRoad(np.array([[1.0, np.nan], ROW[0]]), 1.0, 1.0), "no lon/lat"),
        (AddRoad(np.array(ROW[:2]), 1.0, 1.0, tolerance_m=-1.0), "tolerance_m is -1.0"),
        (AddRoad(np.array([[117.0, 0.0], [117.0, 1e-5]]), 1.0, 1.0), "once its ends are joined"),
        (AddRoad(np.array([[118.0, 1.0], [118.1, 1.0]]), 9.0, 9.0), "the road joins nothing"),
        ("a bridge", "str is no edit; wanted one of AddSources"),
    ],
)  # fmt: skip
def test_edits_of_what_is_not_there_are_refused(edit, told):
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    with pytest.raises(InputError, match=told):
        edited(first, [edit])


def test_places_fit_sources_and_edges():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    with pytest.raises(InputError, match="2 places for 1 sources"):
        edited(first, [MoveSources([0], placed(network, [0, 1], [0.0, 0.0]))])
    longer = Network.from_edges(ROW, [[0, 1]] * 4, [60.0] * 4)
    with pytest.raises(InputError, match="places: 3 is no edge; wanted 0 to 2"):
        edited(first, [AddSources(placed(longer, [3], [0.0]))])


def test_a_situation_can_be_sent_to_another_process():
    network = street()
    first = situation(ground(network), placed(network, [0], [0.0]))
    change = pickle.loads(pickle.dumps(edited(first, [Close(edges=[2])])))
    np.testing.assert_equal(seconds(change.after), [0, 60, 120, np.nan])


def same_owners_up_to_ties(mine, theirs, times, made, sources, direction):
    """Where owners differ, both are as near, within a nanosecond."""
    for v in np.flatnonzero(mine != theirs):
        only = placed(made, [sources.edge[mine[v]]], [sources.fraction[mine[v]]],
                      access_seconds=[sources.access_seconds[mine[v]]])  # fmt: skip
        there = nearest(made, only, direction=direction).node_seconds[v]
        assert there == pytest.approx(times[v], abs=1e-9)


@given(st.integers(0, 10**6), st.sampled_from(["from_sources", "to_sources"]), st.booleans())
@settings(deadline=None, max_examples=40)
def test_after_any_edits_labels_are_those_of_a_full_search(
    whatif, random_network, random_places, seed, direction, whole
):
    rng = np.random.default_rng(seed)
    network = random_network(seed)
    if whole:
        # Whole numbers: ties are exact, owners must be the same.
        network = Network.from_edges(
            np.column_stack([network.lon, network.lat]),
            np.column_stack([network.tail, network.head]),
            np.round(network.seconds_forward / 10), np.round(network.seconds_backward / 10),
        )  # fmt: skip
    one = situation(ground(network, direction), random_places(network, 5, seed + 1))
    for _ in range(8):
        before = one
        change = edited(before, [whatif.edit(rng, one)])
        one = change.after
        made, kept = whatif.rebuilt(one)
        sources = whatif.moved(one, made, kept, one.sources)
        expected = nearest(made, sources, direction=direction)
        times, owners = one.by_node()
        np.testing.assert_allclose(times, expected.node_seconds, rtol=1e-12, atol=1e-9)
        same_owners_up_to_ties(owners, expected.node_owner, times, made, sources, direction)
        scratch = situation_anew(one)
        assert np.array_equal(times, scratch[0], equal_nan=True)
        assert np.array_equal(owners, scratch[1])
        n, (old, whose) = before.n_nodes, before.by_node()
        same = (times[:n] == old) | (np.isnan(times[:n]) & np.isnan(old))
        same &= owners[:n] == whose
        assert change.node[change.node < n].tolist() == np.flatnonzero(~same).tolist()


def situation_anew(one):
    """Labels of the same overlay searched from scratch."""
    from gis.network.whatif.labelling import Tags, settle

    tags = Tags(np.full(one.n_nodes, np.inf), np.full(one.n_nodes, -1, dtype=np.int32))
    nothing = np.zeros(0, dtype=np.int32)
    settle(one.paths.both, tags, one.seeds, nothing, nothing)
    return np.where(np.isinf(tags.seconds), np.nan, tags.seconds), tags.owner


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=15)
def test_times_are_those_of_networkx(whatif, random_network, random_places, with_places, seed):
    rng = np.random.default_rng(seed)
    network = random_network(seed)
    one = situation(ground(network), random_places(network, 5, seed + 1))
    one = edited(one, [whatif.edit(rng, one) for _ in range(4)]).after
    made, kept = whatif.rebuilt(one)
    sources = whatif.moved(one, made, kept, one.sources)
    graph = with_places(made, sources)
    starts = [(0, j) for j in np.flatnonzero(sources.edge >= 0)]
    found = nx.multi_source_dijkstra_path_length(graph, starts, weight="s") if starts else {}
    expected = [found.get(v, np.nan) for v in range(made.n_nodes)]
    np.testing.assert_allclose(one.by_node()[0], expected, rtol=1e-12, atol=1e-9)
