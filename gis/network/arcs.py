"""Arcs: the graph that a search walks, parallel edges reduced to the quickest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Arcs by the node they leave: those of node i are ``indptr[i]`` to ``indptr[i + 1]``.

    Attributes
    ----------
    indptr
        int64, n + 1.
    neighbour, seconds, edge, forward
        Node reached (int32), seconds (float64), edge used (int32; -1: a turn at a
        node), and whether it is used from its tail to its head (bool); one entry per arc.
    """

    indptr: NDArray[np.int64]
    neighbour: NDArray[np.int32]
    seconds: NDArray[np.float64]
    edge: NDArray[np.int32]
    forward: NDArray[np.bool_]


class HalfNodes(NamedTuple):
    """Nodes at both ends of m edges, m × 2 int32, the tail's first.

    `arrive` is where a traveller gets who comes along the edge to that end, `depart`
    where he stands who sets out on it from there: one node but where turns are
    restricted.
    """

    arrive: NDArray[np.int32]
    depart: NDArray[np.int32]


def search_arcs(
    n_nodes: int,
    ends: NDArray[np.int32] | HalfNodes,
    seconds: NDArray[np.float64],
    turns: NDArray[np.int32] | None = None,
) -> Arcs:
    """Turn edges into arcs, one per ordered pair of nodes: the quickest, then the first.

    A sparse matrix made from parallel edges would add their times up.

    Parameters
    ----------
    n_nodes
        How many nodes there are.
    ends
        Tail and head of each edge, m × 2, or its `HalfNodes`.
    seconds
        Time forward and backward, m × 2; an infinite one gives no arc.
    turns
        Pairs of nodes joined by an arc of no time, t × 2, none of them joined by an edge.

    Examples
    --------
    >>> both = np.array([[0, 1], [0, 1]], dtype=np.int32)
    >>> search_arcs(2, both, np.array([[5.0, np.inf], [7.0, np.inf]])).seconds.tolist()
    [5.0]
    """
    arrive, depart = ends if isinstance(ends, HalfNodes) else (ends, ends)
    m = len(arrive)
    leave = np.concatenate([depart[:, 0], depart[:, 1]])
    reach = np.concatenate([arrive[:, 1], arrive[:, 0]])
    time = np.concatenate([seconds[:, 0], seconds[:, 1]])
    if turns is not None:
        leave, reach = np.concatenate([leave, turns[:, 0]]), np.concatenate([reach, turns[:, 1]])
        time = np.concatenate([time, np.zeros(len(turns))])
    usable = np.flatnonzero(np.isfinite(time) & (leave != reach))
    pair = leave[usable].astype(np.int64) * n_nodes + reach[usable]
    usable = usable[np.lexsort((usable, time[usable], pair))]
    leave, reach = leave[usable], reach[usable]
    first = np.ones(len(usable), dtype=bool)
    first[1:] = (leave[1:] != leave[:-1]) | (reach[1:] != reach[:-1])
    kept = usable[first]
    indptr = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(leave[first], minlength=n_nodes), out=indptr[1:])
    edge = (kept % max(m, 1)).astype(np.int32)
    edge[kept >= 2 * m] = -1
    return Arcs(indptr, reach[first], time[kept], edge, kept < m)


def components(n_nodes: int, ends: NDArray[np.int32]) -> NDArray[np.int32]:
    """Label the weak components: 0 has the most nodes, then 1, ...; ties by the lowest node.

    Parameters
    ----------
    n_nodes
        How many nodes there are.
    ends
        Tail and head of each edge, m × 2, whatever its direction.

    Returns
    -------
    numpy.ndarray
        Component of each node, int32, n.

    Examples
    --------
    >>> components(4, np.array([[2, 3]], dtype=np.int32)).tolist()
    [1, 2, 0, 0]
    """
    joined = coo_array(
        (np.ones(len(ends), dtype=np.int32), (ends[:, 0], ends[:, 1])), shape=(n_nodes, n_nodes)
    )
    found, label = connected_components(joined, directed=False)
    sizes = np.bincount(label, minlength=found)
    lowest = np.full(found, n_nodes)
    np.minimum.at(lowest, label, np.arange(n_nodes))
    rank = np.empty(found, dtype=np.int32)
    rank[np.lexsort((lowest, -sizes))] = np.arange(found, dtype=np.int32)
    named: NDArray[np.int32] = rank[label]
    return named
