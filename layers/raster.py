"""Raster: a grid of values with its place on the earth, read from and written to COG files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import rasterio
import rasterio.shutil
from affine import Affine
from rasterio.errors import RasterioError
from rasterio.warp import transform_bounds
from rasterio.windows import Window, from_bounds

from layers.crs import STORAGE_CRS
from layers.errors import QueryError, StoreError
from layers.schema import Text

BBox = tuple[float, float, float, float]
# Beyond this a grid is written in runs of rows of about CHUNK_BYTES.
WHOLE_BYTES, CHUNK_BYTES = 64_000_000, 16_000_000


@dataclass(frozen=True, slots=True)
class Raster:
    """A north-up grid in memory.

    `values` is 2-D (rows from north to south), `transform` takes (column, row)
    to coordinates of `crs`, `nodata` marks cells without a value.
    """

    values: npt.NDArray[Any]
    transform: Affine
    crs: pyproj.CRS
    nodata: float | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.values.shape[0], self.values.shape[1])

    @property
    def bounds(self) -> BBox:
        """(west, south, east, north) in the raster's CRS."""
        rows, columns = self.shape
        west, north = self.transform @ (0, 0)
        east, south = self.transform @ (columns, rows)
        return (west, south, east, north)

    @property
    def lonlat_bounds(self) -> BBox:
        """(west, south, east, north) in EPSG:4326."""
        if self.crs.equals(pyproj.CRS(STORAGE_CRS), ignore_axis_order=True):
            return self.bounds
        change = pyproj.Transformer.from_crs(self.crs, STORAGE_CRS, always_xy=True)
        west, south, east, north = change.transform_bounds(*self.bounds)
        return (west, south, east, north)


@dataclass(frozen=True, slots=True)
class RasterFile:
    """The first band of a GeoTIFF, read window by window: for grids too large for memory.

    `shape`, `transform`, `crs` and `nodata` are as those of `Raster`.
    """

    path: Path
    shape: tuple[int, int]
    transform: Affine
    crs: pyproj.CRS
    nodata: float | None

    @classmethod
    def of(cls, path: Path) -> RasterFile:
        """Read what the header says.

        Raises
        ------
        StoreError
            If the file is missing or damaged.
        """
        try:
            with rasterio.open(path, driver="GTiff") as source:
                crs = pyproj.CRS(source.crs)
                return cls(path, source.shape, source.transform, crs, source.nodata)
        except RasterioError as error:
            raise damaged(path) from error

    def read(self, rows: slice, columns: slice) -> npt.NDArray[Any]:
        """Read the cells of some rows and columns, which must lie within the grid."""
        try:
            with rasterio.open(self.path, driver="GTiff") as source:
                window = Window.from_slices(rows, columns, *self.shape)
                cells: npt.NDArray[Any] = source.read(1, window=window)
        except RasterioError as error:
            raise damaged(self.path) from error
        return cells


def read_grid(path: Path) -> tuple[Affine, pyproj.CRS]:
    """Give transform and reference system of a GeoTIFF from its header.

    Raises
    ------
    StoreError
        If the file is missing or damaged.
    """
    try:
        with rasterio.open(path, driver="GTiff") as source:
            return source.transform, pyproj.CRS(source.crs)
    except RasterioError as error:
        raise damaged(path) from error


def damaged(path: Path) -> StoreError:
    """Give the error that says that a raster's file cannot be read."""
    return StoreError(
        Text(
            f"{path.name}: raster tidak terbaca; pulihkan atau buat lagi",
            f"{path.name}: the raster cannot be read; restore it or build it again",
        ),
        code="store-damaged",
    )


def read_raster(path: Path, bbox: BBox | None = None) -> Raster:
    """Read the first band of a GeoTIFF, or the cells that a box in EPSG:4326 touches.

    Raises
    ------
    QueryError
        If the box lies outside the raster.
    StoreError
        If the file is missing or damaged.
    """
    try:
        with rasterio.open(path, driver="GTiff") as source:
            window = None if bbox is None else _window(source, bbox)
            values = source.read(1, window=window)
            transform = source.transform
            if window is not None:
                transform = transform @ Affine.translation(window.col_off, window.row_off)
            return Raster(values, transform, pyproj.CRS(source.crs), source.nodata)
    except RasterioError as error:
        raise damaged(path) from error


def _window(source: Any, bbox: BBox) -> Window:
    if source.crs is not None and source.crs.to_epsg() != 4326:
        bbox = transform_bounds("EPSG:4326", source.crs, *bbox, densify_pts=21)
    wanted = from_bounds(*bbox, transform=source.transform)
    first_column = max(0, int(np.floor(wanted.col_off)))
    first_row = max(0, int(np.floor(wanted.row_off)))
    last_column = min(source.width, int(np.ceil(wanted.col_off + wanted.width)))
    last_row = min(source.height, int(np.ceil(wanted.row_off + wanted.height)))
    if last_column <= first_column or last_row <= first_row:
        raise QueryError(
            Text(
                f"kotak {tuple(round(v, 4) for v in bbox)} terletak di luar raster "
                f"{tuple(round(v, 4) for v in source.bounds)}",
                f"box {tuple(round(v, 4) for v in bbox)} lies outside the raster "
                f"{tuple(round(v, 4) for v in source.bounds)}",
            ),
            code="outside-raster",
        )
    return Window(first_column, first_row, last_column - first_column, last_row - first_row)


