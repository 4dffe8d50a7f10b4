"""Arcs turned round, against the transposed matrix of scipy."""

from __future__ import annotations

import numpy as np
from scipy.sparse import random_array

from gis.network.kernels.piles import Graph
from gis.network.kernels.turning import turned


def test_turned_arcs_are_the_transposed_matrix():
    matrix = random_array((60, 60), density=0.08, format="csr", rng=np.random.default_rng(1))
    graph = turned(
        Graph(matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32), matrix.data)
    )
    other = matrix.T.tocsr()
    assert np.array_equal(graph.indptr, other.indptr)
    assert np.array_equal(graph.neighbour, other.indices)
    assert np.array_equal(graph.seconds, other.data)


def test_a_graph_without_arcs():
    none = Graph(np.zeros(4, np.int64), np.zeros(0, np.int32), np.zeros(0))
    assert turned(none).indptr.tolist() == [0, 0, 0, 0]
