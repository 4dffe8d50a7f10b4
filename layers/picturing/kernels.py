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
