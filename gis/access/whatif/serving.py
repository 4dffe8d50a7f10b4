"""Serving: when each place is served in a situation, and what units have within times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.access.demand import Demand, TravelCoverage, classes_of, sums_within, tabled, times_of
from gis.access.whatif.groups import Groups, groups_of
from gis.errors import InputError
from gis.network.kernels.arrivals import ByEdge, Stops, by_edge
from gis.network.places import Snapped
from gis.network.search import ends
from gis.network.whatif.situation import Situation
from gis.network.whatif.stops import arrive

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Classes = NDArray[np.int16]


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
    by_unit, together
        Amount by class, u × (l + 2) and 1 × (l + 2).
    stops, on_edges, groups
        Places as the search reaches them, and by their edge; pairs of units and cells by
        either.
    """

    situation: Situation
    demand: Demand
    places: Snapped
    limits_s: Floats
    seconds: Floats
    owner: Ints
    classes: Classes
    by_unit: Floats
    together: Floats
    stops: Stops
    on_edges: ByEdge
    groups: Groups

    def coverage(self, index: Sequence[object] | pd.Index | None = None) -> TravelCoverage:
        """Give what `gis.access.demand.travel_coverage` gives.

        Parameters
        ----------
        index
            The units' index; 0, 1, … without it.
        """
        n_unreached = int(np.isnan(self.seconds).sum())
        counts = (len(self.demand), n_unreached)
        sums = {"covered": (self.by_unit, self.together)}
        return tabled(sums, self.limits_s.tolist(), index=index, counts=counts)


def served(
    situation: Situation, demand: Demand, places: Snapped, *, limits_s: Sequence[float]
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

    Raises
    ------
    InputError
        If a limit is not a number above 0, or the places are not those of the demand.
    """
    limits = times_of(limits_s)
    if len(places) != len(demand):
        raise InputError(f"{len(places)} places on the network for {len(demand)} of the demand")
    groups = groups_of(demand)
    n_edges = situation.ground.n_edges + len(situation.overlay.roads)
    on_edges = by_edge(places.edge, n_edges)
    seconds, owner = np.full(len(places), np.nan), np.full(len(places), -1, dtype=np.int32)
    every = np.arange(n_edges, dtype=np.int32)
    stops = ends(places, situation.ground.direction)
    arrive(situation.scene(), stops, on_edges, every, (seconds, owner))
    by_unit, together = sums_within(demand, seconds, limits, groups.once)
    return Served(
        situation=situation,
        demand=demand,
        places=places,
        limits_s=np.array(limits),
        seconds=seconds,
        owner=owner,
        classes=classes_of(seconds, limits).astype(np.int16),
        by_unit=by_unit,
        together=together,
        stops=stops,
        on_edges=on_edges,
        groups=groups,
    )
