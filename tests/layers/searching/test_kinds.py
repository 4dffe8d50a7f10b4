"""Kinds: told in both languages, each with words and weight."""

from __future__ import annotations

from layers.searching.kinds import KINDS, facts_of
from layers.searching.words import words_of


def test_every_kind_is_told_in_both_languages():
    for kind in KINDS.values():
        assert kind.title.id
        assert kind.title.en
        assert 0 < kind.weight <= 1
        assert list(kind.words) == words_of(" ".join(kind.words))


def test_every_fact_has_source_and_trust():
    for row in (*facts_of("kinds"), *facts_of("words")):
        assert row["source"]
        assert row["trust"] == "compiled"
