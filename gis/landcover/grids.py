"""Grids that are read band by band: in memory, in a file, or through another grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pyproj
from affine import Affine
from numpy.typing import NDArray

from gis.areas import ring_areas_m2
from gis.checks import to_lonlat
from gis.errors import GeometryError
from gis.landcover.kernels import RowAreas, expand
from layers.crs import STORAGE_CRS
from layers.errors import CRSError
from layers.raster import Raster
from layers.text import Text

Floats = NDArray[np.float64]

HECTARE_M2 = 1e4
# Files are stored in tiles of 256 rows: a band of whole tiles reads each of them once.
TILE_ROWS = 256
BAND_CELLS = 4_000_000
# The true area of cells of a projected grid is worked out every two kilometres and linear
# between: that is within 3e-8 where the scale of the projection grows as that of UTM.
LATTICE_M = 2000.0
ALIKE = 3e-8
# By how much of a cell two grids may differ and still be the same one.
SAME_CELL = 1e-6


class Cells(Protocol):
    """A north-up grid whose cells can be read by rows and columns.

    `layers.raster.RasterFile` is one, and `InMemory`.
    """

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        ...

    @property
    def transform(self) -> Affine:
        """From (column, row) to coordinates of `crs`."""
        ...

    @property
    def crs(self) -> pyproj.CRS:
        """The reference system."""
        ...

    @property
    def nodata(self) -> float | None:
        """What marks cells without a value."""
        ...

    def read(self, rows: slice, columns: slice) -> NDArray[Any]:
        """Give the cells of some rows and columns, which lie within the grid."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """A raster in memory as `Cells`.

    Examples
    --------
    >>> raster = Raster(np.eye(2), Affine(1, 0, 117, 0, -1, 0), pyproj.CRS(4326))
    >>> InMemory(raster).read(slice(0, 1), slice(0, 2)).tolist()
    [[1.0, 0.0]]
    """

    raster: Raster

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.raster.shape

    @property
    def transform(self) -> Affine:
        """From (column, row) to coordinates of `crs`."""
        return self.raster.transform

    @property
    def crs(self) -> pyproj.CRS:
        """The reference system."""
        return self.raster.crs

    @property
    def nodata(self) -> float | None:
        """What marks cells without a value."""
        return self.raster.nodata

    def read(self, rows: slice, columns: slice) -> NDArray[Any]:
        """Give the cells of some rows and columns."""
        return self.raster.values[rows, columns]


def bands(cells: Cells) -> Iterator[slice]:
    """Cut a grid into runs of whole rows that are small in memory, from north to south."""
    n_rows, n_columns = cells.shape
    rows = max(1, BAND_CELLS // (TILE_ROWS * max(1, n_columns))) * TILE_ROWS
    for first in range(0, n_rows, rows):
        yield slice(first, min(first + rows, n_rows))


def require_grid(cells: Cells, what: str) -> None:
    """Refuse a grid that is turned, upside down or in no reference system.

    Raises
    ------
    GeometryError
        `not-north-up`.
    CRSError
        `crs-missing`, if its system is not tied to the earth.
    """
    t = cells.transform
    if t.b or t.d or t.a <= 0 or t.e >= 0:
        raise GeometryError(
            Text(
                f"{what}: raster tidak menghadap utara (transformasi {tuple(t)[:6]}); ubah dahulu",
                f"{what}: the raster is not north-up (transform {tuple(t)[:6]}); warp it first",
            ),
            code="not-north-up",
        )
    if not (cells.crs.is_geographic or cells.crs.is_projected):
        raise CRSError(
            Text(
                f"{what}: sistem acuan raster tidak diketahui, jadi luasnya tidak dapat dihitung; "
                "tetapkan dahulu",
                f"{what}: the reference system of the raster is not known, so it has no areas; "
                "set it first",
            ),
            code="crs-missing",
        )


def same_grid(one: Cells, other: Cells) -> bool:
    """Say whether the cells of two grids are the same ones."""
    if one.shape != other.shape or not one.crs.equals(other.crs, ignore_axis_order=True):
        return False
    a, b = one.transform, other.transform
    rows, columns = one.shape
    size = min(abs(a.a), abs(a.e)) * SAME_CELL
    corners = ((0, 0), (columns, rows))
    return all(abs(p - q) <= size for at in corners for p, q in zip(a @ at, b @ at, strict=True))


def cell_areas(cells: Cells, rows: slice, columns: slice | None = None) -> Floats:
    """Give the true area of the cells of some rows, in hectares on the ellipsoid (WGS 84).

    Parameters
    ----------
    cells
        The grid.
    rows
        From the first to behind the last.
    columns
        The same; all unless given.

    Returns
    -------
    numpy.ndarray
        One column where all cells of a row are alike (degrees, equal-area grids), else
        all columns; see `row_areas`.
    """
    columns = columns or slice(0, cells.shape[1])
    areas = row_areas(cells, rows, columns)
    if (areas.node == areas.node[:, :1]).all():
        return areas.node[:, :1]
    out = np.empty((len(areas.node), columns.stop - columns.start))
    expand(areas, out)
    return out


def row_areas(cells: Cells, rows: slice, columns: slice) -> RowAreas:
    """Give the true areas of cells in hectares at some columns; they are linear between.

    On a grid in degrees all cells of a row are alike, and exact. On a projected grid
    areas are worked out every two kilometres, within 3e-8; where they differ by no
    more than that along the rows, all of a row are taken for alike.
    """
    width = columns.stop - columns.start
    index = np.arange(rows.start, rows.stop)
    if cells.crs.is_geographic:
        node = _quads(cells, index, np.zeros(1, dtype=np.int64))
        return RowAreas(width, np.repeat(node, 2, axis=1))
    middle = np.array([(columns.start + columns.stop) // 2])
    side_m = math.sqrt(float(_quads(cells, index[:1], middle)[0, 0]) * HECTARE_M2)
    step = max(1, int(LATTICE_M / side_m))
    at = columns.start + step * np.arange(-(-width // step) + 1)
    at_rows, by_row = _lattice(index, step)
    node = by_row @ _quads(cells, at_rows, at)
    mean = node.mean(axis=1, keepdims=True)
    if (np.abs(node - mean) <= ALIKE * mean).all():
        return RowAreas(width, np.repeat(mean, 2, axis=1))
    return RowAreas(step, node)


def _lattice(index: NDArray[np.int64], step: int) -> tuple[NDArray[np.int64], Floats]:
    """Choose some of the indices, and the weights that make all of them by linear steps."""
    nodes = np.unique(np.r_[index[::step], index[-1]])
    weights = np.zeros((len(index), len(nodes)))
    if len(nodes) == 1:
        return nodes, np.ones_like(weights)
    left = np.clip(np.searchsorted(nodes, index, side="right") - 1, 0, len(nodes) - 2)
    share = (index - nodes[left]) / (nodes[left + 1] - nodes[left])
    each = np.arange(len(index))
    weights[each, left], weights[each, left + 1] = 1.0 - share, share
    return nodes, weights


def _quads(cells: Cells, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Floats:
    """Give the area of single cells in hectares: every one of `rows` with every of `columns`."""
    # Corners, and the middles of the sides: edges of the plane are curves on the earth.
    around = np.array([(0, 0), (0.5, 0), (1, 0), (1, 0.5), (1, 1), (0.5, 1), (0, 1), (0, 0.5)])
    dx, dy = around.T[:, :, None, None]
    t = cells.transform
    x = t.c + t.a * (columns[None, None, :] + dx)
    y = t.f + t.e * (rows[None, :, None] + dy)
    x, y = np.broadcast_arrays(x, y)
    if not cells.crs.is_geographic:
        change = pyproj.Transformer.from_crs(cells.crs, STORAGE_CRS, always_xy=True)
        x, y = change.transform(x, y)
    return ring_areas_m2(x, y) / HECTARE_M2


def on_grid(zones: gpd.GeoDataFrame | gpd.GeoSeries, cells: Cells, what: str) -> gpd.GeoSeries:
    """Bring zones to the reference system of a grid, with the guards of `to_lonlat`."""
    lonlat = to_lonlat(zones, what)
    same = pyproj.CRS(zones.crs).equals(cells.crs, ignore_axis_order=True)
    return zones.geometry if same else lonlat.to_crs(cells.crs)
