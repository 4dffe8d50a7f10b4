"""Reaching: times or distances between candidates and people, and what serves people today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gis.access.beside import Grid, with_walks
from gis.access.demand import Demand
from gis.access.onto import Onto
from gis.errors import InputError
from gis.geodesic import earth_centred, geodesic_m, nearest_points
from gis.network.places import Snapped
from gis.network.search import Direction
from gis.processes.travel import (
    ACCESS_LIMIT_M,
    COMING,
    STRAIGHT,
    Travel,
    people_of,
    require_anybody,
    residents,
    times_between,
    travel_for,
    walks_to,
)
from layers.schema import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

Floats = NDArray[np.float64]
Pairs = tuple[NDArray[np.int32], NDArray[np.int32], Floats]
# Lon/lat, and where on the network; None in straight lines.
Ends = tuple[Floats, Snapped | Onto | None]

MOST_PAIRS = 20_000_000
BLOCK_POINTS = 64
# A walk of exactly the limit is one within it.
LITTLE_MORE = 1.0 + 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """People, what serves them today, and how anything else would reach them.

    Attributes
    ----------
    people
        The people asked about, by cell.
    weight
        How many are in each cell, ground that units share counted once.
    today
        Time or distance to the nearest facility, infinite where there is none.
    travel, placed, sources
        The network, and where people and facilities are on it; None in straight lines.
    spots
        Where the facilities are, lon/lat, f × 2.
    grid
        Of the people, where it is kept.
    """

    people: Demand
    weight: Floats
    today: Floats
    travel: Travel | None
    placed: Snapped | Onto | None
    sources: Snapped | Onto | None
    spots: Floats
    grid: Grid | None = None

    @property
    def facilities(self) -> Ends:
        """Where the facilities are."""
        return self.spots, self.sources

    @property
    def homes(self) -> Ends:
        """Where the people are."""
        return self.people.lonlat, self.placed

    def homes_of(self, cells: NDArray[np.integer[Any]]) -> Ends:
        """Give where the people of some cells are (positions, ascending)."""
        if self.travel is None:
            return self.people.lonlat[cells], None
        return self.people.lonlat[cells], self.travel.ways.chosen(self.placed, cells)

    @property
    def direction(self) -> Direction:
        """Whether people go or the facility comes."""
        if self.travel is not None and self.travel.id in COMING:
            return "from_sources"
        return "to_sources"

    def place(self, lonlat: Floats) -> Snapped | Onto | None:
        """Put points on the network as people are put on it; None in straight lines."""
        if self.travel is None:
            return None
        found: Snapped | Onto = self.travel.ways.place(
            lonlat, limit_m=ACCESS_LIMIT_M, barriers=self.travel.barriers
        )
        return found


def ground_of(
    catalogue: Catalogue,
    given: Mapping[str, Any],
    sites: gpd.GeoDataFrame | None,
    chosen: NDArray[np.bool_],
) -> Ground:
    """Find what serves everybody in some units today.

    Parameters
    ----------
    catalogue
        Where the layers are.
    given
        Checked inputs; ``mode`` says how people travel.
    sites
        The facilities; None where there are none yet.
    chosen
        Which units of their layer are asked about, bool, on the layer's order.

    Raises
    ------
    NoAnswerError
        If nobody lives in the units, or the mode can use no road.
    """
    spots = np.zeros((0, 2))
    if sites is not None:
        spots = shapely.get_coordinates(sites.geometry.representative_point())
    start = _homes(catalogue, given, chosen, spots)
    sources = start.place(spots) if len(spots) else None
    held = replace(start, sources=sources)
    return replace(held, today=seconds_to(held, held.facilities, held.homes))


def _homes(
    catalogue: Catalogue, given: Mapping[str, Any], chosen: NDArray[np.bool_], spots: Floats
) -> Ground:
    """Give the people asked about, served by nothing yet."""
    if given["mode"] == STRAIGHT:
        people = people_of(catalogue, given["by"], given["population"])
        if not chosen.all():
            people, _ = people.of_units(chosen)
        require_anybody(people, given["population"])
        travel, placed, grid = None, None, None
    else:
        travel = travel_for(catalogue, given)
        asked = residents(catalogue, travel, given, chosen)
        people, placed, grid = asked.people, asked.placed, asked.grid
    nobody_near = np.full(len(people), np.inf)
    return Ground(people, people.counted_once(), nobody_near, travel, placed, None, spots, grid)


def seconds_to(ground: Ground, sources: Ends, places: Ends) -> Floats:
    """Give the time or distance of each place to the nearest source, however far; infinite: none.

    Parameters
    ----------
    ground
        How people travel.
    sources, places
        Where they are, and where on the network.
    """
    out = np.full(len(places[0]), np.inf)
    if not len(sources[0]) or not len(out):
        return out
    if ground.travel is None:
        rows, _, metres = nearest_points(places[0], sources[0], 1)
        out[rows] = metres
        return out
    here, there = sources[1], places[1]
    if here is None or there is None or not (here.edge >= 0).any():
        return out
    grid = ground.grid if np.array_equal(places[0], ground.people.lonlat) else None
    walks = walks_to(ground.travel, (places[0], there), (sources[0], here), grid)
    found = with_walks(ground.travel.ways.nearest(here, there, ground.direction), walks).seconds
    return np.where(np.isnan(found), np.inf, found)


def pairs_within(
    ground: Ground,
    points: Ends,
    limit: float,
    useful: Floats,
) -> Pairs:
    """Give the time or distance of every useful pair of points and people.

    Parameters
    ----------
    ground
        How people travel.
    points
        Where candidates (or facilities) are, and where on the network.
    limit
        How far they may be, in seconds or metres.
    useful
        Pairs count that are nearer than that, one per cell with people; 0: none do.

    Raises
    ------
    InputError
        If there are too many.
    """
    cells = np.flatnonzero((useful > 0.0) & (ground.weight > 0.0))
    parts: list[Pairs] = []
    n = 0
    for source, target, cost in _searched(ground, points, limit, cells):
        cell = cells[target]
        nearer = (cost <= limit) & (cost < useful[cell])
        parts.append((source[nearer], cell[nearer].astype(np.int32), cost[nearer]))
        n += int(nearer.sum())
        if n > MOST_PAIRS:
            what = Text(
                f"lebih dari {MOST_PAIRS:,} pasangan calon dan tempat; kurangi calon, wilayah, "
                "atau batasnya",
                f"more than {MOST_PAIRS:,} pairs of candidates and places; take fewer candidates, "
                "a smaller region or a shorter limit",
            )
            raise InputError.of([("within", what)])
    empty = (np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0))
    joined = [np.concatenate(part) for part in zip(*(parts or [empty]), strict=True)]
    return joined[0], joined[1], joined[2]


def _searched(
    ground: Ground, points: Ends, limit: float, cells: NDArray[np.integer[Any]]
) -> Iterator[tuple[NDArray[Any], NDArray[Any], Floats]]:
    if not len(points[0]) or not len(cells):
        return
    (lonlat, there), (spots, placed) = ground.homes_of(cells), points
    if ground.travel is None or placed is None or there is None:
        yield from _straight(spots, lonlat, limit)
        return
    travel = ground.travel
    far = min(ACCESS_LIMIT_M, limit * travel.ways.access_kmh / 3.6 * LITTLE_MORE)
    walks = walks_to(travel, (lonlat, there), (spots, placed), limit_m=far)
    ends, direction = (placed, there), ground.direction
    for block in times_between(travel, ends, walks, direction, limit):
        yield block.source, block.target, block.seconds


def _straight(
    points: Floats, places: Floats, limit: float
) -> Iterator[tuple[NDArray[Any], NDArray[Any], Floats]]:
    """Give geodesic distances of pairs; a chord through the earth is never longer."""
    tree, here = cKDTree(earth_centred(places)), earth_centred(points)
    for first in range(0, len(points), BLOCK_POINTS):
        near = tree.query_ball_point(here[first : first + BLOCK_POINTS], limit, return_sorted=True)
        target = np.concatenate([np.asarray(one, dtype=np.int64) for one in near])
        source = np.repeat(np.arange(first, first + len(near)), [len(one) for one in near])
        metres = geodesic_m(points[source], places[target])
        yield source.astype(np.int32), target, metres
