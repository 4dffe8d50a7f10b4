"""Courses: lines followed over a grid from cell to cell."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import pyproj
from numpy.typing import NDArray

from gis.costdistance.metres import StepMetres
from layers.crs import STORAGE_CRS
from layers.raster import Raster

# In cells: a course that is shorter than this in a cell only touches it.
TOUCH = 1e-9

Floats = NDArray[np.float64]
Crossings = tuple[NDArray[np.int32], NDArray[np.int64], Floats, Floats]


def on_grid(raster: Raster, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Give lon/lat as columns and rows of a raster, with fractions; the first cell is 0 to 1."""
    x, y = lon, lat
    if not raster.crs.equals(pyproj.CRS(STORAGE_CRS), ignore_axis_order=True):
        change = pyproj.Transformer.from_crs(STORAGE_CRS, raster.crs, always_xy=True)
        x, y = change.transform(lon, lat)
    back = ~raster.transform
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f


def cell_metres(metres: StepMetres) -> tuple[Floats, Floats]:
    """Give width and height of the cells of each row; a single row is taken as square."""
    if metres.n_rows == 1:
        return metres.across, metres.across
    return metres.across, np.append(metres.down, metres.down[-1:])


def crossings(lines: NDArray[np.int64], course: Any, grid: Any) -> Crossings:
    """Follow lines from cell to cell.

    Parameters
    ----------
    lines
        Which of the lines of the course.
    course
        First vertex of each line (and one more), column and row of each vertex, and how
        far along its line it is.
    grid
        Number of rows and columns; width and height of the cells of each row.

    Returns
    -------
    tuple
        For each cell that a line passes through, each time: the line, the cell
        (row · columns + column), how far along the line its place nearest to the
        centre of the cell is, and how far that is from the centre.
    """
    room = _room(cross_cells(lines, course, grid, _room(0)))
    cross_cells(lines, course, grid, room)
    return room


def _room(n: int) -> Crossings:
    return np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int64), np.empty(n), np.empty(n)


@nb.njit(cache=True, nogil=True)
def cross_cells(edges: Any, course: Any, grid: Any, joins: Any) -> int:  # noqa: C901
    """Walk along edges from cell to cell; fill the arrays by join if they have room, and count."""
    offsets, x, y, vertex_m = course
    rows, columns, width, height = grid
    edge, cell, at_m, metres = joins
    n, room = 0, len(edge)
    for e in edges:
        last, near = -1, np.inf
        for v in range(offsets[e], offsets[e + 1] - 1):
            x0, y0, dx, dy = x[v], y[v], x[v + 1] - x[v], y[v + 1] - y[v]
            t, end = clipped((x0, y0, dx, dy), columns, rows)
            if not t < end:
                last = -1 if dx != 0.0 or dy != 0.0 else last
                continue
            long = np.hypot(dx, dy)
            column, row = cell_at(x0, dx, t, columns), cell_at(y0, dy, t, rows)
            while t < end:
                leave_x, leave_y = leaving(x0, dx, column), leaving(y0, dy, row)
                then = min(leave_x, leave_y, end)
                if (then - t) * long > TOUCH:
                    here = row * columns + column
                    away = (column + 0.5 - x0) * width[row], (row + 0.5 - y0) * height[row]
                    s, apart = nearest_on(away, (dx * width[row], dy * height[row]), t, then)
                    if here != last:
                        n, last, near = n + 1, here, np.inf
                    if apart < near:
                        near = apart
                        if n <= room:
                            edge[n - 1], cell[n - 1], metres[n - 1] = e, here, apart
                            at_m[n - 1] = vertex_m[v] + s * (vertex_m[v + 1] - vertex_m[v])
                t = max(t, then)
                if then >= end:
                    break
                if leave_x <= leave_y:
                    column += np.int64(np.sign(dx))
                else:
                    row += np.int64(np.sign(dy))
                if not (0 <= column < columns and 0 <= row < rows):
                    last = -1
                    break
    return n


@nb.njit(cache=True, nogil=True, inline="always")
def clipped(segment: Any, columns: Any, rows: Any) -> Any:
    """Give the shares of a segment between which it lies on the grid; none if the first is last."""
    x0, y0, dx, dy = segment
    first, last = 0.0, 1.0
    for start, step, most in ((x0, dx, columns), (y0, dy, rows)):
        if step == 0.0:
            if not 0.0 <= start < most:
                return 1.0, 0.0
            continue
        one, other = (0.0 - start) / step, (most - start) / step
        first, last = max(first, min(one, other)), min(last, max(one, other))
    if dx == 0.0 and dy == 0.0:
        return 1.0, 0.0
    return first, last


@nb.njit(cache=True, nogil=True, inline="always")
def nearest_on(away: Any, step: Any, first: Any, last: Any) -> Any:
    """Give the place between two shares of a segment that is nearest to a point, and how far."""
    (ax, ay), (bx, by) = away, step
    s = min(max((ax * bx + ay * by) / (bx * bx + by * by), first), last)
    return s, np.hypot(ax - s * bx, ay - s * by)


@nb.njit(cache=True, nogil=True, inline="always")
def cell_at(start: float, step: float, t: float, most: int) -> Any:
    """Give the row or column that a segment goes on in from a share of it."""
    at = start + t * step
    cell = np.ceil(at) - 1.0 if step < 0.0 else np.floor(at)
    return np.int64(min(max(cell, 0), most - 1))


@nb.njit(cache=True, nogil=True, inline="always")
def leaving(start: float, step: float, cell: int) -> Any:
    """Give the share of a segment at which it leaves a row or column."""
    if step == 0.0:
        return np.inf
    return ((cell + 1 if step > 0.0 else cell) - start) / step
