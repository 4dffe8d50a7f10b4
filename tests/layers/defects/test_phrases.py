"""Phrases: what was given in English only, in Indonesian as far as known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.finding import Finding
from layers.defects.phrases import PHRASES, indonesian


@pytest.mark.parametrize(
    ("english", "words"),
    [
        ("column 'kode': a (rows 1, 2 and 3 more)", "kolom 'kode': a (baris 1, 2 dan 3 lagi)"),
        ("id '7' is that of row 1", "id '7' sudah dipakai baris 1"),
        ("line 3 has 4 cells; the first row names 2 columns", "baris berkas 3 memiliki 4 sel; baris pertama menyebut 2 kolom"),
        ("'x' is not a coordinate", "'x' bukan koordinat"),
        ("Sungai Kapih", "Sungai Kapih"),
        ("", ""),
    ],
)  # fmt: skip
def test_known_phrases(english, words):
    assert indonesian(english) == words


@given(st.text(st.characters(categories=["Lu", "Nd", "Po"]), max_size=30))
def test_what_holds_no_phrase_stays(text):
    assert indonesian(text) == text


def test_a_message_of_its_own_is_never_touched():
    both = Finding(1, "a", "row 3", message_id="row 3 of the author")
    assert both.said("id") == "row 3 of the author"
    assert Finding(1, "a", "row 3").said("id") == "baris 3"
    assert Finding(1, "a", "row 3").said("en") == "row 3"


def test_each_phrase_is_given_once():
    patterns = [pattern.pattern for pattern, _ in PHRASES]
    assert len(set(patterns)) == len(patterns)
