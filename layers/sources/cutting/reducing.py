"""Reducing: many small cells into one: the commonest class, the sum, or the mean."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Cells = npt.NDArray[Any]
How = Literal["mode", "sum", "mean"]


def reduce(cells: Cells, factor: int, how: How, nodata: float | None) -> Cells:
    """Make one cell of each block of factor × factor cells.

    Missing cells are left out; a block of nothing but missing cells is missing.
    Of classes that are equally common the lowest is taken.

    Parameters
    ----------
    cells
        Rows and columns that are multiples of `factor`.
    factor
        Cells along one side of a block.
    how
        `mode` for classes, `sum` for amounts, `mean` for heights and shares.
    nodata
        Value of missing cells; NaN is missing too.

    Examples
    --------
    >>> reduce(np.array([[1, 2], [2, 0]], dtype="uint8"), 2, "mode", 0)
    array([[2]], dtype=uint8)
    """
    if factor == 1:
        return cells
    if how == "mode" and cells.dtype == np.uint8:
        from layers.sources.cutting.kernels import commonest  # compiled only where it is used

        missing_class = int(nodata) if nodata is not None and nodata in range(256) else -1
        made: Cells = commonest(cells, factor, missing_class, max(missing_class, 0))
        return made
    rows, columns = cells.shape[0] // factor, cells.shape[1] // factor
    blocks = cells.reshape(rows, factor, columns, factor)
    missing = is_missing(blocks, nodata)
    if how == "mode":
        return _mode(blocks, missing, nodata)
    total = np.where(missing, 0, blocks).sum(axis=(1, 3), dtype=np.float64)
    count = (~missing).sum(axis=(1, 3))
    with np.errstate(invalid="ignore", divide="ignore"):
        value = total if how == "sum" else total / count
    if np.issubdtype(cells.dtype, np.integer):
        value = np.rint(value)
    gone = np.nan if nodata is None else nodata
    return np.where(count > 0, value, gone).astype(cells.dtype)


def is_missing(cells: Cells, nodata: float | None) -> npt.NDArray[np.bool_]:
    """Say which cells hold nothing."""
    missing = np.zeros(cells.shape, dtype=bool)
    if np.issubdtype(cells.dtype, np.floating):
        missing |= np.isnan(cells)
    if nodata is not None and not np.isnan(nodata):
        missing |= cells == nodata
    return missing


def _mode(blocks: Cells, missing: npt.NDArray[np.bool_], nodata: float | None) -> Cells:
    rows, _, columns, _ = blocks.shape
    gone = 0 if nodata is None else nodata
    best = np.full((rows, columns), gone, dtype=blocks.dtype)
    most = np.zeros((rows, columns), dtype=np.int64)
    for value in np.unique(blocks[~missing]):
        count = ((blocks == value) & ~missing).sum(axis=(1, 3))
        more = count > most
        best[more], most[more] = value, count[more]
    return best
