"""Supply: capacity handed out to places by a floating catchment, travel times streamed.

The sums are those of `gis.access.catchments`; here the travel times come a block at a
time and are gone through more than once, so that they need not all be in memory. The
capacity that is handed out is that of the facilities somebody reaches, to the last bed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.access.catchments import (
    Decay,
    Method,
    require_amounts,
    step_decay,
    weights_of,
)
from gis.checks import require_positive
from gis.errors import InputError
from gis.network.tables import TimesBlock
from layers.text import Text

Floats = NDArray[np.float64]
Search = Callable[[], Iterable[TimesBlock]]

KEPT_PAIRS = 8_000_000
# Three zones of ten minutes in a catchment of thirty: Luo and Qi (2009), the weights
# they call slow decay; here each zone is a third of the limit.
ZONE_WEIGHTS = (1.0, 0.68, 0.22)


@dataclass(frozen=True, slots=True, eq=False)
class TravelTable:
    """Travel times from facilities (sources) to places (targets), to be gone through again.

    `kept` are the blocks where they are few, else None: then `search` gives them anew
    for every passage.
    """

    search: Search
    kept: tuple[TimesBlock, ...] | None

    def blocks(self) -> Iterator[TimesBlock]:
        """Give the blocks, from the first on."""
        yield from self.search() if self.kept is None else self.kept


@dataclass(frozen=True, slots=True, eq=False)
class HandedOut:
    """What each place gets and each facility carries.

    Attributes
    ----------
    per_person
        Capacity a person of each place has, float64, c; 0 where none is in reach. The
        sum of it times the people is `handed_out`.
    level
        What the method as published gives each place: the same, but for the BFCA,
        whose level of service is shared out among places and not among people.
    load
        Demand that falls to each facility by the method, float64, f. But for the BFCA,
        a person counts at every facility in reach, so the sum exceeds the people.
    users
        People each facility carries, every one in reach of any counted once, float64,
        f: at each facility in proportion to what they have from it (for the BFCA, by
        its own shares: `load`).
    in_reach
        People within the limit of each facility, whatever the weights, float64, f.
    handed_out, idle
        Capacity of the facilities that somebody reaches, and of those nobody does.
    """

    per_person: Floats
    level: Floats
    load: Floats
    users: Floats
    in_reach: Floats
    handed_out: float
    idle: float


def travel_table(search: Search, *, keep_pairs: int = KEPT_PAIRS) -> TravelTable:
    """Make travel times that can be gone through more than once.

    Parameters
    ----------
    search
        Gives the blocks, such as those of `gis.network.tables.many_to_many`: the
        facilities are the sources, the places the targets; called once, or once for
        every passage.
    keep_pairs
        How many pairs may be kept in memory (16 bytes each), 0 or more.
    """
    kept: list[TimesBlock] = []
    n_pairs = 0
    for block in search():
        n_pairs += len(block.source)
        if n_pairs > keep_pairs:
            return TravelTable(search, None)
        kept.append(block)
    return TravelTable(search, tuple(kept))


def zones(limit_s: float, method: Method) -> tuple[tuple[float, float], ...]:
    """Give the zones of travel time of a method, as pairs of their end in seconds and weight.

    Parameters
    ----------
    limit_s
        Where the catchment ends, above 0.
    method
        ``2sfca`` has one zone, the others three, each a third of the limit.

    Examples
    --------
    >>> zones(1800.0, "e2sfca")
    ((600.0, 1.0), (1200.0, 0.68), (1800.0, 0.22))
    """
    limit = require_positive(limit_s, "limit_s")
    if method == "2sfca":
        return ((limit, 1.0),)
    ends = (limit / 3.0, limit * 2.0 / 3.0, limit)
    return tuple(zip(ends, ZONE_WEIGHTS, strict=True))


def zone_decay(limit_s: float, method: Method) -> Decay:
    """Give the weights of `zones` as a decay."""
    ends, weights = zip(*zones(limit_s, method), strict=True)
    return step_decay(ends, weights)


def people_in_reach(table: TravelTable, people: Floats, n_facilities: int) -> Floats:
    """Add up the people within the limit of each facility."""
    reached = np.zeros(n_facilities)
    for block in table.blocks():
        np.add.at(reached, block.source, people[block.target])
    return reached


def hand_out(
    demand: NDArray[np.floating],
    supply: NDArray[np.floating],
    table: TravelTable,
    decay: Decay,
    *,
    method: Method,
) -> HandedOut:
    """Hand the capacity of facilities out to the people who can reach them.

    Three passages: weights by place and by facility, then load, then what each gets.

    Parameters
    ----------
    demand
        People of each place, c.
    supply
        Capacity of each facility, f, all in one unit.
    table
        Travel times, of `travel_table`.
    decay
        Weight of a travel time, 0 to 1, such as `zone_decay`.
    method
        As in `gis.access.catchments.access`. For the ``bfca`` a person has what the
        facilities hand to the share of demand that falls to each: so both the demand
        and the capacity are kept; `HandedOut.level` is what was published.

    Raises
    ------
    EmptyInputError
        If there is no place or no facility.
    InputError
        If an amount is negative or not finite, a pair speaks of a place or facility
        that is not there, or the weights do not fit the method.
    """
    people, capacity = require_amounts(demand, "demand"), require_amounts(supply, "supply")
    in_places, in_facilities = np.zeros(len(people)), np.zeros(len(capacity))
    in_reach, load = np.zeros(len(capacity)), np.zeros(len(capacity))
    for block in table.blocks():
        _require_rows(block, len(people), len(capacity))
        weight = weights_of(block.seconds, decay, method)
        np.add.at(in_places, block.target, weight)
        np.add.at(in_facilities, block.source, weight)
        np.add.at(in_reach, block.source, people[block.target])
    for block in table.blocks():
        share = _chosen(block, weights_of(block.seconds, decay, method), in_places, method)
        np.add.at(load, block.source, share * people[block.target])
    ratio = _divided(capacity, load)
    per_person, level = np.zeros(len(people)), np.zeros(len(people))
    for block in table.blocks():
        weight = weights_of(block.seconds, decay, method)
        share = _chosen(block, weight, in_places, method)
        np.add.at(per_person, block.target, ratio[block.source] * share)
        if method == "bfca":
            back = _divided(weight, in_facilities[block.source])
            np.add.at(level, block.target, ratio[block.source] * back)
    if method == "bfca":
        users = load
    else:
        users, level = np.zeros(len(capacity)), per_person
        people_per_unit = _divided(people, per_person)
        for block in table.blocks():
            share = _chosen(block, weights_of(block.seconds, decay, method), in_places, method)
            had = ratio[block.source] * share
            np.add.at(users, block.source, had * people_per_unit[block.target])
    return HandedOut(
        per_person=per_person,
        level=level,
        load=load,
        users=users,
        in_reach=in_reach,
        handed_out=float(per_person @ people),
        idle=float(capacity[load <= 0.0].sum()),
    )


def _require_rows(block: TimesBlock, n_places: int, n_facilities: int) -> None:
    for found, n, what in (
        (block.target, n_places, "place"),
        (block.source, n_facilities, "facility"),
    ):
        if len(found) and found.max() >= n:
            raise InputError(
                Text(
                    f"waktu tempuh menyebut {what} {found.max()}, padahal hanya ada {n}; hitung "
                    "lagi untuk tempat-tempat ini",
                    f"the travel times speak of {what} {found.max()}; there are {n}",
                )
            )


def _chosen(block: TimesBlock, weight: Floats, in_places: Floats, method: Method) -> Floats:
    """Give how much of a place's demand goes to a facility, for each pair."""
    if method in ("2sfca", "e2sfca"):
        return weight
    chance = _divided(weight, in_places[block.target])
    return chance * weight if method == "3sfca" else chance


def _divided(amount: Floats, by: Floats) -> Floats:
    """Give the quotient, 0 where there is nothing to divide by."""
    return np.divide(amount, by, out=np.zeros(len(amount)), where=by > 0.0)
