"""Links joined to edges."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.network.noding.chains import chains_of


def walked(pairs, forward=None, backward=None, kind=None):
    """Give the places along each edge."""
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    count = len(ends)
    yes = np.ones(count, dtype=bool)
    chains = chains_of(
        ends,
        int(ends.max(initial=-1)) + 1,
        yes if forward is None else np.array(forward),
        yes if backward is None else np.array(backward),
        np.zeros(count, np.int64) if kind is None else np.array(kind),
    )
    edges = []
    for first, last in zip(chains.offsets[:-1], chains.offsets[1:], strict=True):
        steps = [
            tuple(ends[link][::-1] if turned else ends[link])
            for link, turned in zip(chains.link[first:last], chains.turned[first:last], strict=True)
        ]
        assert all(a[1] == b[0] for a, b in itertools.pairwise(steps))
        edges.append([int(steps[0][0]), *(int(b) for _, b in steps)])
    return edges


def test_a_way_and_a_fork():
    assert walked([[0, 1], [2, 1], [2, 3]]) == [[0, 1, 2, 3]]
    assert walked([[0, 1], [1, 2], [1, 3]]) == [[0, 1], [1, 2], [1, 3]]


def test_rings():
    assert walked([[0, 1], [1, 2], [2, 0]]) == [[0, 1, 2, 0]]
    assert walked([[0, 1], [1, 0]]) == [[0, 1, 0]]
    assert walked([[3, 0], [0, 1], [1, 2], [2, 0]]) == [[0, 3], [0, 1, 2, 0]]


def test_directions_go_on():
    assert len(walked([[0, 1], [1, 2]], [True, True], [False, False])) == 1
    assert len(walked([[0, 1], [2, 1]], [True, False], [False, True])) == 1
    assert len(walked([[0, 1], [2, 1]], [True, True], [False, False])) == 2
    assert len(walked([[0, 1], [1, 2]], [True, True], [False, True])) == 2


def test_kinds_part():
    assert len(walked([[0, 1], [1, 2]], kind=[0, 1])) == 2


def test_no_links():
    assert walked([]) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda p: p[0] != p[1]), max_size=15
    )
)
def test_every_link_is_in_one_edge_and_only_passed_places_vanish(pairs):
    edges = walked(pairs)
    steps = [tuple(sorted(pair)) for edge in edges for pair in itertools.pairwise(edge)]
    assert sorted(steps) == sorted(tuple(sorted(pair)) for pair in pairs)
    graph = nx.MultiGraph(pairs)
    nodes = {place for edge in edges for place in (edge[0], edge[-1])}
    assert {place for place, degree in graph.degree if degree != 2} <= nodes
    for edge in edges:
        assert all(graph.degree(place) == 2 for place in edge[1:-1])
    rings = [
        part for part in nx.connected_components(graph) if all(graph.degree(p) == 2 for p in part)
    ]
    passed = {place for place, degree in graph.degree if degree == 2}
    assert len(nodes & passed) == len(rings)


def test_a_kept_place_stays_a_node():
    way = np.array([[0, 1], [1, 2], [2, 3]])
    yes, kind = np.ones(3, dtype=bool), np.zeros(3, dtype=np.int64)
    kept = np.array([False, True, False, False])
    chains = chains_of(way, 4, yes, yes, kind, kept)
    assert (chains.link.tolist(), chains.offsets.tolist()) == ([0, 1, 2], [0, 1, 3])
