"""Fences: whether a straight way off the network meets a shore or another barrier."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.kernels.piles import Floats, Ints, Offsets
from gis.network.noding.cells import MOST_CELLS


class Fences(NamedTuple):
    """Straight pieces of barriers by cells, in lon/lat.

    ends float64 (b × 4: lon, lat of both ends), key, offsets and entry int64 (as in
    `gis.network.noding.cells.Cells`), grid float64 (west, south and size of a cell).
    """

    ends: Floats
    key: Offsets
    offsets: Offsets
    entry: Offsets
    grid: Floats


def no_fences() -> Fences:
    """Give fences that bar nothing."""
    nothing = np.zeros(0, dtype=np.int64)
    grid = np.array([0.0, 0.0, 1.0])
    return Fences(np.empty((0, 4)), nothing, np.zeros(1, dtype=np.int64), nothing, grid)


@nb.njit(cache=True, nogil=True)
def found_at(key: Offsets, wanted: int) -> int:
    """Give the position of a number among ascending ones, -1 if it is not there."""
    low, high = 0, len(key)
    while low < high:
        middle = (low + high) >> 1
        if key[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low if low < len(key) and key[low] == wanted else -1


@nb.njit(cache=True, nogil=True)
def left_of(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> float:
    """Tell by its sign on which side of a line a point lies: above 0 is left."""
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax)


@nb.njit(cache=True, nogil=True)
def crosses(piece: tuple, way: tuple) -> bool:  # type: ignore[type-arg]
    """Tell whether a straight way crosses or touches a straight piece."""
    (cx, cy, dx, dy), (ax, ay, bx, by) = piece, way
    c, d = left_of(ax, ay, bx, by, cx, cy), left_of(ax, ay, bx, by, dx, dy)
    if (c > 0.0 and d > 0.0) or (c < 0.0 and d < 0.0):
        return False
    a, b = left_of(cx, cy, dx, dy, ax, ay), left_of(cx, cy, dx, dy, bx, by)
    if (a > 0.0 and b > 0.0) or (a < 0.0 and b < 0.0):
        return False
    met: bool = (
        max(ax, bx) >= min(cx, dx)
        and max(cx, dx) >= min(ax, bx)
        and max(ay, by) >= min(cy, dy)
        and max(cy, dy) >= min(ay, by)
    )
    return met


# The arrays are taken out of the fences once, and numbers alone are given to what is called
# for each cell: to hand an array on counts its users, which takes longer than the work.
@nb.njit(cache=True, nogil=True)
def times_crossed(fences: Fences, ax: float, ay: float, bx: float, by: float, most: int = 1) -> int:
    """Count how often a way from a to b crosses the fences, up to `most`."""
    ends, key, offsets, entry, (west, south, size) = fences
    if len(key) == 0:
        return 0
    way, last_row = (ax, ay, bx, by), int(key[-1] // MOST_CELLS)
    bottom = max(int((min(ay, by) - south) // size), 0)
    top = min(int((max(ay, by) - south) // size), last_row)
    times, k = 0, 0
    for row in range(bottom, top + 1):
        first, last = columns_of((west, south, size), row, way)
        wanted, high = row * MOST_CELLS + first, len(key)
        while k < high:
            middle = (k + high) >> 1
            k, high = (middle + 1, high) if key[middle] < wanted else (k, middle)
        while k < len(key) and key[k] <= row * MOST_CELLS + last:
            for h in range(offsets[k], offsets[k + 1]):
                s = entry[h]
                if not crosses((ends[s, 0], ends[s, 1], ends[s, 2], ends[s, 3]), way):
                    continue
                times += most == 1 or _first_cell(fences, k, s, way)
                if times == most:
                    return times
            k += 1
    return times


@nb.njit(cache=True, nogil=True)
def columns_of(grid: tuple, row: int, way: tuple) -> tuple:  # type: ignore[type-arg]
    """Give the first and the last column of a row of cells that a way passes through.

    `grid` is west, south and size of a cell.
    """
    ax, ay, bx, by = way
    west, south, size = grid
    low, high = min(ax, bx), max(ax, bx)
    if ay != by:
        slope = (bx - ax) / (by - ay)
        at_low = ax + (south + row * size - ay) * slope
        at_high = ax + (south + (row + 1) * size - ay) * slope
        low, high = max(low, min(at_low, at_high)), min(high, max(at_low, at_high))
    # A little wider: what is rounded must not hide a cell.
    first = int((low - west) / size - 1e-6)
    last = int((high - west) / size + 1e-6)
    return max(first, 0), min(max(last, 0), MOST_CELLS - 1)


@nb.njit(cache=True, nogil=True)
def _first_cell(fences: Fences, k: int, s: int, way: tuple) -> bool:  # type: ignore[type-arg]
    """Tell whether cell k is the first of those a way passes through that hold piece s."""
    row, (west, south, size) = fences.key[k] // MOST_CELLS, fences.grid
    bottom = max(int((min(way[1], way[3]) - south) // size), 0)
    for r in range(bottom, row + 1):
        first, last = columns_of((west, south, size), r, way)
        j = np.searchsorted(fences.key, r * MOST_CELLS + first)
        while j < k and fences.key[j] <= r * MOST_CELLS + last:
            for h in range(fences.offsets[j], fences.offsets[j + 1]):
                if fences.entry[h] == s:
                    return False
            j += 1
    return True


@nb.njit(cache=True, nogil=True)
def crossed(fences: Fences, here: Floats, there: Floats, most: int) -> Ints:
    """Count for each way (n × 2 to n × 2) how often it crosses the fences, up to `most`."""
    times = np.zeros(len(here), dtype=np.int32)
    for i in range(len(here)):
        times[i] = times_crossed(fences, here[i, 0], here[i, 1], there[i, 0], there[i, 1], most)
    return times


@nb.njit(cache=True, nogil=True)
def near_boxes(fences: Fences, low: Floats, high: Floats) -> NDArray[np.bool_]:
    """Tell for each box (lower left and upper right, n × 2) whether a fence may be in it."""
    near = np.zeros(len(low), dtype=np.bool_)
    if len(fences.key) == 0:
        return near
    west, south, size = fences.grid[0], fences.grid[1], fences.grid[2]
    last_row = fences.key[-1] // MOST_CELLS
    for i in range(len(low)):
        first = max(int((low[i, 0] - west) // size), 0)
        last = min(int((high[i, 0] - west) // size), MOST_CELLS - 1)
        bottom = max(int((low[i, 1] - south) // size), 0)
        top = min(int((high[i, 1] - south) // size), last_row)
        for row in range(bottom, top + 1):
            k = np.searchsorted(fences.key, row * MOST_CELLS + first)
            if k < len(fences.key) and fences.key[k] <= row * MOST_CELLS + last:
                near[i] = True
                break
    return near


@nb.njit(cache=True, nogil=True)
def cuts_of(fences: Fences, ends: Floats) -> tuple:  # type: ignore[type-arg]
    """Find where straight pieces (n × 4) cross the fences: which piece, and how far along it.

    A crossing may be given several times.
    """
    which, along = np.empty(16, dtype=np.int64), np.empty(16)
    n = 0
    if len(fences.key) == 0:
        return which[:0], along[:0]
    west, south, size = fences.grid[0], fences.grid[1], fences.grid[2]
    last_row = fences.key[-1] // MOST_CELLS
    for i in range(len(ends)):
        ax, ay, bx, by = ends[i, 0], ends[i, 1], ends[i, 2], ends[i, 3]
        first = max(int((min(ax, bx) - west) // size), 0)
        last = min(int((max(ax, bx) - west) // size), MOST_CELLS - 1)
        for row in range(
            max(int((min(ay, by) - south) // size), 0),
            min(int((max(ay, by) - south) // size), last_row) + 1,
        ):
            k = np.searchsorted(fences.key, row * MOST_CELLS + first)
            while k < len(fences.key) and fences.key[k] <= row * MOST_CELLS + last:
                for h in range(fences.offsets[k], fences.offsets[k + 1]):
                    s = fences.entry[h]
                    piece = fences.ends[s]
                    cx, cy, dx, dy = piece[0], piece[1], piece[2], piece[3]
                    if not crosses((cx, cy, dx, dy), (ax, ay, bx, by)):
                        continue
                    a, b = left_of(cx, cy, dx, dy, ax, ay), left_of(cx, cy, dx, dy, bx, by)
                    if n == len(which):
                        which, along = np.append(which, which), np.append(along, along)
                    which[n], along[n] = i, a / (a - b) if a != b else 0.0
                    n += 1
                k += 1
    return which[:n].copy(), along[:n].copy()
