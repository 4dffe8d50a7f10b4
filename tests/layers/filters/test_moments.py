"""Days and moments from words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import QueryError
from layers.filters.moments import as_moment, as_time, day, instant, is_time, moment
from layers.filters.tree import Column, Constant, DayEdge


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "0000-01-01",
        "24-01-01",
        "2024-1-1",
        "",
        None,
        5,
        "2024-01-01T00:00",
        "²024-01-01",
    ],
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(QueryError, match="wanted YYYY-MM-DD"):
        day(text)


@pytest.mark.parametrize(
    "text",
    ["2024-01-01T24:00:01Z", "2024-01-01T10:00:00+25:00", "2024-13-01T10:00:00Z",
     "0001-01-01T00:00:00+10:00", "now", "", None],
)  # fmt: skip
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(QueryError, match="is no date"):
        moment(text)


@given(st.datetimes().filter(lambda at: 2 <= at.year <= 9998))
def test_moments_read_as_they_were_written(at):
    at = at.replace(tzinfo=UTC, microsecond=at.microsecond // 1000 * 1000)
    value = moment(at.isoformat()).value
    assert datetime.fromisoformat(value) == at
    assert len(value) == len("2024-01-01T00:00:00.000Z")


def test_instants_are_days_or_moments():
    assert instant("2024-01-01") == Constant("2024-01-01", "date")
    assert instant("2024-01-01t10:00:00z").kind == "moment"
    assert instant("2024-01-01 10:00:00").value == "2024-01-01T10:00:00.000Z"


def test_a_days_edges_are_moments():
    built = Column("built", "date")
    assert as_moment(built, last=True) == DayEdge(built, last=True)
    assert as_moment(Constant(None, "date"), last=True).value is None
    seen = Column("seen", "moment")
    assert as_moment(seen, last=True) is seen
    assert is_time(seen)
    assert not is_time(Column("name", "text"))


def test_only_times_pass_as_times():
    assert as_time(Constant("2024-01-01", "text")).kind == "date"
    with pytest.raises(QueryError, match="'name' \\(text\\) is no date"):
        as_time(Column("name", "text"))
