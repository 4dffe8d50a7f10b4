"""Limited searches from many sources, against scipy's table of all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array, random_array
from scipy.sparse.csgraph import dijkstra

from gis.network.kernels.arrivals import Stops, by_edge, unrestricted
from gis.network.kernels.limited import goals_of, new_desk, search_block, widened
from gis.network.kernels.piles import Graph, span_of


@pytest.mark.parametrize("limit", [0.5, 2.0, np.inf])
def test_pairs_are_those_of_scipy_and_the_desk_is_left_clean(limit):
    rng = np.random.default_rng(8)
    matrix = csr_array(random_array((80, 80), density=0.05, rng=rng))
    matrix.setdiag(0.0)
    matrix.eliminate_zeros()
    graph = Graph(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data)
    node, none = np.arange(80, dtype=np.int32), np.full(80, np.inf)
    edges = unrestricted(node, node, none, none)
    stops = Stops(node, np.zeros(80), np.zeros(80), np.zeros(80), np.zeros(80))
    goals = goals_of(stops, by_edge(node, 80), edges, 80)
    desk = new_desk(80, 80)
    source, target, seconds = search_block(
        graph, edges, (stops, 5, 45), goals, desk, span_of(graph, limit)
    )
    table = np.full((80, 80), np.inf)
    table[source, target] = seconds
    wanted = np.full((80, 80), np.inf)
    wanted[5:45] = dijkstra(matrix, indices=range(5, 45), limit=limit)
    assert np.array_equal(table, wanted)
    assert len(np.unique(source.astype(int) * 80 + target)) == len(source)
    assert np.isinf(desk.best).all()
    assert np.isinf(desk.labels.seconds).all()


def test_widened_keeps_values_and_kind():
    wide = widened(np.array([3, 4], dtype=np.int32), 5)
    assert (wide[:2].tolist(), len(wide), wide.dtype) == ([3, 4], 10, np.int32)
