"""Straight distances from every cell to the nearest target cell, exact, in bands of rows.

Two passes over the bands tell where the nearest targets above and below each column are;
then every band is answered by itself: first along columns, then along rows (the lower
envelope of parabolas). The result is that of a transform of the whole grid, whatever
its size: only one bit for each cell (compressed) and two rows for each column and band
are kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from gis.errors import EmptyInputError
from gis.suitability.grid import Grid
from gis.suitability.kernels import nearest_along, nearest_rows
from layers.text import Text

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


def distance_bands(
    grid: Grid,
    targets: Callable[[slice], Mask],
    *,
    bands: Sequence[slice] | None = None,
    required: bool = True,
) -> Callable[[slice], Floats]:
    """Prepare distances to target cells in ground metres.

    Parameters
    ----------
    grid
        Any grid; rows are as far apart, and columns as wide, as they are on the ground in
        that row.
    targets
        Which cells of a band of rows are targets.
    bands
        Runs of rows that make up the grid, from north to south; ``grid.bands()`` without it.
    required
        Whether there must be a target; if not, distances are inf where there is none.

    Returns
    -------
    Callable
        From one of the bands to metres between centres, rows × columns.

    Raises
    ------
    EmptyInputError
        If no cell is a target, and one is required.
    """
    bands = list(grid.bands() if bands is None else bands)
    metres = grid.metres()
    at_m = np.concatenate([[0.0], np.cumsum(metres.down)])
    # Rows are numbered from 1 on, in as few bytes as they need; 0 and the last: there is none.
    kind, none = np.min_scalar_type(grid.shape[0] + 1), grid.shape[0] + 1
    packed = []
    first = np.full((len(bands) + 1, grid.shape[1]), none, dtype=kind)
    last = np.zeros((len(bands) + 1, grid.shape[1]), dtype=kind)
    for i, rows in enumerate(bands):
        mask = np.asarray(targets(rows), dtype=bool)
        packed.append(zlib.compress(np.packbits(mask, axis=1).tobytes(), 1))
        held, n = mask.any(axis=0), len(mask)
        first[i][held] = (rows.start + 1 + mask.argmax(axis=0))[held]
        last[i + 1][held] = (rows.start + n - mask[::-1].argmax(axis=0))[held]
    if required and not last.any():
        raise EmptyInputError(
            Text(
                "tidak ada bentuk yang menyentuh kisi; pilih lapisan atau wilayah lain",
                "no shape touches the grid; choose another layer or region",
            )
        )
    above = np.maximum.accumulate(last, axis=0, out=last)
    below = np.minimum.accumulate(first[::-1], axis=0, out=first[::-1])[::-1]
    where = np.concatenate([[-np.inf], at_m, [np.inf]])
    number = {rows.start: i for i, rows in enumerate(bands)}

    def band(rows: slice) -> Floats:
        i = number[rows.start]
        bits = np.frombuffer(zlib.decompress(packed[i]), dtype=np.uint8)
        bits = bits.reshape(rows.stop - rows.start, -1)
        mask = np.unpackbits(bits, axis=1, count=grid.shape[1]).view(np.bool_)
        out = np.empty(mask.shape)
        nearest_rows(mask, at_m[rows], where[above[i]], where[below[i + 1]], out)
        nearest_along(out, metres.across[rows])
        return out

    return band
