"""Refusals, short and in both languages."""

from __future__ import annotations

from layers.filters.refusal import refusal, shown


def test_a_refusal_speaks_both_languages():
    error = refusal("tidak", "no", code="x")
    assert (error.text.id, error.text.en, error.code) == ("filter: tidak", "filter: no", "x")


def test_what_is_shown_is_short():
    assert shown("a" * 100) == repr("a" * 37 + "...")
    assert shown(3) == "'3'"
