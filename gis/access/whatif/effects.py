"""Effects: whom edits bring nearer to what serves them, and whom they leave farther away.

Only the places on edges where something changed are looked at, and only the units they
lie in are summed anew; the coverage is the one a count from scratch gives. Who gains and
who loses are told apart: a net figure would hide both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.beside import Beside
from gis.access.demand import classes_of
from gis.access.whatif.groups import Signs, summed_anew, tallied
from gis.access.whatif.serving import ByWay, Served
from gis.network.kernels.arrivals import ByEdge, Stops, by_edge, put_elsewhere
from gis.network.places import Snapped
from gis.network.search import ends
from gis.network.whatif.edits import Edit, MoveSources, RemoveSources
from gis.network.whatif.resnapping import Off, resnapped
from gis.network.whatif.situation import Change, edited
from gis.network.whatif.stops import arrive

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# Times that differ by less are the same time, summed otherwise.
SAME_S = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Effect:
    """What edits do to places and units, l limits and u units.

    Attributes
    ----------
    before, after
        How places are served without and with the edits.
    change
        What the edits change on the network.
    place
        Places with another time or another facility, int32.
    moved
        Places put on a new road as they are served sooner from there, int32.
    gained, lost
        Amount that comes within each time, and that falls out of it, u × l.
    reached, cut_off
        Amount that a way leads to now, and to which none leads any more, u.
    sooner, later
        Amount served sooner and later than before, at all events, u.
    all_units
        The same sums for all units together, ground they share counted once: rows
        ``gained``, ``lost`` by limit (2 × l), and `reached`, `cut_off`, `sooner`,
        `later` (4).
    """

    before: Served
    after: Served
    change: Change
    place: Ints
    moved: Ints
    gained: Floats
    lost: Floats
    reached: Floats
    cut_off: Floats
    sooner: Floats
    later: Floats
    all_units: tuple[Floats, Floats]

    def table(self, index: Sequence[object] | pd.Index | None = None) -> pd.DataFrame:
        """Tell each unit's people within times before and after, and who gains and who loses.

        Parameters
        ----------
        index
            The units' index; 0, 1, … without it.

        Returns
        -------
        pandas.DataFrame
            A row per unit and limit on the units' index: ``within_s``, ``total``,
            ``covered_before``, ``covered_after``, ``difference``, ``gained``, ``lost``,
            ``sooner``, ``later``, ``reached``, ``cut_off``.
        """
        by_unit = (self.gained, self.lost, self.sooner, self.later, self.reached, self.cut_off)
        tables = self.before.coverage(index).table, self.after.coverage(index).table
        return _compared(*tables, len(self.before.limits_s), by_unit)

    def totals(self) -> pd.DataFrame:
        """Tell the same of all units together, on ``within_s``."""
        sums, (reached, cut_off, sooner, later) = self.all_units
        alone = (np.array([value]) for value in (sooner, later, reached, cut_off))
        before, after = (one.coverage().totals.reset_index() for one in (self.before, self.after))
        told = _compared(before, after, len(self.before.limits_s), (sums[:1], sums[1:], *alone))
        return told.set_index("within_s")


def _compared(
    before: pd.DataFrame, after: pd.DataFrame, n_limits: int, sums: tuple[Floats, ...]
) -> pd.DataFrame:
    gained, lost, *alone = sums
    table = before[["within_s", "total"]].copy()
    table["covered_before"], table["covered_after"] = before["covered"], after["covered"]
    table["difference"] = after["covered"] - before["covered"]
    table["gained"], table["lost"] = gained.T.ravel(), lost.T.ravel()
    for name, values in zip(("sooner", "later", "reached", "cut_off"), alone, strict=True):
        table[name] = np.tile(values, n_limits)
    return table


def what_if(
    before: Served,
    edits: Sequence[Edit],
    *,
    off: Off | None = None,
    walks: Beside | None = None,
) -> Effect:
    """Tell whom edits bring nearer to a facility, and whom they leave farther away.

    Parameters
    ----------
    before
        How places are served.
    edits
        Facilities put on the map, taken off or moved; roads added, sped up, slowed or
        closed; in order.
    off
        How people get to a new road: places nearer to it than to the road each was on are
        reached over it, if that is sooner; without, all places stay where they are on the
        network.
    walks
        Straight walks to the facilities there are after the edits; without, those of before
        to facilities that were neither taken off nor moved.

    Returns
    -------
    Effect
        `before` stays as it is, and serves to undo the edits; ``effect.after`` serves for
        further ones.

    Raises
    ------
    InputError
        If an edit is of what is not there, a speed is not above 0, or a road joins nothing.

    Examples
    --------
    >>> from gis.access.demand import Demand
    >>> from gis.access.whatif.serving import served
    >>> from gis.network import Network, placed
    >>> from gis.network.whatif.edits import AddSources
    >>> from gis.network.whatif.ground import ground
    >>> from gis.network.whatif.situation import situation
    >>> line = [[117.0, 0.0], [117.01, 0.0], [117.02, 0.0]]
    >>> street = Network.from_edges(line, [[0, 1], [1, 2]], [600.0, 600.0])
    >>> houses = placed(street, [0, 1], [0.5, 0.5])
    >>> one, both = np.arange(2, dtype=np.int32), np.zeros(2, dtype=np.int32)
    >>> people = Demand(houses.lon, houses.lat, np.array([10.0, 30.0]), both, one, np.ones(2), 1)
    >>> clinic = situation(ground(street, "to_sources"), placed(street, [0], [0.0]))
    >>> today = served(clinic, people, houses, limits_s=[600])
    >>> effect = what_if(today, [AddSources(placed(street, [1], [1.0]))])
    >>> effect.gained.tolist(), effect.lost.tolist(), effect.after.owner.tolist()
    ([[30.0]], [[0.0]], [0, 1])
    """
    change = edited(before.situation, edits)
    walks = _left(before.walks, edits) if walks is None else walks
    where = _where(before, change)
    by_way = ByWay(before.by_way.seconds.copy(), before.by_way.owner.copy())
    place = arrive(change.after.scene(), where.stops, where.on_edges, change.edge, by_way)
    if change.roads and off is not None:
        where = _rejoined(before, change, where, by_way, off)
        place = np.union1d(place, where.moved)
    return _effect(before, change, where, _walked(before, by_way, walks, place))


class _Where(NamedTuple):
    """Where places lie after edits, as `Served` has it, and which were moved."""

    places: Snapped
    stops: Stops
    on_edges: ByEdge
    moved: Ints


class _Found(NamedTuple):
    """Places with another time or facility; times by the network, and with walks, of all."""

    place: Ints
    by_way: ByWay
    both: ByWay
    walks: Beside


def _left(walks: Beside, edits: Sequence[Edit]) -> Beside:
    """Give the walks to facilities that stay where they are."""
    if not len(walks):
        return walks
    gone = [e.sources for e in edits if isinstance(e, RemoveSources | MoveSources)]
    return walks.chosen(~np.isin(walks.facility, np.concatenate([*gone, []])))


def _where(before: Served, change: Change) -> _Where:
    """Give places where they were, with room for new edges."""
    first, place = before.on_edges
    n_edges = change.after.ground.n_edges + len(change.after.overlay.roads)
    more = np.full(n_edges + 1 - len(first), len(place))
    on_edges = ByEdge(np.concatenate([first, more]), place) if len(more) else before.on_edges
    return _Where(before.places, before.stops, on_edges, np.zeros(0, dtype=np.int32))


def _rejoined(before: Served, change: Change, where: _Where, by_way: ByWay, off: Off) -> _Where:
    """Put places on a new road where that is nearer, and they are served sooner from there."""
    ground, overlay = change.after.ground, change.after.overlay
    points = (before.demand.lon, before.demand.lat)
    few, moved = resnapped(ground, overlay, where.places, points, off)
    n_edges = ground.n_edges + len(overlay.roads)
    found = ByWay(np.full(len(few), np.nan), np.full(len(few), -1, dtype=np.int32))
    stops, on_edges = ends(few, ground.direction), by_edge(few.edge, n_edges)
    arrive(change.after.scene(), stops, on_edges, np.unique(few.edge), found)
    sooner = np.flatnonzero(
        (found.seconds < by_way.seconds[moved])
        | (np.isnan(by_way.seconds[moved]) & ~np.isnan(found.seconds))
    )
    if not len(sooner):
        return where
    moved, few = moved[sooner], few.chosen(sooner)
    by_way.seconds[moved], by_way.owner[moved] = found.seconds[sooner], found.owner[sooner]
    places = where.places.replaced(moved, few)
    held = put_elsewhere(where.on_edges, moved, where.places.edge[moved], few.edge)
    return _Where(places, ends(places, ground.direction), held, moved)


def _walked(before: Served, by_way: ByWay, walks: Beside, place: Ints) -> _Found:
    """Let straight walks compete, and give the places that differ then."""
    if not len(walks) and not len(before.walks):
        return _Found(place, by_way, by_way, walks)
    both = by_way.with_walks(walks)
    looked_at = np.unique(np.concatenate([place, before.walks.place, walks.place]))
    was, now = before.seconds[looked_at], both.seconds[looked_at]
    same = (was == now) | (np.isnan(was) & np.isnan(now))
    same &= before.owner[looked_at] == both.owner[looked_at]
    return _Found(looked_at[~same], by_way, both, walks)


def _effect(before: Served, change: Change, where: _Where, found: _Found) -> Effect:
    place, (seconds, owner) = found.place, found.both
    n_units, n_classes = before.by_unit.shape
    last = n_classes - 1
    now = classes_of(seconds[place], before.limits_s.tolist()).astype(np.int16)
    was = before.classes[place]
    direction = _direction(before.seconds[place], seconds[place])
    tally = np.zeros((n_units + 1, 2 * (n_classes - 2) + 4))
    tallied(before.groups, place, (was, now, direction), n_classes - 2, tally)
    classes = before.classes
    by_unit, together = before.by_unit, before.together
    other = np.flatnonzero(was != now)
    if len(other):
        classes, by_unit, together = classes.copy(), by_unit.copy(), together.copy()
        classes[place[other]] = now[other]
        summed_anew(before.groups, place[other], classes, by_unit)
        once = before.groups.once[place[other]]
        together[0] += np.bincount(now[other], once, n_classes)
        together[0] -= np.bincount(was[other], once, n_classes)
        np.maximum(together, 0.0, out=together)
    after = Served(
        situation=change.after,
        demand=before.demand,
        places=where.places,
        limits_s=before.limits_s,
        seconds=seconds,
        owner=owner,
        classes=classes,
        n_unreached=before.n_unreached + int((now == last).sum()) - int((was == last).sum()),
        by_unit=by_unit,
        together=together,
        stops=where.stops,
        on_edges=where.on_edges,
        groups=before.groups,
        by_way=found.by_way,
        walks=found.walks,
    )
    n = n_classes - 2
    units, every = tally[:-1], tally[-1]
    return Effect(
        before=before,
        after=after,
        change=change,
        place=place,
        moved=where.moved,
        gained=units[:, :n],
        lost=units[:, n : 2 * n],
        reached=units[:, 2 * n],
        cut_off=units[:, 2 * n + 1],
        sooner=units[:, 2 * n + 2],
        later=units[:, 2 * n + 3],
        all_units=(every[: 2 * n].reshape(2, n), every[2 * n :]),
    )


def _direction(was: Floats, now: Floats) -> Signs:
    """Tell who is served sooner (-1), later (1) or as before (0); unreached is latest."""
    old, new = np.where(np.isnan(was), np.inf, was), np.where(np.isnan(now), np.inf, now)
    sooner, later = new < old - SAME_S, new > old + SAME_S
    return later.astype(np.int8) - sooner.astype(np.int8)
