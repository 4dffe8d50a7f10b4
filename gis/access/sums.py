"""Sums: the people of units by the class of their places, in one pass over cells and units."""

from __future__ import annotations

import numba as nb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@nb.njit(cache=True, nogil=True)
def sums_by_class(
    pairs: tuple[Ints, Ints, Floats], amount: Floats, of: Ints, shape: Ints
) -> Floats:
    """Add up what each unit has in each class.

    Parameters
    ----------
    pairs
        Unit, cell and share of each pair of a unit and a cell.
    amount
        What each cell holds.
    of
        Class of each cell, 0 or more.
    shape
        How many units and classes there are.

    Returns
    -------
    numpy.ndarray
        Units × classes, float64.
    """
    unit, cell, share = pairs
    out = np.zeros((shape[0], shape[1]))
    for k in range(len(unit)):
        c = cell[k]
        out[unit[k], of[c]] += amount[c] * share[k]
    return out


@nb.njit(cache=True, nogil=True)
def fullest(
    pairs: tuple[Ints, Ints, Floats], amount: Floats, chosen: NDArray[np.bool_], n_units: int
) -> NDArray[np.int64]:
    """Find the chosen cell of each unit with the most in it, the first of equals; -1 for none.

    Parameters
    ----------
    pairs, amount
        As for `sums_by_class`.
    chosen
        Whether a cell counts.
    n_units
        How many units there are.
    """
    unit, cell, share = pairs
    place = np.full(n_units, -1, dtype=np.int64)
    most = np.zeros(n_units)
    for k in range(len(unit)):
        c, u = cell[k], unit[k]
        held = amount[c] * share[k]
        if chosen[c] and (held > most[u] or (held == most[u] > 0.0 and c < place[u])):
            place[u], most[u] = c, held
    return place


@nb.njit(cache=True, nogil=True)
def soonest(point: Ints, seconds: Floats, n_points: int) -> NDArray[np.int64]:
    """Find the row of each point with the least seconds, the first of equals; -1 for none.

    Parameters
    ----------
    point
        Point of each row.
    seconds
        Of each row; NaN never counts.
    n_points
        How many points there are.
    """
    best = np.full(n_points, -1, dtype=np.int64)
    for row in range(len(point)):
        held = best[point[row]]
        if not np.isnan(seconds[row]) and (held < 0 or seconds[row] < seconds[held]):
            best[point[row]] = row
    return best
