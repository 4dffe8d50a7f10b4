"""Relations of times: Allen's thirteen, against plain numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import Schema
from layers.errors import QueryError
from layers.filters.periods import TEMPORAL, read_temporal
from layers.filters.tree import Column, Compare, Every, Not, Some, Truth

SEEN = Column("seen", "moment")
SCHEMA = Schema(())


def truth(predicate):
    """The value of a predicate over written times only."""
    if isinstance(predicate, Truth):
        return predicate.value
    if isinstance(predicate, Not):
        return not truth(predicate.part)
    return (all if isinstance(predicate, Every) else any)(map(truth, predicate.parts))


ORACLE = {
    "t_after": lambda a, b, c, d: a > d,
    "t_before": lambda a, b, c, d: b < c,
    "t_disjoint": lambda a, b, c, d: a > d or b < c,
    "t_intersects": lambda a, b, c, d: max(a, c) <= min(b, d),
    "t_equals": lambda a, b, c, d: (a, b) == (c, d),
    "t_contains": lambda a, b, c, d: a < c and d < b,
    "t_during": lambda a, b, c, d: c < a and b < d,
    "t_finishes": lambda a, b, c, d: b == d and a > c,
    "t_finishedby": lambda a, b, c, d: b == d and a < c,
    "t_starts": lambda a, b, c, d: a == c and b < d,
    "t_startedby": lambda a, b, c, d: a == c and b > d,
    "t_meets": lambda a, b, c, d: b == c,
    "t_metby": lambda a, b, c, d: a == d,
    "t_overlaps": lambda a, b, c, d: a < c < b < d,
    "t_overlappedby": lambda a, b, c, d: c < a < d < b,
}
ENDS = st.tuples(st.integers(1, 5), st.integers(1, 5)).map(sorted)


@given(st.sampled_from(TEMPORAL), ENDS, ENDS)
def test_written_periods_relate_as_numbers_do(operator, first, second):
    day = "2024-03-0{}".format
    given_ = [{"interval": [day(a), day(b)]} for a, b in (first, second)]
    expected = ORACLE[operator](*first, *second)
    assert truth(read_temporal(operator, given_, SCHEMA)) == expected


def test_every_relation_has_an_oracle():
    assert set(ORACLE) == set(TEMPORAL)


def test_open_ends_reach_beyond_all(things_schema):
    ever = {"interval": ["..", ".."]}
    assert truth(read_temporal("t_equals", [ever, ever], things_schema)) is True
    since = {"interval": ["2024-01-01", ".."]}
    assert truth(read_temporal("t_during", [since, ever], things_schema)) is False
    # Where the field is missing, the answer is not known: seen = seen says so.
    field = {"property": "seen"}
    found = read_temporal("t_intersects", [field, ever], things_schema)
    assert found == Every((Compare("=", SEEN, SEEN), Compare("=", SEEN, SEEN)))
    after = read_temporal("t_after", [field, ever], things_schema)
    assert after == Not(Compare("=", SEEN, SEEN))


def test_a_day_that_ends_a_period_of_moments_belongs_to_it_whole(things_schema):
    found = read_temporal(
        "t_during",
        [{"property": "seen"}, {"interval": ["2024-01-01", "2024-01-02"]}],
        things_schema,
    )
    assert [part.right.value for part in found.parts] == [
        "2024-01-01T00:00:00.000Z",
        "2024-01-02T23:59:59.999Z",
    ]


def test_disjoint_is_either_side(things_schema):
    found = read_temporal(
        "t_disjoint", [{"property": "built"}, {"date": "2024-01-01"}], things_schema
    )
    assert isinstance(found, Some)
    assert [part.relation for part in found.parts] == ["<", ">"]


def test_periods_that_run_backwards_are_refused(things_schema):
    with pytest.raises(QueryError, match=r"ends .* before it begins"):
        read_temporal(
            "t_after",
            [{"interval": ["2024-02-01", "2024-01-01"]}, {"property": "built"}],
            things_schema,
        )
