"""Findings: sentences about rows, and a title in both languages for every code in use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layers.sources import findings as say
from layers.sources.findings import TITLES, Finding, rows_text

LAYERS = Path(say.__file__).parents[1]


@pytest.mark.parametrize(
    ("rows", "text"),
    [([], "rows "), ([7], "row 7"), ([1, 2], "rows 1, 2")],
)
def test_rows_are_named(rows, text):
    assert rows_text(rows) == text


def test_many_rows_are_counted_after_the_twentieth():
    assert rows_text(range(1, 31)).endswith("20 and 10 more")


def test_errors_carry_their_row_and_notes_none():
    assert say.error(3, "bad-row", "x") == Finding(3, "bad-row", "x", "error", "")
    assert say.note("renamed", "x").row is None
    assert say.warning("renamed", "x").severity == "warning"
    assert Finding(1, "a", "b").to_dict() == {
        "row": 1,
        "code": "a",
        "message": "b",
        "severity": "warning",
        "action": "",
    }


def test_every_code_said_anywhere_has_a_title():
    said = set()
    for path in (
        *LAYERS.joinpath("sources").rglob("*.py"),
        *LAYERS.joinpath("themes").glob("*.py"),
    ):
        text = path.read_text("utf-8")
        said |= set(re.findall(r'say\.(?:note|warning)\(\s*"([a-z0-9-]+)"', text))
        said |= set(re.findall(r'say\.error\(\s*[^,]+,\s*"([a-z0-9-]+)"', text))
    assert len(said) > 20
    assert said <= set(TITLES)


def test_titles_differ_between_languages():
    assert all(t.id and t.en and t.id != t.en for t in TITLES.values())
