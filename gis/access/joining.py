"""Joining: the places where a network and a grid of cells meet, and how far they are apart."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numba as nb
import numpy as np
import pyproj
from numpy.typing import NDArray

from gis.costdistance import StepMetres, ground_metres
from gis.costdistance.friction import barred_values
from gis.errors import InputError
from gis.network.graph import Network
from layers.crs import STORAGE_CRS
from layers.raster import Raster

# In cells: a course that is shorter than this in a cell only touches it.
TOUCH = 1e-9

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Joins:
    """Where edges meet cells, along each edge from its tail; flat arrays to be kept beside it.

    An edge with frontage joins every cell that its course passes through, at its place
    nearest to the centre of the cell, each time it passes. One without (a toll road, a
    ferry) joins the cells of its two nodes only. A course that only touches the corner
    of a cell does not join it.

    Attributes
    ----------
    edge, fraction
        The place: the edge, and how far along it by metres from its tail, int32 and float64.
    cell
        Row · columns + column of the cell, int64.
    metres
        From the place straight to the centre of the cell, float64: half of the
        diagonal of the cell at most.
    """

    edge: Ints
    fraction: Floats
    cell: NDArray[np.int64]
    metres: Floats

    def __len__(self) -> int:
        """How many joins there are."""
        return len(self.edge)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Give all fields by name, to be saved; ``Joins(**arrays)`` gives the joins back."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def joins_of(network: Network, friction: Raster, *, only: NDArray[np.bool_] | None = None) -> Joins:
    """Find where the edges of a network meet the cells of a raster that can be crossed.

    Segments are straight in the raster's CRS. A bridge over land joins the cells
    below it like any road: name it in `only` where that is wrong. Over cells that
    are barriers (water) nothing is joined.

    Parameters
    ----------
    network
        The network.
    friction
        Seconds per metre, north-up, in any known CRS; inf and nodata are barriers.
    only
        Whether an edge may be joined, bool, m; all of them without it.

    Raises
    ------
    InputError
        If `only` is not one mark per edge, or the scale of the raster is too uneven.
    GeometryError
        If the raster is not north-up.

    Examples
    --------
    >>> from affine import Affine
    >>> street = Network.from_edges([[117.0005, 0.0005], [117.0025, 0.0005]], [[0, 1]], [60.0])
    >>> grid = Raster(np.ones((1, 3)), Affine(0.001, 0, 117, 0, -0.001, 0.001), pyproj.CRS(4326))
    >>> joins = joins_of(street, grid)
    >>> joins.cell.tolist(), joins.fraction.round(3).tolist()
    ([0, 1, 2], [0.0, 0.5, 1.0])
    """
    chosen = np.ones(network.n_edges, dtype=np.bool_) if only is None else np.asarray(only)
    if chosen.shape != (network.n_edges,) or chosen.dtype != np.bool_:
        raise InputError(
            f"only has shape {chosen.shape} of {chosen.dtype}; wanted one yes or no per edge "
            f"({network.n_edges})"
        )
    x, y = on_grid(friction, network.vertex_lon, network.vertex_lat)
    sizes = cell_metres(ground_metres(friction))
    grid = (friction.shape[0], friction.shape[1], *sizes)
    course = (network.vertex_offsets, x, y, network.vertex_m)
    along = np.flatnonzero(chosen & network.frontage)
    room = _room(cross_cells(along, course, grid, _room(0)))
    cross_cells(along, course, grid, room)
    ends = _at_ends(np.flatnonzero(chosen & ~network.frontage), network, (x, y), grid)
    edge, cell, at_m, metres = (np.concatenate([a, b]) for a, b in zip(room, ends, strict=True))
    length = network.length_m[edge]
    fraction = np.divide(at_m, length, out=np.zeros(len(edge)), where=length > 0.0)
    barred = np.isinf(barred_values(friction).ravel()[cell])
    order = np.lexsort((fraction, edge))
    order = order[~barred[order]]
    return Joins(edge[order], np.clip(fraction[order], 0, 1), cell[order], metres[order])


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


def _room(n: int) -> tuple[Ints, NDArray[np.int64], Floats, Floats]:
    return np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int64), np.empty(n), np.empty(n)


def _at_ends(
    edges: NDArray[np.int64], network: Network, places: tuple[Floats, Floats], grid: Any
) -> tuple[Ints, NDArray[np.int64], Floats, Floats]:
    """Join the two nodes of edges to the cells they lie in."""
    rows, columns, width, height = grid
    edge = np.repeat(edges, 2).astype(np.int32)
    first, last = network.vertex_offsets[edges], network.vertex_offsets[edges + 1] - 1
    vertex = np.column_stack([first, last]).ravel()
    x, y = places[0][vertex], places[1][vertex]
    inside = (x >= 0) & (x < columns) & (y >= 0) & (y < rows)
    edge, vertex, x, y = edge[inside], vertex[inside], x[inside], y[inside]
    row, column = y.astype(np.int64), x.astype(np.int64)
    apart = np.hypot((x - column - 0.5) * width[row], (y - row - 0.5) * height[row])
    return edge, row * columns + column, network.vertex_m[vertex], apart


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
