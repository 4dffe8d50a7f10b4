"""Grids larger than memory: windows that overlap are spread over until none changes another.

The answer is the same as that of the whole grid, to the last bit: a cost is the least
sum over all ways, whatever the order in which they are tried, and every step lies
within the window of the tile it starts in.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gis.costdistance.labelling import PAD, Window

# A tile's window reaches PAD cells into its neighbours, and theirs into it.
SHARED = 2 * PAD

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

    def own(self, tile: Tile) -> Box:
        """Give the cells of a tile."""
        return self._box(tile, 0)

    def window(self, tile: Tile) -> Box:
        """Give the cells of a tile and those around it that a step reaches."""
        return self._box(tile, PAD)

    def _box(self, tile: Tile, more: int) -> Box:
        ends = ((t * self.side - more, (t + 1) * self.side + more) for t in tile)
        row, column = (
            slice(max(a, 0), min(b, n)) for (a, b), n in zip(ends, self.shape, strict=True)
        )
        return (row, column)

    def holding(self, row: NDArray[np.int64], column: NDArray[np.int64]) -> list[Tile]:
        """List the tiles that hold some of the cells."""
        found = np.unique(np.column_stack([row, column]) // self.side, axis=0)
        return [(int(i), int(j)) for i, j in found]

    def around(self, tile: Tile) -> list[Tile]:
        """List the tiles that touch a tile."""
        rows, columns = (-(-n // self.side) for n in self.shape)
        i, j = tile
        near = [(i + a, j + b) for a in (-1, 0, 1) for b in (-1, 0, 1) if a or b]
        return [(a, b) for a, b in near if 0 <= a < rows and 0 <= b < columns]


def spread_tiles(
    tiles: Tiles,
    make: Callable[[Box], Window],
    labels: tuple[NDArray[np.float64], NDArray[np.int32]],
    first: list[Tile],
    *,
    width: float,
    limit: float,
) -> None:
    """Spread over all tiles that costs come to, cheapest first, until nothing changes.

    Parameters
    ----------
    tiles
        How the grid is cut.
    make
        Gives the window of a box, with nothing reached yet.
    labels
        Seconds and owner of the whole grid; those of the starts are set. Changed.
    first
        Tiles that hold a start.
    width
        Range of cost in a bucket.
    limit
        Costs above it are not taken.
    """
    waiting: list[tuple[float, Tile]] = [(0.0, tile) for tile in first]
    due, seen = set(first), set[Tile]()
    while waiting:
        _, tile = heapq.heappop(waiting)
        if tile not in due:
            continue
        due.discard(tile)
        window = _spread_window(tiles.window(tile), make, labels, tile in seen, (width, limit))
        seen.add(tile)
        for other in tiles.around(tile):
            cost = _least_change(window, labels, tiles.window(tile), tiles.window(other))
            if np.isfinite(cost):
                due.add(other)
                heapq.heappush(waiting, (cost, other))
        box = tiles.window(tile)
        labels[0][box], labels[1][box] = window.seconds, window.owner


def _spread_window(
    box: Box,
    make: Callable[[Box], Window],
    labels: tuple[NDArray[np.float64], NDArray[np.int32]],
    again: bool,
    settings: tuple[float, float],
) -> Window:
    """Spread over one window from all it knows, or from what its neighbours may have changed."""
    window = make(box)
    known, owned = labels[0][box], labels[1][box]
    reached = np.isfinite(known)
    np.copyto(window.seconds, known, where=reached)
    np.copyto(window.owner, owned, where=reached)
    if again:
        reached[SHARED:-SHARED, SHARED:-SHARED] = False
    width, limit = settings
    window.spread(np.flatnonzero(reached), width=width, limit=limit)
    return window


def _least_change(
    window: Window,
    labels: tuple[NDArray[np.float64], NDArray[np.int32]],
    here: Box,
    there: Box,
) -> float:
    """Give the least cost that is new among the cells of a window that lie in another one."""
    both = tuple(
        slice(max(a.start, b.start), min(a.stop, b.stop)) for a, b in zip(here, there, strict=True)
    )
    inner = tuple(
        slice(s.start - a.start, s.stop - a.start) for s, a in zip(both, here, strict=True)
    )
    seconds = window.seconds[inner]
    new = (seconds != labels[0][both]) | (window.owner[inner] != labels[1][both])
    return float(seconds[new & np.isfinite(seconds)].min(initial=np.inf))
