"""Today: how people are served before anything is changed, ready to be brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.demand import Demand, classes_of, sums_within
from gis.access.ways import Ways
from gis.access.whatif.groups import Groups, groups_of
from gis.access.whatif.serving import Served
from gis.errors import NoAnswerError
from gis.network.kernels.arrivals import by_edge
from gis.network.nearest import nearest
from gis.network.places import Snapped
from gis.network.search import Direction, ends
from gis.network.whatif.ground import ground
from gis.network.whatif.situation import situation
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    COMING,
    Travel,
    people_of,
    people_on,
    travel_by_road,
)

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# Raise it when what is grouped changes, so that kept arrays are made anew.
GROUPS_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """How people are served as things stand.

    Attributes
    ----------
    travel
        The roads.
    served
        People by cell, facilities, times and sums; `gis.access.whatif.what_if` starts there.
    """

    travel: Travel
    served: Served

    @property
    def ways(self) -> Ways:
        """The network with its index."""
        return cast("Ways", self.travel.ways)

    def place(self, points: gpd.GeoSeries | NDArray[np.float64]) -> Snapped:
        """Put points on the roads as people are put on them."""
        return _placed(self.travel, points)


def today_of(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    spots: gpd.GeoSeries,
    chosen: NDArray[np.bool_],
) -> Today:
    """Find the facility nearest in time of everybody in some units, and count who is in time.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs: ``roads``, ``turns``, ``waterways``, ``land``, ``mode``, ``by``,
        ``population`` and ``within``.
    spots
        A point for each facility; there may be none.
    chosen
        Which units of their layer are asked about, bool, on the layer's order.

    Raises
    ------
    NoAnswerError
        `no-people`, if nobody lives in the units; `no-network`, if the mode can use no road.
    """
    travel = travel_by_road(catalogue, given)
    demand_ids = [given["by"], given["population"]]
    people = people_of(catalogue, *demand_ids)
    places = cast("Snapped", people_on(catalogue, travel, people, demand_ids))
    if chosen.all():
        groups = _kept_groups(catalogue, people, demand_ids)
    else:
        people, cells = people.of_units(chosen)
        places = travel.ways.chosen(places, cells)
        groups = groups_of(people)
    if not people.sums().sum() > 0:
        raise NoAnswerError(
            f"raster {given['population']!r} counts nobody in the units asked for; "
            "choose a population raster that covers them",
            code="no-people",
        )
    sources = _placed(travel, spots)
    direction: Direction = "from_sources" if travel.id in COMING else "to_sources"
    limits = np.array(given["within"].seconds)
    return Today(travel, _served(travel, people, (places, sources, groups), limits, direction))


def _placed(travel: Travel, points: gpd.GeoSeries | NDArray[np.float64]) -> Snapped:
    found: Snapped = travel.ways.place(points, limit_m=ACCESS_LIMIT_M, barriers=travel.barriers)
    return found


def _kept_groups(catalogue: Catalogue, people: Demand, demand_ids: list[str]) -> Groups:
    """Give the pairs of everybody by cell and by unit, sorted once per revision."""
    kept = catalogue.derived(
        "groups", demand_ids, lambda: groups_of(people)._asdict(), version=GROUPS_VERSION
    )
    return Groups(**{name: kept[name] for name in Groups._fields})


def _served(
    travel: Travel,
    people: Demand,
    held: tuple[Snapped, Snapped, Groups],
    limits_s: NDArray[np.float64],
    direction: Direction,
) -> Served:
    """Give what `gis.access.whatif.served` gives, by one search of the whole network."""
    places, sources, groups = held
    network = travel.ways.network
    index = cast("Ways", travel.ways).index
    start = situation(ground(network, direction, index=index), sources)
    seconds, owner = np.full(len(people), np.nan), np.full(len(people), -1, dtype=np.int32)
    if (sources.edge >= 0).any():
        found = nearest(network, sources, places, direction=direction)
        seconds, owner = found.seconds, found.owner
    limits = limits_s.tolist()
    by_unit, together = sums_within(people, seconds, limits, groups.once)
    return Served(
        situation=start,
        demand=people,
        places=places,
        limits_s=limits_s,
        seconds=seconds,
        owner=owner,
        classes=classes_of(seconds, limits).astype(np.int16),
        by_unit=by_unit,
        together=together,
        stops=ends(places, direction),
        on_edges=by_edge(places.edge, network.n_edges),
        groups=groups,
    )
