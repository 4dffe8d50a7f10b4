"""Center: sites that make the longest way of anybody as short as can be (p-center)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gis.siting.covering import cover, cover_with
from gis.siting.kernels import Floats, Ints
from gis.siting.reasons import InfeasibleError, out_of_reach, too_few, too_little
from gis.siting.solution import Solution, gap_of, status_of
from gis.siting.table import Table
from gis.siting.terms import Checked, Effort, Terms, checked


def p_center(table: Table, terms: Terms, *, effort: Effort | None = None) -> Solution:
    """Choose sites so that the longest way to the nearest site is least (Hakimi 1964).

    The least limit within which so few sites reach everything is sought by halving
    (Minieka 1970): each step is a covering problem.

    Parameters
    ----------
    table
        Times or distances; only places with people matter, however many.
    terms
        How many sites, or for how much.
    effort
        How hard to look, in each step.

    Returns
    -------
    Solution
        `value` is the longest time (or distance), `gains` by how much each site
        shortens it in order; `before` is infinite where nothing serves a place today.

    Raises
    ------
    InfeasibleError
        If a place is reached by nothing, or not by so few sites.
    InputError, NoAnswerError
        If the terms cannot be used.

    Examples
    --------
    >>> from gis.siting import Terms, p_center, table_from_matrix
    >>> table = table_from_matrix(np.array([[0.0, 4.0, 6.0], [4.0, 0.0, 2.0]]))
    >>> float(p_center(table, Terms(n=1)).value)
    4.0
    """
    wanted = checked(terms, table.n_candidates)
    near = table.with_existing(wanted.existing)
    alive = near.weight > 0.0
    left = near.kept(wanted.free[near.candidate()] & alive[near.place])
    nearest = near.today.copy()
    np.minimum.at(nearest, left.place, left.cost)
    out = np.flatnonzero(alive & np.isinf(nearest))
    if len(out):
        raise out_of_reach(out, float(near.weight[out].sum()), np.inf)
    limits = _limits(left, nearest[alive], near.today[alive])
    sites, low = _halved(left, wanted, limits, effort or Effort())
    order, longest = _ordered(near, sites, alive)
    before = float(near.today[alive].max(initial=0.0))
    value = float(longest[-1]) if len(longest) else before
    least = min(float(limits[low]), value)
    gains = _falls(before, longest)
    gap = gap_of(value, least)
    return Solution("p-center", order, gains, value, before, least, gap, status_of(gap), "highs")


def _limits(left: Table, nearest: Floats, today: Floats) -> Floats:
    """Give the limits that can be the least one, ascending."""
    floor = float(nearest.max(initial=0.0))
    served = today[np.isfinite(today)]
    found = np.unique(np.concatenate([left.cost, served, [floor]]))
    roof = float(today.max(initial=0.0))
    return np.asarray(found[(found >= floor) & (found <= roof)])


def _falls(before: float, longest: Floats) -> Floats:
    """Give by how much the longest way falls each time; infinite where it was infinite."""
    was = np.concatenate([[before], longest[:-1]])[: len(longest)]
    fell = np.zeros(len(longest))
    known = np.isfinite(longest)
    fell[known] = was[known] - longest[known]
    return fell


def _halved(left: Table, terms: Checked, limits: Floats, effort: Effort) -> tuple[Ints, int]:
    """Find the least limit that so few sites do for, and the least that is not excluded.

    Returns
    -------
    tuple
        The sites, and the position of the least possible limit.
    """
    low, high = 0, len(limits) - 1
    most = _tried(left, terms, float(limits[high]), effort)
    if most[0] is None:
        raise _lacking(left, terms, float(limits[high]), effort)
    best, doubted = most[0], False
    while low < high:
        middle = (low + high) // 2
        sites, excluded = _tried(left, terms, float(limits[middle]), effort)
        if sites is not None:
            best, high = sites, middle
        elif excluded:
            low = middle + 1
        else:
            doubted = True
            break
    if doubted:
        best = _without_proof(left, terms, limits, (best, middle + 1, high), effort)
    return best, low


def _without_proof(
    left: Table, terms: Checked, limits: Floats, known: tuple[Ints, int, int], effort: Effort
) -> Ints:
    """Go on halving where a step could not be decided: what fails is passed over."""
    best, low, high = known
    while low < high:
        middle = (low + high) // 2
        sites, _ = _tried(left, terms, float(limits[middle]), effort)
        if sites is not None:
            best, high = sites, middle
        else:
            low = middle + 1
    return best


def _tried(left: Table, terms: Checked, limit: float, effort: Effort) -> tuple[Ints | None, bool]:
    """Give sites that reach everything within a limit, or whether there are none such."""
    near = left.kept((left.cost <= limit) & (left.today[left.place] > limit))
    if np.isfinite(terms.budget):
        return cover_with(near, terms, effort)
    sites, least, _ = cover(near, replace(terms, cost=np.ones(len(terms.cost))), effort)
    return (sites, False) if len(sites) <= terms.n else (None, least > terms.n)


def _lacking(left: Table, terms: Checked, limit: float, effort: Effort) -> InfeasibleError:
    """Tell what it would take to reach everything at all."""
    near = left.kept((left.cost <= limit) & (left.today[left.place] > limit))
    sites, least, _ = cover(near, terms, effort)
    cost = float(terms.cost[sites].sum())
    if cost > terms.budget:
        return too_little(terms.budget, cost)
    one = replace(terms, cost=np.ones(len(terms.cost)))
    fewest, least, _ = cover(near, one, effort)
    if len(fewest) > terms.n:
        return too_few(terms.n, len(fewest), least >= len(fewest))
    # So few, and so cheap, but not both at once.
    return too_little(terms.budget, float(terms.cost[fewest].sum()))


def _ordered(table: Table, sites: Ints, alive: NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Sort sites so that each shortens the longest way most; of equals, the mean way."""
    order, longest, left = [], [], sorted(sites.tolist())
    while left:
        tried = [table.with_existing(np.array([i])) for i in left]
        keys = [
            (float(t.today[alive].max()), float(np.minimum(t.today, 1e300)[alive].sum()), i)
            for t, i in zip(tried, left, strict=True)
        ]
        at = int(np.lexsort(np.array(keys).T[::-1])[0])
        table = tried[at]
        order.append(left.pop(at))
        longest.append(keys[at][0])
    return np.array(order, dtype=np.int32), np.array(longest)
