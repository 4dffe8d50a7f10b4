"""The grid that land is scored on: where its cells lie, how large they are, band by band."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from affine import Affine
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import require_not_empty, require_positive, to_lonlat
from gis.costdistance import ground_metres
from gis.costdistance.metres import StepMetres
from gis.errors import GeometryError, InputError
from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.text import Text

M2_PER_HA = 10_000.0
# About the metres of one degree along the equator and along a meridian there.
DEGREE_M = 111_320.0
# Cells worked on at one time: a few arrays of doubles of this size are held.
BAND_CELLS = 1_000_000
SAMPLES = 33

Floats = NDArray[np.float64]
BBox = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Grid:
    """A north-up grid without values: `shape` is rows and columns."""

    transform: Affine
    crs: pyproj.CRS
    shape: tuple[int, int]

    def __post_init__(self) -> None:
        """Refuse a grid that is turned, upside down or empty."""
        t, (rows, columns) = self.transform, self.shape
        if t.b or t.d or t.a <= 0 or t.e >= 0 or rows < 1 or columns < 1:
            raise GeometryError(
                Text(
                    f"kisi {self.shape} tidak menghadap utara (transform {tuple(t)[:6]}) atau "
                    "kosong; ubah dahulu",
                    f"the grid {self.shape} is not north-up (transform {tuple(t)[:6]}) or empty; "
                    "warp it first",
                )
            )

    @property
    def x(self) -> Floats:
        """Centres of the columns."""
        return np.asarray(self.transform.c + self.transform.a * (np.arange(self.shape[1]) + 0.5))

    @property
    def y(self) -> Floats:
        """Centres of the rows, from north to south."""
        return np.asarray(self.transform.f + self.transform.e * (np.arange(self.shape[0]) + 0.5))

    def bands(self) -> Iterator[slice]:
        """Give runs of whole rows from north to south, about a million cells each."""
        step = max(1, BAND_CELLS // self.shape[1])
        for first in range(0, self.shape[0], step):
            yield slice(first, min(first + step, self.shape[0]))

    def widened(self, rows: int, columns: int) -> Grid:
        """Give the grid with so many rows and columns more on every side."""
        place = self.transform @ Affine.translation(-columns, -rows)
        return Grid(place, self.crs, (self.shape[0] + 2 * rows, self.shape[1] + 2 * columns))

    def bounds(self, rows: slice) -> BBox:
        """Give (west, south, east, north) of a band in the grid's CRS."""
        t = self.transform
        west, east = t.c, t.c + t.a * self.shape[1]
        return (west, t.f + t.e * rows.stop, east, t.f + t.e * rows.start)

    def place(self, rows: slice) -> Affine:
        """Give the transform of a band."""
        return self.transform @ Affine.translation(0, rows.start)

    def lonlat(self, rows: slice) -> tuple[Floats, Floats]:
        """Give longitude and latitude of the centres of a band, rows × columns each."""
        x, y = np.meshgrid(self.x, self.y[rows])
        if self.is_lonlat:
            return x, y
        change = pyproj.Transformer.from_crs(self.crs, STORAGE_CRS, always_xy=True)
        lon, lat = change.transform(x, y)
        return np.asarray(lon), np.asarray(lat)

    @property
    def is_lonlat(self) -> bool:
        """Whether the grid is in degrees of EPSG:4326."""
        return bool(self.crs.equals(pyproj.CRS(STORAGE_CRS), ignore_axis_order=True))

    def metres(self) -> StepMetres:
        """Measure the cells on the ground, row by row.

        Raises
        ------
        InputError
            If the scale differs by more than 0.5 % between the columns.
        """
        empty = np.broadcast_to(np.uint8(0), self.shape)
        return ground_metres(Raster(empty, self.transform, self.crs))

    def hectares(self, rows: slice) -> Floats:
        """Give the area of each cell of a band on the ellipsoid, rows × columns, in hectares.

        In degrees all cells of a row are alike; elsewhere a lattice of cells is measured
        and the others are interpolated (parts in a million off).
        """
        n_rows, n_columns = rows.stop - rows.start, self.shape[1]
        row = np.unique(np.linspace(rows.start, rows.stop - 1, min(n_rows, SAMPLES)).astype(int))
        column = np.unique(np.linspace(0, n_columns - 1, min(n_columns, SAMPLES)).astype(int))
        if self.is_lonlat:
            row, column = np.arange(rows.start, rows.stop), np.zeros(1, dtype=int)
        measured = self._cell_hectares(row, column)
        if self.is_lonlat:
            return np.broadcast_to(measured, (n_rows, n_columns))
        along = np.array([np.interp(np.arange(n_columns), column, line) for line in measured])
        at = np.interp(np.arange(rows.start, rows.stop), row, np.arange(len(row)))
        low = np.minimum(at.astype(int), max(len(row) - 2, 0))
        part = (at - low)[:, None]
        return np.asarray(along[low] * (1 - part) + along[np.minimum(low + 1, len(row) - 1)] * part)

    def _cell_hectares(self, row: NDArray[np.int_], column: NDArray[np.int_]) -> Floats:
        t = self.transform
        r, c = (a.ravel() for a in np.meshgrid(row, column, indexing="ij"))
        west, north = t.c + t.a * c, t.f + t.e * r
        boxes = shapely.box(west, north + t.e, west + t.a, north)
        if not self.is_lonlat:
            boxes = gpd.GeoSeries(boxes, crs=self.crs).to_crs(STORAGE_CRS).to_numpy()
        return area_m2(boxes).reshape(len(row), len(column)) / M2_PER_HA


def grid_over(area: gpd.GeoDataFrame | gpd.GeoSeries, *, cell_m: float, most_cells: int) -> Grid:
    """Lay a grid of degrees over shapes, with cells of about the size asked for.

    Parameters
    ----------
    area
        What is to be covered, in any known CRS.
    cell_m
        Side of a cell at the equator in metres; lines of the grid lie on whole multiples
        of it from 0° 0°, so that grids of the same size fit each other.
    most_cells
        How many cells are taken at most.

    Raises
    ------
    InputError
        If there would be more cells.
    EmptyInputError
        If there is no shape.
    """
    require_not_empty(area, "area")
    side = require_positive(cell_m, "cell") / DEGREE_M
    west, south, east, north = (float(v) for v in to_lonlat(area, "area").total_bounds)
    left, top = math.floor(west / side), math.ceil(north / side)
    columns = max(math.ceil(east / side) - left, 1)
    rows = max(top - math.floor(south / side), 1)
    if rows * columns > most_cells:
        least = cell_m * math.sqrt(rows * columns / most_cells)
        text = Text(
            f"{rows * columns:,} sel; paling banyak {most_cells:,}: berikan sel {least:.0f} m atau "
            "lebih, atau wilayah yang lebih kecil",
            f"{rows * columns:,} cells; at most {most_cells:,}: give cells of {least:.0f} m or "
            "more, or a smaller region",
        )
        raise InputError(text, faults=[("cell", text)])
    place = Affine(side, 0.0, left * side, 0.0, -side, top * side)
    return Grid(place, pyproj.CRS(STORAGE_CRS), (rows, columns))
