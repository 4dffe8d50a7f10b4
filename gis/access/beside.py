"""Beside: who is nearer to a facility than both are to the roads, and walks there straight.

A way by road starts with a straight walk to it and ends with one from it. Where a place
lies no farther from a facility than these two walks are long, the straight walk between
them is never the longer way; somebody who lives next to a clinic off the roads does not
walk to a road first. Farther away, people keep to the roads, as straight lines through
a town are no ways. So no time of a walk here has to be weighed against the one by road.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.errors import InputError
from gis.geodesic import geodesic_m
from gis.network.ground.barriers import Barriers
from gis.network.kernels.levels import degree_m
from gis.network.nearest import Nearest
from layers.text import Text

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

# Cells of places are that wide, in degrees.
_CELL_DEG = 0.05
# How much longer a way may be on the plane than on the ellipsoid, at most.
_SLACK = 1.01


class Spots(NamedTuple):
    """Points and how far each is from the network.

    lonlat float64 (n × 2), EPSG:4326; a row with NaN is nowhere. distance_m float64 (n);
    not finite where a point is not on the network.
    """

    lonlat: Floats
    distance_m: Floats


class Grid(NamedTuple):
    """Points by the cells of a grid, to be kept beside them.

    low float64 (2: west and south), shape int64 (2: columns and rows), first int32 (where
    the points of each cell begin, row by row; last, those that are nowhere), order int32
    (the points, cell by cell).
    """

    low: Floats
    shape: NDArray[np.int64]
    first: Ints
    order: Ints


def grid_of(lonlat: Floats) -> Grid:
    """Sort points (n × 2 lon/lat; NaN: nowhere) into the cells of a grid, for `beside`."""
    low, high = _bounds(lonlat)
    shape = np.zeros(2, dtype=np.int64)
    if (low <= high).all():
        shape = np.floor((high - low) / _CELL_DEG).astype(np.int64) + 1
    return Grid(low, shape, *_cells(lonlat, low, shape))


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Straight walks between places and facilities, w of them.

    Attributes
    ----------
    place, facility
        Positions, int32; by place, the shortest walk first, of equals the first facility.
    metres, seconds
        Geodesic length, and how long the walk takes, float64.
    """

    place: Ints
    facility: Ints
    metres: Floats
    seconds: Floats

    def __len__(self) -> int:
        """How many walks there are."""
        return len(self.place)

    def first(self) -> NDArray[np.intp]:
        """Give the position of the shortest walk of each place that has one."""
        new = np.ones(len(self.place), dtype=np.bool_)
        new[1:] = self.place[1:] != self.place[:-1]
        return np.flatnonzero(new)

    def of_places(self, places: NDArray[np.integer[Any]]) -> Beside:
        """Give the walks of some places (ascending, each once), these numbered from 0."""
        at = np.searchsorted(places, self.place)
        kept = at < len(places)
        kept[kept] = places[at[kept]] == self.place[kept]
        few = self.chosen(kept)
        return replace(few, place=at[kept].astype(np.int32))

    def chosen(self, rows: NDArray[np.bool_]) -> Beside:
        """Give some of the walks, one yes or no each."""
        return Beside(self.place[rows], self.facility[rows], self.metres[rows], self.seconds[rows])


def nobody() -> Beside:
    """Give no walks at all."""
    none, nothing = np.zeros(0, dtype=np.int32), np.zeros(0)
    return Beside(none, none, nothing, nothing)


def sorted_walks(walks: tuple[Ints, Ints, Floats, Floats]) -> Beside:
    """Put walks in order.

    Parameters
    ----------
    walks
        Place, facility, metres and seconds of each, in any order.
    """
    place, facility, metres, seconds = walks
    order = np.lexsort((facility, metres, place))
    return Beside(
        place[order].astype(np.int32),
        facility[order].astype(np.int32),
        metres[order],
        seconds[order],
    )


