"""Overlay: what is other than on the mapped network: edges in pieces, new nodes, new roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.graph import Flags, Floats, Ints, Offsets
from gis.network.kernels.piles import Graph
from gis.network.whatif.ground import Ground
from gis.network.whatif.labelling import Both, Ways
from gis.network.whatif.pieces import Pieces, no_pieces

# One edge in so many is few: to sort those takes less than to look through all.
_MANY = 16


class Roads(NamedTuple):
    """New roads, r of them; road i is the edge after the network's m edges and i others.

    first int64 (r + 1), lon, lat, metres (along the road) float64 by vertex; frontage bool by
    vertex, whether it can be joined anywhere from there to the next one.
    """

    first: Offsets
    lon: Floats
    lat: Floats
    metres: Floats
    frontage: Flags

    def __len__(self) -> int:
        """How many roads there are."""
        return len(self.first) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """What lies over a network; the network itself is never changed.

    Attributes
    ----------
    lon, lat
        New nodes, numbered from the network's on, float64.
    pieces
        Edges that were cut or go at another pace, and all new roads.
    roads
        Where new roads run.
    """

    lon: Floats
    lat: Floats
    pieces: Pieces
    roads: Roads


def no_overlay() -> Overlay:
    """Give the overlay that changes nothing."""
    nothing = np.zeros(0)
    roads = Roads(
        np.zeros(1, dtype=np.int64), nothing, nothing, nothing, np.zeros(0, dtype=np.bool_)
    )
    return Overlay(nothing, nothing, no_pieces(), roads)


class Paths(NamedTuple):
    """The arcs of a network under an overlay, and the nodes whose arcs are others, ascending."""

    both: Both
    altered: Ints


def paths(ground: Ground, overlay: Overlay) -> Paths:
    """Give the arcs of a network under an overlay.

    Parameters
    ----------
    ground
        The network.
    overlay
        What lies over it.
    """
    n = ground.n_nodes + len(overlay.lon)
    row = np.full(n, -1, dtype=np.int32)
    altered = _altered(ground, overlay.pieces)
    row[altered] = np.arange(len(altered), dtype=np.int32)
    leave, reach, seconds = _arcs(ground, overlay.pieces, altered)
    out = _rows(row, leave, reach, seconds, len(altered))
    into = _rows(row, reach, leave, seconds, len(altered))
    return Paths(Both(Ways(ground.out, out, row), Ways(ground.into, into, row)), altered)


def _altered(ground: Ground, pieces: Pieces) -> Ints:
    """List the nodes at the ends of edges in pieces, and those inside them."""
    known = pieces.edge[: np.searchsorted(pieces.edge, ground.n_edges)]
    edges = ground.edges
    old = (edges.tail, edges.head, edges.off_tail, edges.off_head)
    every = [nodes[known] for nodes in old]
    every += [nodes.ravel() for nodes in (pieces.on, pieces.off)]
    return np.unique(np.concatenate(every)).astype(np.int32)


Arcs = tuple[Ints, Ints, Floats]


def _arcs(ground: Ground, pieces: Pieces, altered: Ints) -> Arcs:
    """List all arcs that leave or reach altered nodes, and perhaps some others."""
    edges = ground.edges
    old = altered[: np.searchsorted(altered, ground.n_nodes)]
    beside = np.setdiff1d(edges_at(ground, old), pieces.edge, assume_unique=True)
    ends, last = pieces.first[:-1], pieces.first[1:] - 1
    cut = np.flatnonzero(last > ends)
    leave = [edges.tail[beside], edges.head[beside], *pieces.on.T]
    reach = [edges.off_head[beside], edges.off_tail[beside], *pieces.off.T[::-1]]
    seconds = [edges.forward[beside], edges.backward[beside], *pieces.seconds.T]
    # The way along a whole edge stays beside its pieces: where they only divide its time,
    # labels beyond it keep their ground.
    leave += [pieces.on[ends[cut], 0], pieces.on[last[cut], 1]]
    reach += [pieces.off[last[cut], 1], pieces.off[ends[cut], 0]]
    seconds += [*pieces.through[cut].T]
    turns = ground.turns[np.isin(ground.turns, old).any(axis=1)]
    leave.append(turns[:, 0])
    reach.append(turns[:, 1])
    seconds.append(np.zeros(len(turns)))
    a, b, s = np.concatenate(leave), np.concatenate(reach), np.concatenate(seconds)
    used = np.isfinite(s) & (a != b)
    return a[used], b[used], s[used]


def edges_at(ground: Ground, nodes: Ints) -> Ints:
    """List the network's edges at some of its nodes, ascending, each once."""
    first, edge = ground.at_nodes
    ends = np.cumsum(first[nodes + 1] - first[nodes])
    listed = np.empty(ends[-1] if len(ends) else 0, dtype=np.int32)
    _list_at(first, edge, nodes, listed)
    return ascending(listed, ground.n_edges)


def ascending(edges: Ints, n_edges: int) -> Ints:
    """List edges in ascending order, each once; few are sorted, many ticked off."""
    if len(edges) < n_edges // _MANY:
        edges = np.sort(edges)
        return edges[np.diff(edges, prepend=np.int32(-1)) > 0]
    marked = np.zeros(n_edges, dtype=np.bool_)
    marked[edges] = True
    return np.flatnonzero(marked).astype(np.int32)


@nb.njit(cache=True, nogil=True)
def _list_at(first: Offsets, edge: Ints, nodes: Ints, listed: Ints) -> None:
    count = 0
    for u in nodes:
        for i in range(first[u], first[u + 1]):
            listed[count] = edge[i]
            count += 1


def _rows(row: Ints, by: Ints, other: Ints, seconds: Floats, n_rows: int) -> Graph:
    """Sort arcs by the rows of the nodes at one of their ends; those without a row are left out."""
    at = row[by]
    order: NDArray[np.intp] = np.argsort(at, kind="stable")
    order = order[np.searchsorted(at[order], 0) :]
    indptr = np.zeros(n_rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(at[order], minlength=n_rows), out=indptr[1:])
    return Graph(indptr, other[order], seconds[order])
