"""Overlays: the arcs of a network with edges in pieces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gis.network import Network
from gis.network.whatif.ground import ground
from gis.network.whatif.overlay import edges_at, no_overlay, paths
from gis.network.whatif.pieces import cut, no_pieces, opened

ROW = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]


def arcs(ways, u: int) -> list[tuple[int, float]]:
    r = ways.row[u]
    graph, i = (ways.base, u) if r < 0 else (ways.more, r)
    part = slice(*graph.indptr[i : i + 2])
    pairs = zip(graph.neighbour[part].tolist(), graph.seconds[part].tolist(), strict=True)
    return sorted(pairs)


def test_nothing_over_a_network_leaves_its_arcs():
    made = ground(Network.from_edges(ROW, [[0, 1], [1, 2]], [60.0, 60.0]))
    both, altered = paths(made, no_overlay())
    assert len(altered) == 0
    assert arcs(both.out, 1) == [(0, 60.0), (2, 60.0)]


def test_a_cut_edge_is_walked_in_pieces_and_as_a_whole():
    network = Network.from_edges(ROW, [[0, 1], [1, 2], [0, 1]], [60.0, 60.0, 90.0])
    made = ground(network)
    edge = np.array([0], dtype=np.int32)
    done = cut(opened(no_pieces(), made.edges, edge), edge, np.array([0.25]), 3)
    place = np.array([117.0025]), np.array([0.0])
    both, altered = paths(
        made, replace(no_overlay(), pieces=done.pieces, lon=place[0], lat=place[1])
    )
    assert altered.tolist() == [0, 1, 3]
    assert arcs(both.out, 0) == [(1, 60.0), (1, 90.0), (3, 15.0)]
    assert arcs(both.out, 3) == [(0, 15.0), (1, 45.0)]
    assert arcs(both.out, 2) == [(1, 60.0)]
    assert arcs(both.into, 1) == [(0, 60.0), (0, 90.0), (2, 60.0), (3, 45.0)]


def test_edges_at_nodes_are_listed_once():
    made = ground(Network.from_edges(ROW, [[0, 1], [1, 2]], [60.0, 60.0]))
    assert edges_at(made, np.array([0, 1], dtype=np.int32)).tolist() == [0, 1]
    assert edges_at(made, np.zeros(0, dtype=np.int32)).tolist() == []
