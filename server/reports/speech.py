"""Speech: words, numbers and days of a report in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from layers.text import Lang, Text, figure
from server.documents.phrases import TRUST_PHRASES
from server.reports.words import MONTHS, WORDS

NOTHING = "–"
BILLION = 1e9
MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Speech:
    """What a report says, in Indonesian or English."""

    lang: Lang

    def word(self, key: str, **about: Any) -> str:
        """Give a word or sentence of the catalogue, with what stands in it."""
        said = WORDS[key].said(self.lang)
        return said.format(**about) if about else said

    def text(self, value: Mapping[str, str] | str | Text | None) -> str:
        """Give a text of the data; a dash for none."""
        return NOTHING if value is None else Text.of(value).said(self.lang)

    def number(self, value: float | None, digits: int | None = 1, *, sign: bool = False) -> str:
        """Write a number; a dash for none. Without `digits` as many as it needs, up to two."""
        if value is None:
            return NOTHING
        if digits is None:
            digits = next((d for d in (0, 1) if round(value, d) == round(value, 2)), 2)
        rounded = round(value, digits) + 0.0  # no minus before a nought
        return figure(rounded, f"{'+' if sign and rounded else ''},.{digits}f").said(self.lang)

    def measured(self, value: float | None, low: float | None, high: float | None) -> str:
        """Write a value with its range."""
        written = self.number(value)
        if low is None or high is None:
            return written
        return f"{written} ({self.number(low)}–{self.number(high)})"

    def money(self, budget: Mapping[str, Any] | None) -> str:
        """Write a budget."""
        if budget is None:
            return NOTHING
        amount, currency = budget["amount"], budget["currency"]
        size, word = (
            (BILLION, "billion")
            if amount >= BILLION
            else (MILLION, "million")
            if amount >= MILLION
            else (1.0, "")
        )
        number = self.number(amount / size, None)
        return " ".join(filter(None, (currency, number, self.word(word) if word else "")))

    def day(self, value: str | date | None) -> str:
        """Write a day: 22 November 2026."""
        if value is None:
            return NOTHING
        day = date.fromisoformat(value) if isinstance(value, str) else value
        return f"{day.day} {MONTHS[day.month - 1].said(self.lang)} {day.year}"

    def quarter(self, value: str) -> str:
        """Write the quarter of a day: Q4 2026."""
        day = date.fromisoformat(value)
        return f"{self.word('quarter')}{(day.month + 2) // 3} {day.year}"

    def quarters(self, start: str, end: str) -> str:
        """Write the quarters from one day to another."""
        first, last = self.quarter(start), self.quarter(end)
        if first == last:
            return first
        return f"{first.removesuffix(start[:4]).strip() if start[:4] == end[:4] else first}–{last}"

    def trust(self, mark: str | None) -> str:
        """Give a mark of trust in words."""
        return NOTHING if mark is None else TRUST_PHRASES[mark].said(self.lang)
