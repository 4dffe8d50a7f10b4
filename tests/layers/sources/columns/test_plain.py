"""Plain columns: the look at each value is the oracle of the look at all at once."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sources.columns.attributes import _Column
from layers.sources.columns.plain import column_of, typed, values_of

ROWS = np.arange(1, 100)
TEXTS = st.sampled_from(
    [
        "a",
        " a",
        "a\xa0",
        "",
        "2024-01-31",
        "2024-02-30",
        "0001-01-01",
        "9999-12-31",
        "31/12/2024",
        "2024-01-31T10:00",
        "ก",
        "x\x00y",
        "12",
    ]
)
VALUES = st.one_of(
    st.lists(st.none() | TEXTS, max_size=8),
    st.lists(st.none() | st.integers(-(2**66), 2**66), max_size=8),
    st.lists(st.none() | st.booleans(), max_size=8),
    st.lists(st.none() | st.floats(width=64), max_size=8),
    st.lists(st.none() | st.booleans() | st.integers(-3, 3) | TEXTS | st.just(1.5), max_size=8),
)


def looked_at(values):
    """Give a column by the look at each value: values, type and what was said."""
    plain = [None if isinstance(v, float) and np.isnan(v) else v for v in values]
    column = _Column("c", plain, ROWS[: len(plain)])
    series, kind = column.typed()
    return series, kind, column.findings


def same(series, expected):
    pd.testing.assert_series_equal(series, expected)
    for one, other in zip(series.tolist(), expected.tolist(), strict=True):
        assert type(one) is type(other)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_python_values_get_what_each_would(values):
    made = typed(values)
    if made is not None:
        series, kind, found = looked_at(values)
        assert (made[1], found) == (kind, [])
        same(made[0], series)


@settings(max_examples=400, deadline=None)
@given(VALUES)
def test_arrow_values_get_what_each_would(values):
    try:
        arrow = pa.chunked_array([pa.array(values)])
    except (pa.ArrowException, OverflowError):
        return
    held = column_of(arrow)
    made = typed(held)
    if made is not None:
        series, kind, found = looked_at(values_of(held))
        assert (made[1], found) == (kind, [])
        same(made[0], series)


def test_every_space_of_python_is_one_of_arrow():
    letters = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    trimmed = pc.utf8_trim_whitespace(pa.array(letters)).to_pylist()
    assert [v for v, t in zip(letters, trimmed, strict=True) if v.strip() != t] == []


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["a", None, ""], "text"),
        ([1, None], "integer"),
        ([True, None], "boolean"),
        (["2024-01-31", "", None], "date"),
        (["x"] + [""] * 2000, "text"),
        ([""] * 2000 + ["x"], "text"),
    ],
)
def test_plain_columns_are_taken_whole(values, kind):
    series, told, _ = typed(values)
    assert told == kind
    same(series, looked_at(values)[0])


@pytest.mark.parametrize("filler", [None, ""])
@pytest.mark.parametrize("words", [("ya", "tidak"), ("2024-02-29", "1999-12-31")])
def test_columns_that_repeat_themselves_keep_each_text_once(words, filler):
    values = [*words, filler] * 4_000
    made = typed(column_of(pa.chunked_array([pa.array(values)])))
    series, kind, _ = looked_at(values)
    assert made.kind == kind
    same(made.values, series)
    assert made.arrow.to_pylist() == series.tolist()
    assert len({id(v) for v in made.values if v}) == 2


@pytest.mark.parametrize("odd", [" ya", "2024-02-30"])
def test_one_odd_value_among_many_needs_a_look(odd):
    values = ["2024-02-29", "1999-12-31"] * 6_000 + [odd]
    assert typed(column_of(pa.chunked_array([pa.array(values)]))) is None


@pytest.mark.parametrize(
    "values",
    [
        [],
        [None],
        [" a"],
        [1, 2.5],
        [1, "a"],
        [2**63],
        ["31/12/2024"],
        ["2024-01-31", "x"],
        ["2024-02-30"],
        ["1500-01-01"],
        ["2024-01-31T10:00:00Z"],
        ["\ud800"],
        [{"a": 1}],
        [b"a"],
    ],
)
def test_others_need_a_look(values):
    assert typed(values) is None


@pytest.mark.parametrize(
    ("arrow", "kind"),
    [
        (pa.array([1.5, None, float("nan")]), "number"),
        (pa.array([1, 2], type=pa.uint8()), "integer"),
        (pa.array([dt.date(2024, 1, 31), None]), "date"),
        (pa.array(["a"], type=pa.large_string()), "text"),
    ],
)
def test_arrow_columns_keep_their_types(arrow, kind):
    series, told, _ = typed(column_of(pa.chunked_array([arrow])))
    assert told == kind
    same(series, looked_at(values_of(column_of(pa.chunked_array([arrow]))))[0])


@pytest.mark.parametrize(
    "arrow",
    [
        pa.array([float("inf")]),
        pa.array([2.0**63]),
        pa.array([float("nan")]),
        pa.array([2**63], type=pa.uint64()),
        pa.array([dt.date(1200, 1, 1)]),
        pa.array([dt.datetime(2024, 1, 31, tzinfo=dt.UTC)]),
    ],
)
def test_strange_arrow_columns_need_a_look(arrow):
    assert typed(column_of(pa.chunked_array([arrow]))) is None
