"""Which places a road joins: a connected, sparse graph over settlements, one for each island."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import Delaunay, cKDTree
from shapely.geometry.base import BaseGeometry

from layers.starter.curves import Floats

Ints = npt.NDArray[np.intp]
CROSSING_COST = 3.0
SEA_COST = 40.0
LONGEST_EXTRA_M = 14_000.0


@dataclass(frozen=True, slots=True)
class Candidates:
    """Possible road links between nodes: ends (n, 2), length in metres, cost, and flags."""

    ends: Ints
    length: Floats
    cost: Floats
    crosses: npt.NDArray[np.bool_]
    at_sea: npt.NDArray[np.bool_]

    def matrix(self, n_nodes: int, weight: Floats | None = None) -> csr_array:
        """Give the links as a symmetric sparse matrix of costs."""
        w = self.cost if weight is None else weight
        i, j = self.ends.T
        both = (np.r_[w, w], (np.r_[i, j], np.r_[j, i]))
        return coo_array(both, shape=(n_nodes, n_nodes)).tocsr()


def candidates(
    xy: Floats, island: Ints, land: BaseGeometry, rivers: npt.NDArray[Any]
) -> Candidates:
    """List the links of the Delaunay triangulation that stay on one island.

    Parameters
    ----------
    xy
        Nodes in metres, shape (n, 2).
    island
        Number of the island each node stands on.
    land
        Land in metres; a link that leaves it is marked and made dear.
    rivers
        Rivers in metres that only a bridge can cross.
    """
    corners = Delaunay(xy).simplices
    pairs = np.sort(np.vstack([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]), axis=1)
    pairs = np.unique(pairs, axis=0)
    pairs = pairs[island[pairs[:, 0]] == island[pairs[:, 1]]]
    lines = shapely.linestrings(xy[pairs])
    shapely.prepare(land)
    at_sea = ~shapely.contains_properly(land, lines)
    crosses = np.zeros(len(lines), dtype=bool)
    crosses[shapely.STRtree(lines).query(rivers, predicate="intersects")[1]] = True
    length = shapely.length(lines)
    cost = length * np.where(crosses, CROSSING_COST, 1.0) * np.where(at_sea, SEA_COST, 1.0)
    return Candidates(pairs.astype(np.intp), length, cost, crosses, at_sea)


def relative_neighbours(xy: Floats, ends: Ints) -> npt.NDArray[np.bool_]:
    """Tell which links have no third node nearer to both ends than the ends are to each other."""
    start, end = xy[ends[:, 0]], xy[ends[:, 1]]
    length = np.hypot(*(end - start).T)
    tree = cKDTree(xy)
    near = tree.query_ball_point((start + end) / 2, length * np.sqrt(0.75))
    owner = np.repeat(np.arange(len(ends)), [len(n) for n in near])
    third = np.fromiter((k for n in near for k in n), dtype=np.intp)
    gaps = [np.hypot(*(xy[third] - side[owner]).T) for side in (start, end)]
    other = (third != ends[owner, 0]) & (third != ends[owner, 1])
    between = other & (np.maximum(*gaps) < length[owner])
    return np.asarray(np.bincount(owner[between], minlength=len(ends)) == 0)


def chosen_links(links: Candidates, xy: Floats) -> npt.NDArray[np.bool_]:
    """Choose the cheapest tree that joins each island, and short relative-neighbour links."""
    tree = minimum_spanning_tree(links.matrix(len(xy))).tocoo()
    in_tree = set(zip(*np.sort(np.column_stack(tree.coords), axis=1).T.tolist(), strict=True))
    chosen = np.fromiter((tuple(e) in in_tree for e in links.ends.tolist()), dtype=bool)
    dry = np.flatnonzero((links.length < LONGEST_EXTRA_M) & ~links.crosses & ~links.at_sea)
    chosen[dry[relative_neighbours(xy, links.ends[dry])]] = True
    return chosen


def route(links: Candidates, n_nodes: int, stops: Ints) -> list[tuple[int, int]]:
    """Find the cheapest way through all stops in turn, as pairs of nodes."""
    legs = []
    matrix = links.matrix(n_nodes)
    for start, end in pairwise(stops):
        before = dijkstra(matrix, indices=int(start), return_predecessors=True)[1]
        node = int(end)
        while node != start and before[node] >= 0:
            legs.append((min(node, int(before[node])), max(node, int(before[node]))))
            node = int(before[node])
    return legs


def n_networks(ends: Ints, n_nodes: int) -> int:
    """Count the separate networks that links form over the nodes they touch."""
    used, flat = np.unique(ends, return_inverse=True)
    pairs = flat.reshape(-1, 2)
    graph = coo_array((np.ones(len(pairs)), pairs.T), shape=(len(used), len(used)))
    return int(connected_components(graph, directed=False)[0]) + n_nodes - len(used)
