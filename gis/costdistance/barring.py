"""Barring: rivers and lakes drawn into a friction surface so that nobody walks through them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numba as nb
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import has_shape, to_lonlat
from gis.costdistance.courses import crossings, on_grid
from gis.costdistance.friction import barred_values
from layers.raster import Raster

POLYGON = 3

Floats = NDArray[np.float64]


def barred_by(friction: Raster, barriers: gpd.GeoSeries | gpd.GeoDataFrame) -> Raster:
    """Make a barrier of every cell that a line passes through or an area reaches into.

    Cells are barred whole, so that no walk of 8 or 16 neighbours leads through: water is
    up to a cell wider than drawn, and roads are not joined within. Needed where a grid is
    too coarse for its rivers: land cover brought to coarse cells by majority has gaps
    in them.

    Parameters
    ----------
    friction
        Seconds per metre, north-up, in any known CRS; inf and nodata are barriers.
    barriers
        Lines or areas in any known CRS; points bar the cell they lie in.

    Returns
    -------
    Raster
        A copy without nodata, inf where nobody walks.

    Raises
    ------
    CRSError
        If the barriers have no CRS, or coordinates that cannot be in it.

    Examples
    --------
    >>> import pyproj
    >>> from affine import Affine
    >>> ground = Raster(np.ones((2, 3)), Affine(1, 0, 116, 0, -1, 1), pyproj.CRS(4326))
    >>> river = gpd.GeoSeries([shapely.LineString([(117.5, 0.9), (117.5, -0.9)])], crs=4326)
    >>> barred_by(ground, river).values.tolist()
    [[1.0, inf, 1.0], [1.0, inf, 1.0]]
    """
    values = np.array(barred_values(friction))
    shapes = to_lonlat(barriers, "barriers")
    parts = shapes.to_numpy()[has_shape(shapes)]
    while (shapely.get_type_id(parts) > POLYGON).any():
        parts = shapely.get_parts(parts)
    single = [shapely.get_type_id(parts) == kind for kind in range(POLYGON + 1)]
    # Rings run one way round and holes the other: areas may lie upon each other.
    rings = shapely.get_rings(shapely.orient_polygons(parts[single[3]]))
    lines = np.concatenate([parts[single[1]], parts[single[2]], rings])
    flat = values.reshape(-1)
    flat[_passed(lines, friction)] = np.inf
    flat[_at(parts[single[0]], friction)] = np.inf
    values[_inside(rings, friction)] = np.inf
    return Raster(values, friction.transform, friction.crs)


def _courses(lines: NDArray[np.object_], grid: Raster) -> tuple[NDArray[np.int64], Floats, Floats]:
    """Give the first vertex of each line (and one more), and columns and rows of vertices."""
    lonlat, line = shapely.get_coordinates(lines, return_index=True)
    offsets = np.searchsorted(line, np.arange(len(lines) + 1)).astype(np.int64)
    return offsets, *on_grid(grid, lonlat[:, 0], lonlat[:, 1])


def _passed(lines: NDArray[np.object_], grid: Raster) -> NDArray[np.int64]:
    offsets, x, y = _courses(lines, grid)
    even = np.ones(grid.shape[0])
    course, size = (offsets, x, y, np.zeros(len(x))), (*grid.shape, even, even)
    return crossings(np.arange(len(lines)), course, size)[1]


def _at(points: NDArray[np.object_], grid: Raster) -> NDArray[np.int64]:
    x, y = on_grid(grid, *shapely.get_coordinates(points).T)
    on = (x >= 0) & (x < grid.shape[1]) & (y >= 0) & (y < grid.shape[0])
    return y[on].astype(np.int64) * grid.shape[1] + x[on].astype(np.int64)


def _inside(rings: NDArray[np.object_], grid: Raster) -> NDArray[np.bool_]:
    """Tell which cells have their centre within rings; holes run the other way round."""
    turns = np.zeros((grid.shape[0], grid.shape[1] + 1), dtype=np.int32)
    count_turns(_courses(rings, grid), turns)
    inside: NDArray[np.bool_] = np.cumsum(turns, axis=1)[:, :-1] != 0
    return inside


@nb.njit(cache=True, nogil=True)
def count_turns(courses: Any, turns: Any) -> None:
    """Count in each row at which columns one comes into rings (one more) or out (one less)."""
    offsets, x, y = courses
    rows, columns = turns.shape[0], turns.shape[1] - 1
    for k in range(len(offsets) - 1):
        for v in range(offsets[k], offsets[k + 1] - 1):
            if y[v] == y[v + 1]:
                continue
            low, high = (v, v + 1) if y[v] < y[v + 1] else (v + 1, v)
            first = min(max(np.int64(np.ceil(y[low] - 0.5)), 0), rows)
            last = min(max(np.int64(np.ceil(y[high] - 0.5)), 0), rows)
            for row in range(first, last):
                share = (row + 0.5 - y[low]) / (y[high] - y[low])
                at = np.ceil(x[low] + share * (x[high] - x[low]) - 0.5)
                column = np.int64(min(max(at, 0.0), columns))
                turns[row, column] += 1 if low == v else -1
