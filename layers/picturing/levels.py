"""Levels: the cells of a raster file at each size it holds, read window by window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import rasterio
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.windows import Window

from layers.errors import SchemaError
from layers.raster import damaged
from layers.text import Text

Cells = npt.NDArray[Any]
# A window of more cells is read thinned: a file without small copies of itself.
MOST_CELLS = 16_000_000
_ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"}


class Levels:
    """A raster file with the smaller copies of itself that it holds (overviews).

    A reader is used by one thread at a time; more are opened as more threads ask.

    Parameters
    ----------
    path
        A GeoTIFF.

    Raises
    ------
    StoreError
        If the file is missing or damaged.
    SchemaError
        `raster-unplaced` if it does not say where it lies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spare: dict[int, list[Any]] = {}
        with self._reader(0) as base:
            self.transform: Affine = base.transform
            self.nodata: float | None = base.nodata
            self.dtype = np.dtype(base.dtypes[0])
            self.crs = _crs(base.crs, path)
            n_levels = 1 + len(base.overviews(1))
            shapes = [base.shape]
        for level in range(1, n_levels):
            with self._reader(level) as reader:
                shapes.append(reader.shape)
        self.shapes: tuple[tuple[int, int], ...] = tuple(shapes)

    def level_for(self, cells_per_pixel: float) -> int:
        """Give the coarsest level whose cells are not larger than a pixel.

        Parameters
        ----------
        cells_per_pixel
            How many cells of the file itself a pixel is wide.
        """
        width = self.shapes[0][1]
        fit = [k for k, (_, w) in enumerate(self.shapes) if width / w <= cells_per_pixel * 1.01]
        return max(fit, default=0)

    def scale(self, level: int) -> tuple[float, float]:
        """Give rows and columns of a level for each of the file's own."""
        (height, width), (rows, columns) = self.shapes[0], self.shapes[level]
        return rows / height, columns / width

    def read(self, level: int, rows: slice, columns: slice) -> tuple[Cells, int]:
        """Read cells of a level.

        Returns
        -------
        (rows × columns, int)
            The cells, and of how many in each direction one was taken: 1 unless the window
            holds more than `MOST_CELLS`.

        Raises
        ------
        StoreError
            If the file is damaged.
        """
        n_rows, n_columns = rows.stop - rows.start, columns.stop - columns.start
        step = max(1, int(np.ceil(np.sqrt(n_rows * n_columns / MOST_CELLS))))
        window = Window(columns.start, rows.start, n_columns, n_rows)
        thinned = {} if step == 1 else {"out_shape": (-(-n_rows // step), -(-n_columns // step))}
        with self._reader(level) as reader:
            cells: Cells = reader.read(1, window=window, **thinned)
        return cells, step

    def spread(self) -> tuple[float, float]:
        """Give a low and a high value of the smallest level: between them lie 96 of 100."""
        rows, columns = self.shapes[-1]
        cells, _ = self.read(len(self.shapes) - 1, slice(0, rows), slice(0, columns))
        values = cells.astype(np.float64)
        if self.nodata is not None:
            values[values == self.nodata] = np.nan
        values = values[np.isfinite(values)]
        if not values.size:
            return 0.0, 1.0
        low, high = np.percentile(values, (2, 98))
        return float(low), float(high)

    @contextmanager
    def _reader(self, level: int) -> Iterator[Any]:
        spare = self._spare.setdefault(level, [])
        try:
            try:
                reader = spare.pop()
            except IndexError:
                more = {"overview_level": level - 1} if level else {}
                with rasterio.Env(**_ALONE):
                    reader = rasterio.open(self._path, driver="GTiff", **more)
            yield reader
        except RasterioError as error:
            raise damaged(self._path) from error
        spare.append(reader)


def _crs(crs: Any, path: Path) -> pyproj.CRS:
    if crs is None:
        raise SchemaError(
            Text(
                f"{path.name}: berkas tidak menyebut sistem acuannya, jadi letaknya tidak "
                "diketahui; tambahkan lagi raster itu dengan --crs",
                f"{path.name}: the file names no reference system, so nobody knows where it "
                "lies; add the raster again with --crs",
            ),
            code="raster-unplaced",
        )
    return pyproj.CRS(crs)
