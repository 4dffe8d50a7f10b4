"""Tables of travel times: their pairs, their blocks, what they count."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

import gis.network.tables as tables
from gis.errors import EmptyInputError, InputError
from gis.network import Network
from gis.network.nearest import nearest
from gis.network.places import placed
from gis.network.tables import many_to_many


def dense(blocks, n_sources: int, n_targets: int) -> np.ndarray:
    table = np.full((n_sources, n_targets), np.inf)
    for block in blocks:
        assert np.isinf(table[block.source, block.target]).all()
        assert ((block.source >= block.first) & (block.source < block.last)).all()
        table[block.source, block.target] = block.seconds
        pairs = (block.last - block.first) * n_targets
        assert block.n_unreached == pairs - len(block.source)
    return table


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("direction", ["from_sources", "to_sources"])
@pytest.mark.parametrize("limit_s", [np.inf, 80.0])
def test_pairs_are_those_of_networkx(
    seed, direction, limit_s, random_network, random_places, with_places
):
    network = random_network(seed)
    sources, targets = random_places(network, 12, seed + 1), random_places(network, 25, seed + 2)
    graph = with_places(network, sources, targets)
    graph = graph.reverse() if direction == "to_sources" else graph
    wanted = np.full((12, 25), np.inf)
    for i in range(12):
        lengths = nx.single_source_dijkstra_path_length(graph, (0, i), weight="s")
        wanted[i] = [lengths.get((1, j), np.inf) for j in range(25)]
    wanted[wanted > limit_s] = np.inf
    blocks = many_to_many(network, sources, targets, limit_s=limit_s, direction=direction)
    np.testing.assert_allclose(dense(blocks, 12, 25), wanted, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("threads", [1, 3])
def test_blocks_come_in_order_and_hold_every_source_once(
    threads, monkeypatch, random_network, random_places
):
    monkeypatch.setattr(tables, "BLOCK_PAIRS", 100)
    network = random_network(5)
    sources, targets = random_places(network, 47, 6), random_places(network, 20, 7)
    blocks = list(many_to_many(network, sources, targets, limit_s=200, threads=threads))
    assert [(b.first, b.last) for b in blocks] == [(i, min(i + 5, 47)) for i in range(0, 47, 5)]
    columns = dense(blocks, 47, 20).min(axis=0)
    soonest = nearest(network, sources, targets, limit_s=200).seconds
    np.testing.assert_array_equal(np.where(np.isinf(columns), np.nan, columns), soonest)


def test_blocks_left_over_are_not_waited_for_in_vain(random_network, random_places):
    network = random_network(5)
    places = random_places(network, 200, 6)
    blocks = many_to_many(network, places, places, limit_s=50)
    assert next(blocks).first == 0
    blocks.close()


def test_degenerate_tables():
    network = Network.from_edges([[117, 0], [117.01, 0]], [[0, 1]], [60.0])
    here, nowhere = placed(network, [0], [0.5]), placed(network, [-1], [0])
    (block,) = many_to_many(network, here, placed(network, [], []), limit_s=60)
    assert (len(block.source), block.n_unreached) == (0, 0)
    (block,) = many_to_many(network, nowhere, here, limit_s=60)
    assert (len(block.source), block.n_unreached) == (0, 1)
    (block,) = many_to_many(network, here, here, limit_s=60)
    assert block.seconds.tolist() == [0]


def test_refusals_come_at_once():
    network = Network.from_edges([[117, 0], [117.01, 0]], [[0, 1]], [60.0])
    here = placed(network, [0], [0.5])
    with pytest.raises(EmptyInputError, match="no source"):
        many_to_many(network, placed(network, [], []), here, limit_s=1)
    with pytest.raises(InputError, match="limit_s is -1"):
        many_to_many(network, here, here, limit_s=-1)
    with pytest.raises(InputError, match="threads is 0"):
        many_to_many(network, here, here, limit_s=1, threads=0)
