"""Words of names and questions."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layers.boundaries.spelling import tokens
from layers.searching.words import (
    LONGEST_WORD,
    MOST_WORDS,
    asked_words,
    joined_key,
    letters_of,
    meanings,
    signatures_of,
    words_of,
)


@given(st.text(max_size=80))
def test_words_are_the_tokens_of_region_names(text):
    assert words_of(text) == [word[:LONGEST_WORD] for word in tokens(text)]


def test_questions_are_cut_and_repeat_nothing():
    assert asked_words("a b a " * 5000) == ["a", "b"]
    assert len(asked_words(" ".join(map(str, range(100))))) == MOST_WORDS


def test_no_abbreviation_leads_to_another():
    for word, means in meanings().items():
        assert word == "".join(words_of(word))
        assert means
        assert not set(means) & {w for w in meanings() if len(meanings()[w]) > 1}


def test_signatures_have_a_bit_for_each_letter():
    letters = letters_of("abba")
    found = signatures_of(letters, np.array([2, 4]))
    assert found[0] == found[1] == (1 << (ord("a") & 63)) | (1 << (ord("b") & 63))
    assert len(signatures_of(letters_of(""), np.empty(0, np.int64))) == 0


def test_joined_words_have_their_own_number():
    assert joined_key("kotabaru") == joined_key("kotabaru") != joined_key("kotabatu")
    assert 0 <= joined_key("kotabaru") < 2**63
