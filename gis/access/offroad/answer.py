"""Answer: what is known of every cell, and how places are told of it."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import pyproj
from affine import Affine
from numpy.typing import ArrayLike, NDArray

from gis.costdistance.courses import on_grid
from layers.raster import Raster

METHOD = (
    "least time over one graph of cells and network: walking over the friction surface, travel "
    "along edges, joined where an edge passes through a cell (exact for cell centres)"
)
Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class OffRoad:
    """The time between every cell and the source it is nearest to, over land and by road.

    Attributes
    ----------
    seconds, owner, by_road
        Of every cell, from or to its centre (rows × columns): float64, NaN where no
        source leads within the limit; int32, the position of the source, -1; bool,
        whether any of the way is by the network.
    transform, crs
        Place of the grid, as in `layers.raster.Raster`.
    n_barriers, n_unreached
        Cells nobody can be on, and cells that are none and yet not reached.
    off_grid, on_barrier
        Sources that cannot start: off the grid, or on a barrier, and not on the network.
    n_joins
        How many places of the network are joined to a cell.
    rounds
        How often the network and the surface were gone through in turn.
    uneven
        How far the metres of the columns differ, see `gis.costdistance.StepMetres`.
    """

    seconds: Floats
    owner: Ints
    by_road: NDArray[np.bool_]
    transform: Affine
    crs: pyproj.CRS
    n_barriers: int
    n_unreached: int
    off_grid: NDArray[np.int64]
    on_barrier: NDArray[np.int64]
    n_joins: int
    rounds: int
    uneven: float = 0.0
    method: str = field(default=METHOD)

    def at(
        self, lon: ArrayLike, lat: ArrayLike, *, aside: bool = False
    ) -> tuple[Floats, Ints, NDArray[np.bool_]]:
        """Give seconds, owner and whether by road at places in EPSG:4326, by the cells they lie in.

        For `gis.access.demand.Demand`: ``found.at(demand.lon, demand.lat)[0]`` are the
        seconds of `travel_coverage`.

        Parameters
        ----------
        lon, lat
            The places; off the grid it is NaN, -1 and no.
        aside
            Whether a place in a cell that nobody reaches (a house on stilts in a cell of
            water) takes what is told of the nearest of the eight cells around that is
            reached, without the way there; it may lie on the other bank.
        """
        raster = Raster(self.seconds, self.transform, self.crs)
        x, y = on_grid(raster, np.atleast_1d(lon), np.atleast_1d(lat))
        row, column = self._held(x, y)
        if aside:
            lost = np.flatnonzero((row >= 0) & np.isnan(self.seconds[row, column]))
            row[lost], column[lost] = self._beside(x[lost], y[lost])
        on = row >= 0
        row, column = np.maximum(row, 0), np.maximum(column, 0)
        return (
            np.where(on, self.seconds[row, column], np.nan),
            np.where(on, self.owner[row, column], np.int32(-1)),
            on & self.by_road[row, column],
        )

    def _held(self, x: Floats, y: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give row and column of places on the grid, -1 off it."""
        rows, columns = self.seconds.shape
        on = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
        row, column = (np.where(on, at, -1.0).astype(np.int64) for at in (y, x))
        return row, column

    def _beside(self, x: Floats, y: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the nearest cell that is reached of those around places; their own if none is."""
        best, nearest = self._held(x, y), np.full(len(x), np.inf)
        centre = np.floor(x), np.floor(y)
        for east, south in itertools.product((-1, 0, 1), repeat=2):
            row, column = self._held(centre[0] + east, centre[1] + south)
            apart = np.hypot(centre[0] + east + 0.5 - x, centre[1] + south + 0.5 - y)
            apart[(row < 0) | np.isnan(self.seconds[row, column])] = np.inf
            better = apart < nearest
            nearest[better], best[0][better], best[1][better] = (
                apart[better],
                row[better],
                column[better],
            )
        return best
