"""Titles: one for every code, in both languages; those that files are refused for too."""

from __future__ import annotations

import re
from pathlib import Path

import layers
from layers.defects.defect import known_defects
from layers.defects.listing import title_of
from layers.defects.titles import titles

CODE = re.compile(r'code="([a-z][a-z0-9-]+)"')
# What only a server or a store says, and no report of a file shows.
ELSEWHERE = ("remote", "stores", "cutting", "osm", "boundaries", "landcover", "zoning", "themes")


def test_titles_of_defects_are_theirs():
    for code, defect in known_defects().items():
        assert titles()[code] == defect.title


def test_every_title_is_told_in_both_languages():
    assert [code for code, title in titles().items() if not (title.id and title.en)] == []


def test_every_code_that_reading_a_file_is_refused_for_has_a_title():
    root = Path(layers.__file__).parent
    folders = [root / "sources", root / "ingest"]
    paths = [p for f in folders for p in f.rglob("*.py") if not set(p.parts) & set(ELSEWHERE)]
    codes = {code for path in paths for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert len(codes) > 40
    assert sorted(codes - set(titles()) - {"staging-damaged"}) == []


def test_an_unknown_code_stands_for_itself():
    assert title_of("empty-file", "id") == "berkas kosong"
    assert title_of("no-such-code", "id") == "no-such-code"
