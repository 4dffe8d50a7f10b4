"""Stops: places on edges that may be in pieces, as the search leaves them and comes to them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np

from gis.network.graph import Flags, Floats, Ints
from gis.network.kernels.arrivals import ByEdge, Edges, Stops, direct, left_by, reached_by
from gis.network.kernels.piles import Seeds
from gis.network.whatif.labelling import Tags
from gis.network.whatif.pieces import Pieces, row_at


class OnEdges(NamedTuple):
    """Sources by their edge, both int32: `edge` ascending, `source` the position of each."""

    edge: Ints
    source: Ints


def on_edges(edge: Ints) -> OnEdges:
    """Sort sources by their edge; those off the network are left out."""
    order = np.argsort(edge, kind="stable").astype(np.int32)
    order = order[np.searchsorted(edge[order], 0) :]
    return OnEdges(edge[order], order)


def seeds_on(edges: Edges, pieces: Pieces, starts: Stops) -> Seeds:
    """Start a search at the nodes around each source, sorted by node, time and owner.

    Parameters
    ----------
    edges
        The network's, as the search sees them.
    pieces
        Edges in pieces.
    starts
        The sources as the search leaves them; owners are their positions.
    """
    owner = np.flatnonzero(starts.edge >= 0).astype(np.int32)
    node, seconds = _left(edges, pieces, starts, owner)
    usable = np.isfinite(seconds.ravel())
    node, seconds = node.ravel()[usable], seconds.ravel()[usable]
    owner = np.repeat(owner, 4)[usable]
    order = np.lexsort((owner, seconds, node))
    return Seeds(node[order], seconds[order], owner[order])


def gone(was: Seeds, now: Seeds) -> Seeds:
    """Give the seeds that are no more, both sorted by node, time and owner."""
    kept = _kept(was, now)
    return Seeds(was.node[~kept], was.seconds[~kept], was.owner[~kept])


@nb.njit(cache=True, nogil=True)
def _kept(was: Seeds, now: Seeds) -> Flags:
    """Tell which of the old seeds are among the new ones."""
    kept, j = np.zeros(len(was.node), np.bool_), 0
    for i in range(len(kept)):
        one = was.node[i], was.seconds[i], was.owner[i]
        while j < len(now.node) and (now.node[j], now.seconds[j], now.owner[j]) < one:
            j += 1
        kept[i] = j < len(now.node) and (now.node[j], now.seconds[j], now.owner[j]) == one
    return kept


@nb.njit(cache=True, nogil=True)
def slot_of(pieces: Pieces, edge: int) -> int:
    """Give the position of an edge among those in pieces, -1 where it is not."""
    at = np.searchsorted(pieces.edge, edge)
    if at < len(pieces.edge) and pieces.edge[at] == edge:
        return int(at)
    return -1


@nb.njit(cache=True, nogil=True)
def _position(pieces: Pieces, slot: int, share: float) -> tuple[int, float]:
    """Give the piece that holds a share of an edge, and how far along the piece it is."""
    row = row_at(pieces.first, pieces.share, slot, share)
    start, stop = pieces.share[row, 0], pieces.share[row, 1]
    return row, min(max((share - start) / (stop - start), 0.0), 1.0)


@nb.njit(cache=True, nogil=True)
def _part(part: float, seconds: float) -> float:
    """Give a part of a time; none of an infinite one is no time at all."""
    return part * seconds if part > 0.0 else 0.0


@nb.njit(cache=True, nogil=True)
def _left(edges: Edges, pieces: Pieces, starts: Stops, which: Ints) -> tuple[Ints, Floats]:
    """Give up to four nodes to which the search goes from each source, and the seconds."""
    node = np.zeros((len(which), 4), dtype=np.int32)
    seconds = np.full((len(which), 4), np.inf)
    for i in range(len(which)):
        s = which[i]
        slot = slot_of(pieces, starts.edge[s])
        if slot < 0 or (pieces.mapped[slot] and starts.edge[s] < len(edges.tail)):
            node[i, 0], node[i, 1] = left_by(edges, starts, s)
            seconds[i, 0], seconds[i, 1] = starts.by_tail[s], starts.by_head[s]
        if slot >= 0:
            row, at = _position(pieces, slot, starts.share[s])
            node[i, 2] = pieces.off[row, 0] if at > 0.0 else pieces.start[row, 0]
            node[i, 3] = pieces.off[row, 1] if at < 1.0 else pieces.start[row, 1]
            seconds[i, 2] = _part(at, pieces.seconds[row, 1]) + starts.access[s]
            seconds[i, 3] = _part(1.0 - at, pieces.seconds[row, 0]) + starts.access[s]
    return node, seconds


class Scene(NamedTuple):
    """All that tells when a place is reached: edges, pieces, labels, and sources by edge."""

    edges: Edges
    pieces: Pieces
    tags: Tags
    starts: Stops
    sources: OnEdges


class Here(NamedTuple):
    """An edge looked at: its slot among those in pieces (-1), and its sources, first and end."""

    slot: int
    mapped: bool
    first: int
    last: int


@nb.njit(cache=True, nogil=True)
def _here(scene: Scene, edge: int) -> Here:
    slot, mapped = slot_of(scene.pieces, edge), True
    if slot >= 0:
        mapped = scene.pieces.mapped[slot] and edge < len(scene.edges.tail)
    known, n = scene.sources.edge, len(scene.sources.edge)
    first = 0 if n == 0 or edge > known[n - 1] else int(np.searchsorted(known, edge))
    last = first
    while last < n and known[last] == edge:
        last += 1
    return Here(slot, mapped, first, last)


@nb.njit(cache=True, nogil=True)
def _reach(scene: Scene, ends: Stops, t: int, here: Here) -> tuple[float, Any]:
    """Give the seconds at which a place is reached and by whom; inf and -1: by nobody."""
    best: float = np.inf
    who: Any = np.int32(-1)
    if here.mapped:
        tail, head = reached_by(scene.edges, ends, t)
        best, who = _sooner(best, who, scene.tags, tail, ends.by_tail[t])
        best, who = _sooner(best, who, scene.tags, head, ends.by_head[t])
    row, at = 0, 0.0
    if here.slot >= 0:
        pieces = scene.pieces
        row, at = _position(pieces, here.slot, ends.share[t])
        a = pieces.on[row, 0] if at > 0.0 else pieces.end[row, 0]
        b = pieces.on[row, 1] if at < 1.0 else pieces.end[row, 1]
        by_a = _part(at, pieces.seconds[row, 0]) + ends.access[t]
        by_b = _part(1.0 - at, pieces.seconds[row, 1]) + ends.access[t]
        best, who = _sooner(best, who, scene.tags, a, by_a)
        best, who = _sooner(best, who, scene.tags, b, by_b)
    for i in range(here.first, here.last):
        s = scene.sources.source[i]
        if here.mapped:
            time = direct(scene.edges, scene.starts, s, ends, t)
        else:
            there = (here.slot, row, at)
            time = _within(scene.pieces, there, scene.starts, s) + ends.access[t]
        if time < best or (time == best and time < np.inf and s < who):
            best, who = time, s
    return best, who


@nb.njit(cache=True, nogil=True)
def _sooner(best: float, who: Any, tags: Tags, node: Any, more: float) -> tuple[float, Any]:
    """Give the better of a label and the one by way of a node."""
    time, owner = tags.seconds[node] + more, tags.owner[node]
    if time < best or (time == best and time < np.inf and owner < who):
        return time, owner
    return best, who


@nb.njit(cache=True, nogil=True)
def _within(pieces: Pieces, there: tuple[int, int, float], starts: Stops, s: int) -> float:
    """Give the seconds from a source to a place in the same piece, inf if it is in another."""
    slot, row, at = there
    from_row, from_at = _position(pieces, slot, starts.share[s])
    if from_row != row:
        return np.inf
    pace = pieces.seconds[row, 0] if at > from_at else pieces.seconds[row, 1]
    return float(_part(abs(at - from_at), pace) + starts.access[s])


@nb.njit(cache=True, nogil=True)
def arrive(
    scene: Scene, ends: Stops, places: ByEdge, edges: Ints, found: tuple[Floats, Ints]
) -> Ints:
    """Work out anew, in place, when places on some edges are reached; give those that differ.

    Parameters
    ----------
    scene
        Where labels and sources stand now.
    ends
        All places as the search reaches them.
    places
        The places by edge.
    edges
        Edges to be looked at, ascending.
    found
        Seconds (NaN: not reached) and owner (-1) of all places.
    """
    seconds, owner = found
    differ, count = np.empty(len(seconds), np.int32), 0
    in_pieces, with_source = scene.pieces.edge, scene.sources.edge
    i, j = 0, 0
    for e in edges:
        while i < len(in_pieces) and in_pieces[i] < e:
            i += 1
        while j < len(with_source) and with_source[j] < e:
            j += 1
        plain = i == len(in_pieces) or in_pieces[i] > e
        plain &= j == len(with_source) or with_source[j] > e
        for t in places.place[places.first[e] : places.first[e + 1]]:
            if plain and 0.0 < ends.share[t] < 1.0:
                a, b = scene.edges.tail[e], scene.edges.head[e]
                time, who = scene.tags.seconds[a] + ends.by_tail[t], scene.tags.owner[a]
                other, whose = scene.tags.seconds[b] + ends.by_head[t], scene.tags.owner[b]
                if other < time or (other == time and whose < who):
                    time, who = other, whose
            else:
                time, who = _reach(scene, ends, t, _here(scene, e))
            if time == np.inf:
                time, who = np.nan, np.int32(-1)
            same = time == seconds[t] or (np.isnan(time) and np.isnan(seconds[t]))
            if same and who == owner[t]:
                continue
            seconds[t], owner[t] = time, who
            differ[count] = t
            count += 1
    return differ[:count].copy()
