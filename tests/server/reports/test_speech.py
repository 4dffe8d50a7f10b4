"""Speech: numbers, money, days and quarters as each language writes them."""

from __future__ import annotations

import pytest

from server.reports.speech import Speech

ID, EN = Speech("id"), Speech("en")


@pytest.mark.parametrize(
    ("value", "digits", "indonesian", "english"),
    [
        (1234.56, 1, "1.234,6", "1,234.6"),
        (1234.0, None, "1.234", "1,234"),
        (1.5, None, "1,5", "1.5"),
        (1.25, None, "1,25", "1.25"),
        (-0.04, 1, "0,0", "0.0"),
        (None, 1, "–", "–"),
    ],
)
def test_numbers(value: float | None, digits: int | None, indonesian: str, english: str) -> None:
    assert ID.number(value, digits) == indonesian
    assert EN.number(value, digits) == english


def test_signs_and_ranges() -> None:
    assert EN.number(0.25, 2, sign=True) == "+0.25"
    assert EN.number(0.001, 2, sign=True) == "0.00"
    assert ID.measured(47.5, 37.7, 59.6) == "47,5 (37,7–59,6)"
    assert ID.measured(47.5, None, None) == "47,5"


def test_money() -> None:
    def worth(amount: float) -> dict[str, object]:
        return {"amount": amount, "currency": "IDR"}

    assert ID.money(worth(1_500_000_000.0)) == "IDR 1,5 miliar"
    assert EN.money(worth(24_000_000.0)) == "IDR 24 million"
    assert EN.money(worth(950.0)) == "IDR 950"
    assert EN.money(None) == "–"


def test_days_and_quarters() -> None:
    assert (ID.day("2026-05-02"), EN.day("2026-05-02")) == ("2 Mei 2026", "2 May 2026")
    assert ID.quarter("2026-04-01") == "TW2 2026"
    assert EN.quarters("2026-01-01", "2026-03-31") == "Q1 2026"
    assert EN.quarters("2026-01-01", "2026-12-31") == "Q1–Q4 2026"
    assert EN.quarters("2025-10-01", "2026-02-01") == "Q4 2025–Q1 2026"
