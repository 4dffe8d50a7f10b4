"""Texts folded and matched character by character."""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.filters.folding import fold, folding_table, like_pattern


@pytest.mark.parametrize(
    ("how", "text", "folded"),
    [
        ("casei", "KØBENHAVN", "københavn"),
        ("casei", "ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("casei", "σίσυφος", "σίσυφοσ"),
        ("casei", "Straße", "straße"),
        ("accenti", "Chișinău", "Chisinau"),
        ("accenti", "e\u0301te\u0301", "ete"),
        ("accenti", "Ø한글 中", "Ø한글 中"),
        ("accenti", "", ""),
    ],
)
def test_texts_fold(how, text, folded):
    assert fold(how, text) == folded
    assert fold(how, folded) == folded


@pytest.mark.parametrize("how", ["casei", "accenti"])
def test_the_table_is_all_there_is_to_folding(how):
    before, after = folding_table(how)
    assert len(set(before)) == len(before)
    assert len(before) >= len(after)
    table = str.maketrans(before[: len(after)], after, before[len(after) :])
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x1F000))))
    assert every.translate(table) == every.translate(
        str.maketrans({c: fold(how, c) for c in every})
    )


def test_letters_fold_as_unicode_says():
    for c in map(chr, range(0x100, 0x250)):
        if len(c.casefold()) == 1:
            assert fold("casei", c) == c.casefold()
        base = unicodedata.normalize("NFD", c)[0]
        assert fold("accenti", c) in (base, c)


@given(st.text(alphabet="aAb%_\n", max_size=8), st.text(alphabet="aAb%_", max_size=6))
def test_patterns_match_as_sqlite_does(text, pattern):
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA case_sensitive_like = ON")
    expected = connection.execute("SELECT ? LIKE ? ESCAPE '\\'", (text, pattern)).fetchone()[0]
    connection.close()
    assert bool(like_pattern(pattern).fullmatch(text)) == bool(expected)


def test_wildcards_cost_no_more_than_reading_the_text_a_few_times():
    started = time.process_time()
    pattern = like_pattern("%a%b%c%d%e")
    for _ in range(10):
        assert not pattern.fullmatch("abcd" * 2000)
    assert time.process_time() - started < 1


def test_the_escape_sign_takes_the_next_as_it_is():
    assert like_pattern("a\\%b\\_c\\\\").fullmatch("a%b_c\\")
    assert not like_pattern("a\\%").fullmatch("ab")
    assert isinstance(like_pattern("(x|y)*["), re.Pattern)
    assert like_pattern("(x|y)*[").fullmatch("(x|y)*[")
