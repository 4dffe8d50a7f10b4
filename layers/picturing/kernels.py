"""Kernels: the loops over pixels, compiled."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt


@nb.njit(cache=True, nogil=True)
def looked_up(
    cells: npt.NDArray[np.uint8],
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    table: npt.NDArray[np.uint8],
) -> Any:
    """Give each pixel the entry of a table for its cell.

    Parameters
    ----------
    cells
        Of a window of a raster.
    rows, columns
        Which cell each row and each column of pixels takes; below 0 none.
    table
        256 entries.

    Returns
    -------
    array of uint8
        Rows × columns of pixels, 0 where there is no cell.
    """
    out = np.zeros((len(rows), len(columns)), np.uint8)
    for i in range(len(rows)):
        row = rows[i]
        if row >= 0:
            for j in range(len(columns)):
                column = columns[j]
                if column >= 0:
                    out[i, j] = table[cells[row, column]]
    return out


@nb.njit(cache=True, nogil=True)
def mixed(
    cells: npt.NDArray[np.float64], rows: npt.NDArray[np.float64], columns: npt.NDArray[np.float64]
) -> Any:
    """Give values drawn straight between the middles of cells.

    Parameters
    ----------
    cells
        Of a window of a raster; not a number where there is no value.
    rows, columns
        Where each pixel lies, in cells from the window's corner; not a number for none.

    Returns
    -------
    array of float64
        Of the shape of `rows`; not a number where the pixel's own cell has no value.
    """
    height, width = cells.shape
    out = np.full(rows.shape, np.nan)
    for i in range(rows.shape[0]):
        for j in range(rows.shape[1]):
            row, column = rows[i, j], columns[i, j]
            if not (0 <= row < height and 0 <= column < width):
                continue
            if np.isnan(cells[int(row), int(column)]):
                continue
            top, left = int(np.floor(row - 0.5)), int(np.floor(column - 0.5))
            down, across = row - 0.5 - top, column - 0.5 - left
            total = weight = 0.0
            for a in range(2):
                for b in range(2):
                    value = cells[
                        min(max(top + a, 0), height - 1), min(max(left + b, 0), width - 1)
                    ]
                    if not np.isnan(value):
                        share = (down if a else 1 - down) * (across if b else 1 - across)
                        total += value * share
                        weight += share
            if weight > 0:
                out[i, j] = total / weight
    return out


@nb.njit(cache=True, nogil=True)
def drawn_out(
    net: npt.NDArray[np.float64], down: npt.NDArray[np.float64], across: npt.NDArray[np.float64]
) -> Any:
    """Give a net of values at every place between its points.

    Parameters
    ----------
    net
        Values at points in rows and columns, two of each at least.
    down, across
        Where each row and each column lies between the points: 0 at the first.

    Returns
    -------
    array of float64
        Rows × columns.
    """
    out = np.empty((len(down), len(across)))
    for i in range(len(down)):
        top = min(int(down[i]), net.shape[0] - 2)
        y = down[i] - top
        for j in range(len(across)):
            left = min(int(across[j]), net.shape[1] - 2)
            x = across[j] - left
            upper = net[top, left] * (1 - x) + net[top, left + 1] * x
            lower = net[top + 1, left] * (1 - x) + net[top + 1, left + 1] * x
            out[i, j] = upper * (1 - y) + lower * y
    return out
