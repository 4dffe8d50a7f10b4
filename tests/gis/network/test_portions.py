"""Reached parts of edges: cut where the time is up, all places within it and no others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import EmptyInputError, InputError
from gis.network import Network
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.portions import Portions, drawn, lengths_m, reached_portions

NODES = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]


def street(back: list[float] | None = None) -> Network:
    return Network.from_edges(NODES, [[0, 1], [1, 2]], [60.0, 30.0], back)


def pieces(portions: Portions) -> list[tuple[int, float, float]]:
    columns = (portions.edge.tolist(), portions.start.tolist(), portions.end.tolist())
    return [(e, pytest.approx(a), pytest.approx(b)) for e, a, b in zip(*columns, strict=True)]


def test_both_ways_from_a_place_and_on_into_the_next_edge():
    network = street()
    found = reached_portions(network, placed(network, [0], [0.75]), limit_s=30)
    assert pieces(found) == [(0, 0.25, 1.0), (1, 0.0, 0.5)]
    assert lengths_m(network, found) == pytest.approx(network.length_m * [0.75, 0.5])
    lines = drawn(network, found)
    assert lines[0].coords[0] == pytest.approx((117.0025, 0))
    assert lines[1].coords[-1] == pytest.approx((117.015, 0))


def test_from_both_ends_with_a_gap_between():
    network = street()
    found = reached_portions(network, placed(network, [0, 1], [0.0, 0.0]), limit_s=15)
    assert pieces(found) == [(0, 0, 0.25), (0, 0.75, 1), (1, 0, 0.5)]
    whole = reached_portions(network, placed(network, [0, 1], [0.0, 0.0]), limit_s=30)
    assert pieces(whole) == [(0, 0, 1), (1, 0, 1)]


def test_one_way_edges_are_reached_along_their_direction_only():
    network = street([np.inf, 30.0])
    place = placed(network, [0], [0.5])
    assert pieces(reached_portions(network, place, limit_s=30)) == [(0, 0.5, 1)]
    towards = reached_portions(network, place, limit_s=30, direction="to_sources")
    assert pieces(towards) == [(0, 0, 0.5)]


def test_the_way_off_the_network_takes_its_time():
    network = street()
    place = placed(network, [0], [0.0], access_seconds=[20.0])
    assert pieces(reached_portions(network, place, limit_s=30)) == [(0, 0, 1 / 6)]
    assert pieces(reached_portions(network, place, limit_s=20)) == []


def test_without_a_limit_everything_connected_is_reached():
    network = Network.from_edges([*NODES, [118, 1], [118, 2]], [[0, 1], [1, 2], [3, 4]], [1.0] * 3)
    found = reached_portions(network, placed(network, [0], [0.5]), limit_s=np.inf)
    assert pieces(found) == [(0, 0, 1), (1, 0, 1)]


def test_edges_without_frontage_are_told():
    network = replace(street(), frontage=np.array([False, True]))
    found = reached_portions(network, placed(network, [1], [0.0]), limit_s=10)
    assert found.frontage.tolist() == [False, True]


def test_nothing_reached_and_refusals():
    network = street()
    found = reached_portions(network, placed(network, [-1], [0]), limit_s=10)
    assert (len(found.edge), len(drawn(network, found)), len(lengths_m(network, found))) == (
        0,
        0,
        0,
    )
    with pytest.raises(EmptyInputError, match="no source"):
        reached_portions(network, placed(network, [], []), limit_s=10)
    with pytest.raises(InputError, match="limit_s is 0"):
        reached_portions(network, placed(network, [0], [0]), limit_s=0)


def covered(portions: Portions, edge: np.ndarray, share: np.ndarray) -> np.ndarray:
    inside = np.zeros(len(edge), dtype=bool)
    for e, a, b in zip(portions.edge, portions.start, portions.end, strict=True):
        inside |= (edge == e) & (share >= a - 1e-12) & (share <= b + 1e-12)
    return inside


@given(st.integers(0, 10**6), st.floats(1, 250), st.sampled_from(["from_sources", "to_sources"]))
@settings(deadline=None, max_examples=40)
def test_a_place_is_in_a_portion_when_a_search_reaches_it(
    random_network, random_places, seed, limit_s, direction
):
    network = random_network(seed)
    sources = random_places(network, 4, seed + 1)
    rng = np.random.default_rng(seed)
    edge, share = rng.integers(0, network.n_edges, 400), rng.random(400)
    times = nearest(network, sources, placed(network, edge, share), direction=direction).seconds
    found = reached_portions(network, sources, limit_s=limit_s, direction=direction)
    inside = covered(found, edge, share)
    assert inside[times < limit_s - 1e-9].all()
    assert not inside[~(times <= limit_s + 1e-9)].any()
    assert (found.end > found.start).all()
    same = found.edge[1:] == found.edge[:-1]
    assert (found.start[1:][same] > found.end[:-1][same]).all()


@given(st.integers(0, 10**6), st.floats(1, 100), st.floats(0, 100))
@settings(deadline=None, max_examples=20)
def test_more_time_never_reaches_less(random_network, random_places, seed, limit_s, more_s):
    network = random_network(seed)
    sources = random_places(network, 4, seed + 1)
    tight = reached_portions(network, sources, limit_s=limit_s)
    loose = reached_portions(network, sources, limit_s=limit_s + more_s)
    middle = (tight.start + tight.end) / 2
    for share in (tight.start, middle, tight.end):
        assert covered(loose, tight.edge, share).all()
    assert lengths_m(network, tight).sum() <= lengths_m(network, loose).sum() + 1e-6
