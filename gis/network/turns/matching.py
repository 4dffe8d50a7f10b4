"""Matching: restrictions between lines brought to the edge ends of a network that they bar."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.geodesic import earth_centred
from gis.network.graph import Network
from gis.network.turns.binding import Bound
from layers.infrastructure.turns import ANY_WAY, TURN_BACK, Turn

Ints = NDArray[np.int64]
Halves = list[int]
Pairs = frozenset[tuple[int, int]]

# Degrees to the left by which a turn of each kind leaves the straight line.
ANGLES = {"left": (15.0, 180.0), "right": (-180.0, -15.0), "straight": (-60.0, 60.0)}
BACK_FROM = 135.0


@dataclass(frozen=True, slots=True, eq=False)
class Used:
    """What became of the lines in the network.

    `used` tells which are in it at least in part, bool; `twins` which line stands there
    for another with the same course, by position.
    """

    used: NDArray[np.bool_]
    twins: Mapping[int, frozenset[int]]


def matched(
    network: Network, bound: Bound, lines: Used, tolerance_m: float
) -> tuple[Ints, NDArray[np.str_]]:
    """Find the turns that restrictions bar.

    Parameters
    ----------
    network
        The network the lines were compiled to, without restrictions.
    bound
        The restrictions that hold.
    lines
        What became of the lines.
    tolerance_m
        How far from its via a node may be, in metres.

    Returns
    -------
    tuple
        Edge ends of arrival and departure, k × 2, int64, for `restricted`; and the
        reason for every row of the layer that is not applied.
    """
    reason = bound.reason.copy()
    if not len(bound):
        return np.empty((0, 2), dtype=np.int64), reason
    ends = _Ends(network, bound, tolerance_m)
    meant: dict[int, Pairs] = {}
    for k, turn in enumerate(bound.turns):
        found = _meant(turn, k, ends, bound, lines)
        if isinstance(found, str):
            reason[bound.row[k]] = found
        else:
            meant[k] = found
    _refuse_repeated(bound, meant, reason)
    _refuse_contradictions(bound, meant, reason)
    barred = {pair for k, pairs in meant.items() for pair in _barred(bound.turns[k], pairs, ends)}
    return np.array(sorted(barred), dtype=np.int64).reshape(-1, 2), reason


class _Ends:
    """Edge ends near the vias: their nodes, lines, directions and headings."""

    def __init__(self, network: Network, bound: Bound, tolerance_m: float) -> None:
        self.node = np.column_stack([network.tail, network.head]).ravel()
        open_ = np.isfinite(np.column_stack([network.seconds_forward, network.seconds_backward]))
        self.leaves, self.comes = open_.ravel(), open_[:, ::-1].ravel()
        first, last = network.vertex_offsets[:-1], network.vertex_offsets[1:] - 1
        self.line = network.vertex_line[np.column_stack([first, last])].ravel()
        self._at = np.column_stack([first, last]).ravel()
        self._next = np.column_stack([first + 1, last - 1]).ravel()
        self._network = network
        xyz = earth_centred(np.column_stack([network.lon, network.lat]))
        vias = earth_centred(bound.lonlat)
        near = cKDTree(xyz).query_ball_point(vias, tolerance_m)
        self.nodes = [
            sorted(here, key=lambda v: float(np.linalg.norm(xyz[v] - via)))
            for here, via in zip(near, vias, strict=True)
        ]
        order = np.argsort(self.node, kind="stable")
        count = np.bincount(self.node, minlength=network.n_nodes)
        self._order, self._first = order, np.concatenate([[0], np.cumsum(count)])

    def at(self, node: int) -> Halves:
        """Give the edge ends at a node."""
        found: Halves = self._order[self._first[node] : self._first[node + 1]].tolist()
        return found

    def of(self, node: int, lines: Iterable[int]) -> Halves:
        """Give the edge ends at a node that belong to lines."""
        wanted = frozenset(lines)
        return [half for half in self.at(node) if int(self.line[half]) in wanted]

    def angle(self, one: int, other: int) -> float:
        """Give the degrees by which a traveller turns to the left from one end onto another."""
        ax, ay = self._outward(one)
        bx, by = self._outward(other)
        return float(np.degrees(np.arctan2(ay * bx - ax * by, -(ax * bx + ay * by))))

    def _outward(self, half: int) -> tuple[float, float]:
        """Give where an edge goes from one of its ends, in a plane there."""
        lon, lat = self._network.vertex_lon, self._network.vertex_lat
        here, there = self._at[half], self._next[half]
        wide = np.cos(np.radians(lat[here]))
        return float((lon[there] - lon[here]) * wide), float(lat[there] - lat[here])


def _meant(turn: Turn, k: int, ends: _Ends, bound: Bound, lines: Used) -> Pairs | str:
    """Give the turns from one edge end onto another that a restriction speaks of, or why none."""
    named = [
        np.concatenate([bound.lines.get(one, np.empty(0, np.int64)) for one in ids])
        for ids in (turn.from_lines, turn.to_lines)
    ]
    if not (len(named[0]) and len(named[1])):
        return "turn-line-unknown"
    if not (lines.used[named[0]].any() and lines.used[named[1]].any()):
        return "turn-line-unused"
    for node in ends.nodes[k]:
        came, onto = (_ends_of(ends, node, rows.tolist(), lines) for rows in named)
        if came and onto:
            came = [half for half in came if ends.comes[half]]
            onto = [half for half in onto if ends.leaves[half]]
            return _chosen(turn, came, onto, ends) if came and onto else "turn-closed"
    return "turn-apart"


def _ends_of(ends: _Ends, node: int, rows: list[int], lines: Used) -> Halves:
    """Give the ends of lines at a node, or of those that stand there for them."""
    own = ends.of(node, rows)
    return own or ends.of(node, {twin for row in rows for twin in lines.twins.get(row, ())})


def _chosen(turn: Turn, came: Halves, onto: Halves, ends: _Ends) -> Pairs | str:
    """Choose among the turns between two lines the ones meant, by the angle where need be."""
    pairs = [(a, b) for a in came for b in onto]
    if turn.kind in TURN_BACK and any(a == b for a, b in pairs):
        return frozenset((a, b) for a, b in pairs if a == b)
    pairs = [(a, b) for a, b in pairs if a != b] or pairs
    if turn.kind in ANY_WAY:
        return frozenset(pairs)
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if _fits(turn, ends.angle(*pair))]
    return frozenset(pairs) if len(pairs) == 1 else "turn-ambiguous"


def _fits(turn: Turn, angle: float) -> bool:
    """Tell whether a turn by an angle is of the kind."""
    if turn.kind in TURN_BACK:
        return abs(angle) > BACK_FROM
    low, high = ANGLES[turn.kind.split("_")[1]]
    return low <= angle <= high


def _barred(turn: Turn, pairs: Pairs, ends: _Ends) -> Iterable[tuple[int, int]]:
    """Give the turns that must not be made: those named, or all but those named."""
    if not turn.is_order:
        return pairs
    return [(a, c) for a, b in pairs for c in ends.at(int(ends.node[a])) if (a, c) not in pairs]


def _refuse_repeated(bound: Bound, meant: dict[int, Pairs], reason: NDArray[np.str_]) -> None:
    """Leave out what says the same as one before."""
    seen: set[tuple[bool, Pairs]] = set()
    for k, pairs in list(meant.items()):
        said = (bound.turns[k].is_order, pairs)
        if said in seen:
            reason[bound.row[k]] = "turn-duplicate"
            del meant[k]
        seen.add(said)


def _refuse_contradictions(bound: Bound, meant: dict[int, Pairs], reason: NDArray[np.str_]) -> None:
    """Leave out orders to go two ways at once, and an order with what forbids it."""
    ordered: dict[int, set[int]] = defaultdict(set)
    forbidden: set[tuple[int, int]] = set()
    for k, pairs in meant.items():
        if not bound.turns[k].is_order:
            forbidden |= pairs
            continue
        for a, b in pairs:
            ordered[a].add(b)
    torn = {
        a for a, ways in ordered.items() if len(ways) > 1 or any((a, b) in forbidden for b in ways)
    }
    for k, pairs in list(meant.items()):
        is_order = bound.turns[k].is_order
        clash = any(a in torn and (is_order or b in ordered[a]) for a, b in pairs)
        if clash:
            reason[bound.row[k]] = "turn-contradiction"
            del meant[k]
