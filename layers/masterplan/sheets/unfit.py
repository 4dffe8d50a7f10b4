"""Unfit: a cell that does not hold what its column wants, and how values are shown."""

from __future__ import annotations

from datetime import date

from layers.sources.workbooks.grid import Value
from layers.text import Text


class UnfitError(ValueError):
    """A cell that does not hold what its column wants; `code` and `text` say why."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


def shown(value: Value) -> str:
    """Give a value as text: whole numbers without decimals, days as they are written in YAML."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)
