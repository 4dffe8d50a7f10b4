"""Choosing: the sites that are worth most where each place counts its best one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.siting.bounding import Bounds, bounds
from gis.siting.exact import best_of_each, solve
from gis.siting.kernels import (
    Floats,
    Ints,
    Purse,
    Worth,
    given_by,
    greedy,
    in_order,
    interchange,
    value_of,
)
from gis.siting.solution import PROVED
from gis.siting.terms import Checked, Effort

MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Sites, what each adds in order, what they are worth, and what no choice exceeds."""

    sites: Ints
    gains: Floats
    value: float
    bound: float
    solver: str


def purse_of(terms: Checked) -> Purse:
    """Give terms as the kernels take them."""
    return Purse(terms.free, terms.cost, terms.n, terms.budget)


def choose(worth: Worth, terms: Checked, effort: Effort) -> Chosen:
    """Choose the sites that are worth most: interchange, a bound, and HiGHS for what is left.

    Sites that add nothing are not chosen. Among equals the lower numbers are.

    Parameters
    ----------
    worth
        What each candidate is worth at each place, above 0.
    terms
        How many, and for how much.
    effort
        How hard to look.
    """
    purse = purse_of(terms)
    sites = _started(worth, purse)
    reached = float(value_of(worth, sites))
    room, prices = np.ones(worth.n_places), given_by(worth, sites)
    known = bounds(worth, room, purse, prices, reached, effort.rounds)
    if len(known.met):
        improved = interchange(worth, purse, known.met, MOST_ROUNDS)
        if value_of(worth, improved) > reached:
            sites, reached = improved, float(value_of(worth, improved))
    most, solver = float(known.most), "bound"
    if not _proved(reached, most):
        sites, most, solver = _exactly(worth, purse, (sites, reached), known, effort)
    sites = _lowered(worth, purse, sites)
    order, gains = in_order(worth, sites)
    useful = gains > PROVED * max(float(gains.sum()), 1e-300)
    order, gains = order[useful], gains[useful]
    value = float(value_of(worth, order))
    return Chosen(order, gains, value, max(float(most), value), solver)


def _started(worth: Worth, purse: Purse) -> Ints:
    """Give the better of two greedy choices, each interchanged as far as it goes."""
    ways = [False] if np.isinf(purse.budget) else [False, True]
    found = [interchange(worth, purse, greedy(worth, purse, way), MOST_ROUNDS) for way in ways]
    return max(found, key=lambda sites: float(value_of(worth, sites)))


def _proved(reached: float, most: float) -> bool:
    return most - reached <= PROVED * max(abs(most), 1e-300)


def _exactly(
    worth: Worth, purse: Purse, held: tuple[Ints, float], known: Bounds, effort: Effort
) -> tuple[Ints, float, str]:
    """Ask HiGHS about the candidates that could still be in the best choice."""
    sites, reached = held
    floor = reached - PROVED * abs(reached)
    could = purse.free & (known.either[0] >= floor)
    could[sites] = True
    part = _part(worth, could)
    if len(part.place) > effort.exact_pairs:
        return sites, known.most, "interchange"
    left = Purse(could, purse.cost, purse.n, purse.budget)
    # What every better choice holds is fixed.
    found = solve(best_of_each(part, left, could & (known.either[1] < floor)), effort.seconds)
    most = min(known.most, max(-found.least, reached))
    if found.x is None:
        return sites, most, "interchange"
    picked = np.flatnonzero(found.x[: len(could)] > 0.5).astype(np.int32)
    if value_of(worth, picked) > reached:
        sites, reached = picked, float(value_of(worth, picked))
    return sites, max(most, reached), "highs"


def _part(worth: Worth, could: NDArray[np.bool_]) -> Worth:
    """Give the values of some candidates; the others are worth nothing."""
    kept = np.repeat(could, np.diff(worth.start))
    passed = np.concatenate([[0], np.cumsum(kept)])
    return Worth(passed[worth.start], worth.place[kept], worth.value[kept], worth.n_places)


def _lowered(worth: Worth, purse: Purse, sites: Ints) -> Ints:
    """Put the lowest number in the place of a site wherever nothing is lost by it."""
    held = np.sort(sites)
    reached = float(value_of(worth, held))
    spent = float(purse.cost[held].sum())
    for s in range(len(held)):
        rest = np.delete(held, s)
        alone = reached - float(value_of(worth, rest))
        left = purse.budget - spent + purse.cost[held[s]]
        able = purse.free & (purse.cost <= left)
        able[rest] = False
        able[held[s] :] = False
        for i in np.flatnonzero(able & (_alone(worth) >= alone * (1.0 - PROVED))):
            swapped = np.append(rest, np.int32(i))
            if value_of(worth, swapped) >= reached * (1.0 - PROVED / 1e3):
                spent += float(purse.cost[i] - purse.cost[held[s]])
                held = np.sort(swapped)
                break
    return held


def _alone(worth: Worth) -> Floats:
    """Give what each candidate is worth by itself."""
    passed = np.concatenate([[0.0], np.cumsum(worth.value)])
    return np.asarray(passed[worth.start[1:]] - passed[worth.start[:-1]])
