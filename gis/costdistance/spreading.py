"""Cost-distance over a grid, whole or tile by tile with the same answer."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.hiking import Terrain
from gis.costdistance.labelling import Ground, Whole
from gis.costdistance.metres import StepMetres, ground_metres
from gis.costdistance.starts import Starts
from gis.costdistance.survey import closed, opened, surveyed
from gis.costdistance.tiling import Settings, Tiles, spread_tiles
from gis.errors import EmptyInputError, InputError
from layers.raster import Raster

METHOD = (
    "least accumulated friction along steps between cell centres, each cell weighed by the metres "
    "of the step inside it (label-correcting bucket queue, exact)"
)
NEIGHBOURS = (8, 16)
# Larger grids are tiled even if not asked for: a tile and its labels stay in the cache.
MOST_CELLS = 512**2
TILE = 320
# Positions in a window are 32-bit.
MOST_SIDE = 32_768
MOST_THREADS = 64
LEAST_WIDTH = float(np.finfo(np.float64).tiny) * 1e16

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Travel:
    """How to go: `neighbours` 8 or 16, no further than `limit_s`, in tiles of `tile` cells a side.

    With 8 neighbours the cost over even ground is up to 8.24 % above the straight line,
    with 16 up to 2.75 %. `tile` None takes what is fastest, `threads` is how many tiles
    are spread over at one time; the answer depends on neither.
    """

    neighbours: int = 8
    limit_s: float = math.inf
    tile: int | None = None
    threads: int = 2

    def __post_init__(self) -> None:
        """Refuse settings that cannot be followed."""
        if self.neighbours not in NEIGHBOURS:
            raise InputError(f"neighbours is {self.neighbours}; wanted 8 or 16")
        if not self.limit_s > 0:
            raise InputError(f"limit_s is {self.limit_s}; wanted a number above 0")
        if self.tile is not None and not 8 <= self.tile <= MOST_SIDE:
            raise InputError(f"tile is {self.tile} cells a side; wanted 8 to {MOST_SIDE}, or None")
        if not 1 <= self.threads <= MOST_THREADS:
            raise InputError(f"threads is {self.threads}; wanted 1 to {MOST_THREADS}")


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
    _require_shapes(friction, metres, terrain, out)
    tiles = Tiles((friction.shape[0], friction.shape[1]), _tile_side(friction, travel))
    n_barriers, usual = surveyed(friction, travel.threads)
    begun, off_grid, on_barrier = _sorted_out(friction, starts)
    if not len(begun.row):
        raise EmptyInputError(
            f"no source can start: {len(off_grid)} are off the grid and {len(on_barrier)} on "
            "barriers; wanted at least one on a cell that can be crossed"
        )
    limit = min(travel.limit_s, float(np.finfo(np.float64).max))
    seconds, owner = out or (np.empty(friction.shape), np.empty(friction.shape, dtype=np.int32))
    whole = Whole(np.asarray(seconds), np.asarray(owner))
    opened(whole, travel.threads)
    _begin(whole, begun, limit)
    ground = Ground(friction, metres, travel.neighbours, terrain)
    width = max(usual * float(np.median(metres.across)), LEAST_WIDTH)
    first = tiles.holding(begun.row, begun.column)
    spread_tiles(tiles, ground, whole, first, Settings(width, limit, travel.threads))
    n_reached = closed(whole, travel.threads)
    n_unreached = int(np.prod(friction.shape)) - n_barriers - n_reached
    return CostDistance(
        seconds, owner, n_barriers, n_unreached, off_grid, on_barrier, metres.uneven
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
    values = friction.values
    if friction.nodata is not None and not math.isnan(friction.nodata):
        values = np.where(values == friction.nodata, np.inf, values)
    elif friction.nodata is not None:
        values = np.where(np.isnan(values), np.inf, values)
    return cost_distance(values, starts, ground_metres(friction), terrain=terrain, travel=travel)


def _tile_side(friction: NDArray[np.floating], travel: Travel) -> int:
    if travel.tile is not None:
        return travel.tile
    rows, columns = friction.shape
    return max(rows, columns) if rows * columns <= MOST_CELLS else TILE


def _require_shapes(
    friction: NDArray[np.floating],
    metres: StepMetres,
    terrain: Terrain | None,
    out: tuple[Floats, NDArray[np.int32]] | None,
) -> None:
    if friction.ndim != 2 or not all(friction.shape):
        raise InputError(f"friction has the shape {friction.shape}; wanted rows and columns")
    if metres.n_rows != friction.shape[0]:
        raise InputError(f"metres for {metres.n_rows} rows, friction has {friction.shape[0]}")
    shapes = {"height_m": terrain.height_m.shape} if terrain else {}
    if out:
        shapes |= {"seconds": out[0].shape, "owner": out[1].shape}
    for name, shape in shapes.items():
        if shape != friction.shape:
            raise InputError(f"{name} has the shape {shape}, friction {friction.shape}")
    if out and (out[0].dtype != np.float64 or out[1].dtype != np.int32):
        raise InputError(f"out is {out[0].dtype} and {out[1].dtype}; wanted float64 and int32")


def _sorted_out(
    friction: NDArray[np.floating], starts: Starts
) -> tuple[Starts, NDArray[np.int64], NDArray[np.int64]]:
    """Keep the starts that can start; name the owners of which none can."""
    rows, columns = friction.shape
    row, column, owner = starts.row, starts.column, starts.owner
    off = (row < 0) | (row >= rows) | (column < 0) | (column >= columns)
    barred = np.zeros(len(row), dtype=bool)
    barred[~off] = np.isinf(friction[row[~off], column[~off]])
    good = ~off & ~barred
    kept = Starts(row[good], column[good], owner[good], starts.seconds[good], starts.off_grid)
    on_barrier = np.setdiff1d(owner[barred], owner[good]).astype(np.int64)
    beyond = np.union1d(starts.off_grid, owner[off]).astype(np.int64)
    return kept, np.setdiff1d(beyond, np.union1d(owner[good], on_barrier)), on_barrier


def _begin(whole: Whole, starts: Starts, limit: float) -> None:
    """Set the labels of the starts: of several in one cell the cheapest, then the lowest owner."""
    order = np.lexsort((-starts.owner, -starts.seconds))
    order = order[starts.seconds[order] <= limit]
    row, column = starts.row[order], starts.column[order]
    whole.seconds[row, column] = starts.seconds[order]
    whole.owner[row, column] = starts.owner[order]
