"""Cells: values of every kind there and back, and what planners write instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.masterplan.sheets.cells import read, written
from layers.masterplan.sheets.columns import Column, Kind
from layers.masterplan.sheets.unfit import UnfitError
from layers.masterplan.sheets.words import DIRECTIONS
from layers.text import Text

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6) | st.text(),
    lambda held: st.lists(held, max_size=3) | st.dictionaries(st.text(), held, max_size=3),
    max_leaves=6,
)
CODES = st.from_regex(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?", fullmatch=True)


def column(kind: Kind) -> Column:
    return Column("x", Text.of("X"), kind, ("x",), DIRECTIONS if kind == "choice" else {})


def there_and_back(value: Any, kind: Kind) -> Any:
    cell = written(value, column(kind), "id")
    assert cell is not None
    return read(cell, column(kind))


SHAPES = PLAIN.filter(lambda one: isinstance(one, str | list | dict))


@given(CODES | st.lists(CODES, min_size=1, max_size=4) | SHAPES)
def test_places_come_back(value: Any) -> None:
    assert there_and_back(value, "place") == value


@given(st.dictionaries(st.text(min_size=1), PLAIN, min_size=1, max_size=4))
def test_pairs_come_back(value: Any) -> None:
    assert there_and_back(value, "pairs") == value


@given(st.lists(st.floats(-180, 180) | st.integers(-180, 180), min_size=2, max_size=2))
def test_points_come_back(value: Any) -> None:
    found = there_and_back(value, "point")
    assert found == value or written(value, column("place"), "id").startswith("[")


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("choice", "Naik", "up"),
        ("choice", "DOWN", "down"),
        ("flag", "ya", True),
        ("flag", "No", False),
        ("flag", True, True),
        ("flag", 0, False),
        ("date", date(2026, 3, 31), "2026-03-31"),
        ("date", "31 Maret 2026", "2026-03-31"),
        ("ids", "a; b,c\nd;", ["a", "b", "c", "d"]),
        ("id", 7.0, "7"),
        ("text", 2025, "2025"),
        ("year", "2.030", None),
        ("year", "2030", 2030),
        ("place", "64.02.13, 64.02.20", ["64.02.13", "64.02.20"]),
        ("place", "64.02; 64.03", ["64.02", "64.03"]),
        ("place", "116,92; -0,14", [116.92, -0.14]),
        ("place", "116.92 -0.14", [116.92, -0.14]),
        ("place", "roads", "roads"),
        ("pairs", "within=3km; mode=straight; n=3", {"within": "3km", "mode": "straight", "n": 3}),
    ],
)
def test_what_planners_write(kind: Kind, value: Any, wanted: Any) -> None:
    if wanted is None:
        with pytest.raises(UnfitError):
            read(value, column(kind))
        return
    assert read(value, column(kind)) == wanted


@pytest.mark.parametrize(
    ("kind", "value", "code", "said"),
    [
        ("code", 64.1, "code-is-number", "maybe 64.10"),
        ("code", 64, "code-is-number", "maybe 64"),
        ("code", date(2026, 2, 1), "code-is-number", "a date"),
        ("place", 64.02, "code-is-number", "maybe 64.02"),
        ("choice", "kiri", "unknown-word", "there are up, down"),
        ("choice", "turunn", "unknown-word", "turunn"),
        ("date", 46112, "not-a-date", "31/03/2026"),
        ("date", "03/31/2026", "not-a-date", "03/31/2026"),
        ("flag", "mungkin", "not-yes-or-no", "yes or no"),
        ("pairs", "within 3km", "bad-syntax", "name=value"),
        ("json", "{", "bad-syntax", "no JSON"),
        ("json", "[NaN]", "bad-syntax", "no JSON"),
    ],
)
def test_what_does_not_fit(kind: Kind, value: Any, code: str, said: str) -> None:
    with pytest.raises(UnfitError) as refused:
        read(value, column(kind))
    assert refused.value.code == code
    assert said in refused.value.text.en
