"""Serving: when each place is served in a situation, and what units have within times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.beside import Beside, nobody, take_walks
from gis.access.demand import Demand, TravelCoverage, classes_of, sums_within, tabled, times_of
from gis.access.whatif.groups import Groups, groups_of
from gis.errors import InputError
from gis.network.kernels.arrivals import ByEdge, Stops, by_edge
from gis.network.places import Snapped
from gis.network.search import ends
from gis.network.whatif.situation import Situation
from gis.network.whatif.stops import arrive
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Classes = NDArray[np.int16]


class ByWay(NamedTuple):
    """Seconds (NaN: no way) and owner (-1) of each place, float64 and int32, c."""

    seconds: Floats
    owner: Ints

    def with_walks(self, walks: Beside) -> ByWay:
        """Let straight walks compete with the ways by the network."""
        if not len(walks):
            return self
        both = ByWay(self.seconds.copy(), self.owner.copy())
        take_walks(*both, walks)
        return both


@dataclass(frozen=True, slots=True, eq=False)
class Served:
    """Places, when each is served in a situation, and what units have within times.

    Attributes
    ----------
    situation
        Facilities on a network.
    demand
        The places, c of them, and their units, u.
    places
        Where they lie on the network.
    limits_s
        Times in seconds, ascending, l of them.
    seconds, owner
        Time to or from what serves each place (NaN: no way leads there) and its position
        (-1), float64 and int32, c.
    classes
        The first limit each place is within; l: beyond all, l + 1: not reached; int16, c.
    n_unreached
        How many places no way leads to.
    by_unit, together
        Amount by class, u × (l + 2) and 1 × (l + 2).
    stops, on_edges, groups
        Places as the search reaches them, and by their edge; pairs of units and cells by
        either.
    by_way
        Seconds and owner of each place by the network alone.
    walks
        Who lives so near a facility that going by the network is no use.
    """

    situation: Situation
    demand: Demand
    places: Snapped
    limits_s: Floats
    seconds: Floats
    owner: Ints
    classes: Classes
    n_unreached: int
    by_unit: Floats
    together: Floats
    stops: Stops
    on_edges: ByEdge
    groups: Groups
    by_way: ByWay
    walks: Beside

    def coverage(self, index: Sequence[object] | pd.Index | None = None) -> TravelCoverage:
        """Give what `gis.access.demand.travel_coverage` gives.

        Parameters
        ----------
        index
            The units' index; 0, 1, … without it.
        """
        counts = (len(self.demand), self.n_unreached)
        sums = {"covered": (self.by_unit, self.together)}
        return tabled(sums, self.limits_s.tolist(), index=index, counts=counts)


def served(
    situation: Situation,
    demand: Demand,
    places: Snapped,
    *,
    limits_s: Sequence[float],
    walks: Beside | None = None,
    kept: tuple[Groups, ByEdge] | None = None,
) -> Served:
    """Work out when places are served, and what units have within times, to start from.

    Parameters
    ----------
    situation
        Facilities on a network.
    demand
        The places and their units.
    places
        Where the places lie on the network, in their order.
    limits_s
        Times in seconds, above 0; sorted and each used once.
    walks
        Straight walks between places and facilities that compete with the network, of
        `gis.access.beside.beside`; without, nobody walks all the way.
    kept
        Groups of the demand and places by edge, where they are kept; made otherwise.

    Raises
    ------
    InputError
        If a limit is not a number above 0, or the places are not those of the demand.
    """
    limits = times_of(limits_s)
    if len(places) != len(demand):
        raise InputError(
            Text(
                f"{len(places)} letak di jaringan untuk {len(demand)} tempat; perlu tepat satu",
                f"{len(places)} places on the network for {len(demand)} of the demand",
            )
        )
    n_edges = situation.ground.n_edges + len(situation.overlay.roads)
    groups, on_edges = kept or (groups_of(demand), by_edge(places.edge, n_edges))
    walks = walks or nobody()
    stops = ends(places, situation.ground.direction)
    by_way = _by_way(situation, places, (stops, on_edges))
    seconds, owner = by_way.with_walks(walks)
    by_unit, together = sums_within(demand, seconds, limits, groups.once)
    return Served(
        situation=situation,
        demand=demand,
        places=places,
        limits_s=np.array(limits),
        seconds=seconds,
        owner=owner,
        classes=classes_of(seconds, limits).astype(np.int16),
        n_unreached=int(np.isnan(seconds).sum()),
        by_unit=by_unit,
        together=together,
        stops=stops,
        on_edges=on_edges,
        groups=groups,
        by_way=by_way,
        walks=walks,
    )


def _by_way(situation: Situation, places: Snapped, held: tuple[Stops, ByEdge]) -> ByWay:
    """Find the facility nearest by the network of each place, looking at every edge."""
    stops, on_edges = held
    found = ByWay(np.full(len(places), np.nan), np.full(len(places), -1, dtype=np.int32))
    every = np.arange(len(on_edges.first) - 1, dtype=np.int32)
    arrive(situation.scene(), stops, on_edges, every, found)
    return found
