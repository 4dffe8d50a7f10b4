"""Numbers of tiles as PMTiles gives them: zoom by zoom, along a Hilbert curve."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@nb.njit(cache=True, nogil=True)
def first_number(zoom: int) -> int:
    """Give the number of the first tile of a zoom: how many tiles all zooms before it have.

    Examples
    --------
    >>> [first_number(zoom) for zoom in range(4)]
    [0, 1, 5, 21]
    """
    return ((1 << (2 * zoom)) - 1) // 3


def tile_numbers(zoom: int, columns: Ints, rows: Ints) -> Ints:
    """Give the numbers of tiles of one zoom.

    Examples
    --------
    >>> tile_numbers(1, np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])).tolist()
    [1, 2, 3, 4]
    """
    x, y = columns.astype(np.int64), rows.astype(np.int64)
    distance = np.zeros(len(x), dtype=np.int64)
    for bit in range(zoom - 1, -1, -1):
        side = np.int64(1) << bit
        right, lower = (x & side) > 0, (y & side) > 0
        distance += ((3 * right.astype(np.int64)) ^ lower.astype(np.int64)) << (2 * bit)
        x, y = x & (side - 1), y & (side - 1)
        turned = ~lower & right
        x, y = np.where(turned, side - 1 - x, x), np.where(turned, side - 1 - y, y)
        x, y = np.where(lower, x, y), np.where(lower, y, x)
    return distance + first_number(zoom)


@nb.njit(cache=True, nogil=True)
def tile_number(zoom: int, column: int, row: int) -> int:
    """Give the number of one tile; the same as `tile_numbers`, and quicker for one.

    Examples
    --------
    >>> tile_number(0, 0, 0), tile_number(12, 3423, 1763)
    (0, 19078479)
    """
    x, y, distance = column, row, 0
    for bit in range(zoom - 1, -1, -1):
        side = 1 << bit
        right, lower = x >> bit & 1, y >> bit & 1
        distance += ((3 * right) ^ lower) << (2 * bit)
        x, y = x & (side - 1), y & (side - 1)
        if not lower:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
    return distance + first_number(zoom)
