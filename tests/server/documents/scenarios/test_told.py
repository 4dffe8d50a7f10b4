"""Documents of scenarios: words in both languages; see routes/test_scenarios.py for the rest."""

from __future__ import annotations

from server.documents.scenarios.told import WORDS


def test_words_are_in_both_languages():
    same = [key for key, text in WORDS.items() if text.id == text.en]
    assert same == []
