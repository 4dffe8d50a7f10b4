"""Loading: sites that may fill up, chosen and bounded by prices of places (Lagrange)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.siting.bounding import most_worth, picked
from gis.siting.kernels import Floats, Ints, Purse
from gis.siting.table import Table
from gis.siting.terms import Checked

# So many choices are looked into in full, those of the best bounds.
TRIED = 3
_PATIENCE = 8
_SHORTEST = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """Choices worth looking into, the best bound first, and travel that no choice is below."""

    sites: tuple[Ints, ...]
    least: float


def load(table: Table, terms: Checked, room: Floats, rounds: int) -> Loaded:
    """Choose sites by what they are worth above the prices of places, within their room.

    Parameters
    ----------
    table
        Times or distances, and people; every place with people has a pair.
    terms
        How many may be chosen, and which are there.
    room
        People each candidate takes, m.
    rounds
        How many steps at most.
    """
    candidate = table.candidate()
    there = np.zeros(table.n_candidates, dtype=bool)
    there[terms.existing] = True
    purse = Purse(terms.free, terms.cost, terms.n, terms.budget)
    price = _first_prices(table, there[candidate])
    least, pace, stalled = -np.inf, 1.0, 0
    found: dict[tuple[int, ...], float] = {}
    for _ in range(rounds):
        taken, worth = _filled(table, candidate, room, price)
        rho = np.bincount(candidate, worth, minlength=table.n_candidates).astype(np.float64)
        free = np.where(terms.free, rho, 0.0)
        order = np.argsort(-free, kind="stable")
        bound = float(table.weight @ price) - float(rho[there].sum())
        bound -= most_worth(free, purse, order)
        sites = np.sort(picked(free, purse, order))
        key = tuple(sites.tolist())
        found[key] = max(found.get(key, -np.inf), bound)
        stalled = 0 if bound > least + 1e-9 * abs(bound) else stalled + 1
        least = max(least, bound)
        if stalled >= _PATIENCE:
            pace, stalled = pace / 2.0, 0
        chosen = there.copy()
        chosen[sites] = True
        mine = chosen[candidate]
        served = np.bincount(table.place[mine], taken[mine], minlength=table.n_places)
        slope = table.weight - served
        size = float(slope @ slope)
        if pace < _SHORTEST or size <= 0.0:
            break
        # A hundredth of the travel is about what is left to gain.
        price = np.maximum(price + pace * 0.01 * max(abs(least), 1.0) / size * slope, 0.0)
    best = sorted(found, key=lambda key: -found[key])[:TRIED]
    return Loaded(tuple(np.array(key, dtype=np.int32) for key in best), least)


def _first_prices(table: Table, there: NDArray[np.bool_]) -> Floats:
    """Begin with the nearest existing site of each place, or the farthest candidate."""
    price = np.zeros(table.n_places)
    np.maximum.at(price, table.place, table.cost)
    nearest = np.full(table.n_places, np.inf)
    np.minimum.at(nearest, table.place[there], table.cost[there])
    found: Floats = np.minimum(price, nearest)
    return found


def _filled(table: Table, candidate: Ints, room: Floats, price: Floats) -> tuple[Floats, Floats]:
    """Fill each candidate with who is worth most above the prices: people taken, and worth."""
    above = price[table.place] - table.cost
    taken, worth = np.zeros(table.n_pairs), np.zeros(table.n_pairs)
    useful = np.flatnonzero(above > 0.0)
    order = useful[np.lexsort((table.place[useful], -above[useful], candidate[useful]))]
    people = table.weight[table.place[order]]
    passed = np.concatenate([[0.0], np.cumsum(people)])
    whose = candidate[order]
    first = np.searchsorted(whose, np.arange(table.n_candidates + 1))
    before = passed[:-1] - passed[first[whose]]
    taken[order] = np.clip(room[whose] - before, 0.0, people)
    worth[order] = taken[order] * above[order]
    return taken, worth
