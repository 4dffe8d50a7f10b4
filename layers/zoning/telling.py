"""Telling: findings on plans, in both languages."""

from __future__ import annotations

from typing import Any

from layers.schema import Text
from layers.sources.findings import Finding, Severity


def told(
    row: Any, code: str, message: Text, severity: Severity = "warning", action: str = "kept"
) -> Finding:
    """Give the finding on one row of the file, or on the whole file where `row` is None.

    Examples
    --------
    >>> told(3, "zone-gap", Text("celah", "gap")).said("id")
    'celah'
    """
    number = None if row is None else int(row)
    return Finding(number, code, message.en, severity, action, message.id)


def lines(*languages: tuple[str, ...]) -> Text:
    """Join parts of a sentence: the Indonesian ones, then the English ones.

    Examples
    --------
    >>> lines(("a", "", "b"), ("c",)).id
    'a; b'
    """
    indonesian, english = languages
    return Text("; ".join(filter(None, indonesian)), "; ".join(filter(None, english)))
