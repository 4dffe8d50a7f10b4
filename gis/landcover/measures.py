"""Gains, losses, net change, swap and annual rates, from a matrix of transitions."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from layers.text import Text

Floats = NDArray[np.float64]
NO_REASON = Text("", "")


def class_changes(matrix: Floats) -> pd.DataFrame:
    """Break the change of each class down (Pontius, Shusas and McEachern 2004).

    Parameters
    ----------
    matrix
        Area of each pair, earlier class × later class, the same classes on both sides.

    Returns
    -------
    pandas.DataFrame
        One row for each class: `before_ha`, `after_ha`, `kept_ha` (in the class at both
        dates), `gain_ha`, `loss_ha`, `net_ha` (gain - loss) and `swap_ha`, twice the
        lesser of gain and loss: lost in one place and gained in another.

    Raises
    ------
    InputError
        If the matrix is not square.

    Examples
    --------
    >>> class_changes(np.array([[5.0, 2.0], [1.0, 4.0]]))["swap_ha"].tolist()
    [2.0, 2.0]
    """
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise InputError(
            Text(
                f"matriks {matrix.shape} tidak bujur sangkar; yang diminta kelas yang sama di "
                "kedua sisi",
                f"the matrix of {matrix.shape} is not square; wanted the same classes on both "
                "sides",
            )
        )
    before, after, kept = matrix.sum(axis=1), matrix.sum(axis=0), np.diag(matrix).copy()
    gain, loss = after - kept, before - kept
    return pd.DataFrame(
        {
            "before_ha": before,
            "after_ha": after,
            "kept_ha": kept,
            "gain_ha": gain,
            "loss_ha": loss,
            "net_ha": gain - loss,
            "swap_ha": 2.0 * np.minimum(gain, loss),
        }
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate of change in percent a year; None with the reason where it has no value."""

    percent: float | None
    reason: Text = NO_REASON


def annual_rate(before: float, after: float, years: float) -> Rate:
    """Give the annual rate of change by the compound-interest law (Puyravaud 2003).

    ``r = 100 / years * ln(after / before)``, below zero for a loss.

    Parameters
    ----------
    before, after
        Areas, in the same unit.
    years
        Between the two dates.

    Raises
    ------
    InputError
        If `years` is not above zero, or an area is below zero or not finite.

    Examples
    --------
    >>> round(annual_rate(100.0, 90.0, 10.0).percent, 4)
    -1.0536
    """
    if not (math.isfinite(years) and years > 0):
        raise InputError(
            Text(
                f"selang {years} tahun; yang diminta di atas 0: tanggal yang kemudian di belakang",
                f"{years} years apart; wanted more than 0: the later date comes second",
            )
        )
    if not all(math.isfinite(area) and area >= 0 for area in (before, after)):
        raise InputError(
            Text(
                f"luas {before} dan {after}; yang diminta bilangan hingga, 0 atau lebih",
                f"areas {before} and {after}; wanted finite numbers, 0 or more",
            )
        )
    if before == 0.0 or after == 0.0:
        gone = Text("kelas ini hilang seluruhnya", "the class is gone altogether")
        new = Text("kelas ini belum ada pada tanggal pertama", "the class was not there at first")
        never = Text("kelas ini tidak ada", "the class is not there")
        return Rate(None, never if before == after else new if before == 0.0 else gone)
    return Rate(100.0 / years * math.log(after / before))
