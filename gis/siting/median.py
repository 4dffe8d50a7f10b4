"""Median: sites that make the sum of people times travel least (p-median), with a cap or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gis.siting.choosing import Chosen, choose
from gis.siting.covering import cover
from gis.siting.kernels import Floats, Ints, Worth
from gis.siting.reasons import out_of_reach, too_few
from gis.siting.solution import Solution, gap_of, status_of
from gis.siting.table import Table
from gis.siting.terms import Checked, Effort, Terms, checked, limit_of


def p_median(
    table: Table, terms: Terms, *, cap: float | None = None, effort: Effort | None = None
) -> Solution:
    """Choose sites so that people travel least in all (Hakimi 1964; ReVelle and Swain 1970).

    Parameters
    ----------
    table
        Times or distances, and people; places without people do not matter.
    terms
        How many sites, or for how much.
    cap
        What a place counts with that is farther from everything, or that nothing
        reaches: a table searched no farther is then all it takes. None: there is no
        such cap, and every place must be reached.
    effort
        How hard to look.

    Returns
    -------
    Solution
        `value` is the sum of people times time (or distance), `gains` by how much each
        site lessens it. Without a cap, places that nothing serves today count from
        their farthest candidate, and `before` is infinite.

    Raises
    ------
    InfeasibleError
        If there is no cap and a place is reached by nothing, or not by so few sites.
    InputError, NoAnswerError
        If the terms cannot be used.

    Examples
    --------
    >>> from gis.siting import Terms, p_median, table_from_matrix
    >>> table = table_from_matrix(np.array([[0.0, 4.0, 6.0], [4.0, 0.0, 2.0]]))
    >>> found = p_median(table, Terms(n=1))
    >>> found.sites.tolist(), found.value
    ([1], 6.0)
    """
    wanted = checked(terms, table.n_candidates)
    cap = None if cap is None else limit_of(cap, "cap")
    near = table.with_existing(wanted.existing)
    left = near.kept(wanted.free[near.candidate()] & (near.weight[near.place] > 0.0))
    people = near.weight > 0.0
    base = np.zeros(near.n_places)
    if cap is not None:
        base[people] = near.weight[people] * np.minimum(near.today[people], cap)
    else:
        base[people] = _farthest(near, left)[people]
    found = _chosen(left, base, wanted, effort or Effort())
    value = _travelled(near, found.sites, cap)
    if np.isinf(value):
        raise too_few(wanted.n, *_needed(left, near, wanted, effort or Effort()))
    least = min(float(base.sum()) - found.bound, value)
    gap = gap_of(value, least)
    before = np.inf if cap is None and np.isinf(near.today[people]).any() else float(base.sum())
    return Solution(
        "p-median",
        found.sites,
        found.gains,
        value,
        before,
        least,
        gap,
        status_of(gap),
        found.solver,
    )


def _chosen(left: Table, base: Floats, terms: Checked, effort: Effort) -> Chosen:
    """Choose the sites that save most; one at least."""
    saved = base[left.place] - left.weight[left.place] * left.cost
    some = left.kept(saved > 0.0)
    used, place = np.unique(some.place, return_inverse=True)
    worth = Worth(some.start, place.astype(np.int32), saved[saved > 0.0], len(used))
    found = choose(worth, terms, effort)
    if len(found.sites):
        return found
    # Every candidate that reaches anybody is as far as any other: the first one that can be
    # paid will do.
    able = np.flatnonzero(terms.free & (terms.cost <= terms.budget))
    reaching = able[np.isin(able, left.candidate())]
    able = reaching if len(reaching) else able
    return replace(found, sites=able[:1].astype(np.int32), gains=np.zeros(1))


def _travelled(table: Table, sites: Ints, cap: float | None) -> float:
    """Give the sum of people times time with the sites chosen."""
    served = table.with_existing(sites)
    people = served.weight > 0.0
    most = np.inf if cap is None else cap
    return float(served.weight[people] @ np.minimum(served.today[people], most))


def _farthest(table: Table, left: Table) -> Floats:
    """Give what each place counts with while no site is chosen.

    Where something serves it today, that. Else its farthest candidate; and where it is
    not reached from every candidate so much more that to leave it out never pays.
    """
    base = np.zeros(table.n_places)
    farthest, nearest = np.full(table.n_places, -np.inf), table.today.copy()
    np.maximum.at(farthest, left.place, left.cost)
    np.minimum.at(nearest, left.place, left.cost)
    alone = (table.weight > 0.0) & np.isinf(table.today)
    served = np.isfinite(table.today)
    base[served] = table.weight[served] * table.today[served]
    out = np.flatnonzero((table.weight > 0.0) & np.isinf(nearest))
    if len(out):
        raise out_of_reach(out, float(table.weight[out].sum()), np.inf)
    base[alone] = table.weight[alone] * farthest[alone]
    n_free = len(np.unique(left.candidate()))
    partly = alone & (np.bincount(left.place, minlength=table.n_places) < n_free)
    base[partly] += float(base[table.weight > 0.0].sum()) + 1.0
    return base


def _needed(left: Table, table: Table, terms: Checked, effort: Effort) -> tuple[int, bool]:
    """Give how many sites it takes to reach every place, and whether that is proved."""
    alone = np.isinf(table.today)
    sites, least, _ = cover(left.kept(alone[left.place]), terms, effort)
    return len(sites), gap_of(float(terms.cost[sites].sum()), least) == 0.0
