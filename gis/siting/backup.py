"""Backup: sites so that most people have a second one within reach (Hogan and ReVelle 1986)."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from gis.errors import InputError
from gis.siting.bounding import bounds
from gis.siting.choosing import MOST_ROUNDS, purse_of
from gis.siting.covering import opened
from gis.siting.exact import Programme, purse_rows, rows_of, solve
from gis.siting.kernels import Floats, Ints, Purse, Worth
from gis.siting.solution import PROVED, Solution, gap_of, status_of
from gis.siting.table import Table, merged
from gis.siting.terms import Checked, Effort, Terms, checked, limit_of
from gis.siting.twice import Twice, bounds_twice
from layers.text import Text

EVENLY = 0.5
# Prices of pairs take so many more rounds than those of places.
CLOSER = 3


def backup(
    table: Table,
    terms: Terms,
    *,
    limit: float,
    serving: NDArray[np.integer] | None = None,
    first_share: float = 0.0,
    effort: Effort | None = None,
) -> Solution:
    """Choose sites so that most people have two sites within a limit.

    Parameters
    ----------
    table
        Times or distances, and people.
    terms
        How many sites, or for how much.
    limit
        Time or distance that still counts.
    serving
        How many sites serve each place within the limit today, n; without it, one
        where `Table.today` is within it.
    first_share
        What the first site counts, 0 to 1; the second counts the rest.
    effort
        How hard to look.

    Returns
    -------
    Solution
        `value` is the sum over places of people times what their sites count, those
        of today with them; with a `first_share` of 0, the people with two.

    Raises
    ------
    InputError, NoAnswerError
        If the terms cannot be used.

    Examples
    --------
    >>> from gis.siting import Terms, backup, table_from_matrix
    >>> table = table_from_matrix(np.array([[1.0, 9.0], [1.0, 1.0], [9.0, 1.0]]))
    >>> backup(table, Terms(n=3), limit=5.0).value
    2.0
    """
    if not 0.0 <= first_share <= 1.0:
        raise InputError(
            Text(
                f"first_share adalah {first_share}; seharusnya 0 sampai 1",
                f"first_share is {first_share}; wanted 0 to 1",
            )
        )
    wanted, limit = checked(terms, table.n_candidates), limit_of(limit, "limit")
    held = _serving(table, wanted, limit, serving)
    left = opened(table, wanted, limit, held >= 2)
    once, group = merged(left, held)
    there = np.zeros(once.n_places, dtype=np.int32)
    there[group[group >= 0]] = held[group >= 0]
    twice = _twice(once, there, first_share)
    before = float(table.weight @ _counted(held, first_share))
    sites, most, solver = _best(twice, wanted, effort or Effort())
    order, gains = _in_order(twice, sites)
    value = before + float(gains.sum())
    most = max(before + most, value)
    gap = gap_of(value, most)
    return Solution("backup", order, gains, value, before, most, gap, status_of(gap), solver)


def _serving(
    table: Table, terms: Checked, limit: float, serving: NDArray[np.integer] | None
) -> Ints:
    """Count the sites that serve each place today, two at most."""
    held = (table.today <= limit).astype(np.int64) if serving is None else serving.astype(np.int64)
    if held.shape != (table.n_places,) or (held < 0).any():
        raise InputError(
            Text(
                f"serving: {held.shape} angka untuk {table.n_places} tempat; seharusnya satu per "
                "tempat, 0 atau lebih",
                f"serving: {held.shape} numbers for {table.n_places} places; wanted one for each, "
                "of 0 or more",
            )
        )
    mine = ~terms.free[table.candidate()] & (table.cost <= limit)
    held = held + np.bincount(table.place[mine], minlength=table.n_places)
    return np.asarray(np.minimum(held, 2), dtype=np.int32)


def _counted(held: Ints, first_share: float) -> Floats:
    return np.asarray(np.array([0.0, first_share, 1.0])[held])


def _twice(once: Table, held: Ints, first_share: float) -> Twice:
    """Give what a first and a second new site add at each place."""
    one, two = first_share * once.weight, (1.0 - first_share) * once.weight
    return Twice(
        once.start, once.place, np.where(held == 0, one, two), np.where(held == 0, two, 0.0)
    )


def _best(twice: Twice, terms: Checked, effort: Effort) -> tuple[Ints, float, str]:
    """Choose by interchange, bound it, and ask HiGHS where they differ."""
    purse = purse_of(terms)
    evenly = np.maximum(twice.first, twice.second) * EVENLY
    eased = Twice(twice.start, twice.place, np.maximum(twice.first, evenly), evenly)
    starts = [
        _swapped(guide, purse, np.zeros(0, np.int32), MOST_ROUNDS) for guide in (twice, eased)
    ]
    tries = [_swapped(twice, purse, sites, MOST_ROUNDS) for sites in starts]
    sites = max(tries, key=lambda one: float(_in_order(twice, one)[1].sum()))
    reached = float(_in_order(twice, sites)[1].sum())
    worth, room = _relaxed(twice)
    free_of_charge = np.zeros(worth.n_places)
    known = bounds(worth, room, purse, free_of_charge, reached, effort.rounds)
    most, either = known.most, known.either[0]
    if most - reached > PROVED * most:
        closer = bounds_twice(twice, purse, reached, effort.rounds * CLOSER)
        most, either = min(most, closer.most), np.minimum(either, closer.either[0])
    if most - reached <= PROVED * most:
        return sites, most, "bound"
    # Only these can be in a better choice.
    could = purse.free & (either >= reached * (1.0 - PROVED))
    could[sites] = True
    part = _part(twice, could)
    if len(part.place) > effort.exact_pairs:
        return sites, most, "interchange"
    found = solve(_programme(part, purse._replace(free=could)), effort.seconds)
    most = min(most, max(-found.least, reached))
    if found.x is None:
        return sites, most, "interchange"
    picked = np.flatnonzero(found.x[: len(could)] > 0.5).astype(np.int32)
    if _in_order(twice, picked)[1].sum() > reached:
        sites = picked
    return sites, most, "highs"


def _part(twice: Twice, could: NDArray[np.bool_]) -> Twice:
    """Give the pairs of some candidates, and the places these reach."""
    kept = np.repeat(could, np.diff(twice.start))
    passed = np.concatenate([[0], np.cumsum(kept)])
    used, place = np.unique(twice.place[kept], return_inverse=True)
    numbers = place.astype(np.int32)
    return Twice(passed[twice.start], numbers, twice.first[used], twice.second[used])


def _relaxed(twice: Twice) -> tuple[Worth, Floats]:
    """Let half a second site count half: what `bound` takes, never less than the truth."""
    n, m = len(twice.first), len(twice.start) - 1
    candidate = np.repeat(np.arange(m), np.diff(twice.start))
    # Where a first site adds what a second does not, the two are rows of their own.
    later = twice.second > 0.0
    rows = [(twice.place, np.where(later, twice.first, 0.0)[twice.place])]
    rows.append((twice.place + n, np.where(later, twice.second / 2.0, twice.first)[twice.place]))
    place = np.concatenate([row for row, _ in rows])
    value = np.concatenate([held for _, held in rows])
    whose = np.tile(candidate, 2)
    order = np.lexsort((place, whose))
    order = order[value[order] > 0.0]
    start = np.searchsorted(whose[order], np.arange(m + 1)).astype(np.int64)
    room = np.concatenate([np.ones(n), np.where(later, 2.0, 1.0)])
    return Worth(start, place[order].astype(np.int32), value[order], 2 * n), room


def _programme(twice: Twice, purse: Purse) -> Programme:
    """Write it down: first and second site of each place, the second only after the first."""
    n, m = len(twice.first), len(purse.free)
    candidate = np.repeat(np.arange(m), np.diff(twice.start))
    every, later = np.arange(n), twice.second > 0.0
    reach = rows_of(
        [
            (every, m + every, np.ones(n)),
            (every[later], m + n + every[later], np.ones(int(later.sum()))),
            (twice.place.astype(np.int64), candidate, -np.ones(len(candidate))),
        ],
        (n, m + 2 * n),
    )
    after = rows_of(
        [(every, m + n + every, np.ones(n)), (every, m + every, -np.ones(n))], (n, m + 2 * n)
    )
    terms, most = purse_rows(purse, m + 2 * n)
    matrix = csr_array(vstack([reach, after, terms]))
    return Programme(
        cost=np.concatenate([np.zeros(m), -twice.first, -twice.second]),
        matrix=matrix,
        low=np.full(matrix.shape[0], -np.inf),
        high=np.concatenate([np.zeros(2 * n), most]),
        whole=np.concatenate([np.ones(m, dtype=bool), np.zeros(n, dtype=bool), later]),
        upper=np.concatenate([purse.free.astype(np.float64), np.ones(n), later.astype(np.float64)]),
        lower=np.zeros(m + 2 * n),
    )


@nb.njit(cache=True, nogil=True)
def _adds(twice: Twice, hits: Ints, i: int) -> float:
    gain = 0.0
    for k in range(twice.start[i], twice.start[i + 1]):
        j = twice.place[k]
        if hits[j] == 0:
            gain += twice.first[j]
        elif hits[j] == 1:
            gain += twice.second[j]
    return gain


@nb.njit(cache=True, nogil=True)
def _hit(twice: Twice, hits: Ints, i: int, by: int) -> None:
    for k in range(twice.start[i], twice.start[i + 1]):
        hits[twice.place[k]] += by


@nb.njit(cache=True, nogil=True)
def _in_order(twice: Twice, sites: Ints) -> tuple[Ints, Floats]:
    """Sort sites so that each adds most to those before it; the lower number of equals first."""
    hits = np.zeros(len(twice.first), np.int32)
    left = np.sort(sites)
    order, gains = np.empty(len(left), np.int32), np.zeros(len(left))
    for step in range(len(left)):
        at, top = -1, -1.0
        for s in range(len(left)):
            if left[s] >= 0:
                gain = _adds(twice, hits, left[s])
                if gain > top * (1.0 + 1e-12) or at < 0:
                    at, top = s, gain
        order[step], gains[step] = left[at], top
        _hit(twice, hits, left[at], 1)
        left[at] = -1
    return order, gains


class _Held(NamedTuple):
    """How many new sites reach each place, and which candidates those are."""

    hits: Ints
    taken: NDArray[np.bool_]


@nb.njit(cache=True, nogil=True)
def _most_adding(twice: Twice, purse: Purse, held: _Held, left: float, top: float) -> int:
    """Find the candidate that adds most, and more than `top`; -1 for none."""
    at = -1
    for i in range(len(purse.free)):
        if not held.taken[i] and purse.free[i] and purse.cost[i] <= left:
            gain = _adds(twice, held.hits, i)
            if gain > top:
                at, top = i, gain
    return at


@nb.njit(cache=True, nogil=True)
def _put(twice: Twice, held: _Held, i: int, by: int) -> None:
    held.taken[i] = by > 0
    for k in range(twice.start[i], twice.start[i + 1]):
        held.hits[twice.place[k]] += by


@nb.njit(cache=True, nogil=True)
def _swapped(twice: Twice, purse: Purse, sites: Ints, most_rounds: int) -> Ints:
    """Fill up greedily, then put another site in the place of each while that gains."""
    m = len(purse.free)
    held = _Held(np.zeros(len(twice.first), np.int32), np.zeros(m, dtype=np.bool_))
    left, chosen, moved = purse.budget, sites.copy(), True
    for i in sites:
        left -= purse.cost[i]
        _put(twice, held, i, 1)
    floor = 1e-12 * (twice.first.sum() + twice.second.sum())
    for _ in range(most_rounds):
        for s in range(len(chosen)):
            old = chosen[s]
            _put(twice, held, old, -1)
            top = _adds(twice, held.hits, old) + floor
            at = _most_adding(twice, purse, held, left + purse.cost[old], top)
            chosen[s] = old if at < 0 else at
            left += purse.cost[old] - purse.cost[chosen[s]]
            moved = moved or at >= 0
            _put(twice, held, chosen[s], 1)
        at = _most_adding(twice, purse, held, left, floor) if len(chosen) < purse.n else -1
        if at >= 0:
            chosen = np.append(chosen, np.int32(at))
            left -= purse.cost[at]
            _put(twice, held, at, 1)
        if at < 0 and not moved:
            break
        moved = False
    return chosen
