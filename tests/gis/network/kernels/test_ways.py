"""Quickest ways on plain arrays, against networkx."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from gis.network.kernels.piles import Graph, Seeds
from gis.network.kernels.ways import way


def seeds_of(node: int, seconds: float = 0.0) -> Seeds:
    return Seeds(np.array([node], np.int32), np.array([seconds]), np.zeros(1, np.int32))


def goal_of(*nodes: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array(nodes, dtype=np.int32), np.zeros(len(nodes))


@pytest.mark.parametrize("seed", range(15))
def test_seconds_and_arcs_make_the_quickest_way(seed):
    rng = np.random.default_rng(seed)
    pair = np.unique(rng.integers(0, 60 * 60, 200))
    leave, reach = np.divmod(pair, 60)
    indptr = np.r_[0, np.cumsum(np.bincount(leave, minlength=60))]
    seconds = rng.choice([0.0, 0.5, 3.0, 4000.0], len(pair), p=[0.1, 0.4, 0.45, 0.05])
    graph = Graph(indptr.astype(np.int64), reach.astype(np.int32), seconds)
    oracle = nx.DiGraph()
    oracle.add_nodes_from(range(60))
    oracle.add_weighted_edges_from(zip(leave, reach, seconds, strict=True))
    lengths = nx.single_source_dijkstra_path_length(oracle, 3)
    for goal in range(60):
        best, arcs, last = way(graph, seeds_of(3, 2.0), goal_of(goal))
        if goal not in lengths:
            assert (best, len(arcs), last) == (np.inf, 0, -1)
            continue
        assert best == pytest.approx(2.0 + lengths[goal], abs=1e-9)
        assert 2.0 + seconds[arcs].sum() == pytest.approx(best, abs=1e-9)
        stops = [3, *reach[arcs]]
        assert stops[:-1] == leave[arcs].tolist()
        assert stops[-1] == goal


def test_of_two_goals_the_nearer_and_none_beyond_the_limit():
    chain = Graph(np.array([0, 1, 2, 2]), np.array([1, 2], dtype=np.int32), np.array([10.0, 10.0]))
    assert way(chain, seeds_of(0), goal_of(2, 1))[2] == 1
    assert way(chain, seeds_of(0), (np.array([2, 1], np.int32), np.array([0.0, 15.0])))[0] == 20
    assert way(chain, seeds_of(0), goal_of(2), 19.9)[2] == -1
    assert way(chain, seeds_of(0), goal_of(2), 20.0)[0] == 20
