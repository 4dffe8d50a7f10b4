"""Chapters: a report's data as words, tables and pictures in one language, ready to be printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.text import Lang
from server.reports.chapters.blueprint import logframe, matrix, roadmap
from server.reports.chapters.effects import effects
from server.reports.chapters.opening import cover, summary
from server.reports.chapters.places import activities, profile
from server.reports.chapters.sources import methods, missing, sources
from server.reports.chapters.targets import targets
from server.reports.speech import Speech

__all__ = ["book"]

CHAPTERS = (
    summary,
    profile,
    targets,
    activities,
    logframe,
    roadmap,
    matrix,
    effects,
    missing,
    sources,
    methods,
)


def book(document: Mapping[str, Any], lang: Lang) -> dict[str, Any]:
    """Give cover and chapters of a report, as plain data.

    Parameters
    ----------
    document
        As `server.reports.document.gather` gives it.
    lang
        Language of words, numbers and days.
    """
    speech = Speech(lang)
    return {
        "lang": lang,
        "contents": speech.word("contents"),
        "cover": cover(document, speech),
        "chapters": [write(document, speech) for write in CHAPTERS],
    }
