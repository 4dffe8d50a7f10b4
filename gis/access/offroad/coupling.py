"""Coupling: what is known on a network is carried to the cells it meets, and back again."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.graph import Network
from gis.network.kernels.arrivals import Edges, leaving, reaching
from gis.network.kernels.labels import Labels
from gis.network.kernels.piles import Seeds
from gis.network.places import Snapped
from gis.network.search import Direction, ends, starts

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Flags = NDArray[np.bool_]
NOBODY = np.int32(2**29 - 1)


class Points(NamedTuple):
    """Places where one steps on a network or off it, p of them, along each edge from its tail.

    `first` are the points of each edge (m + 1), `share` how far along it by time,
    `cell` the cell joined (-1: none) and `walk` the seconds between the two. A search
    goes from a point to the nodes `off` (p × 2, by tail and by head) after `off_s`
    seconds, and comes to it from the nodes `onto` after `onto_s`.
    """

    first: NDArray[np.int64]
    share: Floats
    cell: NDArray[np.int64]
    walk: Floats
    off: Ints
    off_s: Floats
    onto: Ints
    onto_s: Floats


class Told(NamedTuple):
    """What is known at each point: seconds (inf: nothing) and owner; changed in place."""

    seconds: Floats
    owner: Ints


def points_of(
    network: Network,
    edges: Edges,
    places: Snapped,
    joined: tuple[NDArray[np.int64], Floats],
    direction: Direction,
) -> tuple[Points, NDArray[np.int64]]:
    """Sort places along their edges, as a search sees them.

    Parameters
    ----------
    network, edges, direction
        The network, and its edges as the search in this direction sees them.
    places
        All of them on the network.
    joined
        Cell of each place, -1 for none, and the seconds between the two.

    Returns
    -------
    tuple
        The points, and which place each of them is.
    """
    order = np.lexsort((places.share, places.edge))
    every = np.arange(len(places), dtype=np.int32)
    from_here, to_here = starts(places, direction), ends(places, direction)
    off = np.column_stack(leaving(edges, from_here, every))
    onto = np.column_stack(reaching(edges, to_here, every))
    away = places.access_seconds[:, None]
    return (
        Points(
            first=np.searchsorted(places.edge[order], np.arange(network.n_edges + 1)),
            share=places.share[order],
            cell=joined[0][order],
            walk=joined[1][order],
            off=off[order],
            off_s=(np.column_stack([from_here.by_tail, from_here.by_head]) - away)[order],
            onto=onto[order],
            onto_s=(np.column_stack([to_here.by_tail, to_here.by_head]) - away)[order],
        ),
        order,
    )


def seeds_at(points: Points, told: Told, fresh: Flags) -> Seeds:
    """Start a search of the network from the points that got better."""
    at = np.flatnonzero(fresh)
    seconds = (told.seconds[at, None] + points.off_s[at]).ravel()
    usable = np.isfinite(seconds)
    owner = np.repeat(told.owner[at], 2)
    return Seeds(points.off[at].ravel()[usable], seconds[usable], owner[usable])


@nb.njit(cache=True, nogil=True)
def ride(points: Points, edges: Edges, labels: Labels, told: Told, changed: Flags) -> None:
    """Carry labels of nodes to points, and those of points along their edges; mark the better."""
    for e in range(len(points.first) - 1):
        first, last = points.first[e], points.first[e + 1]
        for p in range(first, last):
            for side in range(2):
                node = points.onto[p, side]
                owner = (labels.mark[node] >> 2) - 1
                tell(told, changed, p, labels.seconds[node] + points.onto_s[p, side], owner)
        for p in range(first + 1, last):
            along(points.share[p] - points.share[p - 1], edges.forward[e], told, changed, p - 1, p)
        for p in range(last - 1, first, -1):
            along(points.share[p] - points.share[p - 1], edges.backward[e], told, changed, p, p - 1)


@nb.njit(cache=True, nogil=True, inline="always")
def along(share: Any, pace: Any, told: Any, changed: Any, here: Any, there: Any) -> None:
    """Carry what is known at a point to the next one of its edge, where that way is allowed."""
    if share == 0.0:
        tell(told, changed, there, told.seconds[here], told.owner[here])
    elif pace < np.inf:
        tell(told, changed, there, told.seconds[here] + pace * share, told.owner[here])


@nb.njit(cache=True, nogil=True, inline="always")
def tell(told: Any, changed: Any, p: Any, seconds: Any, owner: Any) -> None:
    """Tell a point of a way to it; it is taken if quicker, or as quick from a lower owner."""
    if seconds < told.seconds[p] or (
        seconds == told.seconds[p] and seconds < np.inf and owner < told.owner[p]
    ):
        told.seconds[p], told.owner[p] = seconds, owner
        changed[p] = True


@nb.njit(cache=True, nogil=True)
def step_off(points: Points, told: Told, changed: Flags, cells: tuple, limit: float) -> Any:  # type: ignore[type-arg]
    """Carry what points got by the network to their cells; give the cells that got better.

    Cells are flat (seconds, mark); a mark is twice the owner, and one more by road.
    """
    seconds, marks = cells
    found, n = np.empty(len(changed), dtype=np.int64), 0
    for p in range(len(changed)):
        cell, cost, mark = points.cell[p], told.seconds[p] + points.walk[p], 2 * told.owner[p] + 1
        if not changed[p] or cell < 0 or not cost <= limit:
            continue
        if cost < seconds[cell] or (cost == seconds[cell] and mark < marks[cell]):
            seconds[cell], marks[cell] = cost, mark
            found[n] = cell
            n += 1
    return found[:n]


@nb.njit(cache=True, nogil=True)
def step_on(points: Points, told: Told, cells: tuple, limit: float) -> Any:  # type: ignore[type-arg]
    """Carry what is known of cells to their points; mark those that got better."""
    seconds, marks = cells
    fresh = np.zeros(len(points.cell), dtype=np.bool_)
    for p in range(len(fresh)):
        if points.cell[p] >= 0:
            cost = seconds[points.cell[p]] + points.walk[p]
            if cost <= limit:
                tell(told, fresh, p, cost, marks[points.cell[p]] >> 1)
    return fresh
