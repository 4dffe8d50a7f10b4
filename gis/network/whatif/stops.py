"""Stops: places on edges that may be in pieces, as the search leaves them and comes to them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numba as nb
import numpy as np

from gis.network.graph import Flags, Floats, Ints, Offsets
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
def _position(first: Offsets, bounds: Floats, slot: int, share: float) -> tuple[int, float]:
    """Give the piece that holds a share of an edge, and how far along the piece it is."""
    row = row_at(first, bounds, slot, share)
    start, stop = bounds[row, 0], bounds[row, 1]
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
            row, at = _position(pieces.first, pieces.share, slot, starts.share[s])
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
    differ, count = np.empty(len(found[0]), np.int32), 0
    # Taken out of the scene once: each time anew counts the users of every array in them.
    of_edges, pieces, tags, _, sources = scene
    known, with_source, among = pieces.edge, sources.edge, pieces.mapped
    most = 0
    for e in edges:
        most = max(most, places.first[e + 1] - places.first[e])
    best = (np.empty(most), np.empty(most, np.int32))
    slot, first = 0, 0
    for e in edges:
        here = places.place[places.first[e] : places.first[e + 1]]
        if len(here) == 0:
            continue
        while slot < len(known) and known[slot] < e:
            slot += 1
        while first < len(with_source) and with_source[first] < e:
            first += 1
        in_pieces = slot < len(known) and known[slot] == e
        mapped = not in_pieces or (among[slot] and e < len(of_edges.tail))
        for i in range(len(here)):
            best[0][i], best[1][i] = np.inf, -1
        if mapped:
            _over_ends(of_edges, tags, ends, here, best)
        if in_pieces:
            _over_pieces(pieces, slot, tags, ends, here, best)
        if first < len(with_source) and with_source[first] == e:
            _along(scene, -1 if mapped else slot, first, ends, here, best)
        count = _noted(here, best, found, differ, count)
    return differ[:count].copy()


Best = tuple[Floats, Ints]


@nb.njit(cache=True, nogil=True)
def _take(best: Best, i: int, time: float, who: Any) -> None:
    """Keep the better of what was found for a place and another time and owner."""
    if time < best[0][i] or (time == best[0][i] and time < np.inf and who < best[1][i]):
        best[0][i], best[1][i] = time, who


@nb.njit(cache=True, nogil=True)
def _over_ends(edges: Edges, tags: Tags, ends: Stops, here: Ints, best: Best) -> None:
    """Reach places of an edge from its ends."""
    for i in range(len(here)):
        t = here[i]
        tail, head = reached_by(edges, ends, t)
        _take(best, i, tags.seconds[tail] + ends.by_tail[t], tags.owner[tail])
        _take(best, i, tags.seconds[head] + ends.by_head[t], tags.owner[head])


@nb.njit(cache=True, nogil=True)
def _over_pieces(
    pieces: Pieces, slot: int, tags: Tags, ends: Stops, here: Ints, best: Best
) -> None:
    """Reach places of an edge in pieces from the ends of the piece each lies in."""
    seconds, on, end = pieces.seconds, pieces.on, pieces.end
    for i in range(len(here)):
        t = here[i]
        row, at = _position(pieces.first, pieces.share, slot, ends.share[t])
        a = on[row, 0] if at > 0.0 else end[row, 0]
        b = on[row, 1] if at < 1.0 else end[row, 1]
        by_a = _part(at, seconds[row, 0]) + ends.access[t]
        by_b = _part(1.0 - at, seconds[row, 1]) + ends.access[t]
        _take(best, i, tags.seconds[a] + by_a, tags.owner[a])
        _take(best, i, tags.seconds[b] + by_b, tags.owner[b])


@nb.njit(cache=True, nogil=True)
def _along(scene: Scene, slot: int, first: int, ends: Stops, here: Ints, best: Best) -> None:
    """Reach places of an edge from sources on it, along it; within a piece if it has a slot."""
    edge, source = scene.sources.edge, scene.sources.source
    for j in range(first, len(edge)):
        if edge[j] != edge[first]:
            break
        for i in range(len(here)):
            t, s = here[i], source[j]
            if slot < 0:
                time = direct(scene.edges, scene.starts, s, ends, t)
            else:
                time = _within(scene.pieces, slot, scene.starts.share[s], ends.share[t])
                time += scene.starts.access[s] + ends.access[t]
            _take(best, i, time, s)


@nb.njit(cache=True, nogil=True)
def _within(pieces: Pieces, slot: int, start: float, stop: float) -> float:
    """Give the seconds from one share of an edge to another of the same piece, or inf."""
    row, here = _position(pieces.first, pieces.share, slot, start)
    other, there = _position(pieces.first, pieces.share, slot, stop)
    if other != row:
        return np.inf
    pace = pieces.seconds[row, 0] if there > here else pieces.seconds[row, 1]
    return float(_part(abs(there - here), pace))


@nb.njit(cache=True, nogil=True)
def _noted(here: Ints, best: Best, found: Best, differ: Ints, count: int) -> int:
    """Write down what was found for places of an edge; count those that differ."""
    seconds, owner = found
    for i in range(len(here)):
        t, time, who = here[i], best[0][i], best[1][i]
        if time == np.inf:
            time = np.nan
        same = time == seconds[t] or (np.isnan(time) and np.isnan(seconds[t]))
        if same and who == owner[t]:
            continue
        seconds[t], owner[t] = time, who
        differ[count] = t
        count += 1
    return count
