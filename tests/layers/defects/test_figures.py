"""Figures: thousands and decimals told apart, and never guessed in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.figures import Manner, bare, decimal_mark, is_figure, manner_of


@pytest.mark.parametrize(
    ("texts", "name", "decimal", "want"),
    [
        (["101.234", "1.300.123"], "v", "", (".", "", "written")),
        (["101.234", "1.300.123"], "v", ".", (".", "", "written")),
        (["1.234,5", "12"], "v", ".", (".", ",", "written")),
        (["101.234", "0,5"], "v", ".", (".", ",", "written")),
        (["1,300,123"], "v", "", (",", "", "written")),
        (["1,234.5"], "v", "", (",", ".", "written")),
        (["101,234", "12.5"], "v", ".", (",", ".", "written")),
        (["101,234", "12.5"], "v", ",", (",", ".", "unclear")),
        (["101.234", "850"], "v", ",", (".", "", "file")),
        (["1,5", "2"], "v", ",", ("", ",", "file")),
        (["116,812"], "v", ",", ("", ",", "file")),
        (["101.234"], "penduduk", "", (".", "", "name")),
        (["101.234"], "jml_penduduk", ".", (".", "", "name")),
        (["101,234"], "jiwa", "", (",", "", "name")),
        (["101.234"], "kepadatan_penduduk", "", (".", "", "unclear")),
        (["101.234"], "v", "", (".", "", "unclear")),
        (["101,234"], "v", ".", (",", "", "unclear")),
        (["101.234", "101,234"], "v", "", (".", ",", "unclear")),
        (["12,5"], "luas", ".", ("", ",", "written")),
        (["Rp 1.500.000", "Rp500.000"], "v", ".", (".", "", "written")),
        (["Rp 500.000", "250.000,-"], "v", ".", (".", "", "file")),
        (["Rp 5000"], "v", "", ("", "", "written")),
    ],
)
def test_manners(texts, name, decimal, want):
    assert manner_of(texts, name=name, decimal=decimal) == Manner(*want)


@pytest.mark.parametrize(
    "texts",
    [
        ["1", "2"],
        ["1.5", "101.234"],
        ["0.123"],
        ["1234.567"],
        ["1e3", "101.234"],
        ["101.234", "x"],
        ["63.01.01"],
        ["1,2", "1,3"],
        ["1.5", "1,5"],
    ],
)
def test_plain_numbers_and_others_are_left_alone(texts):
    assert manner_of(texts, name="penduduk" if "," not in texts[0] else "v", decimal=".") is None


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_come_back_however_grouped(number):
    english = f"{number:,}"
    indonesian = english.replace(",", ".")
    assert Manner(",", ".").number(english) == number
    assert Manner(".", ",").number(indonesian) == number
    assert Manner(".", "").number(f"Rp {indonesian}") == number
    assert is_figure(english)
    assert is_figure(indonesian)


@given(st.lists(st.decimals(1000, 10**9, places=2), min_size=1, max_size=5))
def test_amounts_with_cents_leave_no_doubt(amounts):
    english = [f"{a:,}" for a in amounts]
    swapped = [text.translate(str.maketrans(",.", ".,")) for text in english]
    for texts in (english, swapped):
        manner = manner_of(texts, name="v", decimal=".")
        assert manner is not None
        assert [manner.number(t) for t in texts] == [float(a) for a in amounts]


@pytest.mark.parametrize(
    ("columns", "known", "want"),
    [
        ([], "", ""),
        ([], ".", "."),
        ([[], ["a", "1,5"]], "", ""),
        ([["1,5", "2"], ["101.234"]], "", ","),
        ([["1.234,5"]], "", ","),
        ([["101,234"]], "", ""),
        ([["1.5"]], "", "."),
        ([["1.5"], ["1,5"]], "", ""),
        ([["1,5"]], ".", ""),
        ([["1.5"]], ",", ","),
    ],
)
def test_the_mark_of_a_file(columns, known, want):
    assert decimal_mark(columns, known) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [("Rp. 250.000,-", "250.000"), ("IDR 1", "1"), (" 5 ", "5"), ("rpx", "rpx"), ("", "")],
)
def test_money_without_its_marks(text, want):
    assert bare(text) == want
