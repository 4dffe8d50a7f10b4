"""The typed tree: kinds of what is computed, and the parts that must all hold."""

from __future__ import annotations

from layers.filters import read_filter
from layers.filters.tree import (
    Arithmetic,
    Column,
    Compare,
    DayEdge,
    Flag,
    Folded,
    Some,
    conjuncts,
)


def test_what_is_computed_has_its_kind():
    built = Column("built", "date")
    kinds = [Folded("casei", built), Arithmetic("+", built, built), DayEdge(built, last=False)]
    assert [value.kind for value in kinds] == ["text", "number", "moment"]


def test_conjuncts_are_found_through_every_and(things_schema):
    text = "floors = 1 AND (name = 'x' AND public) AND (public OR public)"
    found = list(conjuncts(read_filter(text, things_schema)))
    assert [type(part) for part in found] == [Compare, Compare, Flag, Some]
