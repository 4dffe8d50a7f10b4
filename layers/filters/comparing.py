"""Comparing two values of a filter: brought to one kind, computed where both are written."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from layers.filters.moments import as_moment, as_time, is_time
from layers.filters.refusal import TYPES, refusal, shown
from layers.filters.tree import Column, Compare, Constant, Predicate, Relation, Truth, Value

RELATIONS: dict[Relation, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compared(relation: Relation, left: Value, right: Value) -> Predicate:
    """Give the comparison of two values; a truth where both are written.

    Raises
    ------
    QueryError
        If they are of kinds that cannot be compared.

    Examples
    --------
    >>> compared("<", Constant(1.0, "number"), Constant(2.0, "number"))
    Truth(value=True)
    """
    for value in (left, right):
        if isinstance(value, Constant) and value.value is None:
            return Truth(None)
    left, right = alike(left, right)
    if isinstance(left, Constant) and isinstance(right, Constant):
        return Truth(bool(RELATIONS[relation](left.value, right.value)))
    return Compare(relation, left, right)


def alike(left: Value, right: Value) -> tuple[Value, Value]:
    """Bring two values to one kind: texts to times, days to moments, 0 and 1 to truth values.

    Raises
    ------
    QueryError
        If that cannot be.
    """
    if is_time(left) or is_time(right):
        left, right = as_time(left), as_time(right)
        if left.kind != right.kind:
            left, right = as_moment(left, last=False), as_moment(right, last=False)
    left, right = _as_flag(left, right), _as_flag(right, left)
    if left.kind != right.kind:
        raise refusal(
            f"{_named(left)} tidak dapat dibandingkan dengan {_named(right)}",
            f"{_named(left)} cannot be compared with {_named(right)}",
            code=TYPES,
        )
    return left, right


def _as_flag(value: Value, other: Value) -> Value:
    if other.kind == "boolean" and isinstance(value, Constant) and value.value in (0.0, 1.0):
        return Constant(bool(value.value), "boolean")
    return value


def _named(value: Value) -> str:
    if isinstance(value, Column):
        return f"{shown(value.name)} ({value.kind})"
    if isinstance(value, Constant):
        return f"{shown(value.value)} ({value.kind})"
    return value.kind
