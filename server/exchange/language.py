"""Choosing the language of an answer: Indonesian or English."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from layers.schema import Text

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


@lru_cache(maxsize=256)
def preferred_language(accept_language: str, default: Language) -> Language:
    """Give the language an Accept-Language header likes best.

    Parameters
    ----------
    accept_language
        The header as sent; "" when there is none.
    default
        What to answer when it names neither language.
    """
    if not accept_language:
        return default
    wanted = parse_accept_header(accept_language[:400], LanguageAccept)
    best = wanted.best_match(["id", "in", "en"])
    if best is None:
        return default
    return "en" if best == "en" else "id"


def say(text: Text, language: Language) -> str:
    """Give a phrase in one language, or in the other when it is missing there."""
    first, second = (text.en, text.id) if language == "en" else (text.id, text.en)
    return first or second
