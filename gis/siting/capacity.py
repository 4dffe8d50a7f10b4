"""Capacity: the least travel where no site takes more people than it holds (capacitated)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from gis.errors import InputError
from gis.siting.exact import Programme, Solved, purse_rows, rows_of, solve
from gis.siting.kernels import Floats, Purse
from gis.siting.loading import load as loaded_by_price
from gis.siting.reasons import InfeasibleError, out_of_reach, too_full
from gis.siting.solution import Solution, gap_of, status_of
from gis.siting.table import Table
from gis.siting.terms import Checked, Effort, Terms, checked
from layers.text import Text

# Served this much less than wanted is rounding of the solver.
SHORT = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Capacitated:
    """A solution, and who goes where.

    Attributes
    ----------
    solution
        The sites; existing ones are not among them.
    share
        Share of each place's people that takes each pair of the table, float64, a.
    load
        People each candidate takes, float64, m.
    """

    solution: Solution
    share: Floats
    load: Floats


def capacitated_p_median(
    table: Table,
    terms: Terms,
    *,
    capacity: NDArray[np.floating],
    whole: bool = False,
    effort: Effort | None = None,
) -> Capacitated:
    """Choose sites so that people travel least, none taking more than it holds.

    Parameters
    ----------
    table
        Times or distances, and people. What serves places today must be among the
        candidates, as `Terms.existing`; `Table.today` is passed over.
    terms
        How many sites, or for how much.
    capacity
        People each candidate can take, existing ones with them, m.
    whole
        Whether all people of a place go to one site; else they may be shared out.
    effort
        How hard to look; beyond `Effort.exact_pairs` the sites are chosen by prices of
        places, and people shared out among them at least travel.

    Returns
    -------
    Capacitated
        `Solution.value` is the sum of people times time (or distance).

    Raises
    ------
    InfeasibleError
        If places are out of reach, or there is too little capacity for them: it says
        how much is missing, and how many sites it takes at least.
    InputError, NoAnswerError
        If numbers cannot be used.

    Examples
    --------
    >>> from gis.siting import Terms, capacitated_p_median, table_from_matrix
    >>> table = table_from_matrix(np.array([[0.0, 1.0], [5.0, 6.0]]), np.array([10.0, 10.0]))
    >>> found = capacitated_p_median(table, Terms(n=2), capacity=np.array([15.0, 15.0]))
    >>> found.load.tolist(), found.solution.value
    ([15.0, 5.0], 35.0)
    """
    wanted = checked(terms, table.n_candidates)
    room = _room(capacity, table.n_candidates)
    left = table.kept(table.weight[table.place] > 0.0)
    _require_room(left, wanted, room)
    hard = effort or Effort()
    if left.n_pairs > hard.exact_pairs:
        return _loaded(table, left, wanted, (room, whole, hard))
    solved = solve(_programme(left, wanted, room, whole=whole), hard.seconds)
    if solved.x is None:
        raise _reason(left, wanted, room, solved, hard)
    return _told(table, left, wanted, solved)


def _loaded(
    table: Table, left: Table, terms: Checked, asked: tuple[Floats, bool, Effort]
) -> Capacitated:
    """Choose by prices of places, and share people out among the sites of the best choices."""
    room, whole, hard = asked
    found = loaded_by_price(left, terms, room, hard.rounds // 4)
    tried = []
    for sites in found.sites:
        held = np.zeros(len(terms.free), dtype=bool)
        held[sites] = held[terms.existing] = True
        pairs = held[left.candidate()]
        few = left.kept(pairs)
        number = replace(terms, free=held & terms.free)
        solved = solve(_programme(few, number, room, whole=whole), hard.seconds)
        if solved.x is not None:
            x = np.zeros(len(held) + left.n_pairs)
            x[: len(held)] = solved.x[: len(held)]
            x[len(held) :][pairs] = solved.x[len(held) :]
            tried.append((float(solved.x[len(held) :] @ (few.weight[few.place] * few.cost)), x))
    if not tried:
        raise _reason(left, terms, room, Solved(None, -np.inf, infeasible=False), hard)
    best = min(tried, key=lambda one: one[0])
    solved = Solved(best[1], found.least, infeasible=False)
    return _told(table, left, terms, solved, solver="interchange")


def _room(capacity: NDArray[np.floating], n_candidates: int) -> Floats:
    room = np.asarray(capacity, dtype=np.float64)
    if room.shape != (n_candidates,) or not (np.isfinite(room) & (room >= 0)).all():
        raise InputError.of(
            [
                (
                    "capacity",
                    Text(
                        f"{room.shape} kapasitas untuk {n_candidates} calon; seharusnya satu angka "
                        "terhingga per calon, 0 atau lebih",
                        f"{room.shape} capacities for {n_candidates} candidates; wanted a finite "
                        "number of 0 or more for each",
                    ),
                )
            ]
        )
    return room


def _require_room(table: Table, terms: Checked, room: Floats) -> None:
    """Refuse places out of reach, and more people than the largest sites take."""
    reached = np.bincount(table.place, minlength=table.n_places) > 0
    out = np.flatnonzero(~reached & (table.weight > 0.0))
    if len(out):
        raise out_of_reach(out, float(table.weight[out].sum()), np.inf)
    there = float(room[terms.existing].sum())
    largest = np.sort(room[terms.free])[::-1]
    held = there + np.concatenate([[0.0], np.cumsum(largest)])
    demand = float(table.weight.sum())
    enough = np.flatnonzero(held >= demand * (1.0 - 1e-12))
    if not len(enough) or enough[0] > terms.n:
        most = float(held[min(terms.n, len(largest))])
        raise too_full(demand, most, int(enough[0]) if len(enough) else None)


def _programme(table: Table, terms: Checked, room: Floats, *, whole: bool) -> Programme:
    """Write it down: share of each place by pair, each place once, each site within its room."""
    m, n, a = table.n_candidates, table.n_places, table.n_pairs
    candidate, pair = table.candidate(), np.arange(a)
    shape = (n, m + a)
    alive = table.weight > 0.0
    each = rows_of([(table.place, m + pair, np.ones(a))], shape)
    load = rows_of(
        [
            (candidate, m + pair, table.weight[table.place]),
            (np.arange(m), np.arange(m), -room),
        ],
        (m, m + a),
    )
    only = rows_of([(pair, m + pair, np.ones(a)), (pair, candidate, -np.ones(a))], (a, m + a))
    purse, most = purse_rows(Purse(terms.free, terms.cost, terms.n, terms.budget), m + a)
    # Existing sites are neither counted nor paid.
    fixed = ~terms.free
    fixed[:] = False
    fixed[terms.existing] = True
    counted = np.concatenate([~fixed, np.zeros(a, dtype=bool)]).astype(np.float64)
    paid = csr_array(purse.multiply(counted[None, :]))
    matrix = csr_array(vstack([each, load, only, paid]))
    once = alive.astype(np.float64)
    return Programme(
        cost=np.concatenate([np.zeros(m), table.weight[table.place] * table.cost]),
        matrix=matrix,
        low=np.concatenate([once, np.full(m + a + len(most), -np.inf)]),
        high=np.concatenate([once, np.zeros(m + a), most]),
        whole=np.concatenate([np.ones(m, dtype=bool), np.full(a, whole)]),
        upper=np.concatenate([(terms.free | fixed).astype(np.float64), np.ones(a)]),
        lower=np.concatenate([fixed.astype(np.float64), np.zeros(a)]),
    )


def _reason(
    table: Table, terms: Checked, room: Floats, solved: Solved, effort: Effort
) -> InfeasibleError:
    """Say how many people are left over at best: each place may also go nowhere, at a price."""
    if not solved.infeasible:
        return InfeasibleError(
            Text(
                f"tidak ada pilihan yang ditemukan dalam {effort.seconds:g} s; beri waktu lebih "
                "lama atau persempit pertanyaannya",
                f"no choice was found within {effort.seconds:g} s; give more time, or ask for less",
            )
        )
    programme = _programme(table, terms, room, whole=False)
    m, n = table.n_candidates, table.n_places
    served = replace(
        programme,
        cost=np.concatenate([np.zeros(m), -table.weight[table.place]]),
        low=np.concatenate([np.zeros(n), programme.low[n:]]),
    )
    found = solve(served, effort.seconds)
    most = float(-found.least)
    demand = float(table.weight.sum())
    if most >= demand * (1.0 - SHORT):
        return InfeasibleError(
            Text(
                "kapasitas cukup hanya bila orang dari satu tempat boleh terbagi ke beberapa "
                "lokasi",
                "there is capacity enough only if people of one place may go to several sites",
            )
        )
    return InfeasibleError(
        Text(
            f"dengan {terms.n} lokasi paling banyak {most:,.10g} dari {demand:,.10g} orang "
            "mendapat tempat yang terjangkau; tambah lokasi, kapasitas, atau batas",
            f"with {terms.n} sites at most {most:,.10g} of {demand:,.10g} people find room within "
            "reach; allow more sites, capacity or a longer limit",
        ),
        facts={"capacity": most, "n": None},
    )


def _told(
    table: Table, left: Table, terms: Checked, solved: Solved, *, solver: str = "highs"
) -> Capacitated:
    m = left.n_candidates
    x = np.zeros(m + left.n_pairs) if solved.x is None else solved.x
    share: Floats = np.clip(x[m:], 0.0, 1.0)
    people = share * left.weight[left.place]
    load: Floats = np.bincount(left.candidate(), people, minlength=m).astype(np.float64)
    sites = np.flatnonzero((x[:m] > 0.5) & terms.free & (load > 0.0)).astype(np.int32)
    order = sites[np.argsort(-load[sites], kind="stable")]
    value = float(people @ left.cost)
    least = min(solved.least, value)
    gap = gap_of(value, least)
    everywhere = np.zeros(table.n_pairs)
    everywhere[table.weight[table.place] > 0.0] = share
    solution = Solution(
        "cp-median", order, load[order], value, np.nan, least, gap, status_of(gap), solver
    )
    return Capacitated(solution, everywhere, load)
