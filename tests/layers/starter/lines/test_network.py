"""The road graph: trees, relative neighbours against brute force, routes."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.starter.lines import network

LAND = shapely.box(-1, -1, 101, 101)
NO_RIVER = np.empty(0, dtype=object)


def links(xy: np.ndarray, land=LAND, rivers=NO_RIVER, island=None) -> network.Candidates:
    home = np.zeros(len(xy), dtype=np.intp) if island is None else np.asarray(island)
    return network.candidates(xy, home, land, np.array(rivers, dtype=object))


SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 11.0]])


def test_candidates_of_a_square():
    found = links(SQUARE)
    assert len(found.ends) == 5
    assert not found.crosses.any()
    assert not found.at_sea.any()
    assert found.length.tolist() == pytest.approx(found.cost.tolist())


def test_a_river_makes_links_dear():
    river = shapely.LineString([(5, -5), (5, 20)])
    found = links(SQUARE, rivers=[river])
    across = found.cost > found.length
    assert across.tolist() == found.crosses.tolist()
    assert across.sum() == 3


def test_links_never_join_islands():
    found = links(SQUARE, island=[0, 0, 1, 1])
    assert sorted(map(tuple, found.ends.tolist())) == [(0, 1), (2, 3)]


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 40), st.integers(0, 10_000))
def test_chosen_links_join_everything_sparsely(n, seed):
    xy = np.random.default_rng(seed).uniform(0, 100, (n, 2))
    found = links(xy)
    chosen = network.chosen_links(found, xy)
    assert network.n_networks(found.ends[chosen], n) == 1
    assert n - 1 <= chosen.sum() <= 3 * n


@settings(max_examples=30, deadline=None)
@given(st.integers(5, 30), st.integers(0, 10_000))
def test_relative_neighbours_equal_the_definition(n, seed):
    xy = np.random.default_rng(seed).uniform(0, 100, (n, 2))
    found = links(xy)
    gap = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    wanted = []
    for i, j in found.ends:
        others = np.delete(np.maximum(gap[i], gap[j]), [i, j])
        wanted.append(bool(others.min() >= gap[i, j]))
    assert network.relative_neighbours(xy, found.ends).tolist() == wanted


def test_route_goes_round_the_dear_link():
    xy = np.array([[0.0, 0.0], [10.0, 0.0], [5.0, 6.0], [5.0, -40.0]])
    river = shapely.LineString([(5, -2), (5, 2)])
    legs = network.route(links(xy, rivers=[river]), 4, np.array([0, 1]))
    assert set(legs) == {(0, 2), (1, 2)}


def test_route_of_one_stop_is_empty():
    assert network.route(links(SQUARE), 4, np.array([2])) == []


def test_n_networks_counts_lonely_nodes():
    assert network.n_networks(np.array([[0, 1], [2, 3]]), 6) == 4
