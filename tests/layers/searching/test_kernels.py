"""How words fit: against a plain count of slips, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.searching.kernels import BEGINS, PREFIX_SPAN, fits, most_slips
from layers.searching.words import letters_of, signatures_of

ENDS = st.text(alphabet="abcd", min_size=1, max_size=9)


def fit(asked, *known, beginning=True, most=None):
    letters = letters_of("".join(known))
    ends = np.cumsum([len(word) for word in known], dtype=np.int64)
    wanted = letters_of(asked)
    signature = signatures_of(wanted, np.array([len(wanted)]))[0]
    slips = most_slips(asked) if most is None else most
    known_signatures = signatures_of(letters, ends)
    return fits(letters, ends, known_signatures, wanted, (signature, slips, beginning)).tolist()


def plain_slips(a, b):
    """Optimal string alignment by the textbook, in full."""
    rows = [[max(i, j) if 0 in (i, j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            change = a[i - 1] != b[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@settings(max_examples=300)
@given(asked=ENDS, known=st.lists(ENDS, min_size=1, max_size=5), most=st.integers(0, 2))
def test_slips_are_those_of_the_textbook(asked, known, most):
    for word, got in zip(known, fit(asked, *known, beginning=False, most=most), strict=True):
        slips = plain_slips(asked, word)
        if slips > most:
            assert got == 0.0
        else:
            less = 0.05 * (slips > 0 and asked[0] != word[0])
            assert got == pytest.approx(max(1 - slips / len(asked) - less, 0), abs=1e-6)


def test_the_same_beginnings_and_slips_by_hand():
    same, longer, other = fit("sepaku", "sepaku", "sepakuraya", "penajam")
    assert same == 1.0
    assert longer == pytest.approx(BEGINS + PREFIX_SPAN * 0.6)
    assert other == 0.0
    assert fit("spaku", "sepaku")[0] == pytest.approx(0.8)
    assert fit("sepkau", "sepaku")[0] == pytest.approx(5 / 6), "an exchange is one slip"
    assert fit("spaeku", "sepaku") == [0.0], "two are too many for six letters"
    assert fit("balikpapn", "balikpapan")[0] == pytest.approx(8 / 9)


def test_figures_and_short_words_have_no_slips():
    assert fit("r1", "r2") == [0.0]
    assert fit("abc", "abd") == [0.0]
    assert fit("f00123", "f00124") == [0.0]


def test_no_word_is_no_fault():
    assert (
        fits(
            letters_of(""),
            np.empty(0, np.int64),
            np.empty(0, np.uint64),
            letters_of("a"),
            (np.uint64(2), 0, True),
        ).tolist()
        == []
    )
