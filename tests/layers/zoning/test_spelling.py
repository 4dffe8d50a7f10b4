"""Spelling: words, essence, damage, distance, correction."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.zoning import spelling


def test_words_and_essence():
    assert spelling.words_of("Perdag. & Jasa (K-1)") == ("perdagangan", "jasa")
    assert spelling.words_of("") == ()
    assert spelling.essence(("kawasan", "peruntukan", "industri")) == ("industri",)
    assert spelling.essence(("zona", "kawasan")) == ("kawasan",)
    assert spelling.essence(()) == ()


def test_rewritten_tells_abbreviation_from_spelling():
    assert spelling.rewritten("kep. tinggi") == "abbreviation"
    assert spelling.rewritten("Pemukiman Kep. Tinggi") == "abbreviation"
    assert spelling.rewritten("PEMUKIMAN") == "spelling"
    assert spelling.rewritten("Permukiman") is None


@pytest.mark.parametrize("text", ["â€œAB", "RencanaÂ\u00a0Jalan", "kota\ufffd", "a\x02b"])
def test_damaged(text):
    assert spelling.is_damaged(text)


@pytest.mark.parametrize("text", ["Perumahan", "Café", "Jl. Ahmad Yani", "Âm", ""])
def test_not_damaged(text):
    assert not spelling.is_damaged(text)


def test_distance_by_hand():
    assert spelling.distance("hutan", "hutan", 2) == 0
    assert spelling.distance("hutan", "huatn", 2) == 1
    assert spelling.distance("hutan", "utan", 2) == 1
    assert spelling.distance("hutan", "hujan", 0) == 1
    assert spelling.distance("", "abc", 2) == 3


def _full_distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    best = min(
        _full_distance(a[1:], b) + 1,
        _full_distance(a, b[1:]) + 1,
        _full_distance(a[1:], b[1:]) + (a[0] != b[0]),
    )
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        best = min(best, _full_distance(a[2:], b[2:]) + 1)
    return best


@settings(deadline=None, max_examples=60)
@given(st.text("abc", max_size=5), st.text("abc", max_size=5))
def test_distance_is_that_of_the_definition(a, b):
    assert spelling.distance(a, b, 9) == _full_distance(a, b)


def test_corrected():
    words = frozenset({"perumahan", "perkebunan", "hutan", "hujan"})
    assert spelling.corrected("perumhan", words) == "perumahan"
    assert spelling.corrected("hutan", words) == "hutan"
    assert spelling.corrected("huxan", words) is None
    assert spelling.corrected("kota", words) is None
