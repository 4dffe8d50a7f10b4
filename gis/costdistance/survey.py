"""Survey: one pass over a whole grid, before costs are spread over it and after."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.costdistance.kernels import NO_OWNER
from gis.costdistance.labelling import Whole
from gis.errors import InputError
from gis.parts import in_parts
from layers.text import Text

# Rows looked at in one go; a thread takes one run after the other.
RUN_ROWS = 256
# Narrower buckets are scanned in vain, in wider ones cells are spread from twice.
WIDTH_QUANTILE = 0.2
SAMPLED = 128


def surveyed(friction: NDArray[np.floating], threads: int) -> tuple[int, float]:
    """Refuse bad friction; count the barriers and give what is usual on quick ground.

    Raises
    ------
    InputError
        If friction is NaN or negative somewhere.
    """

    def look(rows: slice) -> int:
        n_bad, n_barred = tally(np.asarray(friction[rows]))
        if n_bad:
            _refuse(np.asarray(friction[rows]), rows.start)
        return int(n_barred)

    n_barriers = sum(in_parts(len(friction), look, RUN_ROWS, threads=threads))
    every = [max(1, n // SAMPLED) for n in friction.shape]
    seen = np.asarray(friction[:: every[0], :: every[1]])
    seen = seen[np.isfinite(seen) & (seen > 0)]
    return n_barriers, float(np.quantile(seen, WIDTH_QUANTILE)) if len(seen) else 1.0


def opened(whole: Whole, threads: int) -> None:
    """Set all labels to what is not reached, in place."""

    def fill(rows: slice) -> None:
        whole.seconds[rows] = np.inf
        whole.owner[rows] = NO_OWNER

    in_parts(len(whole.seconds), fill, RUN_ROWS, threads=threads)


def closed(whole: Whole, threads: int) -> int:
    """Turn what was not reached into NaN and -1, in place; count what was."""

    def close(rows: slice) -> int:
        return int(mark_lost(whole.seconds[rows], whole.owner[rows]))

    return sum(in_parts(len(whole.seconds), close, RUN_ROWS, threads=threads))


def _refuse(part: NDArray[np.floating], first_row: int) -> None:
    nan = np.isnan(part)
    bad, what = (nan, "NaN") if nan.any() else (part < 0, "negative")
    row, column = np.argwhere(bad)[0]
    raise InputError(
        Text(
            f"friction adalah {what} di baris {row + first_row}, kolom {column} (dan "
            f"{bad.sum() - 1} sel lain di dekatnya); yang diminta detik per meter 0 atau lebih, "
            "inf untuk penghalang",
            f"friction is {what} at row {row + first_row}, column {column} (and {bad.sum() - 1} "
            "more cells near by); wanted seconds per metre of 0 or more, inf for a barrier",
        )
    )


@nb.njit(cache=True, nogil=True)
def tally(friction: Any) -> Any:
    """Count the cells that are NaN or negative, and the barriers."""
    n_bad, n_barred = 0, 0
    for r in range(friction.shape[0]):
        for c in range(friction.shape[1]):
            n_bad += not friction[r, c] >= 0
            n_barred += friction[r, c] == np.inf
    return n_bad, n_barred


@nb.njit(cache=True, nogil=True)
def mark_lost(seconds: Any, owner: Any) -> Any:
    """Set NaN and -1 where nothing was reached; count the other cells."""
    n_reached = 0
    for r in range(seconds.shape[0]):
        for c in range(seconds.shape[1]):
            if seconds[r, c] < np.inf:
                n_reached += 1
            else:
                seconds[r, c], owner[r, c] = np.nan, -1
    return n_reached
