"""Choosing: the model asked for, on the pairs it needs, among candidates on the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError, NoAnswerError
from gis.processes.siting.candidates import Candidates
from gis.processes.siting.reaching import Floats, Ground, pairs_within
from gis.processes.siting.tabling import Points, least_longest, table_for
from gis.siting import (
    Effort,
    Solution,
    Table,
    Terms,
    backup,
    capacitated_p_median,
    lscp,
    mclp,
    p_median,
    table_of,
)
from layers.schema import Text

MODELS: Mapping[str, Text] = {
    "mclp": Text("Orang terbanyak terjangkau (MCLP)", "Most people reached (MCLP)"),
    "lscp": Text("Lokasi tersedikit untuk semua (LSCP)", "Fewest sites for all (LSCP)"),
    "p-median": Text("Perjalanan tersedikit (p-median)", "Least travel (p-median)"),
    "p-center": Text(
        "Perjalanan terpanjang terpendek (p-center)", "Shortest longest way (p-center)"
    ),
    "backup": Text("Pilihan kedua bagi terbanyak orang", "A second one for most people (back-up)"),
    "cp-median": Text(
        "Perjalanan tersedikit dengan kapasitas", "Least travel with capacities (capacitated)"
    ),
}
CITED: Mapping[str, str] = {
    "mclp": "Church & ReVelle 1974",
    "lscp": "Toregas et al. 1971",
    "p-median": "Hakimi 1964; ReVelle & Swain 1970",
    "p-center": "Hakimi 1964; Minieka 1970",
    "backup": "Hogan & ReVelle 1986",
    "cp-median": "Hakimi 1964; Mulvey & Beck 1984",
}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What is asked of the candidates.

    Attributes
    ----------
    model
        A key of `MODELS`.
    limit
        Seconds or metres.
    n, budget, capacity
        How many sites, for how much, and how many people each takes; None: no matter.
    """

    model: str
    limit: float
    n: int | None
    budget: float | None
    capacity: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Sites chosen among candidates.

    Attributes
    ----------
    solution
        Of the model; its sites are positions in `table`.
    table
        The pairs it was chosen on, candidates off the network left out.
    candidate
        Position of each candidate of the table among all of them.
    cell
        Position of each place of the table among the cells.
    points
        The candidates of the table.
    n_off
        How many candidates are off the network.
    load
        People each site of the table takes; None without capacities.
    """

    solution: Solution
    table: Table
    candidate: NDArray[np.int64]
    cell: NDArray[np.int64]
    points: Points
    n_off: int
    load: Floats | None = None

    @property
    def sites(self) -> NDArray[np.int64]:
        """The sites chosen, as positions among all candidates."""
        return np.asarray(self.candidate[self.solution.sites])


def choice_of(ground: Ground, found: Candidates, asked: Question) -> Choice:
    """Choose sites.

    Parameters
    ----------
    ground
        People and what serves them today.
    found
        The candidates.
    asked
        The model and its terms.

    Raises
    ------
    InputError
        If the terms cannot be used.
    NoAnswerError
        If no candidate is on the network, none is any use, or no choice fulfils what
        is asked.
    """
    placed = ground.place(found.lonlat)
    every = np.arange(len(found), dtype=np.int64)
    on = every if placed is None else every[placed.edge >= 0]
    if not len(on):
        raise NoAnswerError(
            Text(
                f"tidak satu pun dari {len(found)} calon lokasi dekat dengan jaringan; pilih cara "
                "bepergian atau calon lain",
                f"none of the {len(found)} candidates is near the network; choose another mode, or "
                "other candidates",
            ),
            code="candidate-off-network",
        )
    if asked.n is not None and asked.n > len(on):
        what = Text(
            f"{asked.n} lokasi baru diminta, calonnya {len(on)}; kurangi, atau tambah calon",
            f"{asked.n} new sites are wanted of {len(on)} candidates; ask for fewer, or give more",
        )
        raise InputError.of([("n", what)])
    terms = Terms(
        n=asked.n, cost=None if found.cost is None else found.cost[on], budget=asked.budget
    )
    on_network = None if ground.travel is None else ground.travel.ways.chosen(placed, on)
    points = Points(found.lonlat[on], on_network)
    if asked.model == "p-center":
        solution, table, cells = least_longest(ground, points, terms, asked.limit)
        return Choice(solution, table, on, cells, points, len(found) - len(on))
    useful, serving = _useful(ground, asked)
    table, cells = table_for(ground, points, asked.limit, useful)
    solution, load = _solved(table, terms, asked, None if serving is None else serving[cells])
    return Choice(solution, table, on, cells, points, len(found) - len(on), load)


def _useful(ground: Ground, asked: Question) -> tuple[Floats, NDArray[np.int64] | None]:
    """Give below which time or distance a pair is any use, and how many serve each cell."""
    if asked.model in ("mclp", "lscp"):
        return np.where(ground.today > asked.limit, np.inf, 0.0), None
    if asked.model == "backup":
        every = np.full(len(ground.weight), np.inf)
        _, cell, _ = pairs_within(ground, ground.facilities, asked.limit, every)
        serving = np.bincount(cell, minlength=len(ground.weight))
        return np.where(serving < 2, np.inf, 0.0), serving
    return np.minimum(ground.today, asked.limit), None


def _solved(
    table: Table, terms: Terms, asked: Question, serving: NDArray[np.int64] | None
) -> tuple[Solution, Floats | None]:
    """Run the model."""
    limit = asked.limit
    models: Mapping[str, Callable[[], Solution]] = {
        "mclp": lambda: mclp(table, terms, limit=limit),
        "lscp": lambda: lscp(table, terms, limit=limit),
        "p-median": lambda: p_median(table, terms, cap=limit),
        "backup": lambda: backup(table, terms, limit=limit, serving=serving),
    }
    if asked.model in models:
        return models[asked.model](), None
    return _with_capacity(table, terms, asked)


def _with_capacity(table: Table, terms: Terms, asked: Question) -> tuple[Solution, Floats | None]:
    """Let everybody also stay as they are: one more candidate that is there and takes all."""
    m, n = table.n_candidates, table.n_places
    stay = np.minimum(table.today, asked.limit)
    pairs = (
        np.concatenate([table.candidate(), np.full(n, m, dtype=np.int32)]),
        np.concatenate([table.place, np.arange(n, dtype=np.int32)]),
        np.concatenate([table.cost, stay]),
    )
    wide = table_of(pairs, table.weight, n_candidates=m + 1)
    cost = np.ones(m) if terms.cost is None else terms.cost
    free = Terms(
        n=m if terms.n is None else terms.n,
        existing=(m,),
        cost=np.append(cost, 0.0),
        budget=terms.budget,
    )
    room = np.append(np.full(m, float(asked.capacity or 0.0)), table.weight.sum())
    found = capacitated_p_median(wide, free, capacity=room, effort=Effort())
    # Who stays as they are travels so much.
    before = float(table.weight @ stay)
    return replace(found.solution, before=before), found.load[:m]


def required(given: Mapping[str, Any]) -> Question:
    """Read how far, how many, for how much, and by which model.

    Raises
    ------
    InputError
        If the limit is not one, or a capacity is missing or not wanted.
    """
    within, model = given["within"], given["model"]
    limits = (*within.seconds, *within.metres)
    if len(limits) != 1:
        what = Text(
            f"{within} bukan satu batas; mis. 30min atau 5km",
            f"{within} is not one limit; wanted e.g. 30min or 5km",
        )
        raise InputError.of([("within", what)])
    if (model == "cp-median") != (given["capacity"] is not None):
        what = Text(
            "kapasitas per lokasi diperlukan untuk model cp-median, dan hanya untuk itu",
            "a capacity for each site is wanted for the model cp-median, and only for it",
        )
        raise InputError.of([("capacity", what)])
    n = given["n"]
    if n is None and given["budget"] is None and model != "lscp":
        n = 1
    return Question(model, limits[0], n, given["budget"], given["capacity"])
