"""Exact: mixed-integer programmes of siting, solved by HiGHS through scipy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from gis.siting.kernels import Floats, Ints, Purse, Worth

_INFEASIBLE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """A programme: the least ``cost · x`` with ``low <= matrix x <= high``, some x whole.

    Attributes
    ----------
    cost
        Of each variable.
    matrix, low, high
        Rows.
    whole
        Which variables are whole numbers, bool.
    upper, lower
        Most and least of each variable.
    """

    cost: Floats
    matrix: csr_array
    low: Floats
    high: Floats
    whole: NDArray[np.bool_]
    upper: Floats
    lower: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """What HiGHS found: `x` is None where it found nothing in time; `least` bounds the cost."""

    x: Floats | None
    least: float
    infeasible: bool


def solve(programme: Programme, seconds: float) -> Solved:
    """Solve a programme within a time.

    Parameters
    ----------
    programme
        The programme.
    seconds
        Time at most.
    """
    found = milp(
        programme.cost,
        integrality=programme.whole.astype(np.int64),
        bounds=Bounds(programme.lower, programme.upper),
        constraints=LinearConstraint(programme.matrix, programme.low, programme.high),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    least = found.get("mip_dual_bound")
    if found.x is not None and not programme.whole.any():
        least = found.fun
    return Solved(
        x=found.x,
        least=-np.inf if least is None or not np.isfinite(least) else float(least),
        infeasible=found.status == _INFEASIBLE,
    )


def rows_of(parts: Sequence[tuple[Any, Any, Floats]], shape: tuple[int, int]) -> csr_array:
    """Put entries (row, column, number) together as a sparse matrix."""
    row, column, number = (np.concatenate(list(one)) for one in zip(*parts, strict=True))
    return csr_array(coo_array((number, (row, column)), shape=shape))


def purse_rows(purse: Purse, n_columns: int) -> tuple[csr_array, Floats]:
    """Give the rows of number and budget on the first columns, and what they are at most."""
    m = len(purse.cost)
    every = np.arange(m)
    parts = [(np.zeros(m, dtype=np.int64), every, np.ones(m))]
    most = [float(min(purse.n, m))]
    if np.isfinite(purse.budget):
        parts.append((np.ones(m, dtype=np.int64), every, purse.cost))
        most.append(purse.budget)
    return rows_of(parts, (len(most), n_columns)), np.array(most)


def best_of_each(worth: Worth, purse: Purse, must: NDArray[np.bool_]) -> Programme:
    """Write down: choose sites so that the sum of the best value of each place is largest.

    Each distinct value of a place is a step (García, Labbé and Marín 2011): a step counts
    as far as the one before it, or as sites of just that value are chosen.

    Parameters
    ----------
    worth, purse
        Values and terms.
    must
        Candidates that are in every best choice, bool, m.
    """
    m = len(purse.free)
    step, head, rise, candidate = steps(worth)
    n_steps = len(head)
    later = np.flatnonzero(~head)
    number = np.arange(n_steps)
    parts = [
        (number, m + number, np.ones(n_steps)),
        (step, candidate, -np.ones(len(step))),
        (later, m + later - 1, -np.ones(len(later))),
    ]
    chain = rows_of(parts, (n_steps, m + n_steps))
    terms, most = purse_rows(purse, m + n_steps)
    matrix = csr_array(vstack([chain, terms]))
    return Programme(
        cost=np.concatenate([np.zeros(m), -rise]),
        matrix=matrix,
        low=np.full(matrix.shape[0], -np.inf),
        high=np.concatenate([np.zeros(n_steps), most]),
        whole=np.concatenate([np.ones(m, dtype=bool), np.zeros(n_steps, dtype=bool)]),
        upper=np.concatenate([purse.free.astype(np.float64), np.ones(n_steps)]),
        lower=np.concatenate([must.astype(np.float64), np.zeros(n_steps)]),
    )


def steps(worth: Worth) -> tuple[NDArray[np.int64], NDArray[np.bool_], Floats, Ints]:
    """Give the steps of values of each place, the largest first.

    Returns
    -------
    tuple
        Step of each pair; whether each step is the first of its place; by how much a
        place is worth more for it than for the next step; candidate of each pair, on
        the order of the steps.
    """
    candidate = np.repeat(np.arange(len(worth.start) - 1, dtype=np.int32), np.diff(worth.start))
    order = np.lexsort((candidate, -worth.value, worth.place))
    place, value = worth.place[order], worth.value[order]
    new = np.ones(len(order), dtype=bool)
    new[1:] = (place[1:] != place[:-1]) | (value[1:] != value[:-1])
    first = np.flatnonzero(new)
    head = np.ones(len(first), dtype=bool)
    head[1:] = place[first[1:]] != place[first[:-1]]
    level = value[first]
    following = np.append(level[1:], 0.0)
    following[:-1][head[1:]] = 0.0
    return np.cumsum(new) - 1, head, level - following, candidate[order]
