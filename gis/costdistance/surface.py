"""Surface: a grid that costs are spread over, at once or again from cells that got better ones."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.hiking import Terrain
from gis.costdistance.labelling import Ground, Whole, ground_of
from gis.costdistance.metres import StepMetres
from gis.costdistance.starts import Starts
from gis.costdistance.survey import closed, opened, surveyed
from gis.costdistance.tiling import Settings, Tiles, spread_tiles
from gis.costdistance.windows import NEWS
from gis.errors import InputError
from layers.text import Text

NEIGHBOURS = (8, 16)
# Larger grids are tiled even if not asked for: a tile and its labels stay in the cache.
MOST_CELLS = 512**2
TILE = 320
# Positions in a window are 32-bit.
MOST_SIDE = 32_768
MOST_THREADS = 64
LEAST_WIDTH = float(np.finfo(np.float64).tiny) * 1e16
MOST_SECONDS = float(np.finfo(np.float64).max)

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


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
            raise InputError(
                Text(
                    f"neighbours adalah {self.neighbours}; yang diminta 8 atau 16",
                    f"neighbours is {self.neighbours}; wanted 8 or 16",
                )
            )
        if not self.limit_s > 0:
            raise InputError(
                Text(
                    f"limit_s adalah {self.limit_s}; yang diminta bilangan di atas 0",
                    f"limit_s is {self.limit_s}; wanted a number above 0",
                )
            )
        if self.tile is not None and not 8 <= self.tile <= MOST_SIDE:
            raise InputError(
                Text(
                    f"tile adalah {self.tile} sel tiap sisi; yang diminta 8 sampai {MOST_SIDE}, "
                    "atau None",
                    f"tile is {self.tile} cells a side; wanted 8 to {MOST_SIDE}, or None",
                )
            )
        if not 1 <= self.threads <= MOST_THREADS:
            raise InputError(
                Text(
                    f"threads adalah {self.threads}; yang diminta 1 sampai {MOST_THREADS}",
                    f"threads is {self.threads}; wanted 1 to {MOST_THREADS}",
                )
            )


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A grid to step on with a label on every cell: seconds inf where nothing is reached yet.

    Labels are changed in place: set better ones on cells, then `spread` from them; `close`
    when all is done.
    """

    ground: Ground
    whole: Whole
    tiles: Tiles
    n_barriers: int
    settings: Settings

    @property
    def limit_s(self) -> float:
        """The highest cost that is taken."""
        return self.settings.limit

    @property
    def flat(self) -> tuple[Floats, Ints]:
        """Seconds and owner of all cells, row after row; views, if the arrays are contiguous."""
        return self.whole.seconds.reshape(-1), self.whole.owner.reshape(-1)

    def begin(self, starts: Starts) -> None:
        """Set the labels of starts: of several in one cell the cheapest, then the lowest owner."""
        order = np.lexsort((-starts.owner, -starts.seconds))
        order = order[starts.seconds[order] <= self.settings.limit]
        row, column = starts.row[order], starts.column[order]
        self.whole.seconds[row, column] = starts.seconds[order]
        self.whole.owner[row, column] = starts.owner[order]

    def spread(
        self, row: NDArray[np.integer], column: NDArray[np.integer], *, limit_s: float = math.inf
    ) -> None:
        """Spread from cells whose labels were set, until no step betters another.

        Parameters
        ----------
        row, column
            Cells whose labels are better than at the last time. After a spread with a
            lower limit, all cells that are reached.
        limit_s
            Costs above it, or above the limit of the surface, are not taken.
        """
        width, most, threads = self.settings
        self.whole.owner[row, column] |= NEWS
        first = self.tiles.holding(np.asarray(row), np.asarray(column))
        settings = Settings(width, min(most, float(limit_s)), threads)
        spread_tiles(self.tiles, self.ground, self.whole, first, settings)

    def close(self) -> int:
        """Set NaN and -1 where nothing is reached; give how many cells are neither lost nor barred.

        Nothing can be spread any more.
        """
        return closed(self.whole, self.settings.threads)


def surface_of(
    friction: NDArray[np.floating],
    metres: StepMetres,
    *,
    terrain: Terrain | None,
    travel: Travel,
    out: tuple[Floats, Ints] | None = None,
) -> Surface:
    """Look a grid over and make its labels; nothing is reached yet.

    Parameters are those of `gis.costdistance.cost_distance`.

    Raises
    ------
    InputError
        If friction is negative or NaN, or shapes do not agree.
    """
    _require_shapes(friction, metres, terrain, out)
    n_barriers, usual = surveyed(friction, travel.threads)
    seconds, owner = out or (np.empty(friction.shape), np.empty(friction.shape, dtype=np.int32))
    whole = Whole(np.asarray(seconds), np.asarray(owner))
    opened(whole, travel.threads)
    width = max(usual * float(np.median(metres.across)), LEAST_WIDTH)
    return Surface(
        ground=ground_of(friction, metres, neighbours=travel.neighbours, terrain=terrain),
        whole=whole,
        tiles=Tiles((friction.shape[0], friction.shape[1]), _tile_side(friction, travel)),
        n_barriers=n_barriers,
        settings=Settings(width, min(float(travel.limit_s), MOST_SECONDS), travel.threads),
    )


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
        raise InputError(
            Text(
                f"friction berbentuk {friction.shape}; yang diminta baris dan kolom",
                f"friction has the shape {friction.shape}; wanted rows and columns",
            )
        )
    if metres.n_rows != friction.shape[0]:
        raise InputError(
            Text(
                f"meter untuk {metres.n_rows} baris, friction punya {friction.shape[0]}; yang "
                "diminta sama banyak",
                f"metres for {metres.n_rows} rows, friction has {friction.shape[0]}",
            )
        )
    shapes = {"height_m": terrain.height_m.shape} if terrain else {}
    if out:
        shapes |= {"seconds": out[0].shape, "owner": out[1].shape}
    for name, shape in shapes.items():
        if shape != friction.shape:
            raise InputError(
                Text(
                    f"{name} berbentuk {shape}, friction {friction.shape}; yang diminta bentuk "
                    "yang sama",
                    f"{name} has the shape {shape}, friction {friction.shape}",
                )
            )
    if out and (out[0].dtype != np.float64 or out[1].dtype != np.int32):
        raise InputError(
            Text(
                f"out adalah {out[0].dtype} dan {out[1].dtype}; yang diminta float64 dan int32",
                f"out is {out[0].dtype} and {out[1].dtype}; wanted float64 and int32",
            )
        )
