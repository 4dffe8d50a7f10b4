"""Sampling: the value of a raster at each pixel of a tile, by the nearest cell or between cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.picturing.kernels import looked_up, mixed
from layers.picturing.levels import Levels
from layers.picturing.placing import Places

Cells = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sampled:
    """Values at pixels, of the shape of the places; `missing` where there is none."""

    values: Cells
    missing: Mask


def nearest(levels: Levels, places: Places) -> Sampled | None:
    """Give the cell each pixel's middle lies in, of the level whose cells fit the pixels.

    Values are never mixed, so classes stay classes. None where no pixel lies in the raster.
    """
    at = _at(levels, places)
    inside = at.inside()
    window = _window(levels, at, inside, reach=0)
    if window is None:
        return None
    values = window.at(np.floor(at.rows), np.floor(at.columns))
    missing = _missing(values, levels.nodata)
    if missing is None:
        missing = np.zeros(values.shape, np.bool_)
    if not (inside[0].all() and inside[1].all()):
        missing |= ~_each(inside)
    return Sampled(values, missing)


def nearest_entry(
    levels: Levels, places: Places, table: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8] | None:
    """Give the entry of a table for the cell each pixel's middle lies in, 0 where it has no value.

    As `nearest` and then the table, in one pass over cells of one byte whose axes are those of
    the tile; None where no pixel lies in the raster.
    """
    at = _at(levels, places)
    inside = at.inside()
    window = _window(levels, at, inside, reach=0)
    if window is None:
        return None
    if levels.nodata is not None and levels.nodata in range(256):
        table = table.copy()
        table[int(levels.nodata)] = 0
    height, width = window.cells.shape
    rows = _held((np.floor(at.rows) - window.top) // window.step, height)
    columns = _held((np.floor(at.columns) - window.left) // window.step, width)
    rows[~inside[0]], columns[~inside[1]] = -1, -1
    out: npt.NDArray[np.uint8] = looked_up(window.cells, rows, columns, table)
    return out


def between(levels: Levels, places: Places) -> Sampled | None:
    """Give values drawn straight between the middles of the four cells round each pixel's middle.

    Cells without a value are left out; a pixel whose own cell has none has none.
    """
    at = _at(levels, places)
    inside = at.inside()
    window = _window(levels, at, inside, reach=1)
    if window is None:
        return None
    cells = window.cells.astype(np.float64)
    missing = _missing(window.cells, levels.nodata)
    if missing is not None:
        cells[missing] = np.nan
    rows = np.where(inside[0], (at.rows - window.top) / window.step, np.nan)
    columns = np.where(inside[1], (at.columns - window.left) / window.step, np.nan)
    if rows.ndim == 1:
        rows, columns = np.meshgrid(rows, columns, indexing="ij")
    values = mixed(cells, np.ascontiguousarray(rows), np.ascontiguousarray(columns))
    gone = np.isnan(values)
    return Sampled(np.where(gone, 0.0, values), gone)


@dataclass(frozen=True, slots=True)
class _At:
    """Where pixels lie among the cells of one level."""

    level: int
    rows: npt.NDArray[np.float64]
    columns: npt.NDArray[np.float64]
    shape: tuple[int, int]

    def inside(self) -> tuple[Mask, Mask]:
        """Say which lie within the level, by rows and by columns (or twice by pixel)."""
        row = (self.rows >= 0) & (self.rows < self.shape[0])
        column = (self.columns >= 0) & (self.columns < self.shape[1])
        return (row, column) if row.ndim == 1 else (row & column, row & column)


def _at(levels: Levels, places: Places) -> _At:
    level = levels.level_for(places.cells_per_pixel)
    down, across = levels.scale(level)
    return _At(level, places.rows * down, places.columns * across, levels.shapes[level])


def _each(inside: tuple[Mask, Mask]) -> Mask:
    rows, columns = inside
    return rows if rows.ndim == 2 else rows[:, None] & columns[None, :]


@dataclass(frozen=True, slots=True)
class _Window:
    """Cells read from a level, and where they lie in it."""

    cells: Cells
    top: int
    left: int
    step: int

    def at(self, rows: npt.NDArray[np.float64], columns: npt.NDArray[np.float64]) -> Cells:
        """Give the cells of these rows and columns, or the nearest to them."""
        height, width = self.cells.shape
        row = _held((rows - self.top) // self.step, height)
        column = _held((columns - self.left) // self.step, width)
        if rows.ndim == 2:
            picked: Cells = self.cells[row, column]
            return picked
        return self.cells.take(row, axis=0).take(column, axis=1)


def _held(at: npt.NDArray[np.float64], n: int) -> npt.NDArray[np.intp]:
    return np.clip(np.nan_to_num(at, nan=0.0), 0, n - 1).astype(np.intp)


def _window(levels: Levels, at: _At, inside: tuple[Mask, Mask], reach: int) -> _Window | None:
    """Read all cells that pixels lie in, and so many more on each side; None for no pixel."""
    rows, columns = at.rows[inside[0]], at.columns[inside[1]]
    if not rows.size or not columns.size:
        return None
    top, left = max(0, int(rows.min()) - reach), max(0, int(columns.min()) - reach)
    bottom = min(at.shape[0], int(rows.max()) + 1 + reach)
    right = min(at.shape[1], int(columns.max()) + 1 + reach)
    cells, step = levels.read(at.level, slice(top, bottom), slice(left, right))
    return _Window(cells, top, left, step)


def _missing(values: Cells, nodata: float | None) -> Mask | None:
    """Say which values are none; None where every one is a value."""
    if np.issubdtype(values.dtype, np.floating):
        gone: Mask = np.isnan(values)
        if nodata is not None and not np.isnan(nodata):
            gone |= values == nodata
        return gone
    if nodata is None or not float(nodata).is_integer():
        return None
    same: Mask = values == np.asarray(int(nodata)).astype(values.dtype)
    return same
