"""Joining: the places where a network and a grid of cells meet, and how far they are apart."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.costdistance import ground_metres
from gis.costdistance.courses import cell_metres, crossings, on_grid
from gis.costdistance.friction import barred_values
from gis.errors import InputError
from gis.network.graph import Network
from layers.raster import Raster
from layers.text import Text

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
    >>> import pyproj
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
            Text(
                f"only berbentuk {chosen.shape} dari {chosen.dtype}; yang diminta satu ya atau "
                f"tidak untuk setiap ruas ({network.n_edges})",
                f"only has shape {chosen.shape} of {chosen.dtype}; wanted one yes or no per edge "
                f"({network.n_edges})",
            )
        )
    x, y = on_grid(friction, network.vertex_lon, network.vertex_lat)
    sizes = cell_metres(ground_metres(friction))
    grid = (friction.shape[0], friction.shape[1], *sizes)
    course = (network.vertex_offsets, x, y, network.vertex_m)
    along = crossings(np.flatnonzero(chosen & network.frontage), course, grid)
    ends = _at_ends(np.flatnonzero(chosen & ~network.frontage), network, (x, y), grid)
    edge, cell, at_m, metres = (np.concatenate([a, b]) for a, b in zip(along, ends, strict=True))
    length = network.length_m[edge]
    fraction = np.divide(at_m, length, out=np.zeros(len(edge)), where=length > 0.0)
    barred = np.isinf(barred_values(friction).ravel()[cell])
    order = np.lexsort((fraction, edge))
    order = order[~barred[order]]
    return Joins(edge[order], np.clip(fraction[order], 0, 1), cell[order], metres[order])


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
