"""Compiled loops: the exact share of each cell inside polygons, and what is summed by it.

An edge that passes through a row of cells covers, of every cell to its right, the
part of its height that it spans there, and of the cell it passes through the part
to its right. Summed over the edges of a ring with their direction, that is the
area of the cell inside: exact for any polygon with straight edges.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

# A share this near to none or all is rounding: sums of the two directions of a ring.
TINY = 1e-10


class Edges(NamedTuple):
    """Directed edges in columns and rows (x0, y0, x1, y1), and the zone of each."""

    line: NDArray[np.float64]
    zone: NDArray[np.int64]


class Strip(NamedTuple):
    """Rows of a grid, from the first to behind the last, and how many columns it has."""

    first: int
    last: int
    width: int


class Marks(NamedTuple):
    """What edges leave in the cells they pass through.

    `cell` is (zone, row, column) as one number, `inside` the share right of the edge,
    `beyond` the share of all cells farther right in that row. What lies west of the
    grid counts at its first column, what lies east at the column behind the last.
    """

    cell: NDArray[np.int64]
    inside: NDArray[np.float64]
    beyond: NDArray[np.float64]


class Runs(NamedTuple):
    """Runs of cells of one row with one share: `line` is (zone, row) as one number."""

    line: NDArray[np.int64]
    start: NDArray[np.int32]
    stop: NDArray[np.int32]
    share: NDArray[np.float64]


class RowAreas(NamedTuple):
    """Areas of the cells of a strip: given at every `step` columns, linear between."""

    step: int
    node: NDArray[np.float64]


class Pair(NamedTuple):
    """Codes of a strip at two dates, and where in a list of pairs each code leads.

    A cell with the codes a and b counts at ``high[a] + low[b]``.
    """

    before: NDArray[np.uint8]
    after: NDArray[np.uint8]
    high: NDArray[np.uint32]
    low: NDArray[np.uint32]


@nb.njit(cache=True, nogil=True)
def most_marks(edges: Edges, strip: Strip) -> int:
    """Give how many marks the edges leave in a strip at most."""
    total = 0
    width = float(strip.width)
    for i in range(len(edges.zone)):
        x0, y0, x1, y1 = edges.line[i]
        low, high = min(y0, y1), max(y0, y1)
        if high <= strip.first or low >= strip.last or low == high:
            continue
        n_rows = min(math.ceil(high), strip.last) - max(math.floor(low), strip.first) + 1
        west = min(max(min(x0, x1), 0.0), width)
        east = min(max(x0, x1, 0.0), width)
        total += n_rows * 3 + int(math.ceil(east) - math.floor(west)) + 3
    return total


@nb.njit(cache=True, nogil=True)
def mark(edges: Edges, strip: Strip, marks: Marks) -> int:
    """Leave the marks of all edges in the rows of a strip; give how many there are."""
    n = 0
    depth = strip.last - strip.first
    for i in range(len(edges.zone)):
        x0, y0, x1, y1 = edges.line[i]
        sign = 1.0
        if y0 > y1:
            x0, y0, x1, y1 = x1, y1, x0, y0
            sign = -1.0
        if y0 == y1 or y1 <= strip.first or y0 >= strip.last:
            continue
        slope = (x1 - x0) / (y1 - y0)
        top = max(y0, float(strip.first))
        x_top = x0 + (top - y0) * slope
        row = math.floor(top)
        while row < strip.last and top < y1:
            bottom = min(y1, row + 1.0)
            x_bottom = x1 if bottom == y1 else x0 + (bottom - y0) * slope
            base = (edges.zone[i] * depth + row - strip.first) * (strip.width + 1)
            piece = (x_top, x_bottom, sign * (bottom - top))
            n = _mark_row(piece, base, strip.width, marks, n)
            top, x_top = bottom, x_bottom
            row += 1
    return n


@nb.njit(cache=True, nogil=True)
def _mark_row(
    piece: tuple[float, float, float], base: int, width: int, marks: Marks, n: int
) -> int:
    """Leave marks in one row along a piece of an edge: (from x, to x, height of the row)."""
    west, east, height = min(piece[0], piece[1]), max(piece[0], piece[1]), piece[2]
    if west == east:
        column = min(max(math.floor(west), 0), width)
        marks.cell[n], marks.beyond[n] = base + column, height
        marks.inside[n] = height * min(max(column + 1.0 - west, 0.0), 1.0)
        return n + 1
    run, at = east - west, west
    while at < east:
        if at < 0.0:
            column, end = 0, min(east, 0.0)
        elif at >= width:
            column, end = width, east
        else:
            column = math.floor(at)
            end = min(east, column + 1.0)
        part = height * ((end - at) / run)
        marks.cell[n], marks.beyond[n] = base + column, part
        marks.inside[n] = part * min(max(column + 1.0 - 0.5 * (at + end), 0.0), 1.0)
        n += 1
        at = end
    return n


@nb.njit(cache=True, nogil=True)
def runs_of(marks: Marks, width: int, runs: Runs) -> int:
    """Turn marks, sorted by cell, into runs of cells with one share; give how many there are."""
    n, i, running = 0, 0, 0.0
    cell = marks.cell
    while i < len(cell):
        here = cell[i]
        line = here // (width + 1)
        column = here - line * (width + 1)
        own, beyond = 0.0, 0.0
        while i < len(cell) and cell[i] == here:
            own += marks.inside[i]
            beyond += marks.beyond[i]
            i += 1
        if column < width:
            n = _run(runs, n, (line, column, column + 1), running + own)
        running += beyond
        if i == len(cell) or cell[i] // (width + 1) != line:
            running = 0.0
        else:
            n = _run(runs, n, (line, column + 1, cell[i] - line * (width + 1)), running)
    return n


@nb.njit(cache=True, nogil=True)
def _run(runs: Runs, n: int, place: tuple[int, int, int], share: float) -> int:
    if share <= TINY or place[1] >= place[2]:
        return n
    runs.line[n], runs.start[n], runs.stop[n] = place
    runs.share[n] = share if share < 1.0 - TINY else 1.0
    return n + 1


@nb.njit(cache=True, nogil=True)
def tally(runs: Runs, pair: Pair, areas: RowAreas, out: NDArray[np.float64]) -> None:
    """Add the areas of the runs to ``out[zone, half, earlier * n + later class]``.

    Cells go to the two halves in turns: the next sum need not wait for the last.
    """
    depth = len(pair.before)
    step = areas.step
    for k in range(len(runs.line)):
        zone = runs.line[k] // depth
        row = runs.line[k] - zone * depth
        column, stop, share = runs.start[k], runs.stop[k], runs.share[k]
        while column < stop:
            node = column // step
            end = min(stop, (node + 1) * step)
            area = share * areas.node[row, node]
            slope = (share * areas.node[row, node + 1] - area) / step
            area += (column - node * step) * slope
            _add(pair, row, (column, end), (area, slope), out[zone])
            column = end


@nb.njit(cache=True, nogil=True)
def _add(
    pair: Pair,
    row: int,
    columns: tuple[int, int],
    areas: tuple[float, float],
    out: NDArray[np.float64],
) -> None:
    """Add the cells of a stretch of a row, whose areas grow evenly."""
    before, after = pair.before[row], pair.after[row]
    high, low = pair.high, pair.low
    even, odd = out[0], out[1]
    (start, stop), (area, slope) = columns, areas
    # Unsigned places are not looked at for a sign, which takes time in every cell.
    first, last = np.uint64(start), np.uint64(stop)
    for column in range(first, last - (last - first) % np.uint64(2), np.uint64(2)):
        even[high[before[column]] + low[after[column]]] += area
        beside = column + np.uint64(1)
        odd[high[before[beside]] + low[after[beside]]] += area + slope
        area += 2.0 * slope
    if (last - first) % np.uint64(2):
        even[high[before[last - np.uint64(1)]] + low[after[last - np.uint64(1)]]] += area


@nb.njit(cache=True, nogil=True)
def expand(areas: RowAreas, out: NDArray[np.float64]) -> None:
    """Write the area of every cell of a strip."""
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            node = column // areas.step
            left, right = areas.node[row, node], areas.node[row, node + 1]
            out[row, column] = left + (right - left) * ((column - node * areas.step) / areas.step)


@nb.njit(cache=True, nogil=True)
def paint(runs: Runs, out: NDArray[np.float64]) -> None:
    """Add the shares of the runs of all zones to the cells of a strip."""
    for k in range(len(runs.line)):
        row = runs.line[k] % len(out)
        for column in range(runs.start[k], runs.stop[k]):
            out[row, column] += runs.share[k]
