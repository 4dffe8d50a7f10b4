"""Reasons: why a question of siting has no answer, and what would give it one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import NoAnswerError
from layers.text import Text


class InfeasibleError(NoAnswerError):
    """No choice fulfils what is asked.

    Attributes
    ----------
    places
        Positions of the places that are the reason, int64; empty where it is another.
    facts
        Numbers that say what would do: ``limit``, ``n``, ``budget``, ``capacity``.
    """

    code = "infeasible"

    def __init__(
        self,
        message: Text,
        *,
        places: NDArray[np.integer] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.places = np.asarray([] if places is None else places, dtype=np.int64)
        self.facts = dict(facts or {})


def out_of_reach(places: NDArray[np.integer], people: float, limit: float) -> InfeasibleError:
    """Tell of places that no candidate reaches within the limit.

    Parameters
    ----------
    places
        Their positions.
    people
        How many people are there.
    limit
        The smallest limit within which every place is reached; infinite where none
        is known.
    """
    n = len(places)
    some = ", ".join(str(k) for k in places[:5].tolist()) + (", …" if n > 5 else "")
    if np.isfinite(limit):
        what = Text(
            f"; batas terkecil yang mencapai semuanya {limit:g}",
            f"; the smallest limit that reaches all of them is {limit:g}",
        )
    else:
        what = Text(
            "; sebagian tidak tercapai dari calon mana pun, sejauh apa pun batasnya",
            "; some are reached from no candidate, whatever the limit",
        )
    return InfeasibleError(
        Text(
            f"{n} tempat ({people:,.0f} orang) tidak tercapai dari calon mana pun: {some}",
            f"{n} places ({people:,.0f} people) are reached from no candidate: {some}",
        )
        + what,
        places=places,
        facts={"limit": limit},
    )


def too_few(n: int, needed: int, proved: bool) -> InfeasibleError:
    """Tell that more sites are needed.

    Parameters
    ----------
    n
        How many were asked for.
    needed
        How many it takes.
    proved
        Whether fewer cannot do; else nothing better was found.
    """
    doubt = Text(" (belum terbukti paling sedikit)", " (not proved least)")
    return InfeasibleError(
        Text(
            f"{n} lokasi tidak cukup untuk mencapai semuanya; perlu {needed}",
            f"{n} sites are not enough to reach everything; it takes {needed}",
        )
        + (Text("", "") if proved else doubt),
        facts={"n": needed},
    )


def too_little(budget: float, needed: float) -> InfeasibleError:
    """Tell that more money is needed.

    Parameters
    ----------
    budget
        What there is.
    needed
        What the cheapest choice found costs.
    """
    return InfeasibleError(
        Text(
            f"anggaran {budget:g} kurang {needed - budget:g}; pilihan termurah {needed:g}",
            f"the budget of {budget:g} is {needed - budget:g} short; the cheapest choice costs "
            f"{needed:g}",
        ),
        facts={"budget": needed},
    )


def too_full(demand: float, capacity: float, n: int | None) -> InfeasibleError:
    """Tell that what can be built holds less than is wanted.

    Parameters
    ----------
    demand, capacity
        What is wanted, and the most that fits.
    n
        The fewest sites with capacity enough, if any.
    """
    enough = (
        Text("; semua calon bersama pun kurang", "; all candidates together hold too little")
        if n is None
        else Text(f"; perlu sedikitnya {n} lokasi", f"; it takes at least {n} sites")
    )
    return InfeasibleError(
        Text(
            f"kapasitas {capacity:,.10g} kurang dari kebutuhan {demand:,.10g}",
            f"a capacity of {capacity:,.10g} is less than the demand of {demand:,.10g}",
        )
        + enough,
        facts={"capacity": capacity, "n": n},
    )
