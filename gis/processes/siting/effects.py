"""Effects: who is reached when the sites chosen are there, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.processes.siting.candidates import Candidates
from gis.processes.siting.choosing import Choice, Question
from gis.processes.siting.reaching import Floats, Ground, Pairs, pairs_within, seconds_to
from gis.siting import Table


@dataclass(frozen=True, slots=True, eq=False)
class Effects:
    """What the sites chosen do, in the order in which they add most.

    Attributes
    ----------
    gain
        People whom each site is the first to bring within the limit, s.
    covered
        People within the limit of each site, served by others or not, s.
    only
        People of those gained whom no other site chosen reaches, s.
    saved
        People times seconds (or metres) each site saves, capped at the limit, s.
    near
        Time or distance from each site to the nearest facility of today, infinite
        where there is none, s.
    instead, instead_gain
        The candidate that would reach most in the place of each site, and how many, s;
        -1 where no other candidate reaches anybody.
    after
        Time or distance to whatever is nearest then, by cell.
    gained
        Which site was the first to bring each cell within the limit, -1 for none.
    """

    gain: Floats
    covered: Floats
    only: Floats
    saved: Floats
    near: Floats
    instead: NDArray[np.int64]
    instead_gain: Floats
    after: Floats
    gained: NDArray[np.int64]


def effects_of(ground: Ground, found: Candidates, choice: Choice, asked: Question) -> Effects:
    """Work out what each site adds.

    Parameters
    ----------
    ground, found, choice, asked
        People, candidates, the sites chosen, and what was asked.
    """
    sites, limit = choice.sites, asked.limit
    lonlat = found.lonlat[sites]
    placed = ground.place(lonlat)
    every = np.full(len(ground.weight), np.inf)
    pairs = pairs_within(ground, (lonlat, placed), limit, every)
    after, gained, gain, saved = _one_by_one(ground, pairs, len(sites), limit)
    covered = _people(ground, pairs[0], pairs[1], len(sites))
    fresh = ground.today[pairs[1]] > limit
    reached = np.bincount(pairs[1][fresh], minlength=len(ground.weight))
    alone = fresh & (reached[pairs[1]] == 1)
    only = _people(ground, pairs[0][alone], pairs[1][alone], len(sites))
    facilities = ground.facilities
    instead, most = _instead(ground, choice, reached, (pairs, fresh), limit)
    return Effects(
        gain=gain,
        covered=covered,
        only=only,
        saved=saved,
        near=seconds_to(ground, facilities, (lonlat, placed)),
        instead=instead,
        instead_gain=most,
        after=after,
        gained=gained,
    )


def _people(ground: Ground, source: NDArray[np.int32], cell: NDArray[np.int32], n: int) -> Floats:
    """Add up the people of pairs by source."""
    return np.bincount(source, ground.weight[cell], minlength=n).astype(np.float64)


def _one_by_one(
    ground: Ground, pairs: Pairs, n_sites: int, limit: float
) -> tuple[Floats, NDArray[np.int64], Floats, Floats]:
    """Add the sites in order: who is within the limit for the first time, and what is saved."""
    after = ground.today.copy()
    gained = np.full(len(after), -1, dtype=np.int64)
    gain, saved = np.zeros(n_sites), np.zeros(n_sites)
    for s in range(n_sites):
        mine = pairs[0] == s
        cell, cost = pairs[1][mine], pairs[2][mine]
        fresh = cell[after[cell] > limit]
        gained[fresh] = s
        gain[s] = ground.weight[fresh].sum()
        shorter = np.minimum(after[cell], limit) - np.minimum(cost, limit)
        saved[s] = ground.weight[cell] @ np.maximum(shorter, 0.0)
        after[cell] = np.minimum(after[cell], cost)
    return after, gained, gain, saved


def _instead(
    ground: Ground,
    choice: Choice,
    reached: NDArray[np.int64],
    held: tuple[Pairs, NDArray[np.bool_]],
    limit: float,
) -> tuple[NDArray[np.int64], Floats]:
    """Find the candidate that would reach most people in the place of each site."""
    table: Table = choice.table
    (source, cell, _), fresh = held
    n = len(choice.sites)
    best, most = np.full(n, -1, dtype=np.int64), np.zeros(n)
    # Only cells that nothing serves today count, and those no other site reaches.
    open_cell = ground.today > limit
    whose = table.candidate()
    there = choice.cell[table.place]
    within = (table.cost <= limit) & open_cell[there]
    for s in range(n):
        others = reached.copy()
        others[cell[(source == s) & fresh]] -= 1
        free = within & (others[there] == 0)
        worth = np.bincount(whose[free], ground.weight[there[free]], minlength=table.n_candidates)
        worth[choice.solution.sites] = -1.0
        at = int(np.argmax(worth))
        if worth[at] > 0.0:
            best[s], most[s] = choice.candidate[at], worth[at]
    return best, most