def together(one: Beside, other: Beside) -> Beside:
    """Give all walks of both."""
    return sorted_walks(
        (
            np.concatenate([one.place, other.place]),
            np.concatenate([one.facility, other.facility]),
            np.concatenate([one.metres, other.metres]),
            np.concatenate([one.seconds, other.seconds]),
        )
    )


def beside(
    places: Spots,
    facilities: Spots,
    *,
    access_kmh: float,
    limit_m: float,
    barriers: Barriers | None = None,
    grid: Grid | None = None,
) -> Beside:
    """Find the straight walks that are no longer than the walks to and from the network.

    Parameters
    ----------
    places, facilities
        Where they are, and how far from the network.
    access_kmh
        Speed off the network.
    limit_m
        How long a walk may be at most, in metres; who is not on the network walks so far.
    barriers
        What no walk crosses.
    grid
        Of the places, where it is kept; made otherwise.

    Returns
    -------
    Beside
        Each walk, in seconds, is at most what the way by the network between the two takes.

    Raises
    ------
    InputError
        If the speed or the limit is not above 0, or there is not one distance for each point.

    Examples
    --------
    >>> home, clinic = np.array([[117.001, 0.0]]), np.array([[117.0, 0.0]])
    >>> off = Spots(home, np.array([80.0])), Spots(clinic, np.array([40.0]))
    >>> beside(*off, access_kmh=4.5, limit_m=1000.0).metres.round(1).tolist()
    [111.3]
    >>> len(beside(off[0], Spots(clinic, np.array([10.0])), access_kmh=4.5, limit_m=1000.0))
    0
    """
    speed = require_positive(access_kmh, "access_kmh") / 3.6
    limit = require_positive(limit_m, "limit_m")
    here, there = (_bounded(spots, limit) for spots in (places, facilities))
    if not len(here.lonlat) or not len(there.lonlat):
        return nobody()
    place, facility = _candidates(here, there, limit, grid or grid_of(here.lonlat))
    metres = geodesic_m(here.lonlat[place], there.lonlat[facility])
    both = here.distance_m[place] + there.distance_m[facility]
    near = np.flatnonzero(metres <= np.minimum(both, limit))
    if barriers is not None and len(near):
        barred = barriers.cut(here.lonlat[place[near]], there.lonlat[facility[near]])
        near = near[~barred]
    walks = (place[near], facility[near], metres[near], metres[near] / speed)
    return sorted_walks(walks)


def with_walks(found: Nearest, walks: Beside) -> Nearest:
    """Let straight walks compete with the ways by the network.

    Parameters
    ----------
    found
        The facility nearest in time of each place by the network.
    walks
        Of the same places and facilities.

    Returns
    -------
    Nearest
        The same where nobody walks; of two equally near, the first facility.
    """
    if not len(walks):
        return found
    seconds, owner = found.seconds.copy(), found.owner.copy()
    take_walks(seconds, owner, walks)
    return replace(found, seconds=seconds, owner=owner, n_unreached=int(np.isnan(seconds).sum()))


def take_walks(seconds: Floats, owner: Ints, walks: Beside) -> None:
    """Put the shortest walks of places in, where they are sooner, in place.

    Parameters
    ----------
    seconds, owner
        Of all places; NaN and -1 where no way leads.
    walks
        Of the same places.
    """
    first = walks.first()
    at, time, who = walks.place[first], walks.seconds[first], walks.facility[first]
    sooner = np.isnan(seconds[at]) | (time < seconds[at])
    sooner |= (time == seconds[at]) & (who < owner[at])
    seconds[at[sooner]], owner[at[sooner]] = time[sooner], who[sooner]


def _bounded(spots: Spots, limit_m: float) -> Spots:
    lonlat = np.asarray(spots.lonlat, dtype=np.float64).reshape(-1, 2)
    distance = np.asarray(spots.distance_m, dtype=np.float64)
    if distance.shape != (len(lonlat),):
        raise InputError(
            Text(
                f"{distance.shape} jarak untuk {len(lonlat)} titik; yang diminta satu per titik",
                f"{distance.shape} distances for {len(lonlat)} points; wanted one for each",
            )
        )
    return Spots(lonlat, np.where(np.isfinite(distance), distance, limit_m))


