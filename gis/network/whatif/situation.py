"""Situation: facilities on a network, the labels of all its nodes, and those after edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from gis.errors import InputError
from gis.network.graph import Floats, Ints
from gis.network.kernels.arrivals import Stops
from gis.network.kernels.piles import Seeds
from gis.network.places import Snapped
from gis.network.search import starts, tell_junctions
from gis.network.whatif.edits import (
    AddRoad,
    AddSources,
    ChangeSpeed,
    Close,
    Edit,
    MoveSources,
    RemoveSources,
    SetSpeed,
    positions,
)
from gis.network.whatif.ground import Ground
from gis.network.whatif.joining import Joined, add_road
from gis.network.whatif.labelling import Tags, differing, lost, settle
from gis.network.whatif.overlay import Overlay, Paths, ascending, edges_at, no_overlay, paths
from gis.network.whatif.pacing import paced
from gis.network.whatif.pieces import Pieces
from gis.network.whatif.stops import Scene, gone, on_edges, seeds_on
from layers.text import Text

_KINDS = (AddSources, RemoveSources, MoveSources, AddRoad, ChangeSpeed, SetSpeed, Close)


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Facilities on a network, and when each node is reached from the nearest of them.

    Nothing here is ever changed: edits give another situation, and to undo them is to
    go back to this one.

    Attributes
    ----------
    ground
        The mapped network.
    overlay
        What is other than there.
    paths
        The arcs of both together.
    sources
        Facilities, on the order of their positions; one taken off has edge -1.
    seeds
        Where the search starts, sorted by node, time and owner.
    tags
        Seconds (inf: not reached) and owner (-1) of each node as the search has them.
    """

    ground: Ground
    overlay: Overlay
    paths: Paths
    sources: Snapped
    seeds: Seeds
    tags: Tags

    @property
    def n_nodes(self) -> int:
        """How many nodes there are, the network's first."""
        return len(self.tags.seconds)

    def by_node(self) -> tuple[Floats, Ints]:
        """Give seconds (NaN: not reached) and owner (-1) of each node, as `nearest` does."""
        seconds, owner = self.tags.seconds.copy(), self.tags.owner.copy()
        tell_junctions(self.ground.network, self.ground.direction, seconds, owner)
        seconds[np.isinf(seconds)] = np.nan
        return seconds, owner

    def scene(self) -> Scene:
        """Give what tells when places are reached."""
        leaving = starts(self.sources, self.ground.direction)
        edges = on_edges(self.sources.edge)
        return Scene(self.ground.edges, self.overlay.pieces, self.tags, leaving, edges)


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What edits change.

    Attributes
    ----------
    after
        The situation with them.
    node
        Nodes with another label than before, new ones that are reached with them, ascending,
        int32.
    edge
        Edges on which places may be reached otherwise, ascending, int32.
    added
        Positions of added sources, in order, int32.
    off
        Positions of added and moved sources that are not on the network: they serve nobody.
    roads
        What became of each new road.
    """

    after: Situation
    node: Ints
    edge: Ints
    added: Ints
    off: Ints
    roads: tuple[Joined, ...]


def situation(ground: Ground, sources: Snapped) -> Situation:
    """Search a network once, to start from.

    Parameters
    ----------
    ground
        Of `gis.network.whatif.ground.ground`.
    sources
        Facilities; there may be none.

    Examples
    --------
    >>> from gis.network import Network, placed
    >>> from gis.network.whatif.ground import ground
    >>> places = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]
    >>> street = Network.from_edges(places, [[0, 1], [1, 2]], [60.0, 60.0])
    >>> before = situation(ground(street), placed(street, [0], [0.0]))
    >>> change = edited(before, [AddSources(placed(street, [1], [1.0]))])
    >>> before.by_node()[0].tolist(), change.after.by_node()[0].tolist(), change.node.tolist()
    ([0.0, 60.0, 120.0], [0.0, 60.0, 0.0], [2])
    """
    overlay = no_overlay()
    arcs = paths(ground, overlay)
    seeds = _seeds(ground, overlay, sources)
    tags = Tags(np.full(ground.n_nodes, np.inf), np.full(ground.n_nodes, -1, dtype=np.int32))
    settle(arcs.both, tags, seeds, _NOTHING, _NOTHING)
    return Situation(ground, overlay, arcs, sources, seeds, tags)


_NOTHING = np.zeros(0, dtype=np.int32)


def edited(before: Situation, edits: Sequence[Edit]) -> Change:
    """Bring the labels of a situation up to date with edits, one after the other.

    Only what the edits bear on is looked at: labels that came from a facility or over a
    road that is no more are taken back, and spread anew from those around them. Times
    are the sums a search from scratch would give, owners too: of several equally near
    the first is taken.

    Parameters
    ----------
    before
        The situation.
    edits
        In order; each sees what those before it did.

    Raises
    ------
    InputError
        If an edit is of what is not there, a speed is not above 0, or a road joins nothing.
    """
    draft = _Draft(before.overlay, before.sources, [], [])
    draft = reduce(lambda so_far, edit: _applied(before.ground, so_far, edit), edits, draft)
    ground, overlay, sources = before.ground, draft.overlay, draft.sources
    new_ways = overlay is not before.overlay
    arcs = paths(ground, overlay) if new_ways else before.paths
    seeds = _seeds(ground, overlay, sources)
    altered = arcs.altered if new_ways else _NOTHING
    tags = _widened(before.tags, ground.n_nodes + len(overlay.lon))
    fallen = lost(
        before.paths.both.out, arcs.both.out, before.tags, altered, gone(before.seeds, seeds)
    )
    noted = settle(arcs.both, tags, seeds, fallen, altered)
    node = np.sort(noted[differing(noted, tags, before.tags)])
    after = Situation(ground, overlay, arcs, sources, seeds, tags)
    off = np.array(draft.placed, dtype=np.int32)
    return Change(
        after=after,
        node=node,
        edge=_edges_touched(before, after, node),
        added=np.arange(len(before.sources), len(sources), dtype=np.int32),
        off=off[sources.edge[off] < 0],
        roads=tuple(draft.roads),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Draft:
    """Edits so far: what lies over the network, the sources, those placed, and new roads."""

    overlay: Overlay
    sources: Snapped
    placed: list[int]
    roads: list[Joined]


def _applied(ground: Ground, draft: _Draft, edit: object) -> _Draft:
    if not isinstance(edit, _KINDS):
        names = ", ".join(kind.__name__ for kind in _KINDS)
        raise InputError(
            Text(
                f"{type(edit).__name__} bukan perubahan; yang diminta salah satu dari {names}",
                f"{type(edit).__name__} is no edit; wanted one of {names}",
            )
        )
    if isinstance(edit, AddRoad):
        overlay, road = add_road(ground, draft.overlay, edit)
        return replace(draft, overlay=overlay, roads=[*draft.roads, road])
    if isinstance(edit, ChangeSpeed | SetSpeed | Close):
        return replace(draft, overlay=paced(ground, draft.overlay, edit))
    n_edges = ground.n_edges + len(draft.overlay.roads)
    n_sources = len(draft.sources)
    if isinstance(edit, AddSources):
        _require_edges(edit.places, n_edges)
        new = range(n_sources, n_sources + len(edit.places))
        return replace(
            draft,
            sources=draft.sources.followed_by(edit.places),
            placed=[*draft.placed, *new],
        )
    which = positions(edit.sources, n_sources, "sources")
    if isinstance(edit, RemoveSources):
        return replace(draft, sources=_taken_off(draft.sources, which))
    _require_edges(edit.places, n_edges)
    if len(edit.places) != len(which):
        raise InputError(
            Text(
                f"{len(edit.places)} tempat untuk {len(which)} titik yang dipindah; yang diminta "
                "satu untuk setiap titik",
                f"{len(edit.places)} places for {len(which)} sources to move; wanted one for each",
            )
        )
    return replace(
        draft,
        sources=draft.sources.replaced(which, edit.places),
        placed=[*draft.placed, *which.tolist()],
    )


def _require_edges(places: Snapped, n_edges: int) -> None:
    strange = places.edge[places.edge >= n_edges]
    if len(strange):
        raise InputError(
            Text(
                f"places: {strange[0]} bukan ruas; yang diminta 0 sampai {n_edges - 1}, atau -1",
                f"places: {strange[0]} is no edge; wanted 0 to {n_edges - 1}, or -1",
            )
        )


def _taken_off(sources: Snapped, which: Ints) -> Snapped:
    changed = {name: array.copy() for name, array in sources.arrays().items()}
    for name, values in changed.items():
        values[which] = {"edge": -1, "component": -1, "side": 0}.get(name, np.nan)
    return Snapped(**changed)


def _seeds(ground: Ground, overlay: Overlay, sources: Snapped) -> Seeds:
    leaving: Stops = starts(sources, ground.direction)
    return seeds_on(ground.edges, overlay.pieces, leaving)


def _widened(tags: Tags, n_nodes: int) -> Tags:
    """Copy labels, with room for new nodes that nothing reaches yet."""
    if n_nodes == len(tags.seconds):
        return Tags(tags.seconds.copy(), tags.owner.copy())
    seconds, owner = np.full(n_nodes, np.inf), np.full(n_nodes, -1, dtype=np.int32)
    seconds[: len(tags.seconds)], owner[: len(tags.owner)] = tags
    return Tags(seconds, owner)


def _edges_touched(before: Situation, after: Situation, node: Ints) -> Ints:
    """List the edges on which a label, a source or a piece is another."""
    ground, pieces = after.ground, after.overlay.pieces
    changed = after.overlay is not before.overlay
    touched = [
        edges_at(ground, node[node < ground.n_nodes]),
        pieces.edge if changed else _at(pieces, node),
    ]
    if after.sources is not before.sources:
        both = len(before.sources)
        same = np.zeros(len(after.sources), dtype=np.bool_)
        same[:both] = (
            (before.sources.edge == after.sources.edge[:both])
            & (before.sources.share == after.sources.share[:both])
            & (before.sources.access_seconds == after.sources.access_seconds[:both])
        )
        others = (before.sources.edge[~same[:both]], after.sources.edge[~same])
        touched.extend(edge[edge >= 0] for edge in others)
    return ascending(np.concatenate(touched), ground.n_edges + len(after.overlay.roads))


def _at(pieces: Pieces, node: Ints) -> Ints:
    """List the edges in pieces at some nodes."""
    if not len(pieces.edge):
        return pieces.edge
    ends = (pieces.on, pieces.end)
    touched = np.any([np.isin(nodes, node).any(axis=1) for nodes in ends], axis=0)
    return pieces.edge[np.unique(pieces.slot[touched])]
