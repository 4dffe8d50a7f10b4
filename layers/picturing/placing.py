"""Placing: where the middles of a tile's pixels lie among the cells of a raster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj
from affine import Affine

from layers.crs import STORAGE_CRS
from layers.picturing.kernels import drawn_out
from layers.tiling import TileGrid

Floats = npt.NDArray[np.float64]
Place = tuple[int, int, int]
EARTH_M = 6378137.0
# Between positions calculated exactly, so many pixels apart, the others are drawn straight;
# where that is off by more of a pixel, all are calculated.
STRIDE, TOLERANCE = 16, 0.125


@dataclass(frozen=True, slots=True)
class Ground:
    """How a raster lies on the earth.

    Attributes
    ----------
    inverse
        From coordinates of `crs` to (column, row) in cells from the corner.
    crs
        The raster's reference system.
    change
        From degrees to `crs`.
    kind
        `lonlat` or `mercator`, whose axes are those of the tiles, or `other`.
    box
        West, south, east and north in degrees, whichever way the raster is turned.
    """

    inverse: Affine
    crs: pyproj.CRS
    change: pyproj.Transformer
    kind: str
    box: tuple[float, float, float, float]

    @classmethod
    def of(cls, transform: Affine, crs: pyproj.CRS, shape: tuple[int, int]) -> Ground:
        """Tell it from transform, reference system, and rows and columns."""
        kind = "mercator" if crs.equals(pyproj.CRS(3857)) else "other"
        if crs.equals(pyproj.CRS(STORAGE_CRS), ignore_axis_order=True):
            kind = "lonlat"
        box = _lonlat_box(transform, None if kind == "lonlat" else crs, shape)
        change = pyproj.Transformer.from_crs(STORAGE_CRS, crs, always_xy=True)
        return cls(~transform, crs, change, kind, box)


@dataclass(frozen=True, slots=True)
class Places:
    """Where pixels lie, in cells from the corner of a raster.

    Attributes
    ----------
    top, left
        First row and column of the tile's pixels that are told of.
    rows, columns
        One value for each row and each column of pixels where the axes of tile and raster
        are the same, else one for each pixel (2-D).
    cells_per_pixel
        How many cells a pixel is wide.
    """

    top: int
    left: int
    rows: Floats
    columns: Floats
    cells_per_pixel: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of pixels."""
        if self.rows.ndim == 2:
            return self.rows.shape[0], self.rows.shape[1]
        return len(self.rows), len(self.columns)


def pixel_lonlat(grid: TileGrid, place: Place, size: int, margin: int = 0) -> tuple[Floats, Floats]:
    """Give longitudes across and latitudes down the middles of a tile's pixels.

    Parameters
    ----------
    grid, place
        The tile: zoom, column, row.
    size
        Pixels to a side.
    margin
        Pixels more on every side.
    """
    zoom, column, row = place
    middle = (np.arange(-margin, size + margin) + 0.5) / size
    side = 1 << (zoom + grid.deeper)
    lon = (column + middle) / side * 360 - 180
    down = (row + middle) / side
    if grid.deeper:
        return lon, 90 - down * 360
    return lon, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * down))))


def places(lon: Floats, lat: Floats, ground: Ground) -> Places | None:
    """Give where pixels lie in a raster; None where none of them can.

    Parameters
    ----------
    lon, lat
        Of the middles of the columns and the rows of pixels, at least two each.
    ground
        How the raster lies.
    """
    west, south, east, north = ground.box
    turned = np.where(lon < west, lon + 360, lon) if east > 180 else lon
    dx, dy = (turned[-1] - turned[0]) / (len(lon) - 1), (lat[0] - lat[-1]) / (len(lat) - 1)
    across = np.flatnonzero((turned >= west - dx) & (turned <= east + dx))
    down = np.flatnonzero((lat >= south - dy) & (lat <= north + dy))
    if not len(across) or not len(down):
        return None
    left, top = int(across[0]), int(down[0])
    x, y = turned[left : across[-1] + 1], lat[top : down[-1] + 1]
    rows, columns = _cells(x, y, ground)
    return Places(top, left, rows, columns, _cells_per_pixel(x, y, dx, dy, ground))


