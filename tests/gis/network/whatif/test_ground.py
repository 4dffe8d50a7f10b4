"""Ground: edges by their nodes, arcs both ways round, restricted turns."""

from __future__ import annotations

import numpy as np
import pytest

from gis.errors import InputError
from gis.network import Network, segment_index
from gis.network.turns.copies import restricted
from gis.network.whatif.ground import ground

ROW = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]


def test_edges_are_found_by_their_nodes_each_once():
    network = Network.from_edges(ROW, [[0, 1], [1, 2], [1, 1], [1, 0]], [60.0] * 4)
    made = ground(network)
    first, edge = made.at_nodes
    assert [edge[first[i] : first[i + 1]].tolist() for i in range(3)] == [[0, 3], [0, 1, 2, 3], [1]]
    assert (made.n_nodes, made.n_edges, len(made.turns)) == (3, 4, 0)


def test_arcs_turn_round_with_the_direction(random_network):
    network = random_network(5)
    there, back = ground(network), ground(network, "to_sources")
    assert np.array_equal(there.out.neighbour, network.neighbour)
    assert np.array_equal(back.into.indptr, network.indptr)
    assert np.array_equal(there.into.seconds, back.out.seconds)


def test_turns_are_walked_in_the_direction_of_the_search():
    network = restricted(Network.from_edges(ROW, [[0, 1], [1, 2]], [60.0, 60.0]), [[1, 2]])
    there, back = ground(network).turns, ground(network, "to_sources").turns
    assert len(there) == (network.edge < 0).sum() > 0
    assert sorted(map(tuple, there)) == sorted(map(tuple, back[:, ::-1]))


def test_an_index_is_kept_and_an_unknown_direction_refused():
    network = Network.from_edges(ROW, [[0, 1]], [60.0])
    index = segment_index(network)
    assert ground(network, index=index).index is index
    with pytest.raises(InputError, match="wanted one of from_sources, to_sources"):
        ground(network, "both")
