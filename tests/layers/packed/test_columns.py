"""Encoded columns give back what they were given, in any order, and are found again on disk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import QueryError
from layers.packed.columns import Column, encode_column
from layers.schema import Field, Text

EVERYTHING = slice(None)


def field(kind):
    return Field("f", kind, Text("f", "f"))


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", ["b", None, "a", "b", "", "é", "\U0001f30f", "z"]),
        ("date", ["2024-01-31", None, "2020-02-29"]),
        ("integer", [3, None, -(2**62), 0]),
        ("number", [1.5, None, 0.1, -0.0]),
        ("text", []),
        ("integer", [None, None]),
    ],
)
def test_values_come_back_as_they_were(kind, values):
    assert encode_column(field(kind), values).values(EVERYTHING) == values


def test_truth_values_come_back_as_truth_values():
    found = encode_column(field("boolean"), [1, 0, None]).values(EVERYTHING)
    assert [type(value) for value in found] == [bool, bool, type(None)]
    assert found == [True, False, None]


def test_an_order_is_kept_in_values_and_in_blocks():
    column = encode_column(field("text"), ["a", None, "c", "a"]).taken(np.array([3, 2, 1, 0]))
    assert column.values(EVERYTHING) == ["a", "c", None, "a"]
    assert column.values(slice(1, 3)) == ["c", None]


@given(st.lists(st.none() | st.text(max_size=4), max_size=30))
def test_every_text_is_found_again_where_it_stands(tmp_path_factory, values):
    folder = tmp_path_factory.mktemp("column")
    encode_column(field("text"), values).write(folder / "column0")
    column = Column(folder, 0, field("text"))
    for value in {v for v in values if v is not None}:
        assert column.equals(value).tolist() == [v == value for v in values]
    assert not column.equals("nowhere at all").any()


def test_times_between_two_ends_include_the_missing(tmp_path):
    days = ["2024-01-31", None, "2020-02-29", "2022-06-01"]
    encode_column(field("date"), days).write(tmp_path / "column0")
    column = Column(tmp_path, 0, field("date"))
    assert column.between("2020-02-29", "2022-12-31").tolist() == [False, True, True, True]
    assert column.between(None, None).all()


def test_numbers_are_found_and_texts_refused(tmp_path):
    encode_column(field("number"), [1.5, None, 0.0]).write(tmp_path / "column0")
    column = Column(tmp_path, 0, field("number"))
    assert column.equals(0.0).tolist() == [False, False, True]
    with pytest.raises(QueryError, match="number, got 'x'") as caught:
        column.equals("x")
    assert caught.value.code == "bad-value"
