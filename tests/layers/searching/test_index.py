"""The arrays of an index: codes, texts, and words that are written as one."""

from __future__ import annotations

import numpy as np

from layers.searching.entries import Entry
from layers.searching.index import TEXTS, NameIndex, code_key, index_arrays
from layers.text import Text


def index_of(*entries, contexts=None):
    return NameIndex("made-up", index_arrays(entries, contexts or [""] * len(entries)))


def entry(name, *codes, **more):
    return Entry("village", Text(name, name), codes=codes, **more)


def test_codes_are_found_whole_before_those_that_begin_so():
    index = index_of(
        entry("A", ("code", "64.02.01"), ("bps", "6403010")),
        entry("B", ("code", "64.02")),
        entry("C", ("code", "64.03"), ("bps", "6402")),
    )
    entries, families, n_same = index.coded(code_key("64.02"))
    assert n_same == 2
    assert list(zip(entries.tolist(), families.tolist(), strict=True)) == [(1, 0), (2, 1), (0, 0)]
    assert index.coded("9")[2] == len(index.coded("9")[0]) == 0


def test_texts_come_back_as_they_went_in():
    index = index_of(entry("Désa Tjempaka", ("code", "X-1")), entry(""), entry("中 名"))
    assert [index.text("title", n) for n in range(3)] == ["Désa Tjempaka", "", "中 名"]
    assert index.text("code", 0) == "X-1"
    assert all(index.text(name, 1) == "" for name in TEXTS)


def test_two_words_in_a_row_are_found_as_one():
    index = index_of(entry("Kota Baru Ulu"), entry("Kotabaru"), entry("Baru Kota"))
    assert index.joined("kotabaru").tolist() == [0]
    assert index.joined("baruulu").tolist() == [0]
    assert index.joined("kotaulu").tolist() == []


def test_an_index_of_nothing_is_one():
    index = index_of()
    assert len(index) == 0
    assert index.joined("a").tolist() == []
    assert index.coded("a")[2] == 0


def test_every_word_has_its_entries():
    index = index_of(entry("Kota Baru"), entry("Baru"), contexts=["Kutai", "Kutai"])
    arrays = index.arrays
    ends = arrays["letter_ends"]
    letters = [chr(c) for c in arrays["letters"]]
    words = ["".join(letters[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
    starts = [0, *arrays["posting_ends"][:-1]]
    held = {
        word: arrays["posting_entry"][a:b].tolist()
        for word, a, b in zip(words, starts, arrays["posting_ends"], strict=True)
    }
    assert (held["kota"], held["baru"], held["kutai"]) == ([0], [0, 1], [0, 1])
    assert np.all(np.diff(arrays["posting_ends"]) > 0)
