"""Terms: how many sites may be chosen, what they cost, and how hard to look."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from layers.text import Text

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What may be chosen.

    Attributes
    ----------
    n
        How many new sites at most; None: as many as the budget (or the model) takes.
    existing
        Candidates that are there already: they serve, cost nothing and are not counted.
    cost
        Cost of each candidate, 0 or more, m; 1 each without it.
    budget
        What all new sites may cost together; None: no matter.
    """

    n: int | None = None
    existing: tuple[int, ...] = ()
    cost: Floats | None = None
    budget: float | None = None


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look.

    Attributes
    ----------
    seconds
        Time for the exact solver at most, in seconds.
    exact_pairs
        Pairs left after reduction up to which it is asked at all.
    rounds
        Rounds of the bound.
    """

    seconds: float = 20.0
    exact_pairs: int = 100_000
    rounds: int = 400


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Terms that fit a table: numbers filled in.

    Attributes
    ----------
    n
        How many new sites at most.
    free
        Candidates that may be chosen, bool, m.
    cost
        Cost of each candidate, float64, m.
    budget
        What they may cost together, infinite where it does not matter.
    existing
        Candidates that are there already.
    """

    n: int
    free: NDArray[np.bool_]
    cost: Floats
    budget: float
    existing: NDArray[np.int64]


def checked(terms: Terms, n_candidates: int, *, wants_number: bool = True) -> Checked:
    """Check terms against a number of candidates.

    Parameters
    ----------
    terms
        What may be chosen.
    n_candidates
        How many candidates there are.
    wants_number
        Whether there must be a number of sites or a budget.

    Raises
    ------
    InputError
        If a number cannot be used, more sites are wanted than there are candidates, or
        a number of sites and a budget are both missing.
    NoAnswerError
        `budget-too-small`, if no candidate can be paid.
    """
    existing = np.unique(np.asarray(terms.existing, dtype=np.int64))
    if len(existing) and (existing[0] < 0 or existing[-1] >= n_candidates):
        raise _fault(
            "existing",
            f"{existing[-1]} tidak ada; kandidat 0 sampai {n_candidates - 1}",
            f"{existing[-1]} is not there; candidates are 0 to {n_candidates - 1}",
        )
    free = np.ones(n_candidates, dtype=bool)
    free[existing] = False
    cost = _costs(terms.cost, n_candidates)
    budget = _budget(terms, cost[free])
    if wants_number and terms.n is None and terms.budget is None:
        raise _fault(
            "n",
            "perlu jumlah lokasi baru, atau anggaran",
            "wanted a number of new sites, or a budget",
        )
    return Checked(_number(terms.n, int(free.sum())), free, cost, budget, existing)


def limit_of(value: float, name: str) -> float:
    """Give a limit back, or refuse what is not a finite number of 0 or more.

    Raises
    ------
    InputError
        If it is negative, infinite or not a number.
    """
    limit = float(value)
    if not (np.isfinite(limit) and limit >= 0):
        raise _fault(
            name,
            f"{limit:g} bukan batas; perlu angka terhingga, 0 atau lebih",
            f"{limit:g} is no limit; wanted a finite number of 0 or more",
        )
    return limit


def _number(n: int | None, n_free: int) -> int:
    if n is None:
        return n_free
    if n < 1:
        raise _fault(
            "n", f"{n} lokasi baru; perlu 1 atau lebih", f"{n} new sites; wanted 1 or more"
        )
    if n > n_free:
        raise _fault(
            "n",
            f"{n} lokasi baru diminta, calonnya {n_free}; kurangi, atau tambah calon",
            f"{n} new sites are wanted of {n_free} candidates; ask for fewer, or give more",
        )
    return n


def _costs(cost: Floats | None, n_candidates: int) -> Floats:
    if cost is None:
        return np.ones(n_candidates)
    found = np.asarray(cost, dtype=np.float64)
    if found.shape != (n_candidates,) or not (np.isfinite(found) & (found >= 0)).all():
        raise _fault(
            "cost",
            f"{found.shape} biaya untuk {n_candidates} calon; seharusnya satu angka terhingga per "
            "calon, 0 atau lebih",
            f"{found.shape} costs for {n_candidates} candidates; wanted a finite number of 0 or "
            "more for each",
        )
    return found


def _budget(terms: Terms, cost: Floats) -> float:
    if terms.budget is None:
        return np.inf
    budget = float(terms.budget)
    if np.isnan(budget) or budget < 0:
        raise _fault(
            "budget", f"{budget} bukan anggaran, perlu 0 atau lebih", f"{budget}; wanted 0 or more"
        )
    least = float(cost.min(initial=np.inf))
    if least > budget:
        raise NoAnswerError(
            Text(
                f"anggaran {budget:g} tidak cukup: calon yang termurah berharga {least:g} (tanpa "
                "harga yang diberikan, setiap calon berharga 1)",
                f"a budget of {budget:g} is too small: the cheapest candidate costs {least:g} "
                "(where no cost is given, each candidate costs 1)",
            ),
            code="budget-too-small",
        )
    return budget


def _fault(name: str, indonesian: str, english: str) -> InputError:
    return InputError.of([(name, Text(indonesian, english))])
