"""Covering: the fewest sites that reach everything (LSCP), the most people n reach (MCLP)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from gis.siting.choosing import choose
from gis.siting.exact import Programme, purse_rows, rows_of, solve
from gis.siting.kernels import Floats, Ints, Offsets, Purse, Worth, in_order
from gis.siting.reasons import out_of_reach, too_few, too_little
from gis.siting.solution import PROVED, Solution, gap_of, status_of
from gis.siting.table import Table, alike, merged
from gis.siting.terms import Checked, Effort, Terms, checked, limit_of


def mclp(table: Table, terms: Terms, *, limit: float, effort: Effort | None = None) -> Solution:
    """Choose sites so that most people are within a limit (Church and ReVelle 1974).

    Parameters
    ----------
    table
        Times or distances, and people.
    terms
        How many sites, or for how much.
    limit
        Time or distance that still counts.
    effort
        How hard to look.

    Returns
    -------
    Solution
        `value` is the people within the limit of anything, those of today with them.

    Raises
    ------
    InputError, NoAnswerError
        If the terms cannot be used.

    Examples
    --------
    >>> from gis.siting import Terms, mclp, table_from_matrix
    >>> table = table_from_matrix(np.array([[1.0, 9.0, 9.0], [9.0, 1.0, 1.0]]))
    >>> found = mclp(table, Terms(n=1), limit=5.0)
    >>> found.sites.tolist(), found.value, found.gap
    ([1], 2.0, 0.0)
    """
    wanted, limit = checked(terms, table.n_candidates), limit_of(limit, "limit")
    near = table.with_existing(wanted.existing)
    served = near.today <= limit
    before = float(near.weight[served].sum())
    worth = worth_of(opened(near, wanted, limit, served))
    found = choose(worth, wanted, effort or Effort())
    value, most = before + found.value, before + found.bound
    gap = gap_of(value, most)
    return Solution(
        "mclp", found.sites, found.gains, value, before, most, gap, status_of(gap), found.solver
    )


def lscp(table: Table, terms: Terms, *, limit: float, effort: Effort | None = None) -> Solution:
    """Choose the fewest (or cheapest) sites that reach every place (Toregas et al. 1971).

    Parameters
    ----------
    table
        Times or distances; places without weight count as well.
    terms
        Existing sites and costs; a number or budget is the most it may take.
    limit
        Time or distance that still counts.
    effort
        How hard to look.

    Returns
    -------
    Solution
        `value` is how many sites, or what they cost; `gains` the weight each adds.

    Raises
    ------
    InfeasibleError
        If a place is reached from no candidate, or more sites or money are needed:
        it says which places, and what would do.
    """
    limit = limit_of(limit, "limit")
    wanted = checked(replace(terms, n=None, budget=None), table.n_candidates, wants_number=False)
    near = table.with_existing(wanted.existing)
    _require_reach(near, wanted, limit)
    left = opened(near, wanted, limit, near.today <= limit)
    sites, least, solver = cover(left, wanted, effort or Effort())
    cost = float(wanted.cost[sites].sum())
    gap = gap_of(cost, least)
    if terms.n is not None and len(sites) > terms.n:
        raise too_few(terms.n, len(sites), gap == 0.0)
    if terms.budget is not None and cost > terms.budget:
        raise too_little(terms.budget, cost)
    order, gains = in_order(_plain(left), sites)
    return Solution("lscp", order, gains, cost, np.nan, least, gap, status_of(gap), solver)


def cover(left: Table, terms: Checked, effort: Effort) -> tuple[Ints, float, str]:
    """Choose the cheapest candidates that reach every place of a table that any reaches.

    Returns
    -------
    tuple
        The sites, a cost below which no choice is, and how it was found.
    """
    group = alike(left)
    n_groups = int(group.max(initial=-1)) + 1
    if not n_groups:
        return np.zeros(0, np.int32), 0.0, "bound"
    start, candidate = _sets(left, group, n_groups)
    whole = _all_one(terms.cost)
    fewest = np.argsort(np.diff(start), kind="stable")
    dual = _ascended(start, candidate, terms.cost, fewest)
    least = float(np.ceil(dual - 1e-6)) if whole else dual
    sites = _thinned(start, candidate, terms.cost)
    cost = float(terms.cost[sites].sum())
    if cost <= least * (1 + 1e-9) or len(candidate) > effort.exact_pairs * 10:
        return sites, least, "bound" if cost <= least * (1 + 1e-9) else "interchange"
    found = solve(_cover_programme(start, candidate, terms), effort.seconds)
    bound = np.ceil(found.least - 1e-6) if whole and np.isfinite(found.least) else found.least
    least = max(least, float(bound))
    if found.x is not None:
        picked = np.flatnonzero(found.x > 0.5).astype(np.int32)
        if terms.cost[picked].sum() < cost:
            sites, cost = picked, float(terms.cost[picked].sum())
    return sites, min(least, cost), "highs" if found.x is not None else "interchange"


def cover_with(left: Table, terms: Checked, effort: Effort) -> tuple[Ints | None, bool]:
    """Choose candidates that reach every place within a number and a budget at once.

    Returns
    -------
    tuple
        The sites, or None; and whether it is proved that there are none such.
    """
    one = replace(terms, cost=np.ones(len(terms.cost)))
    for priced in (terms, one):
        sites, least, _ = cover(left, priced, effort)
        if len(sites) <= terms.n and terms.cost[sites].sum() <= terms.budget:
            return sites, False
        if least > (terms.budget if priced is terms else terms.n) * (1.0 + PROVED):
            return None, True
    group = alike(left)
    start, candidate = _sets(left, group, int(group.max(initial=-1)) + 1)
    programme = _cover_programme(start, candidate, terms)
    purse, most = purse_rows(Purse(terms.free, terms.cost, terms.n, terms.budget), len(terms.cost))
    both = replace(
        programme,
        matrix=csr_array(vstack([programme.matrix, purse])),
        low=np.concatenate([programme.low, np.full(len(most), -np.inf)]),
        high=np.concatenate([programme.high, most]),
    )
    found = solve(both, effort.seconds)
    if found.x is None:
        return None, found.infeasible
    return np.flatnonzero(found.x > 0.5).astype(np.int32), False


def worth_of(left: Table) -> Worth:
    """Give what each candidate is worth where being within reach is all that counts."""
    once, _ = merged(left)
    return Worth(once.start, once.place, once.weight[once.place], once.n_places)


def opened(table: Table, terms: Checked, limit: float, served: NDArray[np.bool_]) -> Table:
    """Give the pairs within the limit of free candidates and places not served today."""
    pairs = (table.cost <= limit) & ~served[table.place] & terms.free[table.candidate()]
    return table.kept(pairs)


def _plain(left: Table) -> Worth:
    alive = left.kept(left.weight[left.place] > 0.0)
    return Worth(alive.start, alive.place, left.weight[alive.place], left.n_places)


def _require_reach(table: Table, terms: Checked, limit: float) -> None:
    """Refuse places that nothing reaches within the limit."""
    able = terms.free[table.candidate()]
    nearest = table.today.copy()
    np.minimum.at(nearest, table.place[able], table.cost[able])
    out = np.flatnonzero(nearest > limit)
    if len(out):
        raise out_of_reach(out, float(table.weight[out].sum()), float(nearest.max()))


def _all_one(cost: Floats) -> bool:
    return bool((cost == np.round(cost)).all())


def _sets(left: Table, group: Ints, n_groups: int) -> tuple[Offsets, Ints]:
    """Give the candidates of each group of places."""
    leader = np.full(n_groups, -1, dtype=np.int64)
    known = np.flatnonzero(group >= 0)
    leader[group[known[::-1]]] = known[::-1]
    number = np.full(left.n_places, -1, dtype=np.int64)
    number[leader] = np.arange(n_groups)
    row = number[left.place]
    pairs = np.flatnonzero(row >= 0)
    order = pairs[np.argsort(row[pairs], kind="stable")]
    counts = np.bincount(row[pairs], minlength=n_groups)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return start, left.candidate()[order]


def _cover_programme(start: Offsets, candidate: Ints, terms: Checked) -> Programme:
    m, n = len(terms.cost), len(start) - 1
    row = np.repeat(np.arange(n), np.diff(start))
    return Programme(
        cost=terms.cost,
        matrix=rows_of([(row, candidate, np.ones(len(candidate)))], (n, m)),
        low=np.ones(n),
        high=np.full(n, np.inf),
        whole=np.ones(m, dtype=bool),
        upper=terms.free.astype(np.float64),
        lower=np.zeros(m),
    )


@nb.njit(cache=True, nogil=True)
def _ascended(start: Offsets, candidate: Ints, cost: Floats, order: Offsets) -> float:
    """Give a cost that no cover is below: prices of sets that no candidate's cost exceeds."""
    slack, total = cost.copy(), 0.0
    for j in order:
        price = np.inf
        for k in range(start[j], start[j + 1]):
            price = min(price, slack[candidate[k]])
        for k in range(start[j], start[j + 1]):
            slack[candidate[k]] -= price
        total += price
    return total


