"""Reckoning: capacity of a catalogue's facilities handed out to its people, by a mode of travel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.beside import Beside, with_walks
from gis.access.catchments import Method
from gis.access.demand import Demand
from gis.access.onto import Onto
from gis.access.shortages import Shortage, shortage
from gis.access.supply import (
    HandedOut,
    TravelTable,
    hand_out,
    people_in_reach,
    travel_table,
    zone_decay,
)
from gis.errors import InputError, NoAnswerError
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.processes.limits import time_text
from gis.processes.sharing.capacity import PEOPLE, Capacities
from gis.processes.travel import (
    COMING,
    Travel,
    facilities_on,
    grid_in,
    lonlat_of,
    people_of,
    people_on,
    require_anybody,
    times_between,
    travel_for,
    walks_to,
)
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
Places = Snapped | Onto

NEAREST = 3


# So many pairs of places and facilities are shared out over within so long, in seconds, at most.
MOST_PAIRS = 20_000_000
LONGEST_S = 2 * 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked: who shares what, and how far they go for it.

    Attributes
    ----------
    held
        The capacity of the facilities.
    sites
        The facilities that have one, on the order of `held`.
    units
        The units asked for, with ``code`` and ``name``.
    chosen
        Which units of their layer those are, bool, on the layer's order.
    limit_s
        Where the catchment ends, in seconds.
    method
        Of `gis.access.catchments.access`.
    people_per_unit
        How many people one unit of capacity is enough for; None: the mean.
    """

    held: Capacities
    sites: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    chosen: NDArray[np.bool_]
    limit_s: float
    method: Method
    people_per_unit: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Sharing:
    """How a capacity is shared: everyone competes for it, the units asked for are told of.

    Attributes
    ----------
    travel
        The network.
    walks
        Which of everyone's places are so near a facility that going by it is no use.
    sources, placed
        Where the facilities and the places of the units asked for are on it.
    table
        Travel times between the facilities and everyone's places.
    cells
        Which of everyone's places are those of the units asked for.
    people, per_person
        The people of the units asked for, and the capacity a person of each place has.
    level
        What the method as published gives each of those places.
    given_out
        What all places get and each facility carries.
    in_reach
        People of the units asked for within the limit of each facility.
    short
        How far the capacity goes.
    people_per_unit, origin
        How many people one unit is enough for (NaN: nobody reaches any), and where
        the number is from.
    direction
        Which way the travel goes, seen from the facilities.
    """

    travel: Travel
    walks: Beside
    sources: Places
    placed: Places
    table: TravelTable
    people: Demand
    cells: NDArray[np.integer[Any]]
    per_person: Floats
    level: Floats
    given_out: HandedOut
    in_reach: Floats
    short: Shortage
    people_per_unit: float
    origin: str
    direction: Direction

    @property
    def people_off_network(self) -> float:
        """People of the units asked for who are too far from any road."""
        return self.people.together(self.placed.edge < 0)

    def nearest_to(self, places: NDArray[np.integer[Any]]) -> list[list[tuple[int, float]]]:
        """Give the facilities nearest in time to some of the places, as position and seconds.

        Soonest first, `NEAREST` at most within the limit; where none is, the nearest one
        however far, or nothing where no way leads to any.
        """
        asked, back = np.unique(places, return_inverse=True)
        number = np.full(len(self.given_out.per_person), -1, dtype=np.int64)
        number[self.cells[asked]] = np.arange(len(asked))
        parts = [(b.source, number[b.target], b.seconds) for b in self.table.blocks()]
        near: list[list[tuple[int, float]]] = [[] for _ in asked]
        for source, place, seconds in _soonest_first(parts):
            if len(near[place]) < NEAREST:
                near[place].append((source, seconds))
        ways = self.travel.ways
        far = ways.nearest(self.sources, ways.chosen(self.placed, asked), self.direction)
        far = with_walks(far, self.walks.of_places(self.cells[asked]))
        for place in (k for k, found in enumerate(near) if not found and far.owner[k] >= 0):
            near[place].append((int(far.owner[place]), float(far.seconds[place])))
        return [near[k] for k in back]


def _soonest_first(
    parts: list[tuple[NDArray[Any], NDArray[Any], Floats]],
) -> Iterator[tuple[int, int, float]]:
    """Give facility, place and seconds of the pairs of places that are asked for."""
    chosen = [(s[p >= 0], p[p >= 0], t[p >= 0]) for s, p, t in parts]
    source, place, seconds = (np.concatenate(column) for column in zip(*chosen, strict=True))
    for k in np.lexsort((source, seconds)):
        yield int(source[k]), int(place[k]), float(seconds[k])


