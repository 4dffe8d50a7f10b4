"""Straight distances from every cell to the nearest target cell, exact, in bands of rows.

Two passes over the bands tell where the nearest targets above and below each column are;
then every band is answered by itself: first along columns, then along rows (the lower
envelope of parabolas). The result is that of a transform of the whole grid, whatever
its size: only one bit for each cell and two numbers for each column and band are kept.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from gis.errors import EmptyInputError
from gis.suitability.grid import Grid
from gis.suitability.kernels import nearest_along, nearest_rows
from layers.text import Text

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def distance_bands(grid: Grid, targets: Callable[[slice], Mask]) -> Callable[[slice], Floats]:
    """Prepare distances to target cells in ground metres.

    Parameters
    ----------
    grid
        Any grid; rows are as far apart, and columns as wide, as they are on the ground in
        that row.
    targets
        Which cells of a band of rows are targets.

    Returns
    -------
    Callable
        From a band (one of ``grid.bands()``) to metres between centres, rows × columns.

    Raises
    ------
    EmptyInputError
        If no cell is a target.
    """
    bands = list(grid.bands())
    metres = grid.metres()
    at_m = np.concatenate([[0.0], np.cumsum(metres.down)])
    packed, first, last = [], [], []
    for rows in bands:
        mask = np.asarray(targets(rows), dtype=bool)
        packed.append(np.packbits(mask, axis=1))
        held, here = mask.any(axis=0), at_m[rows]
        first.append(np.where(held, here[mask.argmax(axis=0)], np.inf))
        last.append(np.where(held, here[len(here) - 1 - mask[::-1].argmax(axis=0)], -np.inf))
    if not any(np.isfinite(one).any() for one in first):
        raise EmptyInputError(
            Text(
                "tidak ada bentuk yang menyentuh kisi; pilih lapisan atau wilayah lain",
                "no shape touches the grid; choose another layer or region",
            )
        )
    nothing = np.full(grid.shape[1], -np.inf)
    above = np.maximum.accumulate([nothing, *last[:-1]], axis=0)
    below = np.minimum.accumulate([-nothing, *first[:0:-1]], axis=0)[::-1]
    number = {rows.start: i for i, rows in enumerate(bands)}

    def band(rows: slice) -> Floats:
        i = number[rows.start]
        mask = np.unpackbits(packed[i], axis=1, count=grid.shape[1]).view(np.bool_)
        out = np.empty(mask.shape)
        nearest_rows(mask, at_m[rows], above[i], below[i], out)
        nearest_along(out, metres.across[rows])
        return out

    return band
