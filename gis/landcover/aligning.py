"""A raster seen through the grid of another: classes of the nearest cell, or of most of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyproj
from affine import Affine
from numpy.typing import NDArray
from rasterio.warp import Resampling, reproject

from gis.landcover.classes import Classes
from gis.landcover.grids import Cells, require_grid, same_grid
from layers.text import Text

Rule = Literal["nearest", "majority"]
RULES: tuple[Rule, ...] = ("majority", "nearest")
METHODS: dict[Rule, Text] = {
    "nearest": Text(
        "kelas sel yang memuat pusatnya", "the class of the cell that holds its centre"
    ),
    "majority": Text(
        "kelas yang menutupi bagian terbesarnya", "the class that covers the largest part of it"
    ),
}
# What a cell gets whose code has no counterpart in the other legend.
STRANGE = 255
# Where a raster has no mark for missing cells, one that its cells cannot hold.
SPARE = -2_147_483_648
# Cells of the source read around what a window needs.
MARGIN = 2
# Points along each side of a window when it is brought to another system.
DENSIFY = 21


@dataclass(frozen=True, slots=True)
class Seen:
    """A raster through another grid, as `Cells`: a window of it is worked out when it is read.

    Cells that the raster does not reach have no value (`nodata`).
    """

    source: Cells
    shape: tuple[int, int]
    transform: Affine
    crs: pyproj.CRS
    rule: Rule

    @property
    def nodata(self) -> float:
        """What marks cells without a value."""
        own = self.source.nodata
        return float(SPARE) if own is None or not math.isfinite(own) else float(own)

    def read(self, rows: slice, columns: slice) -> NDArray[Any]:
        """Give the classes of a window of the grid."""
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        out = np.full(shape, self.nodata, dtype=np.float64)
        place = self.transform @ Affine.translation(columns.start, rows.start)
        window = self._behind(place, shape)
        if window is None:
            return out
        held = self.source.read(*window).astype(np.float64)
        held[~np.isfinite(held)] = self.nodata
        origin = self.source.transform @ Affine.translation(window[1].start, window[0].start)
        if self.rule == "nearest":
            return self._nearest(held, origin, place, out)
        reproject(
            held,
            out,
            src_transform=origin,
            src_crs=self.source.crs.to_wkt(),
            src_nodata=self.nodata,
            dst_transform=place,
            dst_crs=self.crs.to_wkt(),
            dst_nodata=self.nodata,
            resampling=Resampling.mode,
            tolerance=0.0,
        )
        return out

    def _nearest(
        self, held: NDArray[Any], origin: Affine, place: Affine, out: NDArray[Any]
    ) -> NDArray[Any]:
        """Take the class of the source cell in which the centre of each cell lies."""
        rows, columns = out.shape
        x = place.c + place.a * (np.arange(columns) + 0.5)
        y = place.f + place.e * (np.arange(rows) + 0.5)
        if self.crs.equals(self.source.crs, ignore_axis_order=True):
            row = np.floor((y - origin.f) / origin.e).astype(np.int64)[:, None]
            column = np.floor((x - origin.c) / origin.a).astype(np.int64)[None, :]
        else:
            there = pyproj.Transformer.from_crs(self.crs, self.source.crs, always_xy=True)
            x_there, y_there = there.transform(*np.meshgrid(x, y))
            row, column = (
                np.floor(np.where(np.isfinite(at), at, -1)).astype(np.int64)
                for at in (
                    (y_there - origin.f) / origin.e,
                    (x_there - origin.c) / origin.a,
                )
            )
        inside = (row >= 0) & (row < held.shape[0]) & (column >= 0) & (column < held.shape[1])
        found = held[np.clip(row, 0, held.shape[0] - 1), np.clip(column, 0, held.shape[1] - 1)]
        return np.where(inside, found, out)

    def _behind(self, place: Affine, shape: tuple[int, int]) -> tuple[slice, slice] | None:
        """Find the window of the source that lies behind a window of the grid."""
        (west, north), (east, south) = place @ (0, 0), place @ (shape[1], shape[0])
        if not self.crs.equals(self.source.crs, ignore_axis_order=True):
            there = pyproj.Transformer.from_crs(self.crs, self.source.crs, always_xy=True)
            west, south, east, north = there.transform_bounds(
                west, south, east, north, densify_pts=DENSIFY
            )
            if not all(map(math.isfinite, (west, south, east, north))):
                return None
        to = ~self.source.transform
        (c0, r0), (c1, r1) = to @ (west, north), to @ (east, south)
        rows, columns = (
            slice(max(0, math.floor(a) - MARGIN), min(size, math.ceil(b) + MARGIN))
            for a, b, size in zip((r0, c0), (r1, c1), self.source.shape, strict=True)
        )
        return None if rows.start >= rows.stop or columns.start >= columns.stop else (rows, columns)


def aligned(source: Cells, grid: Cells, rule: Rule = "majority") -> Cells:
    """See a raster of classes through the grid of another, explicitly and window by window.

    Parameters
    ----------
    source
        The raster of classes.
    grid
        Whose cells are wanted.
    rule
        ``nearest``: the class of the cell in which the centre lies; ``majority``: the
        class that covers most of it (of the cells with a value).

    Returns
    -------
    Cells
        `source` itself where the grids are the same.

    Raises
    ------
    CRSError, GeometryError
        If one of them is not north-up, or is in no reference system.
    """
    require_grid(source, "raster")
    require_grid(grid, "raster")
    if same_grid(source, grid):
        return source
    return Seen(source, grid.shape, grid.transform, grid.crs, rule)


@dataclass(frozen=True, slots=True)
class Recoded:
    """A raster of classes in the codes of another legend, as `Cells`.

    `mapping` has the new code (1 to 254) of each old one; cells of any other code get
    `STRANGE`, cells without a value 0.
    """

    source: Cells
    mapping: tuple[tuple[int, int], ...]

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.source.shape

    @property
    def transform(self) -> Affine:
        """From (column, row) to coordinates of `crs`."""
        return self.source.transform

    @property
    def crs(self) -> pyproj.CRS:
        """The reference system."""
        return self.source.crs

    @property
    def nodata(self) -> float:
        """What marks cells without a value."""
        return 0.0

    def read(self, rows: slice, columns: slice) -> NDArray[Any]:
        """Give the new codes of a window."""
        held = Classes(tuple(old for old, _ in self.mapping)).numbered(
            self.source.read(rows, columns), self.source.nodata
        )
        new = np.array([0, *(code for _, code in self.mapping), STRANGE], dtype=np.uint8)
        return new[held]
