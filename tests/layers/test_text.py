from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import ImportRefusedError, LayersError, RemoteError, SourceError, StoreError
from layers.text import Text, figure, harmless, printable

EMPTY = Text("berkas kosong", "the file is empty")


def test_texts_are_put_together_in_both_languages():
    named = "a.csv: " + EMPTY + "!"
    assert named == Text("a.csv: berkas kosong!", "a.csv: the file is empty!")
    assert EMPTY + Text(" dan rusak", " and damaged") == Text(
        "berkas kosong dan rusak", "the file is empty and damaged"
    )
    assert Text.joined([EMPTY, "x"], ", ") == Text("berkas kosong, x", "the file is empty, x")
    assert Text.joined([]) == Text("", "")


def test_a_text_is_said_in_the_language_asked_for_and_else_in_english():
    assert [EMPTY.said(lang) for lang in ("id", "en", "fr")] == [EMPTY.id, EMPTY.en, EMPTY.en]


@pytest.mark.parametrize("kind", [LayersError, SourceError, RemoteError, StoreError])
def test_an_error_is_english_as_a_string_and_keeps_both_languages(kind):
    error = kind(EMPTY, code="empty-file")
    assert (str(error), error.text, error.code) == (EMPTY.en, EMPTY, "empty-file")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.text, again.code) == (EMPTY.en, EMPTY, "empty-file")
    assert kind("as it is").text == Text("as it is", "as it is")


def test_refused_rows_keep_both_languages():
    error = ImportRefusedError("two rows", rows=[("1", "x", EMPTY), ("2", "y", "plain")])
    assert error.rows == (("1", "x", EMPTY.en), ("2", "y", "plain"))
    assert error.row_texts == (EMPTY, Text("plain", "plain"))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("peta desa.csv", "peta desa.csv"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("名称 è", "名称 è"),
        ("\u202e", r"\u202e"),
        ("", ""),
    ],
)
def test_control_characters_are_spelled_out(words, shown):
    assert printable(words) == shown


@given(st.text())
def test_what_is_printable_stays_so(words):
    assert printable(words).isprintable()
    assert printable(printable(words)) == printable(words)


@pytest.mark.parametrize(
    ("value", "form", "indonesian", "english"),
    [
        (1234567.0, ",.0f", "1.234.567", "1,234,567"),
        (0.5, "g", "0,5", "0.5"),
        (-1234.5, ",.1f", "-1.234,5", "-1,234.5"),
        (7, ",", "7", "7"),
    ],
)
def test_figures_are_written_as_each_language_has_them(value, form, indonesian, english):
    assert figure(value, form) == Text(indonesian, english)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_figures_differ_by_their_marks_only(value):
    written = figure(value, ",.3f")
    assert written.id.replace(".", "").replace(",", ".") == written.en.replace(",", "")


@pytest.mark.parametrize("value", ["=1", "@x", "+62 541", "-x", "\t=1", "\r=1", "-1, x", "- 1"])
def test_what_a_spreadsheet_would_run_is_made_text(value):
    assert harmless(value) == f"'{value}"


@pytest.mark.parametrize(
    "value", ["-2.5", "+1e5", "-.5", "-1, 2.5", "a=b", "", " =1", -3, None, 0.5]
)
def test_numbers_and_other_words_are_left_alone(value):
    assert harmless(value) is value
