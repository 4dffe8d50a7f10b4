"""Findings said in a few words: `say.note`, `say.warning`, `say.error`, and a title for each code.

What a defect is, why it matters and how it is mended stands in `layers.defects`.
"""

from __future__ import annotations

from collections.abc import Mapping

from layers.defects.finding import SHOWN_ROWS, Finding, Severity, rows_said, rows_text
from layers.defects.titles import titles
from layers.schema import Text

__all__ = [
    "SHOWN_ROWS",
    "TITLES",
    "Finding",
    "Severity",
    "error",
    "note",
    "refusal",
    "rows_said",
    "rows_text",
    "warning",
]

# A title for each code, of a defect or not.
TITLES: Mapping[str, Text] = titles()


def error(row: int, code: str, message: str | Text) -> Finding:
    """Give the finding that keeps a row out."""
    told = Text.of(message)
    return Finding(int(row), code, told.en, "error", message_id=_other(told))


def refusal(code: str, message: str | Text) -> Finding:
    """Give the finding that keeps the whole file out."""
    told = Text.of(message)
    return Finding(None, code, told.en, "error", message_id=_other(told))


def note(code: str, message: str | Text, action: str = "") -> Finding:
    """Give a remark about the whole file."""
    told = Text.of(message)
    return Finding(None, code, told.en, "note", action, _other(told))


def warning(code: str, message: str | Text, action: str = "") -> Finding:
    """Give a warning about the whole file."""
    told = Text.of(message)
    return Finding(None, code, told.en, "warning", action, _other(told))


def _other(told: Text) -> str:
    return "" if told.id == told.en else told.id
