"""Row of siting: most people reached by 15 of 250 candidates, against spopt with HiGHS."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

import numpy as np
import pulp
from numpy.typing import NDArray
from plan import Plan
from spopt.locate import MCLP
from verdict import Agreement, Row

from gis.siting import Solution, Terms, mclp, table_from_matrix

N_PLACES, N_CANDIDATES, N_SITES = 3_000, 250, 15
# An easy one and one whose relaxation is not whole.
LIMITS = (0.06, 0.12)
GOAL = 5.0
TOLERANCE = 1e-9

Floats = NDArray[np.float64]


def rows(plan: Plan) -> Iterator[Row]:
    """Run the rows: both sides are given the full matrix, and prove their optimum."""
    cost, weight = _instance()
    for limit in LIMITS:
        what = f"MCLP, {N_PLACES:,} × {N_CANDIDATES}, p = {N_SITES}, limit {limit:g}"
        before = plan.begin(what)

        def ours(limit: float = limit) -> Solution:
            matrix = np.where(cost <= limit, cost, np.inf).T
            return mclp(table_from_matrix(matrix, weight), Terms(n=N_SITES), limit=limit)

        def rival(limit: float = limit) -> float:
            model = MCLP.from_cost_matrix(cost, weight, limit, p_facilities=N_SITES)
            model.solve(pulp.HiGHS(msg=False))
            return float(pulp.value(model.problem.objective))

        mine, other = plan.in_turns(ours, rival)
        yield Row(
            what, "s", mine.seconds, "times faster", GOAL, _same(mine.answer, other.answer),
            rival=other.seconds, rival_name="spopt, HiGHS", load_before=before,
            detail={
                "solver": mine.answer.solver,
                "cpu_seconds": {"ours": mine.cpu_seconds, "rival": other.cpu_seconds},
                "cpu_ratio": median(other.cpu_seconds) / median(mine.cpu_seconds),
            },
        )  # fmt: skip


def _instance() -> tuple[Floats, Floats]:
    """Give distances (places × candidates) and people, made up."""
    rng = np.random.default_rng(0)
    places, sites = rng.random((N_PLACES, 2)), rng.random((N_CANDIDATES, 2))
    weight = rng.integers(1, 100, N_PLACES).astype(np.float64)
    return np.linalg.norm(places[:, None] - sites, axis=2), weight


def _same(found: Solution, theirs: float) -> Agreement:
    apart = abs(found.value - theirs) / theirs
    how = f"{found.value:,.0f} people, gap {found.gap:g}, {apart:.0e} from spopt's optimum"
    return Agreement(equal=apart <= TOLERANCE and found.gap == 0.0, how=how)
