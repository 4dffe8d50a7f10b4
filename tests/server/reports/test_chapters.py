"""Chapters in both languages: the same parts, no word of the other language, every word used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import server.reports
from server.reports.chapters import book
from server.reports.words import WORDS

PACKAGE = Path(server.reports.__file__).parent


def test_both_languages_have_the_same_parts(documents: Mapping[str, dict[str, Any]]) -> None:
    one, other = (book(documents["kukar"], lang)["chapters"] for lang in ("id", "en"))
    kinds = [[[b["kind"] for b in c["blocks"]] for c in chapters] for chapters in (one, other)]
    assert kinds[0] == kinds[1]
    assert len(one) == 11
    assert all(chapter["blocks"] for chapter in one)
    heads = [
        [b["heads"] for c in chapters for b in c["blocks"] if "heads" in b]
        for chapters in (one, other)
    ]
    assert "Kecamatan" in heads[0][1]
    assert "District" in heads[1][1]


def test_rows_have_a_cell_for_every_head(many: dict[str, Any], bare: dict[str, Any]) -> None:
    for document in (many, bare):
        tables = [b for c in book(document, "id")["chapters"] for b in c["blocks"] if "rows" in b]
        assert tables
        for table in tables:
            width = len(table["heads"])
            assert {len(row) for row in table["rows"]} <= {width}
            assert len(table["widths"]) == len(table["align"]) == width


def test_what_a_plan_lacks_is_said(bare: dict[str, Any]) -> None:
    chapters = {c["title"]: c["blocks"] for c in book(bare, "en")["chapters"]}
    assert chapters["Roadmap"] == [
        {"kind": "text", "text": "The plan has none of these.", "look": "plain"}
    ]
    missing = chapters["What is missing"][0]["rows"]
    assert [row[0]["text"] for row in missing] == ["g1", "g1"]


def test_every_word_is_used() -> None:
    code = "\n".join(path.read_text() for path in PACKAGE.rglob("*.py") if path.name != "words.py")
    quoted = set(re.findall(r"[\"']([\w-]+)[\"']", code))
    data = {"draft", "signed", "evaluated", "sourced", "unverified", "short", "medium", "long"}
    data |= {"governance", "branding", "economy", "living", "society", "environment", "up", "down"}
    data |= {"better_up", "better_down"}
    assert set(WORDS) - quoted - data == set()