def _candidates(here: Spots, there: Spots, limit_m: float, grid: Grid) -> tuple[Ints, Ints]:
    """List pairs that may be near enough, by the plane at each facility."""
    room = max(4 * len(there.lonlat), 65_536)
    while True:
        pairs = np.empty((2, room), dtype=np.int32)
        n = _pairs(here, there, grid, limit_m, pairs)
        if n <= room:
            return pairs[0, :n], pairs[1, :n]
        room = n


@nb.njit(cache=True, nogil=True)
def _bounds(lonlat: Floats) -> tuple[Floats, Floats]:
    """Give the least and the greatest of both columns, without the rows that are nowhere."""
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    for i in range(len(lonlat)):
        if np.isnan(lonlat[i, 0]) or np.isnan(lonlat[i, 1]):
            continue
        for k in range(2):
            low[k], high[k] = min(low[k], lonlat[i, k]), max(high[k], lonlat[i, k])
    return low, high


@nb.njit(cache=True, nogil=True)
def _cells(lonlat: Floats, low: Floats, shape: NDArray[np.int64]) -> tuple[Ints, Ints]:
    """Sort points by the cell each is in: where each cell starts, and the points."""
    n_cells = shape[0] * shape[1]
    first = np.zeros(n_cells + 2, np.int32)
    cell = np.empty(len(lonlat), np.int32)
    for i in range(len(lonlat)):
        cell[i] = n_cells  # nowhere
        if not (np.isnan(lonlat[i, 0]) or np.isnan(lonlat[i, 1])):
            column = np.int64((lonlat[i, 0] - low[0]) / _CELL_DEG)
            row = np.int64((lonlat[i, 1] - low[1]) / _CELL_DEG)
            cell[i] = row * shape[0] + column
        first[cell[i] + 1] += 1
    for c in range(n_cells + 1):
        first[c + 1] += first[c]
    at, order = first[:-1].copy(), np.empty(len(lonlat), np.int32)
    for i in range(len(lonlat)):
        order[at[cell[i]]] = i
        at[cell[i]] += 1
    return first, order


@nb.njit(cache=True, nogil=True)
def _pairs(
    here: Spots,
    there: Spots,
    grid: Grid,
    limit_m: float,
    out: NDArray[np.int32],
) -> int:
    """Write down pairs that may be near enough as far as there is room; count them all."""
    low, shape, first, order = grid
    farthest = here.distance_m.max()
    n = 0
    for f in range(len(there.lonlat)):
        lon, lat = there.lonlat[f, 0], there.lonlat[f, 1]
        if np.isnan(lon) or np.isnan(lat):
            continue
        east, north = degree_m(lat)
        off = there.distance_m[f]
        across = min(off + farthest, limit_m) * _SLACK / east / _CELL_DEG
        along = min(off + farthest, limit_m) * _SLACK / north / _CELL_DEG
        x, y = (lon - low[0]) / _CELL_DEG, (lat - low[1]) / _CELL_DEG
        for row in range(max(int(y - along), 0), min(int(y + along), shape[1] - 1) + 1):
            for column in range(max(int(x - across), 0), min(int(x + across), shape[0] - 1) + 1):
                cell = row * shape[0] + column
                for k in range(first[cell], first[cell + 1]):
                    i = order[k]
                    dx = (here.lonlat[i, 0] - lon) * east
                    dy = (here.lonlat[i, 1] - lat) * north
                    near = min(off + here.distance_m[i], limit_m) * _SLACK
                    if dx * dx + dy * dy <= near * near:
                        if n < out.shape[1]:
                            out[0, n], out[1, n] = i, f
                        n += 1
    return n
