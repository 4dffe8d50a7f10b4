"""Grids of the starter rasters: north-up cells of a fixed size in degrees over the whole region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
from affine import Affine
from rasterio.features import rasterize
from scipy.ndimage import gaussian_filter, zoom
from shapely.geometry.base import BaseGeometry

from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.starter.curves import Floats


@dataclass(frozen=True, slots=True)
class Grid:
    """A north-up grid in EPSG:4326: west and north edge, cell size in degrees, rows and columns."""

    west: float
    north: float
    step: float
    shape: tuple[int, int]

    @classmethod
    def over(cls, bounds: tuple[float, float, float, float], step: float) -> Grid:
        """Lay a grid over bounds, its edges on whole multiples of five cells."""
        unit = 5 * step
        west, south = (np.floor(v / unit) * unit for v in bounds[:2])
        east, north = (np.ceil(v / unit) * unit for v in bounds[2:])
        rows, columns = round((north - south) / step), round((east - west) / step)
        return cls(float(round(west, 9)), float(round(north, 9)), step, (rows, columns))

    @property
    def transform(self) -> Affine:
        """Affine transform from (column, row) to (longitude, latitude)."""
        return Affine(self.step, 0, self.west, 0, -self.step, self.north)

    def raster(self, values: npt.NDArray[Any], nodata: float) -> Raster:
        """Wrap values of this grid as a Raster."""
        return Raster(values, self.transform, pyproj.CRS.from_user_input(STORAGE_CRS), nodata)

    def burn(
        self,
        shapes: npt.NDArray[Any] | list[BaseGeometry],
        values: Any = 1,
        *,
        touched: bool = False,
    ) -> npt.NDArray[np.int32]:
        """Burn shapes into the grid by cell centre; 0 where there is none."""
        numbers = np.broadcast_to(values, len(shapes))
        pairs = [(s, int(v)) for s, v in zip(shapes, numbers, strict=True) if not s.is_empty]
        burnt: npt.NDArray[np.int32] = rasterize(
            pairs,
            out_shape=self.shape,
            transform=self.transform,
            all_touched=touched,
            dtype="int32",
        )
        return burnt

    def cell_of(self, lonlat: Floats) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Give row and column of the cell each point falls in (clipped to the grid)."""
        row = ((self.north - lonlat[:, 1]) / self.step).astype(np.intp)
        column = ((lonlat[:, 0] - self.west) / self.step).astype(np.intp)
        return np.clip(row, 0, self.shape[0] - 1), np.clip(column, 0, self.shape[1] - 1)

    def noise(self, rng: np.random.Generator, *, size_cells: float) -> npt.NDArray[np.float32]:
        """Give smooth noise (mean 0, deviation 1) whose hills are about `size_cells` wide."""
        factor = max(1, int(size_cells / 3))
        small = tuple(int(np.ceil(n / factor)) + 4 for n in self.shape)
        field = gaussian_filter(rng.standard_normal(small), size_cells / factor / 2)
        field = zoom(field, factor, order=1)[: self.shape[0], : self.shape[1]]
        return np.asarray((field - field.mean()) / field.std(), dtype=np.float32)
