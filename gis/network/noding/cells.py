"""Cells: a sparse grid over segments, so that only neighbours are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numba as nb
import numpy as np
from numpy.typing import NDArray

# Cells along one axis at most: two axes fit one 64-bit key.
MOST_CELLS = 2**30


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Which segments pass through or near each cell that has any.

    Attributes
    ----------
    west, south, size
        Corner of the grid and side of its square cells, in the units of the coordinates.
    key
        Number of each cell, ascending, int64, c: ``row * 2**30 + column``.
    offsets
        First entry of each cell in `segment`, int64, c + 1.
    segment
        Segments by cell, int64.
    """

    west: float
    south: float
    size: float
    key: NDArray[np.int64]
    offsets: NDArray[np.int64]
    segment: NDArray[np.int64]


def cells_of(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    margin: float,
    *,
    per_cell: float = 1.0,
    size: float = 0.0,
) -> Cells:
    """Put segments into the cells they come within a margin of.

    The cells are as wide as the segments are long on average, so that there are a few
    entries per segment however long the longest are.

    Parameters
    ----------
    a, b
        Ends of the segments, s × 2.
    margin
        In the units of the coordinates, 0 or more.
    per_cell
        Side of a cell in mean lengths of the segments.
    size
        Side of a cell in the units of the coordinates, in place of what `per_cell` says;
        the grid then starts at whole multiples of it.
    """
    if not len(a):
        nothing = np.zeros(0, dtype=np.int64)
        return Cells(0.0, 0.0, 1.0, nothing, np.zeros(1, dtype=np.int64), nothing)
    low = np.minimum(a, b).min(axis=0) - 2.0 * margin
    high = np.maximum(a, b).max(axis=0) + 2.0 * margin
    if size <= 0.0:
        length = np.hypot(*(b - a).T).mean()
        size = float(max(length * per_cell, 4.0 * margin, (high - low).max() / (MOST_CELLS - 2)))
        size = size if size > 0.0 else 1.0
    else:
        low = np.floor(low / size) * size
    west, south = float(low[0]), float(low[1])
    count = _entries(a, b, (west, south, size), margin, np.empty((0, 2), dtype=np.int64))
    table = np.empty((count, 2), dtype=np.int64)
    _entries(a, b, (west, south, size), margin, table)
    order = np.argsort(table[:, 0], kind="stable")
    keys, first = np.unique(table[order, 0], return_index=True)
    offsets = np.append(first, count).astype(np.int64)
    return Cells(west, south, size, keys, offsets, np.ascontiguousarray(table[order, 1]))


@nb.njit(cache=True, nogil=True)
def _entries(
    a: NDArray[np.float64],
    b: NDArray[np.float64],
    grid: tuple[float, float, float],
    margin: float,
    out: NDArray[np.int64],
) -> int:
    """Write (cell, segment) for every cell within the margin of a segment, row by row."""
    west, south, size = grid
    n = 0
    for s in range(len(a)):
        x0, y0, x1, y1 = a[s, 0], a[s, 1], b[s, 0], b[s, 1]
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
        slope = (x1 - x0) / (y1 - y0) if y1 > y0 else 0.0
        bottom = int((y0 - margin - south) // size)
        top = int((y1 + margin - south) // size)
        for row in range(bottom, top + 1):
            # What of the segment lies within the margin of this row.
            low = max(south + row * size - margin, y0)
            high = min(south + (row + 1) * size + margin, y1)
            if y1 > y0:
                xa, xb = x0 + (low - y0) * slope, x0 + (high - y0) * slope
            else:
                xa, xb = x0, x1
            first = int((min(xa, xb) - margin - west) // size)
            last = int((max(xa, xb) + margin - west) // size)
            for column in range(max(first, 0), last + 1):
                if n < len(out):
                    out[n, 0] = row * MOST_CELLS + column
                    out[n, 1] = s
                n += 1
    return n
