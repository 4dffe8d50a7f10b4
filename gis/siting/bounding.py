"""Bounding: a value that no choice of sites exceeds, by prices of places (Lagrange)."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.siting.kernels import Flags, Floats, Ints, Purse, Worth, value_of

# Steps without a better bound before they are halved, and how small they may get.
_PATIENCE = 15
_SHORTEST = 1e-4
_NEARLY = 1e-10
_NOTHING = 1e-300


class Bounds(NamedTuple):
    """What is known of the best choice.

    most: no choice is worth more. either: the most any choice with each candidate (row 0)
    and without it (row 1) can be worth, 2 × m. met: the best choice met on the way.
    """

    most: float
    either: Floats
    met: Ints


def bounds(
    worth: Worth, room: Floats, purse: Purse, prices: Floats, reached: float, rounds: int
) -> Bounds:
    """Give a value that no choice exceeds, by subgradient steps on prices of places.

    Parameters
    ----------
    worth
        Values of pairs.
    room
        How many sites count at each place.
    purse
        Terms.
    prices
        Where the prices begin: at what a choice already known gives each place, the first
        step is the bound of submodular functions.
    reached
        The value of that choice.
    rounds
        How many steps at most.
    """
    m = len(purse.free)
    price, rho = prices.copy(), np.zeros(m)
    least, pace, stalled = np.inf, 1.0, 0
    either = np.full((2, m), np.inf)
    met, met_value, single = np.empty(0, np.int32), reached, bool((room <= 1.0).all())
    for _ in range(rounds):
        _priced(worth, price, rho, purse.free)
        order = np.argsort(-rho, kind="stable")
        paid = float(price @ room)
        most = paid + most_worth(rho, purse, order)
        stalled = 0 if most < least - 1e-9 * abs(least) or np.isinf(least) else stalled + 1
        least = min(least, most)
        excluded(rho, order, paid, min(purse.n, m), either)
        sites = picked(rho, purse, order)
        if single:
            value = value_of(worth, sites)
            if value > met_value:
                met_value, met = value, sites
        if least - met_value <= _NEARLY * abs(least):
            break
        if stalled >= _PATIENCE:
            pace, stalled = pace / 2.0, 0
        goal = max(most - met_value, 1e-9 * abs(most)) * pace
        if pace < _SHORTEST or not _stepped(worth, room, sites, price, goal):
            break
    return Bounds(least, either, met)


@nb.njit(cache=True, nogil=True)
def _priced(worth: Worth, price: Floats, rho: Floats, free: Flags) -> None:
    """Give what each candidate is worth above the prices."""
    for i in range(len(rho)):
        rho[i] = 0.0
        if free[i]:
            for k in range(worth.start[i], worth.start[i + 1]):
                rho[i] += max(worth.value[k] - price[worth.place[k]], 0.0)


def most_worth(rho: Floats, purse: Purse, order: NDArray[np.intp]) -> float:
    """Give the most that sites within number and budget can be worth above the prices.

    Parameters
    ----------
    rho
        What each candidate is worth above the prices, 0 or more; 0 where it may not be chosen.
    purse
        Terms.
    order
        The candidates, those worth most first.
    """
    counted = float(rho[order[: purse.n]].sum())
    if np.isinf(purse.budget):
        return counted
    by_cost = np.argsort(-rho / np.maximum(purse.cost, _NOTHING), kind="stable")
    cost = np.where(purse.free, purse.cost, 0.0)[by_cost]
    before = np.concatenate([[0.0], np.cumsum(cost)[:-1]])
    share = np.clip((purse.budget - before) / np.maximum(cost, _NOTHING), 0.0, 1.0)
    share[(cost <= 0.0) & (before <= purse.budget)] = 1.0
    return min(counted, float(rho[by_cost] @ share))


def excluded(rho: Floats, order: NDArray[np.intp], paid: float, n: int, either: Floats) -> None:
    """Bring down what choices with and without each candidate can be worth.

    Parameters
    ----------
    rho, order
        As for `most_worth`.
    paid
        What the prices are worth themselves.
    n
        How many sites may be chosen.
    either
        Most with each candidate (row 0) and without it (row 1), 2 × m; changed.
    """
    m = len(order)
    top = paid + float(rho[order[:n]].sum())
    last = rho[order[n - 1]] if n > 0 else 0.0
    after = rho[order[n]] if n < m else 0.0
    inside, outside = top - last + rho, np.full(m, top)
    inside[order[:n]] = top
    outside[order[:n]] = top - rho[order[:n]] + after
    np.minimum(either[0], inside, out=either[0])
    np.minimum(either[1], outside, out=either[1])


def picked(rho: Floats, purse: Purse, order: NDArray[np.intp]) -> Ints:
    """Give the sites that are worth most above the prices, within number and budget.

    Parameters
    ----------
    rho, purse, order
        As for `most_worth`.
    """
    able = order[(rho[order] > 0.0) & purse.free[order]]
    if np.isinf(purse.budget):
        return able[: purse.n].astype(np.int32)
    chosen: list[int] = []
    left = purse.budget
    for i in able:
        if len(chosen) < purse.n and purse.cost[i] <= left:
            chosen.append(int(i))
            left -= purse.cost[i]
    return np.array(chosen, dtype=np.int32)


@nb.njit(cache=True, nogil=True)
def _stepped(worth: Worth, room: Floats, picked: Ints, price: Floats, goal: float) -> bool:
    """Raise the prices of places that too many sites want, lower the others'; False: no way."""
    slope = room.copy()
    for i in picked:
        for k in range(worth.start[i], worth.start[i + 1]):
            if worth.value[k] > price[worth.place[k]]:
                slope[worth.place[k]] -= 1.0
    # Where a price of zero would only fall there is nowhere to go.
    size = 0.0
    for j in range(len(price)):
        if slope[j] > 0.0 and price[j] <= 0.0:
            slope[j] = 0.0
        size += slope[j] * slope[j]
    if size <= 0.0:
        return False
    for j in range(len(price)):
        price[j] = max(price[j] - goal / size * slope[j], 0.0)
    return True