def share_out(catalogue: Catalogue, given: Mapping[str, Any], asked: Question) -> Sharing:
    """Hand the capacity out to all people of the units' layer, and tell of the units asked for.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs of the process: those of `gis.processes.travel.travel_for`, ``by``
        and ``population``.
    asked
        The rest of the question.

    Raises
    ------
    InputError
        If the time is so long that there are too many pairs to share capacity out over.
    NoAnswerError
        If nobody lives in the units, or no facility is on the network.
    """
    travel = travel_for(catalogue, given)
    everyone = people_of(catalogue, given["by"], given["population"])
    placed = people_on(catalogue, travel, everyone, [given["by"], given["population"]])
    people, cells = _of_asked(everyone, asked.chosen)
    require_anybody(people, given["population"])
    sources = _on_network(travel, asked)
    direction: Direction = "from_sources" if travel.id in COMING else "to_sources"
    require_feasible(len(asked.sites) * len(placed), asked.limit_s)
    ends = (everyone.lonlat, placed)
    points = lonlat_of(asked.sites.geometry.representative_point())
    grid = grid_in(catalogue, everyone, [given["by"], given["population"]])
    walks = walks_to(travel, ends, (points, sources), grid)
    table = travel_table(
        lambda: times_between(travel, (sources, placed), walks, direction, asked.limit_s)
    )
    once, decay = everyone.counted_once(), zone_decay(asked.limit_s, asked.method)
    given_out = hand_out(once, asked.held.amount, table, decay, method=asked.method)
    enough, origin = _enough(asked, float(once.sum()), given_out.handed_out)
    here = np.zeros(len(everyone))
    here[cells] = people.counted_once()
    per_person = given_out.per_person[cells]
    return Sharing(
        travel=travel,
        walks=walks,
        sources=sources,
        placed=travel.ways.chosen(placed, cells),
        table=table,
        people=people,
        cells=cells,
        per_person=per_person,
        level=given_out.level[cells],
        given_out=given_out,
        in_reach=people_in_reach(table, here, len(sources)),
        short=shortage(
            people,
            per_person,
            people_per_unit=enough if np.isfinite(enough) else 1.0,
            index=asked.units.index,
        ),
        people_per_unit=enough,
        origin=origin,
        direction=direction,
    )


def _on_network(travel: Travel, asked: Question) -> Places:
    """Put the facilities that have a capacity on the network; tell of the others if none is."""
    try:
        return facilities_on(travel, asked.sites)
    except NoAnswerError as error:
        n_without = int((~asked.held.used).sum())
        if not n_without:
            raise
        more = Text(
            f"; {n_without} lainnya tidak mempunyai daya tampung yang dapat dipakai",
            f"; {n_without} more have no capacity that can be used",
        )
        raise NoAnswerError(error.text + more, code=error.code) from error


def require_feasible(pairs: int, limit_s: float) -> None:
    """Refuse a time in which most of very many pairs of places and facilities are reached.

    Parameters
    ----------
    pairs
        Of places and facilities.
    limit_s
        Time in seconds.

    Raises
    ------
    InputError
        If there are more than `MOST_PAIRS` and the time is above `LONGEST_S`.
    """
    if pairs > MOST_PAIRS and limit_s > LONGEST_S:
        what = Text(
            f"{time_text(limit_s)} melebihi {time_text(LONGEST_S)}, paling lama untuk {pairs} "
            "pasangan tempat dan fasilitas; ambil waktu lebih pendek, atau lebih sedikit fasilitas",
            f"{time_text(limit_s)} is above {time_text(LONGEST_S)}, the most for {pairs:,} pairs "
            "of places and facilities; take a shorter time, or fewer facilities",
        )
        raise InputError.of([("within", what)])


def _of_asked(
    everyone: Demand, chosen: NDArray[np.bool_]
) -> tuple[Demand, NDArray[np.integer[Any]]]:
    """Give the people of the units asked for, and which of everyone's places theirs are."""
    return (everyone, np.arange(len(everyone))) if chosen.all() else everyone.of_units(chosen)


def _enough(asked: Question, people: float, handed_out: float) -> tuple[float, str]:
    """Give how many people one unit is enough for, and where that number is from."""
    if asked.people_per_unit is not None:
        return asked.people_per_unit, "given"
    if asked.held.unit == PEOPLE:
        return 1.0, "people"
    return (people / handed_out if handed_out > 0.0 else float("nan")), "mean"
