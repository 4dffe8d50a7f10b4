"""Kernels of siting: greedy, interchange and the Lagrangian bound, on sparse values.

A site i is worth `value` at each of its places; a place counts the best of the sites
chosen (interchange after Whitaker 1983; Resende and Werneck 2007).
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]

# Gains below this share of all there is to gain are rounding.
_TINY = 1e-12


class Worth(NamedTuple):
    """Values of pairs by candidate: where each begins, the place, the value, above 0."""

    start: Offsets
    place: Ints
    value: Floats
    n_places: int


class Purse(NamedTuple):
    """Who may be chosen, what each costs, how many and for how much together."""

    free: Flags
    cost: Floats
    n: int
    budget: float


@nb.njit(cache=True, nogil=True)
def value_of(worth: Worth, sites: Ints) -> float:
    """Give what sites are worth together."""
    return float(given_by(worth, sites).sum())


@nb.njit(cache=True, nogil=True)
def given_by(worth: Worth, sites: Ints) -> Floats:
    """Give what sites are worth at each place."""
    best = np.zeros(worth.n_places)
    for i in sites:
        for k in range(worth.start[i], worth.start[i + 1]):
            best[worth.place[k]] = max(best[worth.place[k]], worth.value[k])
    return best


@nb.njit(cache=True, nogil=True)
def _gain(worth: Worth, best: Floats, i: int) -> float:
    gain = 0.0
    for k in range(worth.start[i], worth.start[i + 1]):
        gain += max(worth.value[k] - best[worth.place[k]], 0.0)
    return gain


@nb.njit(cache=True, nogil=True)
def in_order(worth: Worth, sites: Ints) -> tuple[Ints, Floats]:
    """Sort sites so that each adds most to those before it; the lower number of equals first.

    Returns
    -------
    tuple
        The sites in order and what each adds.
    """
    best, left = np.zeros(worth.n_places), sites.copy()
    order, gains = np.empty(len(sites), np.int32), np.zeros(len(sites))
    for step in range(len(sites)):
        top, at = -1.0, -1
        for s in range(len(left)):
            if left[s] < 0:
                continue
            gain = _gain(worth, best, left[s])
            if at < 0 or gain > top * (1.0 + _TINY) or (gain >= top and left[s] < left[at]):
                top, at = gain, s
        i = left[at]
        order[step], gains[step], left[at] = i, top, -1
        for k in range(worth.start[i], worth.start[i + 1]):
            best[worth.place[k]] = max(best[worth.place[k]], worth.value[k])
    return order, gains


@nb.njit(cache=True, nogil=True)
def _largest(bound: Floats, purse: Purse, taken: Flags, spent: float) -> int:
    """Find the candidate that can be paid with the largest bound, the first of equals."""
    at = -1
    for i in range(len(bound)):
        if not purse.free[i] or taken[i] or spent + purse.cost[i] > purse.budget:
            continue
        if at < 0 or bound[i] > bound[at]:
            at = i
    return at


@nb.njit(cache=True, nogil=True)
def greedy(worth: Worth, purse: Purse, by_cost: bool) -> Ints:
    """Choose the site that adds most (or most for its cost), again and again.

    A gain can only shrink as sites are added, so that candidates are looked at anew
    only while their old gain is the largest.
    """
    m = len(purse.free)
    best, spent, n = np.zeros(worth.n_places), 0.0, 0
    bound, fresh = np.zeros(m), np.zeros(m, dtype=np.int64)
    chosen, taken = np.empty(min(purse.n, m), np.int32), np.zeros(m, dtype=np.bool_)
    floor = _TINY * worth.value.sum()
    for i in range(m):
        gain, share = _gain(worth, best, i), max(purse.cost[i], 1e-300) if by_cost else 1.0
        bound[i] = gain / share if gain > floor else 0.0
    while n < len(chosen):
        at = _largest(bound, purse, taken, spent)
        while at >= 0 and fresh[at] < n:
            gain = _gain(worth, best, at)
            share = max(purse.cost[at], 1e-300) if by_cost else 1.0
            fresh[at], bound[at] = n, gain / share if gain > floor else 0.0
            at = _largest(bound, purse, taken, spent)
        if at < 0 or bound[at] <= 0.0:
            break
        chosen[n], taken[at] = at, True
        spent += purse.cost[at]
        n += 1
        for k in range(worth.start[at], worth.start[at + 1]):
            best[worth.place[k]] = max(best[worth.place[k]], worth.value[k])
    return chosen[:n].copy()


class _Ranks(NamedTuple):
    """Best and second best value of each place, whose the best is, and what each site loses."""

    best: Floats
    second: Floats
    owner: Ints
    loss: Floats


@nb.njit(cache=True, nogil=True)
def _ranked(worth: Worth, sites: Ints) -> _Ranks:
    """Find the best and second best value of each place, and whose the best is."""
    best, second = np.zeros(worth.n_places), np.zeros(worth.n_places)
    owner = np.full(worth.n_places, -1, dtype=np.int32)
    for s in range(len(sites)):
        for k in range(worth.start[sites[s]], worth.start[sites[s] + 1]):
            j, v = worth.place[k], worth.value[k]
            if v > best[j]:
                second[j] = best[j]
                best[j], owner[j] = v, s
            elif v > second[j]:
                second[j] = v
    loss = np.zeros(len(sites))
    for j in range(worth.n_places):
        if owner[j] >= 0:
            loss[owner[j]] += best[j] - second[j]
    return _Ranks(best, second, owner, loss)


@nb.njit(cache=True, nogil=True)
def _added(worth: Worth, ranks: _Ranks, i: int, kept: Floats) -> float:
    """Give what a candidate adds, and what each site would lose less for it."""
    kept[:] = 0.0
    gain = 0.0
    for k in range(worth.start[i], worth.start[i + 1]):
        j, v = worth.place[k], worth.value[k]
        best, second = ranks.best[j], ranks.second[j]
        if v > best:
            gain += v - best
        if ranks.owner[j] >= 0 and v > second:
            kept[ranks.owner[j]] += min(v, best) - second
    return gain


@nb.njit(cache=True, nogil=True)
def _best_move(worth: Worth, purse: Purse, chosen: Ints, floor: float) -> tuple[int, int]:
    """Find the candidate to add or to swap for a site that gains most: who comes, who goes."""
    ranks, p = _ranked(worth, chosen), len(chosen)
    taken, spent = np.zeros(len(purse.free), dtype=np.bool_), 0.0
    for i in chosen:
        taken[i] = True
        spent += purse.cost[i]
    top, into, out = floor, -1, -1
    kept = np.zeros(p)
    for i in range(len(purse.free)):
        if taken[i] or not purse.free[i]:
            continue
        gain = _added(worth, ranks, i, kept)
        left = purse.budget - spent - purse.cost[i]
        if p < purse.n and left >= 0.0 and gain > top:
            top, into, out = gain, i, -1
        for s in range(p):
            net = gain - ranks.loss[s] + kept[s]
            if left + purse.cost[chosen[s]] >= 0.0 and net > top:
                top, into, out = net, i, s
    return into, out


@nb.njit(cache=True, nogil=True)
def interchange(worth: Worth, purse: Purse, sites: Ints, most_rounds: int) -> Ints:
    """Add sites while there is room, and swap the pair that gains most, while any gains.

    Of equals, the candidate with the lowest number is taken.
    """
    chosen = sites.copy()
    floor = _TINY * worth.value.sum() + 1e-300
    for _ in range(most_rounds):
        into, out = _best_move(worth, purse, chosen, floor)
        if into < 0:
            break
        if out < 0:
            chosen = np.append(chosen, np.int32(into))
        else:
            chosen[out] = into
    return chosen
