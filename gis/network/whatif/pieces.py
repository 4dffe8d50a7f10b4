"""Pieces: edges that were cut or go at another pace, each a chain of pieces from tail to head.

Positions along an edge stay what they are on the mapped network, shares of its time from
the tail, whatever becomes of the pieces they fall into.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.graph import Flags, Floats, Ints, Offsets
from gis.network.kernels.arrivals import Edges

# Cuts that near to each other, in shares of an edge, are one.
SAME = 1e-12


class Pieces(NamedTuple):
    """Edges in pieces, k of them, with p pieces in all.

    Attributes
    ----------
    edge
        Edges, ascending, int32, k.
    first
        First piece of each, int64, k + 1.
    through
        Seconds along the whole edge, forward and backward, float64, k × 2.
    mapped
        Whether all its times are still those of the network, bool, k.
    share
        Where each piece starts and stops, float64, p × 2.
    seconds
        Time along each piece, forward and backward, float64, p × 2; inf: closed.
    on, off, start, end
        Nodes at its two ends, int32, p × 2: from which the search comes onto the piece,
        and to which it goes off it; from which one starts that begins at the very end,
        and at which one ends. All one node but where turns are restricted.
    """

    edge: Ints
    first: Offsets
    through: Floats
    mapped: Flags
    share: Floats
    seconds: Floats
    on: Ints
    off: Ints
    start: Ints
    end: Ints

    @property
    def slot(self) -> Offsets:
        """Give the position in `edge` of each piece, int64, p."""
        return np.repeat(np.arange(len(self.edge)), np.diff(self.first))


def no_pieces() -> Pieces:
    """Give the pieces of no edge."""
    pair = np.zeros((0, 2))
    nodes = np.zeros((0, 2), dtype=np.int32)
    return Pieces(
        edge=np.zeros(0, dtype=np.int32),
        first=np.zeros(1, dtype=np.int64),
        through=pair,
        mapped=np.zeros(0, dtype=np.bool_),
        share=pair,
        seconds=pair,
        on=nodes,
        off=nodes,
        start=nodes,
        end=nodes,
    )


def whole(edges: Edges, edge: Ints) -> Pieces:
    """Give edges of a network as one piece each.

    Parameters
    ----------
    edges
        The network's, as the search sees them.
    edge
        Some of them, ascending, each once.
    """

    def pair(one: NDArray, other: NDArray) -> NDArray:  # type: ignore[type-arg]
        return np.column_stack([one[edge], other[edge]])

    seconds = pair(edges.forward, edges.backward)
    return Pieces(
        edge=edge.astype(np.int32),
        first=np.arange(len(edge) + 1, dtype=np.int64),
        through=seconds,
        mapped=np.ones(len(edge), dtype=np.bool_),
        share=np.tile([0.0, 1.0], (len(edge), 1)),
        seconds=seconds,
        on=pair(edges.tail, edges.head),
        off=pair(edges.off_tail, edges.off_head),
        start=pair(edges.start_tail, edges.start_head),
        end=pair(edges.end_tail, edges.end_head),
    )


def joined(one: Pieces, other: Pieces) -> Pieces:
    """Put the pieces of two sets of edges together, none of them in both."""
    edge = np.concatenate([one.edge, other.edge])
    order = np.argsort(edge, kind="stable")
    sizes = np.concatenate([np.diff(one.first), np.diff(other.first)])
    start = np.concatenate([one.first[:-1], other.first[:-1] + len(one.share)])
    first = np.concatenate([[0], np.cumsum(sizes[order])]).astype(np.int64)
    row = np.arange(first[-1]) + np.repeat(start[order] - first[:-1], sizes[order])

    def rows(a: NDArray, b: NDArray) -> NDArray:  # type: ignore[type-arg]
        taken: NDArray = np.concatenate([a, b])[row]  # type: ignore[type-arg]
        return taken

    return Pieces(
        edge=edge[order],
        first=first,
        through=np.concatenate([one.through, other.through])[order],
        mapped=np.concatenate([one.mapped, other.mapped])[order],
        share=rows(one.share, other.share),
        seconds=rows(one.seconds, other.seconds),
        on=rows(one.on, other.on),
        off=rows(one.off, other.off),
        start=rows(one.start, other.start),
        end=rows(one.end, other.end),
    )


def opened(pieces: Pieces, edges: Edges, edge: Ints) -> Pieces:
    """Give pieces that hold some edges too, as one piece where they were not in pieces yet.

    Parameters
    ----------
    pieces
        As they are.
    edges
        The network's, as the search sees them.
    edge
        Edges, in any order; those beyond the network's are in pieces already.
    """
    missing = np.setdiff1d(edge, pieces.edge)
    return joined(pieces, whole(edges, missing)) if len(missing) else pieces


@nb.njit(cache=True, nogil=True)
def row_at(first: Offsets, share: Floats, slot: int, at: float) -> int:
    """Give the piece of an edge (by its slot) that holds a share; of two the first."""
    low, high = first[slot], first[slot + 1] - 1
    while low < high:
        middle = (low + high) // 2
        if share[middle, 1] >= at:
            high = middle
        else:
            low = middle + 1
    return int(low)


@nb.njit(cache=True, nogil=True)
def rows_at(first: Offsets, share: Floats, slot: Offsets, at: Floats) -> Offsets:
    """Give the pieces that hold shares of edges (by their slots)."""
    rows = np.empty(len(slot), dtype=np.int64)
    for i in range(len(slot)):
        rows[i] = row_at(first, share, slot[i], at[i])
    return rows


class Cut(NamedTuple):
    """Pieces after cuts, the nodes at each cut, and where the new nodes lie.

    `start` and `end` are the nodes at each cut from which a search starts and at which
    it ends; `edge` and `share` are of new nodes, in the order of their numbers.
    """

    pieces: Pieces
    start: Ints
    end: Ints
    edge: Ints
    share: Floats


def cut(pieces: Pieces, edge: Ints, share: Floats, n_nodes: int) -> Cut:
    """Cut edges where they are not cut yet.

    Parameters
    ----------
    pieces
        They hold all the edges.
    edge, share
        Where to cut, c, in any order; at the ends of an edge, or where there is a cut
        already, its node is given.
    n_nodes
        How many nodes there are; new ones follow.
    """
    slot = np.searchsorted(pieces.edge, edge)
    row = rows_at(pieces.first, pieces.share, slot, share)
    start, end = np.full((2, len(edge)), -1, dtype=np.int32)
    for side in (0, 1):
        there = np.flatnonzero(np.abs(pieces.share[row, side] - share) <= SAME)
        start[there] = pieces.start[row[there], side]
        end[there] = pieces.end[row[there], side]
    new = np.flatnonzero(start < 0)
    order = new[np.lexsort((share[new], row[new]))]
    apart = np.ones(len(order), dtype=np.bool_)
    apart[1:] = (np.diff(row[order]) != 0) | (np.diff(share[order]) > SAME)
    start[order] = end[order] = n_nodes + np.cumsum(apart) - 1
    kept = order[apart]
    parted = _parted(pieces, row[kept], share[kept], start[kept])
    return Cut(parted, start, end, edge[kept].astype(np.int32), share[kept])


def _parted(pieces: Pieces, row: Offsets, share: Floats, node: Ints) -> Pieces:
    """Part pieces at new nodes, sorted by piece and share; times go by shares."""
    if not len(row):
        return pieces
    count = np.bincount(row, minlength=len(pieces.share))
    source = np.repeat(np.arange(len(count)), count + 1)
    # The piece after the j-th cut is j + 1 places further than its row would be.
    after = row + np.arange(len(row)) + 1

    def parted(values: NDArray, at: NDArray) -> NDArray:  # type: ignore[type-arg]
        parts = values[source]
        parts[after, 0], parts[after - 1, 1] = at, at
        return parts

    bounds = parted(pieces.share, share)
    part = np.diff(bounds, axis=1) / np.diff(pieces.share, axis=1)[source]
    return pieces._replace(
        first=pieces.first + np.concatenate([[0], np.cumsum(count)])[pieces.first],
        share=bounds,
        seconds=pieces.seconds[source] * part,
        on=parted(pieces.on, node),
        off=parted(pieces.off, node),
        start=parted(pieces.start, node),
        end=parted(pieces.end, node),
    )


def repaced(pieces: Pieces, row: Offsets, seconds: Floats) -> Pieces:
    """Give pieces of which some take other times.

    Parameters
    ----------
    pieces
        As they are.
    row
        Pieces.
    seconds
        Their new times, forward and backward.
    """
    times = pieces.seconds.copy()
    times[row] = seconds
    through, mapped = pieces.through.copy(), pieces.mapped.copy()
    slots = np.unique(pieces.slot[row])
    sums = np.add.reduceat(times, pieces.first[:-1], axis=0)
    through[slots], mapped[slots] = sums[slots], False
    return pieces._replace(seconds=times, through=through, mapped=mapped)
