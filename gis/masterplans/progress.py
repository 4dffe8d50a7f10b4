"""Progress: what a target is expected to be on a day, and what to call where it stands."""

from __future__ import annotations

from datetime import date
from typing import Literal

from layers.masterplan import Target
from layers.text import Text

Status = Literal["reached", "on-track", "behind", "no-data", "not-comparable"]
STATUS_TITLES: dict[Status, Text] = {
    "reached": Text("tercapai", "reached"),
    "on-track": Text("sesuai rencana", "on track"),
    "behind": Text("tertinggal", "behind"),
    "no-data": Text("tanpa data", "no data"),
    "not-comparable": Text("tidak dapat dibandingkan", "not comparable"),
}
# The worst first: a goal stands as its worst target.
WORST: tuple[Status, ...] = ("behind", "not-comparable", "no-data", "on-track", "reached")


def expected_at(target: Target, on: date) -> float:
    """Give the value a target is expected to have on a day, on the straight line of the plan.

    A year's value is that of its last day. Before the baseline it is the baseline, after
    the target's year the target.

    Examples
    --------
    >>> from layers.masterplan import Target
    >>> target = Target.model_validate({
    ...     "id": "t", "goal": "g", "indicator": "i", "direction": "up",
    ...     "baseline": {"value": 50.0, "year": 2024}, "target": {"value": 70.0, "year": 2026},
    ... })
    >>> expected_at(target, date(2025, 12, 31))
    60.0
    """
    start = date(target.baseline.year, 12, 31)
    end = date(target.target.year, 12, 31)
    share = min(max((on - start).days / (end - start).days, 0.0), 1.0)
    return target.baseline.value + share * (target.target.value - target.baseline.value)


def status_of(target: Target, current: float, on: date) -> Status:
    """Say where a target stands with a value on a day.

    Parameters
    ----------
    target
        The target.
    current
        The value of its indicator.
    on
        The day it is seen on.
    """
    sign = 1.0 if target.direction == "up" else -1.0
    if sign * current >= sign * target.target.value:
        return "reached"
    return "on-track" if sign * current >= sign * expected_at(target, on) else "behind"


def worst(statuses: list[Status]) -> Status:
    """Give the worst of some; without any there is no data."""
    return min(statuses, key=WORST.index, default="no-data")