def write_cog(raster: Raster, path: Path, *, tags: Mapping[str, str] | None = None) -> None:
    """Write a raster as Cloud-Optimized GeoTIFF: to a temporary name first, then in place.

    Whole-number grids keep their classes in overviews (mode), others average.

    Parameters
    ----------
    raster
        The cells.
    path
        Of the file.
    tags
        What else the file says of itself: names and texts.

    Raises
    ------
    StoreError
        If the grid is of 64-bit whole numbers with a nodata value, which the file
        format's writer would lose, or the file cannot be written.
    """
    if raster.nodata is not None and raster.values.dtype in (np.int64, np.uint64):
        raise StoreError(
            Text(
                f"{path.name}: nodata {raster.nodata} akan hilang pada sel {raster.values.dtype}; "
                "yang diminta 32 bit atau kurang: ubah nilainya dahulu",
                f"{path.name}: nodata {raster.nodata} would be lost with {raster.values.dtype} "
                "cells; wanted 32 bits or fewer: convert the values first",
            ),
            code="nodata-lost",
        )
    part = path.with_name(path.name + ".part")
    draft = path.with_name(path.name + ".draft")
    try:
        if raster.values.nbytes > WHOLE_BYTES:
            _write_draft(raster, draft, tags or {})
            rasterio.shutil.copy(draft, part, driver="COG", **_cog_options(raster))
        else:
            with rasterio.open(
                part, "w", driver="COG", **_grid(raster), **_cog_options(raster)
            ) as to:
                to.write(raster.values, 1)
                to.update_tags(**(tags or {}))
        _require_crs(part)
        with part.open("rb+") as handle:
            os.fsync(handle.fileno())
        part.replace(path)
    except RasterioError as error:
        raise StoreError(
            Text(
                f"{path.name}: raster tidak dapat ditulis ({error})",
                f"{path.name}: the raster could not be written ({error})",
            ),
            code="store-error",
        ) from error
    finally:
        part.unlink(missing_ok=True)
        draft.unlink(missing_ok=True)


def _grid(raster: Raster) -> dict[str, Any]:
    return {
        "height": raster.shape[0],
        "width": raster.shape[1],
        "count": 1,
        "dtype": raster.values.dtype,
        "crs": raster.crs.to_wkt(),
        "transform": raster.transform,
        "nodata": raster.nodata,
    }


def _cog_options(raster: Raster) -> dict[str, Any]:
    classes = np.issubdtype(raster.values.dtype, np.integer)
    return {
        "compress": "DEFLATE",
        "predictor": "YES",
        "overview_resampling": "MODE" if classes else "AVERAGE",
        "blocksize": 256,
    }


def _write_draft(raster: Raster, draft: Path, tags: Mapping[str, str]) -> None:
    """Write a large grid in runs of rows, so that its cells need not be held twice."""
    tiled = {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "LZW"}
    width = raster.shape[1]
    rows = max(256, CHUNK_BYTES // max(1, width * raster.values.itemsize) // 256 * 256)
    with rasterio.open(
        draft, "w", driver="GTiff", bigtiff="IF_SAFER", **_grid(raster), **tiled
    ) as to:
        for first in range(0, raster.shape[0], rows):
            part = raster.values[first : first + rows]
            to.write(np.ascontiguousarray(part), 1, window=Window(0, first, width, len(part)))
        to.update_tags(**tags)


def _require_crs(part: Path) -> None:
    """Refuse a file that could not keep the reference system: its cells would lie nowhere."""
    with rasterio.open(part, driver="GTiff") as written:
        if written.crs is None:
            raise StoreError(
                Text(
                    f"{part.name.removesuffix('.part')}: GeoTIFF tidak dapat memuat sistem acuan "
                    "ini; ubah raster ke sistem yang bernomor EPSG dahulu",
                    f"{part.name.removesuffix('.part')}: GeoTIFF cannot hold this reference "
                    "system; bring the raster to one with an EPSG number first",
                ),
                code="crs-lost",
            )


def content_hash(raster: Raster) -> str:
    """Give the SHA-256 of a raster's values and place."""
    digest = hashlib.sha256()
    rows = max(1, CHUNK_BYTES // max(1, raster.values[:1].nbytes))
    for first in range(0, raster.shape[0], rows):
        digest.update(np.ascontiguousarray(raster.values[first : first + rows]).tobytes())
    digest.update(repr((tuple(raster.transform), raster.crs.to_string(), raster.nodata)).encode())
    return digest.hexdigest()
