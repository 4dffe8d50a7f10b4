"""Outlines of zones packed into flat arrays, for many quick questions about places."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.zoning.outlines.kernels import (
    Floats,
    Ints,
    Outlines,
    cells_without_edges,
    edges_by_band,
    parts_by_cell,
    settled,
)

EDGES_PER_BAND = 4
CELLS_PER_POLYGON = 32
MOST_CELLS = 4_000_000
_POLYGON = 3


def packed(shapes: NDArray[np.object_]) -> Outlines:
    """Pack polygons in lon/lat.

    Parameters
    ----------
    shapes
        Polygons and multipolygons in EPSG:4326; missing and empty ones are in no place.

    Returns
    -------
    Outlines
        `owner` holds positions in `shapes`.
    """
    flat, owner = shapely.get_parts(shapes, return_index=True)
    keep = (shapely.get_type_id(flat) == _POLYGON) & ~shapely.is_empty(flat)
    flat, owner = flat[keep], owner[keep].astype(np.int64)
    grid, size = _grid(shapely.bounds(flat))
    # Neighbours lie side by side in memory.
    order = _by_place(shapely.bounds(flat), grid, size)
    flat, owner = flat[order], owner[order]
    ends, part = _edges(flat)
    box = np.ascontiguousarray(shapely.bounds(flat))
    n_bands = np.maximum(np.bincount(part, minlength=len(flat)) // EDGES_PER_BAND, 1)
    first = np.r_[0, np.cumsum(n_bands)].astype(np.int64)
    # A polygon that is not valid may be flat; then all of it is in one band.
    bands = n_bands / np.maximum(box[:, 3] - box[:, 1], 1e-300)
    offsets, ends = edges_by_band(ends, part, first, box, bands)
    cell, member = parts_by_cell(box, grid, size)
    clear = cells_without_edges(ends, grid, size)
    found = Outlines(ends, offsets, first, box, bands, owner, grid, size, cell, member, clear)
    cell, member = settled(found)
    return found._replace(cell=cell, member=member)


def _by_place(box: Floats, grid: Floats, size: Ints) -> Ints:
    """Order polygons by the cells of their middles."""
    middle = (box[:, :2] + box[:, 2:]) / 2.0
    cell = np.minimum(((middle - grid[:2]) * grid[2:]).astype(np.int64), size - 1)
    return np.lexsort((cell[:, 0], cell[:, 1])).astype(np.int64)


def _edges(flat: NDArray[np.object_]) -> tuple[Floats, Ints]:
    """Give the edges of all rings, and the polygon of each."""
    rings, polygon = shapely.get_rings(flat, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    ends = np.ascontiguousarray(np.column_stack([xy[:-1], xy[1:]])[same]).reshape(-1, 4)
    return ends, polygon[ring[1:][same]].astype(np.int64)


def _grid(box: Floats) -> tuple[Floats, Ints]:
    """Choose a grid of a few cells for each polygon."""
    if not len(box):
        return np.array([0.0, 0.0, 1.0, 1.0]), np.array([1, 1], dtype=np.int64)
    west, south = box[:, :2].min(axis=0)
    east, north = box[:, 2:].max(axis=0)
    wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
    side = np.sqrt(wide * high / min(len(box) * CELLS_PER_POLYGON, MOST_CELLS))
    size = np.maximum([wide / side, high / side], 1.0).astype(np.int64)
    return np.array([west, south, size[0] / wide, size[1] / high]), size
