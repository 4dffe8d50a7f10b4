"""Windows: the part of a grid that is labelled at one time, taken from the whole and given back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np

# Marks the owner of a cell whose label was set from outside: costs spread from it.
NEWS = np.int32(2**30)
# A border as wide as the longest step, so that no step leaves the array.
PAD = 2


@dataclass(frozen=True, slots=True)
class Place:
    """Rows and columns of a window in the grid, and what of it lies in the windows around it.

    `shared` are rows and columns within the window: those before the first number lie
    in the window to the north as well, those from the second on in that to the
    south; the third and fourth number say it of the columns west and east.
    """

    rows: slice
    columns: slice
    shared: tuple[int, int, int, int]


@nb.njit(cache=True, nogil=True)
def take_up(friction: Any, whole: Any, labels: Any, cells: Any, shared: Any) -> int:
    """Copy the labels of a window into its padded arrays; list the cells to spread from.

    They are those with news, and those that other windows may have bettered.
    """
    (known, owner), (seconds, marks) = whole, labels
    rows, columns = known.shape
    wide = columns + 2 * PAD
    for i in range(PAD * wide):
        seconds[i] = seconds[len(seconds) - 1 - i] = -np.inf
    n_cells = 0
    for r in range(rows):
        at = (r + PAD) * wide
        seconds[at] = seconds[at + 1] = seconds[at + wide - 2] = seconds[at + wide - 1] = -np.inf
        edge_row = r < shared[0] or r >= shared[1]
        for c in range(columns):
            here = at + PAD + c
            cost, whose = known[r, c], owner[r, c]
            seconds[here], marks[here] = cost, (whose & ~NEWS) << 1
            if cost < np.inf:
                if whose & NEWS or edge_row or c < shared[2] or c >= shared[3]:
                    cells[n_cells] = here
                    n_cells += 1
            elif friction[here] == np.inf:
                seconds[here] = -np.inf
    return n_cells


@nb.njit(cache=True, nogil=True)
def lay_down(labels: Any, known: Any, owner: Any, shared: Any) -> Any:
    """Write the labels of a window back; give the least new cost by which windows share it."""
    seconds, marks = labels
    rows, columns = known.shape
    wide = columns + 2 * PAD
    least = np.full((3, 3), np.inf)
    for r in range(rows):
        for c in range(columns):
            here = (r + PAD) * wide + PAD + c
            cost, whose = seconds[here], marks[here] >> 1
            if not cost > -np.inf or (cost == known[r, c] and whose == owner[r, c]):
                continue
            known[r, c], owner[r, c] = cost, whose
            north, south, west, east = r < shared[0], r >= shared[1], c < shared[2], c >= shared[3]
            if north or south or west or east:
                for i in range(3):
                    for j in range(3):
                        if (i == 1 or (north if i == 0 else south)) and (
                            j == 1 or (west if j == 0 else east)
                        ):
                            least[i, j] = min(least[i, j], cost)
    return least
