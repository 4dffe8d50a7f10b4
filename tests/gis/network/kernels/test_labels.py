"""Labels of nodes against scipy's search, on plain arrays."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis.network.kernels.labels import forget, nearest_labels, new_labels, owners, spread
from gis.network.kernels.piles import Graph, Seeds, new_stack, span_of


def graph_of(rng: np.random.Generator, n: int, m: int, longest: float) -> Graph:
    """Arcs between random nodes, no pair twice, times over some powers of ten."""
    pair = np.unique(rng.integers(0, n, m) * n + rng.integers(0, n, m))
    leave, reach = np.divmod(pair, n)
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(leave, minlength=n), out=indptr[1:])
    seconds = 10 ** rng.uniform(-2, np.log10(longest), len(pair))
    return Graph(indptr, reach.astype(np.int32), seconds)


def seeds_of(node: list[int], seconds: list[float], owner: list[int] | None = None) -> Seeds:
    owners = range(len(node)) if owner is None else owner
    return Seeds(
        np.array(node, dtype=np.int32),
        np.array(seconds, dtype=np.float64),
        np.array(owners, dtype=np.int32),
    )


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("longest", [1.0, 1e6])
def test_seconds_and_owners_are_those_of_scipy(seed, longest):
    rng = np.random.default_rng(seed)
    graph = graph_of(rng, 400, 1500, longest)
    nodes = rng.choice(400, 9, replace=False)
    found = nearest_labels(graph, seeds_of(list(nodes), [0.0] * 9))
    matrix = csr_array((graph.seconds, graph.neighbour, graph.indptr), shape=(400, 400))
    seconds, _, nearest = dijkstra(matrix, indices=nodes, min_only=True, return_predecessors=True)
    assert np.array_equal(found.seconds, seconds)
    reached = np.isfinite(seconds)
    assert np.array_equal(nodes[owners(found)[reached]], nearest[reached])
    assert (owners(found)[~reached] == -1).all()


def test_seeds_start_late_and_the_limit_is_kept():
    chain = Graph(np.array([0, 1, 2, 2]), np.array([1, 2], dtype=np.int32), np.array([10.0, 10.0]))
    late = seeds_of([0, 1, 0], [5e5, 5e5 + 3, np.inf])
    assert nearest_labels(chain, late).seconds.tolist() == [5e5, 5e5 + 3, 5e5 + 13]
    assert nearest_labels(chain, late, 5e5 + 3).seconds.tolist() == [5e5, 5e5 + 3, np.inf]
    assert owners(nearest_labels(chain, late, 1.0)).tolist() == [-1, -1, -1]


def test_arcs_of_no_time_hand_on_the_lowest_owner():
    ring = Graph(np.array([0, 1, 2, 3]), np.array([1, 2, 0], dtype=np.int32), np.zeros(3))
    found = nearest_labels(ring, seeds_of([2, 0, 1], [4.0, 4.0, 4.0], [5, 3, 9]))
    assert owners(found).tolist() == [3, 3, 3]


def test_no_seeds_no_nodes():
    empty = Graph(np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0))
    assert len(nearest_labels(empty, seeds_of([], [])).seconds) == 0


def test_labels_serve_again_and_added_seeds_correct_them():
    rng = np.random.default_rng(3)
    graph = graph_of(rng, 300, 1200, 100.0)
    span, labels, stack = span_of(graph, 400.0), new_labels(300), new_stack()
    stack, found = spread(graph, seeds_of([7], [0.0]), labels, stack, span)
    assert sorted(labels.touched[:found]) == list(np.flatnonzero(np.isfinite(labels.seconds)))
    spread(graph, seeds_of([9], [0.0], [1]), labels, stack, span)
    both = nearest_labels(graph, seeds_of([7, 9], [0.0, 0.0]), 400.0)
    assert np.array_equal(labels.seconds, both.seconds)
    assert np.array_equal(owners(labels), owners(both))
    labels = new_labels(300)
    stack, found = spread(graph, seeds_of([7], [0.0]), labels, stack, span)
    forget(labels, found)
    assert np.isinf(labels.seconds).all()
    assert (owners(labels) == -1).all()


def test_piles_grow():
    """A star: more nodes on one pile than it had room for."""
    n = 5000
    indptr = np.r_[0, np.full(n, n - 1)].astype(np.int64)
    star = Graph(indptr, np.arange(1, n, dtype=np.int32), np.full(n - 1, 2.0))
    assert nearest_labels(star, seeds_of([0], [0.0])).seconds.sum() == 2.0 * (n - 1)
