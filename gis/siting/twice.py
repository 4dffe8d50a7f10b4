"""Twice: what no choice exceeds where a second site near a place counts more than the first.

`bounds` takes half of a second site for half of what two are worth, so that one site alone
seems to be worth something where nobody gets a second one. Here each pair of candidate and
place has a price of its own (Lagrangian decomposition): a place takes no site, one or two,
whichever is worth most above its prices, and a candidate is worth the prices of its pairs.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.siting.bounding import Bounds, excluded, most_worth, picked
from gis.siting.kernels import Flags, Floats, Ints, Offsets, Purse

# Steps without a better bound before they are halved, and how small they may get.
_PATIENCE = 30
_SHORTEST = 1e-3
_BETTER = 1e-6
_NEARLY = 1e-10


class Twice(NamedTuple):
    """Places in reach of each candidate, and what a first and a second site add at each."""

    start: Offsets
    place: Ints
    first: Floats
    second: Floats


class Turned(NamedTuple):
    """The pairs of each place: where they begin in `pair`, and their numbers."""

    start: Offsets
    pair: Offsets


def bounds_twice(twice: Twice, purse: Purse, reached: float, rounds: int) -> Bounds:
    """Give a value that no choice exceeds, by subgradient steps on prices of pairs.

    Parameters
    ----------
    twice
        What sites add.
    purse
        Terms.
    reached
        The value of a choice already known.
    rounds
        How many steps at most.

    Returns
    -------
    Bounds
        `met` is empty.
    """
    m, free = len(purse.free), purse.free
    candidate = np.repeat(np.arange(m, dtype=np.int32), np.diff(twice.start))
    pairs, taken = _turned(twice), np.zeros(len(twice.place), dtype=np.bool_)
    price = _evenly(twice)
    best, least, pace, stalled = price.copy(), np.inf, 1.0, 0
    either, rho = np.full((2, m), np.inf), np.zeros(m)
    for _ in range(rounds):
        paid = _taken(twice, pairs, price, taken)
        _worth(twice.start, price, free, rho)
        order = np.argsort(-rho, kind="stable")
        most = paid + most_worth(rho, purse, order)
        excluded(rho, order, paid, min(purse.n, m), either)
        stalled = 0 if most < least * (1.0 - _BETTER) else stalled + 1
        if most < least:
            least, best = most, price.copy()
        if least - reached <= _NEARLY * abs(least):
            break
        if stalled > _PATIENCE:
            pace, stalled, price = pace / 2.0, 0, best.copy()
        chosen = np.zeros(m, dtype=np.bool_)
        chosen[picked(rho, purse, order)] = True
        goal = pace * (most - reached)
        if pace < _SHORTEST or not _stepped(price, chosen[candidate], taken, goal):
            break
    return Bounds(float(least), either, np.empty(0, np.int32))


def _turned(twice: Twice) -> Turned:
    """Sort the pairs by place."""
    pair = np.argsort(twice.place, kind="stable")
    start = np.searchsorted(twice.place[pair], np.arange(len(twice.first) + 1))
    return Turned(start.astype(np.int64), pair.astype(np.int64))


def _evenly(twice: Twice) -> Floats:
    """Begin with what one site is worth, or half of what two are."""
    both = (twice.first + twice.second) / 2.0
    return np.asarray(np.where(twice.second > 0.0, both, twice.first)[twice.place])


@nb.njit(cache=True, nogil=True)
def _taken(twice: Twice, pairs: Turned, price: Floats, taken: NDArray[np.bool_]) -> float:
    """Let each place take the pairs worth most above their prices; give what they are worth."""
    total = 0.0
    taken[:] = False
    for j in range(len(twice.first)):
        one, two = -1, -1
        low, next_low = np.inf, np.inf
        for q in range(pairs.start[j], pairs.start[j + 1]):
            k = pairs.pair[q]
            if price[k] < low:
                two, next_low = one, low
                one, low = k, price[k]
            elif price[k] < next_low:
                two, next_low = k, price[k]
        alone = twice.first[j] - low
        both = alone + twice.second[j] - next_low
        if both >= alone and both > 0.0:
            taken[one] = taken[two] = True
            total += both
        elif alone > 0.0:
            taken[one] = True
            total += alone
    return total


@nb.njit(cache=True, nogil=True)
def _worth(start: Offsets, price: Floats, free: Flags, rho: Floats) -> None:
    """Add up the prices of the pairs of each candidate."""
    for i in range(len(rho)):
        rho[i] = 0.0
        if free[i]:
            for k in range(start[i], start[i + 1]):
                rho[i] += price[k]


@nb.njit(cache=True, nogil=True)
def _stepped(
    price: Floats, chosen: NDArray[np.bool_], taken: NDArray[np.bool_], goal: float
) -> bool:
    """Raise the prices of pairs that places want, lower those of candidates that are chosen."""
    size = 0.0
    for k in range(len(price)):
        # A price of zero that would only fall goes nowhere.
        if chosen[k] != taken[k] and (taken[k] or price[k] > 0.0):
            size += 1.0
    if size <= 0.0:
        return False
    for k in range(len(price)):
        if chosen[k] != taken[k]:
            price[k] = max(price[k] + (goal if taken[k] else -goal) / size, 0.0)
    return True
