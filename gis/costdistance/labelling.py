"""Labels of a window of a grid: padded for the kernels, spread from cells, and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.hiking import Terrain
from gis.costdistance.kernels import Hill, Labels, Steps, spread, wait_for
from gis.costdistance.metres import StepMetres
from gis.costdistance.queue import grown, new_queue

# A border as wide as the longest step, so that no step leaves the array.
PAD = 2
NO_OWNER = np.int32(2**31 - 1)
# (rows south, columns east) of the steps: straight, diagonal, knight's.
WAYS = (
    *((0, 1), (0, -1), (1, 0), (-1, 0)),
    *((1, 1), (1, -1), (-1, 1), (-1, -1)),
    *((1, 2), (1, -2), (-1, 2), (-1, -2)),
    *((2, 1), (2, -1), (-2, 1), (-2, -1)),
)

Floats = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a grid ready to be spread over: padded friction and heights, steps, labels."""

    friction: NDArray[np.floating]
    steps: Steps
    hill: Hill | None
    labels: Labels
    shape: tuple[int, int]

    @property
    def seconds(self) -> Floats:
        """Cost of each cell: +inf not reached, -inf a barrier; a view."""
        return _inner(self.labels.seconds, self.shape)

    @property
    def owner(self) -> NDArray[np.int32]:
        """Owner of each cell; a view."""
        return _inner(self.labels.owner, self.shape)

    def spread(self, cells: NDArray[np.int64], *, width: float, limit: float) -> None:
        """Spread from cells that are labelled already.

        Parameters
        ----------
        cells
            Positions in the flat window (row · columns + column).
        width
            Range of cost in a bucket of the queue.
        limit
            Costs above it are not taken.
        """
        row, column = np.divmod(cells, max(self.shape[1], 1))
        padded = (row + PAD) * self.steps.columns + column + PAD
        queue = new_queue(len(cells) + self.labels.seconds.size // 16, width)
        wait_for(queue, self.labels.seconds, padded)
        while not spread(self.friction, self.steps, self.hill, self.labels, queue, limit):
            queue = grown(queue)


def window_of(
    friction: NDArray[np.floating],
    metres: StepMetres,
    *,
    neighbours: int,
    terrain: Terrain | None,
) -> Window:
    """Make a window; nothing is reached yet."""
    rows, columns = friction.shape
    padded = _padded(friction, np.inf)
    seconds = np.where(np.isinf(padded), -np.inf, np.inf)
    owner = np.full(padded.size, NO_OWNER, dtype=np.int32)
    hill = None
    if terrain is not None:
        height = _padded(np.asarray(terrain.height_m, dtype=np.float64), 0.0)
        sign = -1.0 if terrain.towards == "to_sources" else 1.0
        hill = Hill(height, terrain.hiking.rate, terrain.hiking.best, sign)
    steps = _steps(metres, columns + 2 * PAD, neighbours)
    return Window(padded, steps, hill, Labels(seconds, owner), (rows, columns))


def _padded(values: NDArray[Number], border: float) -> NDArray[Number]:
    rows, columns = values.shape
    wider = np.full((rows + 2 * PAD, columns + 2 * PAD), border, dtype=values.dtype)
    wider[PAD : PAD + rows, PAD : PAD + columns] = values
    return wider.ravel()


def _inner(flat: NDArray[Number], shape: tuple[int, int]) -> NDArray[Number]:
    rows, columns = shape
    wide = flat.reshape(rows + 2 * PAD, columns + 2 * PAD)
    return wide[PAD : PAD + rows, PAD : PAD + columns]


def _steps(metres: StepMetres, columns: int, neighbours: int) -> Steps:
    ways = WAYS[:neighbours]
    offset = np.array([south * columns + east for south, east in ways], dtype=np.int64)
    side = np.array([_sides(south, east, columns) for south, east in ways], dtype=np.int64)
    long = np.column_stack([_way_metres(metres, south, east) for south, east in ways])
    cells_met = np.array([4 if abs(s) + abs(e) == 3 else 2 for s, e in ways])
    return Steps(offset, side, long / cells_met, long, columns)


def _sides(south: int, east: int, columns: int) -> tuple[int, int]:
    """Give the two cells a step touches (diagonal) or crosses (knight's)."""
    if not south or not east:
        return (0, 0)
    down, right = int(np.sign(south)) * columns, int(np.sign(east))
    if abs(east) == 2:
        return (right, down + right)
    if abs(south) == 2:
        return (down, down + right)
    return (right, down)


def _way_metres(metres: StepMetres, south: int, east: int) -> Floats:
    """Give the metres of one way for every padded row, 1 where it leads off the grid."""
    lengths = {(0, 1): metres.across, (1, 0): metres.down, (1, 1): metres.slant}
    lengths |= {(1, 2): metres.wide, (2, 1): metres.tall}
    along = lengths[abs(south), abs(east)]
    out = np.ones(metres.n_rows + 2 * PAD)
    first = PAD - min(south, 0)
    out[first : first + len(along)] = along
    return out
