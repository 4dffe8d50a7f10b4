"""Arcs and components, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gis.network.arcs import HalfNodes, components, search_arcs


@st.composite
def edges(draw):
    """A small multigraph with one-way edges, rings and parallel edges."""
    n = draw(st.integers(1, 8))
    node = st.integers(0, n - 1)
    time = st.sampled_from([0.5, 1.0, 2.0, 3.0, np.inf])
    rows = draw(st.lists(st.tuples(node, node, time, time), max_size=20))
    table = np.array(rows, dtype=float).reshape(-1, 4)
    return n, table[:, :2].astype(np.int32), table[:, 2:]


@given(edges())
def test_arcs_are_the_quickest_of_each_pair(network):
    n, ends, seconds = network
    quickest = {}
    for (tail, head), (there, back) in zip(ends.tolist(), seconds.tolist(), strict=True):
        for pair, time in (((tail, head), there), ((head, tail), back)):
            if pair[0] != pair[1] and np.isfinite(time):
                quickest[pair] = min(time, quickest.get(pair, np.inf))
    arcs = search_arcs(n, ends, seconds)
    tails = np.repeat(np.arange(n), np.diff(arcs.indptr))
    pairs = zip(tails.tolist(), arcs.neighbour.tolist(), strict=True)
    found = dict(zip(pairs, arcs.seconds.tolist(), strict=True))
    assert found == quickest
    assert len(arcs.neighbour) == len(quickest)
    for at, edge, ahead, time in zip(tails, arcs.edge, arcs.forward, arcs.seconds, strict=True):
        assert ends[edge, 0 if ahead else 1] == at
        assert seconds[edge, 0 if ahead else 1] == time


@given(edges())
def test_components_are_those_of_networkx(network):
    n, ends, _ = network
    graph = nx.MultiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(ends.tolist())
    expected = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    label = components(n, ends)
    assert [set(np.flatnonzero(label == k)) for k in range(len(expected))] == expected


def test_many_parallel_edges_do_not_vanish():
    assert components(2, np.tile(np.array([0, 1], dtype=np.int32), (256, 1))).tolist() == [0, 0]


def test_turns_are_arcs_of_no_time_without_an_edge():
    # One street of which both ends are left by nodes of their own.
    arrive, depart = np.array([[0, 1]], np.int32), np.array([[2, 3]], np.int32)
    turns = np.array([[0, 2], [1, 3]], np.int32)
    arcs = search_arcs(4, HalfNodes(arrive, depart), np.array([[5.0, 7.0]]), turns)
    assert arcs.indptr.tolist() == [0, 1, 2, 3, 4]
    assert arcs.neighbour.tolist() == [2, 3, 1, 0]
    assert arcs.seconds.tolist() == [0, 0, 5, 7]
    assert arcs.edge.tolist() == [-1, -1, 0, 0]
    assert arcs.forward.tolist() == [False, False, True, False]
