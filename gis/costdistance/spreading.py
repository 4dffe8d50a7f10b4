"""Cost-distance over a grid, whole or tile by tile with the same answer."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.friction import barred_values
from gis.costdistance.hiking import Terrain
from gis.costdistance.metres import StepMetres, ground_metres
from gis.costdistance.starts import Starts, sorted_out
from gis.costdistance.surface import Travel, surface_of
from gis.errors import EmptyInputError
from layers.raster import Raster
from layers.text import Text

METHOD = (
    "least accumulated friction along steps between cell centres, each cell weighed by the metres "
    "of the step inside it (label-correcting bucket queue, exact)"
)
Floats = NDArray[np.float64]


WHOLE = Travel()


@dataclass(frozen=True, slots=True)
class CostDistance:
    """The least cost of every cell, and whose source it is reached from.

    `seconds` (rows × columns) is NaN and `owner` -1 where no source leads: at barriers,
    behind them, and beyond the limit. Where two sources cost the same to the last bit,
    the one with the lower owner has the cell. `n_unreached` counts the cells that are
    no barrier and yet not reached; `off_grid` and `on_barrier` list the owners that could
    not start (an owner with several cells is listed if none of them could).
    """

    seconds: Floats
    owner: NDArray[np.int32]
    n_barriers: int
    n_unreached: int
    off_grid: NDArray[np.int64]
    on_barrier: NDArray[np.int64]
    uneven: float = 0.0
    method: str = field(default=METHOD)


def cost_distance(
    friction: NDArray[np.floating],
    starts: Starts,
    metres: StepMetres,
    *,
    terrain: Terrain | None = None,
    travel: Travel = WHOLE,
    out: tuple[Floats, NDArray[np.int32]] | None = None,
) -> CostDistance:
    """Give the least cost from any start to every cell.

    Parameters
    ----------
    friction
        Rows × columns of seconds per metre (or any cost), 0 or more; inf is a barrier.
        May be memory-mapped; it is read in windows when `travel.tile` is set.
    starts
        Cells to start from.
    metres
        Metres of the steps, by row.
    terrain
        Heights, for walking up and down; the friction is then that on the flat.
    travel
        Neighbours, limit and tiles.
    out
        Arrays of the shape of `friction` for seconds (float64) and owner (int32),
        such as memory-mapped ones; made in memory if not given.

    Returns
    -------
    CostDistance
        On the grid. A diagonal step between two barrier cells is not allowed; a
        knight's step must not cross a barrier.

    Raises
    ------
    InputError
        If friction is negative or NaN, or shapes do not agree.
    EmptyInputError
        If no source can start: all are off the grid or on barriers, or there is none.

    Examples
    --------
    >>> from gis.costdistance import even_metres, starts_in
    >>> wall = np.array([[1.0, np.inf, 1.0], [1.0, 1.0, 1.0]])
    >>> start = starts_in(np.array([[0, 0]]))
    >>> found = cost_distance(wall, start, even_metres(2, width_m=1, height_m=1))
    >>> found.seconds.round(3).tolist()
    [[0.0, nan, 2.828], [1.0, 1.414, 2.414]]
    """
    surface = surface_of(friction, metres, terrain=terrain, travel=travel, out=out)
    begun, off_grid, on_barrier = sorted_out(friction, starts)
    if not len(begun.row):
        raise EmptyInputError(
            Text(
                f"tidak ada titik awal yang dapat dipakai: {len(off_grid)} di luar kisi dan "
                f"{len(on_barrier)} di atas penghalang; yang diminta paling sedikit satu pada "
                "sel yang dapat dilalui",
                f"no source can start: {len(off_grid)} are off the grid and {len(on_barrier)} on "
                "barriers; wanted at least one on a cell that can be crossed",
            )
        )
    surface.begin(begun)
    surface.spread(begun.row, begun.column)
    n_reached = surface.close()
    return CostDistance(
        *(out or (surface.whole.seconds, surface.whole.owner)),
        surface.n_barriers,
        int(np.prod(friction.shape)) - surface.n_barriers - n_reached,
        off_grid,
        on_barrier,
        metres.uneven,
    )


def cost_distance_of(
    friction: Raster,
    starts: Starts,
    *,
    terrain: Terrain | None = None,
    travel: Travel = WHOLE,
) -> CostDistance:
    """Give the least cost over a raster of friction, measured in metres on the ground.

    Parameters
    ----------
    friction
        Seconds per metre, north-up, in any known CRS; inf and nodata are barriers.
    starts
        From `starts_at` (points) or `starts_in` (cells).
    terrain, travel
        As in `cost_distance`.

    Raises
    ------
    GeometryError
        If the raster is not north-up.
    InputError
        If friction is negative or NaN, or the scale of its CRS is too uneven.
    """
    values = barred_values(friction)
    return cost_distance(values, starts, ground_metres(friction), terrain=terrain, travel=travel)
