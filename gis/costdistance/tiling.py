"""Grids larger than memory: windows that overlap are spread over until none changes another.

The answer is the same as that of the whole grid, to the last bit: a cost is the least
sum over all ways, whatever the order in which they are tried, and every step lies
within the window of the tile it starts in. The same holds of tiles at work at one time.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.labelling import Ground, Room, Whole, room_for, spread_window
from gis.costdistance.queue import Queue, new_queue
from gis.costdistance.windows import PAD, Place

Floats = NDArray[np.float64]
Desk: TypeAlias = tuple[Room, Queue]
Box: TypeAlias = tuple[slice, slice]
Tile: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tiles:
    """A grid of `shape` cut into tiles of `side` cells."""

    shape: tuple[int, int]
    side: int

    def __iter__(self) -> Iterator[Tile]:
        """Give all tiles from north-west to south-east."""
        rows, columns = (-(-n // self.side) for n in self.shape)
        return ((i, j) for i in range(rows) for j in range(columns))

    @property
    def count(self) -> int:
        """How many tiles there are."""
        rows, columns = (-(-n // self.side) for n in self.shape)
        return rows * columns

    @property
    def largest_window(self) -> tuple[int, int]:
        """Rows and columns of the largest window."""
        rows, columns = (min(n, self.side + 2 * PAD) for n in self.shape)
        return (rows, columns)

    def own(self, tile: Tile) -> Box:
        """Give the cells of a tile."""
        row, column = (
            slice(t * self.side, min((t + 1) * self.side, n))
            for t, n in zip(tile, self.shape, strict=True)
        )
        return (row, column)

    def place(self, tile: Tile) -> Place:
        """Give the window of a tile: its cells and those around it that a step reaches."""
        ends, shared = [], []
        for own, n in zip(self.own(tile), self.shape, strict=True):
            first, last = max(own.start - PAD, 0), min(own.stop + PAD, n)
            ends.append(slice(first, last))
            shared.append(own.start + PAD - first if own.start else 0)
            shared.append((own.stop - PAD if own.stop < n else n) - first)
        return Place(ends[0], ends[1], (shared[0], shared[1], shared[2], shared[3]))

    def of(self, place: Place) -> Tile:
        """Give the tile of a window."""
        i, j = (-(-at.start // self.side) for at in (place.rows, place.columns))
        return (i, j)

    def holding(self, row: NDArray[np.int64], column: NDArray[np.int64]) -> list[Tile]:
        """List the tiles that hold some of the cells."""
        n_rows, n_columns = (-(-n // self.side) for n in self.shape)
        held = np.zeros((n_rows, n_columns), dtype=np.bool_)
        held[row // self.side, column // self.side] = True
        return [(int(i), int(j)) for i, j in np.argwhere(held)]

    def around(self, tile: Tile) -> list[Tile]:
        """List the tiles that touch a tile."""
        rows, columns = (-(-n // self.side) for n in self.shape)
        i, j = tile
        near = [(i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
        return [(a, b) for a, b in near if 0 <= a < rows and 0 <= b < columns]


class Settings(NamedTuple):
    """How tiles are spread over: range of cost in a bucket, highest cost, tiles at one time."""

    width: float
    limit: float
    threads: int


class Turns:
    """Which tile is next: the one that the least cost came into, if nobody is at work beside it.

    Tiles beside each other write to cells they share, so they are never at work together.
    """

    def __init__(self, tiles: Tiles, first: list[Tile]) -> None:
        """Begin with the tiles that hold a cell with news."""
        self.tiles = tiles
        self._costs = dict.fromkeys(first, 0.0)
        self._busy: set[Tile] = set()

    def take(self) -> Place | None:
        """Give the window of the next tile, which is busy from now on; None if there is none."""
        barred = self._busy.union(*(self.tiles.around(tile) for tile in self._busy))
        free = self._costs.keys() - barred
        if not free:
            return None
        tile = min(free, key=lambda one: (self._costs[one], one))
        del self._costs[tile]
        self._busy.add(tile)
        return self.tiles.place(tile)

    def done(self, place: Place, least: NDArray[np.float64]) -> None:
        """Take note of the costs (3 × 3) that are new to the windows around a tile."""
        i, j = tile = self.tiles.of(place)
        self._busy.discard(tile)
        for other in self.tiles.around(tile):
            cost = float(least[other[0] - i + 1, other[1] - j + 1])
            if np.isfinite(cost):
                self._costs[other] = min(cost, self._costs.get(other, np.inf))


def spread_tiles(
    tiles: Tiles, ground: Ground, whole: Whole, first: list[Tile], settings: Settings
) -> None:
    """Spread over all tiles that costs come to, cheapest first, until nothing changes.

    Parameters
    ----------
    tiles
        How the grid is cut.
    ground
        The grid.
    whole
        Its labels; those of cells to spread from are set, and marked with `NEWS`. Changed.
    first
        Tiles that hold such a cell.
    settings
        Range of cost in a bucket, limit, and how many tiles to be at work on at one time.
    """
    turns, shape = Turns(tiles, first), tiles.largest_window

    def spread_one(place: Place, desk: Desk) -> tuple[Place, Floats, Desk]:
        room, queue = desk
        least, queue = spread_window(ground, whole, place, room, queue, settings.limit)
        return place, least, (room, queue)

    desks = [
        (room_for(ground, shape), new_queue(shape[0] * shape[1] // 16, settings.width))
        for _ in range(min(settings.threads, tiles.count))
    ]
    if len(desks) == 1:
        while (place := turns.take()) is not None:
            _, least, desks[0] = spread_one(place, desks[0])
            turns.done(place, least)
        return
    with ThreadPoolExecutor(len(desks)) as pool:
        waiting = set[Future[tuple[Place, Floats, Desk]]]()
        while True:
            while desks and (place := turns.take()) is not None:
                waiting.add(pool.submit(spread_one, place, desks.pop()))
            if not waiting:
                return
            ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for one in ended:
                place, least, desk = one.result()
                desks.append(desk)
                turns.done(place, least)
