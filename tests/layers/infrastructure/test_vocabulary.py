"""Code lists: every code told in both languages, every word leading to one code."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.infrastructure.vocabulary import code_list, folded, rows_of, source_text
from layers.layer import TRUST_ORDER

LISTS = tuple(dict.fromkeys(row["list"] for row in rows_of("codes")))


@pytest.mark.parametrize("name", LISTS)
def test_every_code_has_labels_and_finds_itself(name):
    known = code_list(name)
    for code, label in known.codes.items():
        assert label.id
        assert label.en
        assert known.code(code) == code
        # A label may be a word of another code ("Air"), never of none.
        assert known.code(label.id) in known.codes


def test_every_row_says_where_it_is_from():
    for table in (
        "codes",
        "words",
        "road_speeds",
        "road_functions",
        "boat_speeds",
        "fields",
        "sources",
    ):
        for row in rows_of(table):
            assert row["trust"] in TRUST_ORDER, (table, row)
            if table != "sources":
                assert source_text(row["source"]) != row["source"], (table, row)


def test_no_word_stands_for_two_codes():
    pairs = {
        (row["list"], folded(word), row["code"])
        for row in rows_of("words")
        for word in row["words"].split("|")
    }
    twice = [k for k, n in Counter((p[0], p[1]) for p in pairs).items() if n > 1]
    assert twice == []
    codes = {(row["list"], row["code"]) for row in rows_of("codes")}
    assert {(p[0], p[2]) for p in pairs} <= codes


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("road_class", "residential", "neighbourhood"),
        ("road_class", "JALAN ARTERI PRIMER", "arterial"),
        ("road_class", "Jl. Lokal", "local"),
        ("road_class", "living_street", "neighbourhood"),
        ("road_class", "road", None),
        ("road_legal", "Propinsi", "provincial"),
        ("direction", -1, "backward"),
        ("direction", -1.0, "backward"),
        ("direction", "-1", "backward"),
        ("direction", True, "forward"),
        ("direction", 0, "both"),
        ("surface", "Tanah/Kerikil", "unpaved"),
        ("plant", "PLTMH", "mini_hydro"),
        ("asset_type", "PJU", "street_lamp"),
        ("technology", "4G LTE", "4g"),
        ("direction", "", None),
    ],
)
def test_words_of_real_files(name, value, code):
    assert code_list(name).code(value) == code


def test_an_unknown_list_is_refused_naming_those_there_are():
    with pytest.raises(SourceError, match="no code list 'x'; wanted one of road_class"):
        code_list("x")


def test_legend_classes_are_those_with_a_colour():
    classes = code_list("road_class").classes()
    assert [c["value"] for c in classes][:4] == ["toll", "arterial", "collector", "local"]
    assert all(c["colour"].startswith("#") and c["label"]["id"] for c in classes)
    assert code_list("direction").classes() == []


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)