def _lonlat_box(
    transform: Affine, crs: pyproj.CRS | None, shape: tuple[int, int]
) -> tuple[float, float, float, float]:
    height, width = shape
    steps, none, whole = np.linspace(0, 1, 21), np.zeros(21), np.ones(21)
    across = np.concatenate((steps, steps, none, whole)) * width
    down = np.concatenate((none, whole, steps, steps)) * height
    x, y = _applied(transform, across, down)
    if crs is not None:
        x, y = pyproj.Transformer.from_crs(crs, STORAGE_CRS, always_xy=True).transform(x, y)
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return (-180.0, -90.0, 180.0, 90.0)
    x, y = np.asarray(x)[known], np.asarray(y)[known]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _applied(place: Affine, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    return place.a * x + place.b * y + place.c, place.d * x + place.e * y + place.f


def _cells(x: Floats, y: Floats, ground: Ground) -> tuple[Floats, Floats]:
    inverse = ground.inverse
    straight = not inverse.b and not inverse.d
    if ground.kind == "other":
        return _projected(x, y, ground)
    if ground.kind == "mercator":
        x, y = EARTH_M * np.radians(x), EARTH_M * np.arctanh(np.sin(np.radians(y)))
    if straight:
        return inverse.e * y + inverse.f, inverse.a * x + inverse.c
    columns, rows = _applied(inverse, x[None, :], y[:, None])
    return rows, columns


def _exact(x: Floats, y: Floats, ground: Ground) -> tuple[Floats, Floats]:
    """Give rows and columns for each of y by each of x, through the reference system."""
    across, down = np.meshgrid(x, y)
    columns, rows = _applied(ground.inverse, *ground.change.transform(across, down))
    return rows, columns


def _projected(x: Floats, y: Floats, ground: Ground) -> tuple[Floats, Floats]:
    """Calculate a net of positions and draw the rest straight, if that is near enough."""
    net_x, net_y = _net(len(x)), _net(len(y))
    rows, columns = _exact(_at(net_x, x), _at(net_y, y), ground)
    down, across = _steps(len(y), len(net_y)), _steps(len(x), len(net_x))
    drawn = drawn_out(rows, down, across), drawn_out(columns, down, across)
    some = slice(STRIDE // 2, None, STRIDE)
    true = _exact(x[some], y[some], ground)
    off = [np.abs(t - d[some, some]) for t, d in zip(true, drawn, strict=True)]
    if all(o.size and np.isfinite(o).all() and o.max() <= TOLERANCE for o in off):
        return drawn
    return _exact(x, y, ground)


def _net(n: int) -> Floats:
    return np.linspace(0, n - 1, max(2, n // STRIDE + 1))


def _at(places_: Floats, values: Floats) -> Floats:
    return np.interp(places_, np.arange(len(values)), values)


def _steps(n: int, points: int) -> Floats:
    """Give where each of `n` pixels lies between the points of a net over them."""
    steps: Floats = np.linspace(0, points - 1, n) if n > 1 else np.zeros(1)
    return steps


def _cells_per_pixel(x: Floats, y: Floats, dx: float, dy: float, ground: Ground) -> float:
    """Give how many cells a pixel is wide, by a step each way from the middle."""
    at_x, at_y = x[len(x) // 2], y[len(y) // 2]
    rows, columns = _cells(np.array([at_x, at_x + dx]), np.array([at_y, at_y - dy]), ground)
    if rows.ndim == 1:
        return float(min(abs(rows[1] - rows[0]), abs(columns[1] - columns[0])))
    across = np.hypot(rows[0, 1] - rows[0, 0], columns[0, 1] - columns[0, 0])
    down = np.hypot(rows[1, 0] - rows[0, 0], columns[1, 0] - columns[0, 0])
    told = float(min(across, down))
    return told if np.isfinite(told) else 1.0
