"""Compiled counting of classes: the commonest of each block of bytes."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


@nb.njit(cache=True, nogil=True)
def commonest(cells: Bytes, factor: int, missing: int, gone: int) -> Bytes:
    """Give the commonest value of each block of factor × factor cells, the lowest of equals.

    `missing` is not counted (negative: all are); a block of nothing else is `gone`.
    """
    rows, columns = cells.shape[0] // factor, cells.shape[1] // factor
    out = np.empty((rows, columns), dtype=np.uint8)
    counts = np.zeros(256, dtype=np.int64)
    for row in range(rows):
        for column in range(columns):
            counts[:] = 0
            for y in range(row * factor, (row + 1) * factor):
                for x in range(column * factor, (column + 1) * factor):
                    counts[cells[y, x]] += 1
            if missing >= 0:
                counts[missing] = 0
            best = np.argmax(counts)
            out[row, column] = best if counts[best] > 0 else gone
    return out
