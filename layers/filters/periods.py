"""Relations of times, each as plain comparisons of beginnings and ends (OGC 21-065, 7.8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from layers.filters.comparing import RELATIONS, compared
from layers.filters.moments import as_moment, as_time
from layers.filters.refusal import refusal, shown
from layers.filters.tree import Constant, Every, Not, Predicate, Relation, Some, Truth, Value
from layers.filters.values import read_value
from layers.schema import Schema

OPEN = ".."


@dataclass(frozen=True, slots=True)
class Period:
    """A time from beginning to end; an end None is open. An instant begins and ends at once."""

    begin: Value | None
    end: Value | None


# What must hold between (1) the first period and (2) the second: s is begin, e is end.
_RULES: dict[str, tuple[str, ...]] = {
    "t_after": ("s1>e2",),
    "t_before": ("e1<s2",),
    "t_intersects": ("s1<=e2", "e1>=s2"),
    "t_equals": ("s1=s2", "e1=e2"),
    "t_contains": ("s1<s2", "e1>e2"),
    "t_during": ("s1>s2", "e1<e2"),
    "t_finishes": ("s1>s2", "e1=e2"),
    "t_finishedby": ("s1<s2", "e1=e2"),
    "t_meets": ("e1=s2",),
    "t_metby": ("s1=e2",),
    "t_overlaps": ("s1<s2", "e1>s2", "e1<e2"),
    "t_overlappedby": ("s1>s2", "s1<e2", "e1>e2"),
    "t_startedby": ("s1=s2", "e1>e2"),
    "t_starts": ("s1=s2", "e1<e2"),
}
TEMPORAL = (*_RULES, "t_disjoint")


def read_temporal(operator: str, given: list[Any], schema: Schema) -> Predicate:
    """Read a relation of two times.

    Parameters
    ----------
    operator
        One of `TEMPORAL`.
    given
        CQL2 JSON of both times: fields, days, moments, intervals.
    schema
        The fields there are.

    Raises
    ------
    QueryError
        If one is not a time.
    """
    first, second = (_period(one, schema) for one in given)
    first, second = _of_one_kind(first, second)
    if operator == "t_disjoint":
        return Some((_related("e1<s2", first, second), _related("s1>e2", first, second)))
    parts = tuple(_related(rule, first, second) for rule in _RULES[operator])
    return parts[0] if len(parts) == 1 else Every(parts)


def _period(node: Any, schema: Schema) -> Period:
    if isinstance(node, Mapping) and "interval" in node:
        ends = node["interval"]
        if not isinstance(ends, list) or len(ends) != 2:
            raise refusal(
                f"interval meminta awal dan akhir, didapat {shown(ends)}",
                f"an interval takes a beginning and an end, got {shown(ends)}",
            )
        begin, end = (None if one == OPEN else as_time(read_value(one, schema)) for one in ends)
        _require_order(begin, end)
        return Period(begin, end)
    value = as_time(read_value(node, schema))
    return Period(value, value)


def _require_order(begin: Value | None, end: Value | None) -> None:
    if isinstance(begin, Constant) and isinstance(end, Constant):
        first, last = as_moment(begin, last=False), as_moment(end, last=True)
        if compared(">", first, last) == Truth(True):
            raise refusal(
                f"interval berakhir ({end.value}) sebelum dimulai ({begin.value})",
                f"an interval ends ({end.value}) before it begins ({begin.value})",
            )


def _of_one_kind(*periods: Period) -> tuple[Period, Period]:
    ends = [end for period in periods for end in (period.begin, period.end) if end is not None]
    if len({end.kind for end in ends}) > 1:
        periods = tuple(
            Period(
                p.begin and as_moment(p.begin, last=False),
                # An instant stays one; a day that ends an interval belongs to it whole.
                p.end and as_moment(p.end, last=p.end is not p.begin),
            )
            for p in periods
        )
    first, second = periods
    return first, second


def _related(rule: str, first: Period, second: Period) -> Predicate:
    relation: Relation = rule[2:-2]  # type: ignore[assignment]
    periods = {"1": first, "2": second}
    sides = [(periods[name[1]], name[0]) for name in (rule[:2], rule[-2:])]
    (left, left_rank), (right, right_rank) = (_end(period, which) for period, which in sides)
    if left is not None and right is not None:
        return compared(relation, left, right)
    known = left if left is not None else right
    truth = bool(RELATIONS[relation](left_rank, right_rank))
    if known is None or isinstance(known, Constant):
        return Truth(truth)
    # Where the known end is missing, so is the answer.
    same = compared("=", known, known)
    return same if truth else Not(same)


def _end(period: Period, which: str) -> tuple[Value | None, int]:
    """Give an end, and where it lies: before all moments (-1), among them, after all (1)."""
    value = period.begin if which == "s" else period.end
    return value, 0 if value is not None else (-1 if which == "s" else 1)
