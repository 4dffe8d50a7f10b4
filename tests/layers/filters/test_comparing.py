"""Two values brought to one kind."""

from __future__ import annotations

import pytest

from layers.errors import QueryError
from layers.filters.comparing import alike, compared
from layers.filters.tree import Column, Compare, Constant, DayEdge, Truth

BUILT, SEEN = Column("built", "date"), Column("seen", "moment")


def test_written_texts_become_times():
    assert alike(BUILT, Constant("2024-01-02", "text"))[1] == Constant("2024-01-02", "date")
    assert alike(Constant("2024-01-02", "text"), SEEN)[0] == Constant(
        "2024-01-02T00:00:00.000Z", "moment"
    )


def test_days_and_moments_meet_as_moments():
    assert alike(BUILT, SEEN) == (DayEdge(BUILT, last=False), SEEN)


def test_zero_and_one_may_stand_for_truth():
    flag = Column("public", "boolean")
    assert alike(flag, Constant(1.0, "number"))[1] == Constant(True, "boolean")
    with pytest.raises(QueryError):
        alike(flag, Constant(2.0, "number"))


def test_missing_values_make_it_unknown():
    assert compared("=", BUILT, Constant(None, "text")) == Truth(None)
    assert compared("<", Constant("b", "text"), Constant("a", "text")) == Truth(False)
    assert compared("<", BUILT, BUILT) == Compare("<", BUILT, BUILT)
