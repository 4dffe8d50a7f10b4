"""People and facilities of a catalogue, and where they join a network."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.access.beside import Beside, Grid, Spots, beside, grid_of
from gis.access.demand import Demand, demand_from, demand_of
from gis.access.onto import Onto
from gis.errors import NoAnswerError
from gis.network.places import Snapped
from gis.processes.travel.networks import Travel, travel_for
from layers.crs import STORAGE_CRS
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

# Raise one when what is computed changes, so that kept arrays are made anew.
DEMAND_VERSION = 1
PLACES_VERSION = 2
# People farther than that from any road are told to be off the network.
ACCESS_LIMIT_M = 10_000.0


def people_of(catalogue: Catalogue, units_id: str, people_id: str) -> Demand:
    """Give the people of all units of a layer by cell, counted once per revision.

    Parameters
    ----------
    catalogue
        Where the layers are.
    units_id
        Layer of polygons.
    people_id
        Raster of people per cell.
    """

    def make() -> dict[str, NDArray[Any]]:
        units = catalogue[units_id].read()
        west, south, east, north = (float(v) for v in units.total_bounds)
        return demand_of(units, catalogue[people_id].raster((west, south, east, north))).arrays()

    return demand_from(
        catalogue.derived(
            "demand",
            [units_id, people_id],
            make,
            version=DEMAND_VERSION,
            title=Text("menghitung penduduk per sel", "counting people by cell"),
        )
    )


def travel_of_people(
    catalogue: Catalogue, given: Mapping[str, Any], units_id: str, people_id: str
) -> Travel:
    """Give the network of `travel_for`, with the people of `people_of` counted meanwhile.

    Each takes a second or so where nothing is kept, and most of it in one thread.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs, as for `travel_for`.
    units_id, people_id
        As for `people_of`.

    Raises
    ------
    LayerNotFoundError
        If a layer that was asked for is not there.
    NoAnswerError
        As `travel_for`.
    """
    with ThreadPoolExecutor(1) as pool:
        counting = pool.submit(people_of, catalogue, units_id, people_id)
        travel = travel_for(catalogue, given)
        counting.result()
    return travel


def people_on(
    catalogue: Catalogue, travel: Travel, people: Demand, demand_ids: list[str]
) -> Snapped | Onto:
    """Give where the people of `people_of` join a network, found once per revision.

    Parameters
    ----------
    catalogue
        Where the layers are.
    travel
        The network.
    people
        All of the people, not a part.
    demand_ids
        The layers `people` are from.
    """
    used = [layer.id for layer in travel.layers]

    def make() -> dict[str, NDArray[Any]]:
        placed: Snapped | Onto = travel.ways.place(
            people.lonlat, limit_m=ACCESS_LIMIT_M, barriers=travel.barriers
        )
        return placed.arrays()

    arrays = catalogue.derived(
        "places",
        [*used, *demand_ids],
        make,
        version=PLACES_VERSION,
        parameters=travel.parameters,
        title=Text(
            f"menempatkan penduduk di jaringan untuk {travel.title.id.lower()}",
            f"putting people on the network for {travel.title.en.lower()}",
        ),
    )
    found: Snapped | Onto = travel.ways.places_from(arrays)
    return found


def facilities_on(travel: Travel, sites: gpd.GeoDataFrame) -> Snapped | Onto:
    """Put facilities on a network; areas by a point inside them.

    Raises
    ------
    NoAnswerError
        `facility-off-network`, if none is near a road.
    """
    placed = sites_on(travel, sites)
    require_on(travel, placed)
    return placed


def sites_on(travel: Travel, sites: gpd.GeoDataFrame) -> Snapped | Onto:
    """Put facilities on a network, areas by a point inside them; there may be none near."""
    placed: Snapped | Onto = travel.ways.place(
        sites.geometry.representative_point(), limit_m=ACCESS_LIMIT_M, barriers=travel.barriers
    )
    return placed


def require_on(travel: Travel, placed: Snapped | Onto) -> None:
    """Refuse facilities of which none is on the network.

    Raises
    ------
    NoAnswerError
        `facility-off-network`.
    """
    if not (placed.edge >= 0).any():
        raise NoAnswerError(
            Text(
                f"tidak satu pun dari {len(placed)} fasilitas dalam {ACCESS_LIMIT_M / 1000:g} km "
                f"dari jaringan untuk {travel.title.id.lower()}; pilih moda lain, atau tambahkan "
                "jalannya",
                f"none of the {len(placed)} facilities is within {ACCESS_LIMIT_M / 1000:g} km of "
                f"the network for {travel.id}; choose another mode, or add the roads",
            ),
            code="facility-off-network",
        )


@dataclass(frozen=True, slots=True, eq=False)
class Residents:
    """The people of the units asked for, by cell.

    Attributes
    ----------
    people
        Who they are.
    placed
        Where each cell joins the network.
    grid
        The cells by a grid; None where it is not kept.
    cells
        Which of everybody's cells these are, int; None: all of them.
    """

    people: Demand
    placed: Snapped | Onto
    grid: Grid | None
    cells: NDArray[np.integer[Any]] | None


def residents(
    catalogue: Catalogue, travel: Travel, given: Mapping[str, Any], chosen: NDArray[np.bool_]
) -> Residents:
    """Give the people of some units, and where they join a network.

    Parameters
    ----------
    catalogue
        Where the layers are.
    travel
        The network.
    given
        Checked inputs: ``by`` and ``population``.
    chosen
        Which units of their layer are asked about, bool, on the layer's order.

    Raises
    ------
    NoAnswerError
        `no-people`, if nobody lives in them.
    """
    ids = [given["by"], given["population"]]
    people = people_of(catalogue, *ids)
    placed = people_on(catalogue, travel, people, ids)
    if chosen.all():
        found = Residents(people, placed, grid_in(catalogue, people, ids), None)
    else:
        part, cells = people.of_units(chosen)
        found = Residents(part, travel.ways.chosen(placed, cells), None, cells)
    require_anybody(found.people, given["population"])
    return found


def require_anybody(people: Demand, population: str) -> None:
    """Refuse units in which nobody lives.

    Raises
    ------
    NoAnswerError
        `no-people`.
    """
    if not people.sums().sum() > 0:
        raise NoAnswerError(
            Text(
                f"raster {population!r} tidak mencatat seorang pun di wilayah yang diminta; pilih "
                "raster penduduk yang mencakupnya",
                f"raster {population!r} counts nobody in the units asked for; choose a population "
                "raster that covers them",
            ),
            code="no-people",
        )


def grid_in(catalogue: Catalogue, people: Demand, demand_ids: list[str]) -> Grid:
    """Give the cells of `people_of` by a grid, for `walks_to`, sorted once per revision.

    Parameters
    ----------
    catalogue
        Where the layers are.
    people
        All of the people, not a part.
    demand_ids
        The layers `people` are from.
    """
    kept = catalogue.derived(
        "grid", demand_ids, lambda: grid_of(people.lonlat)._asdict(), version=DEMAND_VERSION
    )
    return Grid(**{name: kept[name] for name in Grid._fields})


def walks_to(
    travel: Travel,
    people: tuple[NDArray[np.float64], Snapped | Onto],
    facilities: tuple[NDArray[np.float64], Snapped | Onto],
    grid: Grid | None = None,
    *,
    limit_m: float = ACCESS_LIMIT_M,
) -> Beside:
    """Find who walks straight to a facility, as it is no farther than the walks by the network.

    Parameters
    ----------
    travel
        The network.
    people, facilities
        Lon/lat (n × 2) and where each is on the network.
    grid
        Of the people, where it is kept.
    limit_m
        How long a walk may be at most.
    """
    return beside(
        *(_spots(*ends) for ends in (people, facilities)),
        access_kmh=travel.ways.access_kmh,
        limit_m=limit_m,
        barriers=travel.barriers,
        grid=grid,
    )


def _spots(lonlat: NDArray[np.float64], placed: Snapped | Onto) -> Spots:
    """Give how far each is from the road: a bank that is nearer makes nobody's walk longer."""
    if isinstance(placed, Onto):
        return Spots(lonlat, placed.road_m)
    return Spots(lonlat, np.where(placed.edge >= 0, placed.distance_m, np.nan))


def lonlat_of(points: gpd.GeoSeries) -> NDArray[np.float64]:
    """Give lon/lat (n × 2) of points in any known CRS; NaN where there is none."""
    spots = points.to_crs(STORAGE_CRS)
    return np.column_stack([spots.x, spots.y])
