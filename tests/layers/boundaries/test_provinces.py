"""Provinces under their English names and short forms."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from layers.boundaries.codes import CODE
from layers.boundaries.names import known_regions
from layers.boundaries.provinces import province_spellings


def test_every_spelling_names_one_province():
    spellings = province_spellings()
    assert all(CODE.fullmatch(code) and len(code) == 2 for code, _ in spellings)
    assert len({name.casefold() for _, name in spellings}) == len(spellings)


def test_the_four_directions_of_an_island_are_told_apart():
    found = {name: code for code, name in province_spellings()}
    sides = ("West", "Central", "South", "East", "North")
    assert [found[f"{side} Kalimantan"] for side in sides] == ["61", "62", "63", "64", "65"]
    assert found["Riau Islands"] == "21"
    assert found["Special Region of Yogyakarta"] == "34"


@pytest.mark.parametrize("name", ["East Kalimantan", "EAST KALIMANTAN", "Kaltim"])
def test_names_find_the_provinces_of_the_region(name):
    match = known_regions().match(name, 1)
    assert (match.code, match.how) == ("64", "spelling")


def test_every_row_says_where_it_is_from():
    path = files("layers.boundaries") / "facts" / "province_spellings.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    assert all(row["source"] and row["trust"] and row["kind"] for row in rows)
