"""The k nearest owners of nodes, against one search by scipy for each of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.network.kernels.piles import Graph, Seeds
from gis.network.kernels.several import nearest_ranks, ranked


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [1, 2, 4, 12])
@pytest.mark.parametrize("limit", [np.inf, 30.0])
def test_ranks_are_the_sorted_searches_of_scipy(seed, k, limit):
    rng = np.random.default_rng(seed)
    dense = np.where(rng.random((150, 150)) < 0.02, rng.uniform(0.5, 40, (150, 150)), 0)
    dense[rng.integers(0, 150, 5), rng.integers(0, 150, 5)] = 5000.0
    matrix = csr_array(dense)
    graph = Graph(
        matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data.copy()
    )
    node = rng.choice(150, 9, replace=False)
    seeds = Seeds(node.astype(np.int32), np.zeros(9), np.arange(9, dtype=np.int32))
    ranks = nearest_ranks(graph, seeds, k, limit)
    table = dijkstra(matrix, indices=node, limit=limit).T
    wanted = np.full((150, k), np.inf)
    wanted[:, : min(k, 9)] = np.sort(table, axis=1)[:, :k]
    assert np.array_equal(ranks.seconds, wanted)
    row, column = np.nonzero(ranks.owner >= 0)
    assert np.array_equal(table[row, ranks.owner[row, column]], ranks.seconds[row, column])
    assert ((ranks.owner < 0) == np.isinf(ranks.seconds)).all()


def test_an_owner_with_two_seeds_takes_one_rank():
    chain = Graph(np.array([0, 1, 1]), np.array([1], dtype=np.int32), np.array([4.0]))
    seeds = Seeds(
        np.array([0, 1, 1], dtype=np.int32),
        np.array([0.0, 3.0, 9.0]),
        np.array([0, 0, 1], dtype=np.int32),
    )
    ranks = nearest_ranks(chain, seeds, 3)
    assert ranks.seconds.tolist() == [[0, np.inf, np.inf], [3, 9, np.inf]]
    assert ranks.owner.tolist() == [[0, -1, -1], [0, 1, -1]]


def test_ranks_by_hand():
    """A mark is twice the owner and two, one more where the neighbours are told."""
    seconds, mark = np.full((1, 3), np.inf), np.zeros((1, 3), dtype=np.int32)
    four, six, eight = 4, 6, 8
    assert ranked(seconds, mark, 0, 5.0, six)
    assert not ranked(seconds, mark, 0, 5.0, six)
    mark[0, 0] |= 1
    assert not ranked(seconds, mark, 0, 7.0, six)
    assert ranked(seconds, mark, 0, 5.0, four)
    assert mark.tolist() == [[four, six | 1, 0]]
    assert ranked(seconds, mark, 0, 4.0, six)
    assert mark.tolist() == [[six, four, 0]]
    assert ranked(seconds, mark, 0, 9.0, eight)
    assert not ranked(seconds, mark, 0, 9.0, 10)
    assert ranked(seconds, mark, 0, 8.0, 10)
    assert seconds.tolist() == [[4, 5, 8]]