class _Cover(NamedTuple):
    """Sets by candidate, and how many sites reach each set."""

    start: Offsets
    member: Offsets
    hits: Offsets


def _thinned(start: Offsets, candidate: Ints, cost: Floats) -> Ints:
    """Cover greedily by cost, then leave out what is not needed, the dearest first."""
    held = _turned(start, candidate, len(cost))
    chosen = _covered(start, candidate, cost, held)
    sites = np.flatnonzero(chosen)
    for i in sites[np.argsort(-cost[sites], kind="stable")]:
        mine = held.member[held.start[i] : held.start[i + 1]]
        if (held.hits[mine] > 1).all():
            chosen[i] = False
            held.hits[mine] -= 1
    return np.flatnonzero(chosen).astype(np.int32)


@nb.njit(cache=True, nogil=True)
def _turned(start: Offsets, candidate: Ints, m: int) -> _Cover:
    """Give the sets of each candidate."""
    begin = np.zeros(m + 1, dtype=np.int64)
    for i in candidate:
        begin[i + 1] += 1
    begin = np.cumsum(begin)
    member, filled = np.empty(len(candidate), dtype=np.int64), begin[:-1].copy()
    for j in range(len(start) - 1):
        for k in range(start[j], start[j + 1]):
            member[filled[candidate[k]]] = j
            filled[candidate[k]] += 1
    return _Cover(begin, member, np.zeros(len(start) - 1, dtype=np.int64))


@nb.njit(cache=True, nogil=True)
def _covered(start: Offsets, candidate: Ints, cost: Floats, held: _Cover) -> NDArray[np.bool_]:
    """Choose the candidate that reaches most new sets for its cost, until all are reached."""
    new, left = held.start[1:] - held.start[:-1], len(start) - 1
    chosen = np.zeros(len(cost), dtype=np.bool_)
    while left > 0:
        at = np.argmax(new / np.maximum(cost, 1e-300))
        chosen[at] = True
        for s in range(held.start[at], held.start[at + 1]):
            j = held.member[s]
            if held.hits[j] == 0:
                left -= 1
                for k in range(start[j], start[j + 1]):
                    new[candidate[k]] -= 1
            held.hits[j] += 1
    return chosen
