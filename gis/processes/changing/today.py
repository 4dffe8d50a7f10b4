"""Today: how people are served before anything is changed, ready to be brought up to date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.beside import Beside, Grid
from gis.access.demand import Demand
from gis.access.ways import Ways
from gis.access.whatif.groups import Groups, groups_of
from gis.access.whatif.serving import Served, served
from gis.network.kernels.arrivals import ByEdge, by_edge
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.network.whatif.ground import ground
from gis.network.whatif.resnapping import Off
from gis.network.whatif.situation import situation
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    COMING,
    Travel,
    lonlat_of,
    residents,
    travel_by_road,
    walks_to,
)
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# Raise it when what is grouped changes, so that kept arrays are made anew.
GROUPS_VERSION = 1
SORTING = Text("mengurutkan penduduk per wilayah", "sorting people by unit")


@dataclass(frozen=True, slots=True, eq=False)
class Today:
    """How people are served as things stand.

    Attributes
    ----------
    travel
        The roads.
    served
        People by cell, facilities, times and sums; `gis.access.whatif.what_if` starts there.
    grid
        The cells by a grid, where it is kept.
    """

    travel: Travel
    served: Served
    grid: Grid | None

    @property
    def off(self) -> Off:
        """How people get to the roads."""
        return Off(ACCESS_LIMIT_M, self.ways.access_kmh, self.travel.barriers)

    @property
    def ways(self) -> Ways:
        """The network with its index."""
        return cast("Ways", self.travel.ways)

    def walks_to(self, points: NDArray[np.float64], placed: Snapped) -> Beside:
        """Find who walks straight to some points, as they are put on the roads."""
        people = (self.served.demand.lonlat, self.served.places)
        return walks_to(self.travel, people, (points, placed), self.grid)

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
    asked = residents(catalogue, travel, given, chosen)
    people, places = asked.people, cast("Snapped", asked.placed)
    kept = None
    if asked.cells is None:
        on_edges = _kept_by_edge(catalogue, travel, places, demand_ids)
        kept = _kept_groups(catalogue, people, demand_ids), on_edges
    sources = _placed(travel, spots)
    direction: Direction = "from_sources" if travel.id in COMING else "to_sources"
    ways = cast("Ways", travel.ways)
    start = situation(ground(ways.network, direction, index=ways.index), sources)
    found = served(
        start,
        people,
        places,
        limits_s=given["within"].seconds,
        walks=walks_to(travel, (people.lonlat, places), (lonlat_of(spots), sources), asked.grid),
        kept=kept,
    )
    return Today(travel, found, asked.grid)


def _placed(travel: Travel, points: gpd.GeoSeries | NDArray[np.float64]) -> Snapped:
    found: Snapped = travel.ways.place(points, limit_m=ACCESS_LIMIT_M, barriers=travel.barriers)
    return found


def _kept_groups(catalogue: Catalogue, people: Demand, demand_ids: list[str]) -> Groups:
    """Give the pairs of everybody by cell and by unit, sorted once per revision."""
    kept = catalogue.derived(
        "groups",
        demand_ids,
        lambda: groups_of(people)._asdict(),
        version=GROUPS_VERSION,
        title=SORTING,
    )
    return Groups(**{name: kept[name] for name in Groups._fields})


def _kept_by_edge(
    catalogue: Catalogue, travel: Travel, places: Snapped, demand_ids: list[str]
) -> ByEdge:
    """Give everybody by the edge of the network they join, sorted once per revision."""
    used = [layer.id for layer in travel.layers]
    kept = catalogue.derived(
        "by-edge",
        [*used, *demand_ids],
        lambda: by_edge(places.edge, travel.ways.network.n_edges)._asdict(),
        version=GROUPS_VERSION,
        parameters=travel.parameters,
        title=SORTING,
    )
    return ByEdge(kept["first"], kept["place"])
