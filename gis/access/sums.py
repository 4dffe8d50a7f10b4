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
    pairs: tuple[Ints, Ints, Floats], amount: Floats, of: Ints, wanted: Ints
) -> NDArray[np.int64]:
    """Find the cell of each unit with the most in it, among those of the class it wants.

    Parameters
    ----------
    pairs, amount
        As for `sums_by_class`.
    of
        Class of each cell.
    wanted
        Class that counts in each unit, one per unit.

    Returns
    -------
    numpy.ndarray
        Cell of each unit, the first of equals, -1 where there is none, int64.
    """
    unit, cell, share = pairs
    place = np.full(len(wanted), -1, dtype=np.int64)
    most = np.zeros(len(wanted))
    for k in range(len(unit)):
        c, u = cell[k], unit[k]
        held = amount[c] * share[k]
        if of[c] == wanted[u] and (held > most[u] or (held == most[u] > 0.0 and c < place[u])):
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
