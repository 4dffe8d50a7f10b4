"""Which language an answer is in."""

from __future__ import annotations

import pytest

from layers import Text
from server.exchange.language import preferred_language, say


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "id"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("id-ID,id;q=0.9,en;q=0.8", "id"),
        ("in", "id"),
        ("en;q=0.3, id;q=0.7", "id"),
        ("de, fr", "id"),
        ("de, en;q=0.1", "en"),
        (";;;,q=", "id"),
    ],
)
def test_the_language_liked_best(header, language):
    assert preferred_language(header, "id") == language


def test_nothing_known_gives_the_default():
    assert preferred_language("de", "en") == "en"


def test_a_missing_translation_falls_back_to_the_other():
    assert say(Text("Jalan", ""), "en") == "Jalan"
    assert say(Text("", "Roads"), "id") == "Roads"
    assert say(Text("Jalan", "Roads"), "id") == "Jalan"
