"""Rows of GeoJSON: names that occur twice are found where they stand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.sources.readers.jsonrows import Repeated, repeated, repeated_said


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{}", []),
        ("[1]", []),
        ('{"properties": null}', []),
        ('{"a": 1, "a": 2}', ["a"]),
        ('{"properties": {"b": 1, "b": 1, "b": 3}}', ["b", "b"]),
        ('{"properties": {"b": {"c": 1, "c": 2}}}', []),
    ],
)
def test_names_that_occur_twice(text, names):
    assert [one.name for one in repeated(7, text.encode())] == names


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=5))
def test_an_object_as_written_by_others_repeats_nothing(properties):
    assert repeated(1, json.dumps({"type": "Feature", "properties": properties}).encode()) == []


def test_one_sentence_for_each_name():
    found = [Repeated(1, "a", 1, 2), Repeated(4, "a", None, "x"), Repeated(4, "b", 1, 1)]
    one, other = repeated_said(found)
    assert (one.rows, one.before, one.after) == ((1, 4), ("1", ""), ("2", "x"))
    assert other.rows == (4,)
    assert repeated_said([]) == []
