"""Labelling of a window of a grid: padded for the kernels, spread over, and written back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.hiking import Terrain
from gis.costdistance.kernels import Hill, Labels, Steps, spread, wait_for
from gis.costdistance.metres import StepMetres
from gis.costdistance.queue import IDLE, Queue, grown
from gis.costdistance.windows import PAD, Place, lay_down, take_up
from gis.errors import InputError
from layers.text import Text

# (rows south, columns east) of the steps: straight, diagonal, knight's.
WAYS = (
    *((0, 1), (0, -1), (1, 0), (-1, 0)),
    *((1, 1), (1, -1), (-1, 1), (-1, -1)),
    *((1, 2), (1, -2), (-1, 2), (-1, -2)),
    *((2, 1), (2, -1), (-2, 1), (-2, -1)),
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What a grid is like to step on, all of it; `friction` may be memory-mapped.

    `metres` is how long each of the 8 or 16 steps is, for every row with PAD more north and
    south; the rest is as `gis.costdistance.cost_distance` takes it.
    """

    friction: NDArray[np.floating]
    metres: Floats
    terrain: Terrain | None


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """Memory for one window at a time, padded and flat, used again for the next one."""

    friction: NDArray[np.floating]
    height: Floats
    seconds: Floats
    mark: NDArray[np.int32]
    cells: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """Seconds and owner of every cell of a grid; changed window by window."""

    seconds: Floats
    owner: NDArray[np.int32]


def ground_of(
    friction: NDArray[np.floating],
    metres: StepMetres,
    *,
    neighbours: int,
    terrain: Terrain | None,
) -> Ground:
    """Measure the steps of a grid; all else is taken as it is."""
    long = np.column_stack([_way_metres(metres, *way) for way in WAYS[:neighbours]])
    return Ground(friction, long, terrain)


def room_for(ground: Ground, shape: tuple[int, int]) -> Room:
    """Make room for windows of up to so many rows and columns."""
    n = (shape[0] + 2 * PAD) * (shape[1] + 2 * PAD)
    single = ground.friction.dtype == np.float32
    return Room(
        friction=np.empty(n, dtype=np.float32 if single else np.float64),
        height=np.zeros(0 if ground.terrain is None else n),
        seconds=np.empty(n),
        mark=np.empty(n, dtype=np.int32),
        cells=np.empty(n, dtype=np.int32),
    )


def spread_window(
    ground: Ground, whole: Whole, place: Place, room: Room, queue: Queue, limit: float
) -> tuple[Floats, Queue]:
    """Spread over one window from what is known in it, and write back what is better.

    Parameters
    ----------
    ground, whole
        The grid and its labels.
    place
        Where the window lies, and how much of it others share.
    room
        At least as large as the window.
    queue
        Empty; it is empty again afterwards, and may have grown.
    limit
        Costs above it are not taken.

    Returns
    -------
    tuple
        The least cost that is new in what the window shares with the eight around it
        (3 × 3 from north-west to south-east, inf where nothing is new), and the queue.
    """
    rows, columns = place.rows, place.columns
    shape = (rows.stop - rows.start, columns.stop - columns.start)
    n = (shape[0] + 2 * PAD) * (shape[1] + 2 * PAD)
    friction, labels = room.friction[:n], Labels(room.seconds[:n], room.mark[:n])
    wide = (shape[0] + 2 * PAD, shape[1] + 2 * PAD)
    _pad(friction.reshape(wide), ground.friction[rows, columns], np.inf)
    hill = _hill(ground, place, room.height[:n], friction.reshape(wide))
    shared = np.array(place.shared, dtype=np.int64)
    known, owner = whole.seconds[rows, columns], whole.owner[rows, columns]
    n_cells = take_up(friction, (known, owner), labels, room.cells, shared)
    steps = _steps(ground.metres[rows.start : rows.stop + 2 * PAD], wide[1])
    wait_for(queue, labels, room.cells[:n_cells])
    while not spread(friction, steps, hill, labels, queue, limit):
        queue = grown(queue)
    queue.state[:] = IDLE
    return lay_down(labels, known, owner, shared), queue


def _hill(ground: Ground, place: Place, height: Floats, friction: Floats) -> Hill | None:
    """Give the heights of a window, padded; refuse them where they are missing."""
    if ground.terrain is None:
        return None
    wide = height.reshape(friction.shape)
    _pad(wide, ground.terrain.height_m[place.rows, place.columns], 0.0)
    if not np.isfinite(wide[np.isfinite(friction)]).all():
        raise InputError(
            Text(
                "height_m tidak hingga di tempat hambatannya hingga; isi, atau halangi sel itu "
                "dengan inf",
                "height_m is not finite where friction is; fill it, or bar those cells with inf",
            )
        )
    hiking = ground.terrain.hiking
    sign = -1.0 if ground.terrain.towards == "to_sources" else 1.0
    return Hill(height, hiking.rate, hiking.best, sign)


def _pad(wide: NDArray[np.floating], values: NDArray[np.floating], border: float) -> None:
    wide[:PAD], wide[-PAD:], wide[:, :PAD], wide[:, -PAD:] = border, border, border, border
    wide[PAD:-PAD, PAD:-PAD] = values


def _steps(metres: Floats, columns: int) -> Steps:
    ways = WAYS[: metres.shape[1]]
    offset = np.array([south * columns + east for south, east in ways], dtype=np.int64)
    side = np.array([_sides(south, east, columns) for south, east in ways], dtype=np.int64)
    cells_met = np.array([4 if abs(s) + abs(e) == 3 else 2 for s, e in ways])
    return Steps(offset, side, metres / cells_met, metres, columns)


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
