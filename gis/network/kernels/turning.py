"""Turning: the same arcs, walked against their direction."""

from __future__ import annotations

import numba as nb
import numpy as np

from gis.network.kernels.piles import Graph


@nb.njit(cache=True, nogil=True)
def turned(graph: Graph) -> Graph:
    """Give the graph with every arc turned round, sorted by the node it then leaves.

    Parameters
    ----------
    graph
        Arcs; those of a node keep the order of the nodes they came from.
    """
    n, n_arcs = len(graph.indptr) - 1, len(graph.neighbour)
    indptr = np.zeros(n + 1, dtype=np.int64)
    for a in range(n_arcs):
        indptr[graph.neighbour[a] + 1] += 1
    for i in range(n):
        indptr[i + 1] += indptr[i]
    place = indptr[:-1].copy()
    neighbour = np.empty(n_arcs, dtype=np.int32)
    seconds = np.empty(n_arcs, dtype=np.float64)
    for u in range(n):
        for a in range(graph.indptr[u], graph.indptr[u + 1]):
            v = graph.neighbour[a]
            neighbour[place[v]] = u
            seconds[place[v]] = graph.seconds[a]
            place[v] += 1
    return Graph(indptr, neighbour, seconds)
