"""Made-up street networks: a jittered grid, a tenth one-way, nodes along a Z-shaped curve."""

from __future__ import annotations

import igraph
import networkit as nk
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gis.network import Network
from gis.network.noding.courses import morton_order
from gis.network.places import Snapped, placed

SEED = 20_261_122
STEP_DEGREES = 0.001
STEP_M = 111.3
SPEEDS_KMH = (20.0, 30.0, 40.0, 60.0)
WITH_DIAGONAL = 0.2
ONE_WAY = 0.1

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]


def streets(side: int) -> Network:
    """Make a grid of side × side nodes: streets to the right and up, and a fifth of the diagonals."""
    rng = np.random.default_rng(SEED)
    row, column = np.divmod(np.arange(side * side), side)
    flat = np.column_stack([column, row]) + rng.uniform(-0.3, 0.3, (side * side, 2))
    lonlat = flat * STEP_DEGREES + [115.0, -0.5 * side * STEP_DEGREES]
    order = morton_order(lonlat)
    name = np.empty(side * side, dtype=np.int64)
    name[order] = np.arange(side * side)
    pairs = name[_pairs(side, rng)]
    placed_at = flat[order]
    metres = STEP_M * np.hypot(*(placed_at[pairs[:, 0]] - placed_at[pairs[:, 1]]).T)
    there = metres / rng.choice(SPEEDS_KMH, len(pairs)) * 3.6
    back = np.where(rng.random(len(pairs)) < ONE_WAY, np.inf, there)
    return Network.from_edges(lonlat[order], pairs, there, back, length_m=metres)


def _pairs(side: int, rng: np.random.Generator) -> Nodes:
    at = np.arange(side * side).reshape(side, side)
    every = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:])]
    some = [(at[:-1, :-1], at[1:, 1:]), (at[:-1, 1:], at[1:, :-1])]
    pairs = [np.column_stack([a.ravel(), b.ravel()]) for a, b in every]
    for a, b in some:
        all_pairs = np.column_stack([a.ravel(), b.ravel()])
        pairs.append(all_pairs[rng.random(len(all_pairs)) < WITH_DIAGONAL])
    return np.concatenate(pairs)


def at_nodes(network: Network, nodes: Nodes) -> Snapped:
    """Put places on nodes: at the end of an arc that leaves there."""
    arc = network.indptr[nodes]
    if not (arc < network.indptr[nodes + 1]).all():
        raise AssertionError("a node has no arc that leaves it")
    edge = network.edge[arc]
    return placed(network, edge, np.where(network.tail[edge] == nodes, 0.0, 1.0))


def some_nodes(network: Network, count: int) -> Nodes:
    """Choose nodes from which an arc leaves, each once."""
    usable = np.flatnonzero(np.diff(network.indptr))
    return np.sort(np.random.default_rng(SEED + 1).choice(usable, count, replace=False))


def as_matrix(network: Network) -> csr_array:
    """Give the arcs as scipy takes them."""
    n = network.n_nodes
    return csr_array((network.seconds, network.neighbour, network.indptr), shape=(n, n))


def _arcs(network: Network) -> tuple[Nodes, Nodes]:
    leave = np.repeat(np.arange(network.n_nodes), np.diff(network.indptr))
    return leave, network.neighbour.astype(np.int64)


def as_igraph(network: Network, sources: Nodes) -> igraph.Graph:
    """Give the arcs as igraph takes them, with one more node before all sources."""
    n = network.n_nodes
    leave, reach = _arcs(network)
    ends = np.column_stack([np.r_[leave, np.full(len(sources), n)], np.r_[reach, sources]])
    graph = igraph.Graph(n=n + 1, edges=ends, directed=True)
    graph.es["seconds"] = np.r_[network.seconds, np.zeros(len(sources))]
    return graph


def as_networkx(network: Network) -> nx.DiGraph:
    """Give the arcs as networkx takes them."""
    leave, reach = _arcs(network)
    graph = nx.DiGraph()
    graph.add_nodes_from(range(network.n_nodes))
    graph.add_weighted_edges_from(
        zip(leave.tolist(), reach.tolist(), network.seconds.tolist(), strict=True)
    )
    return graph


def as_networkit(network: Network) -> nk.Graph:
    """Give the arcs as networkit takes them."""
    leave, reach = _arcs(network)
    ends = (leave.astype(np.uint64), reach.astype(np.uint64))
    return nk.GraphFromCoo((network.seconds, ends), n=network.n_nodes, weighted=True, directed=True)
