"""Gantt: bars at their days, sheets that hold no more than fits, nobody left out."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

import pytest

from server.reports.drawing.gantt import NAMES, SHEET, WIDTH, Line, sheets
from server.reports.speech import Speech

SVG = "{http://www.w3.org/2000/svg}"
TODAY = date(2026, 7, 2)


def drawn(rows: list[Line], years: tuple[int, int] = (2025, 2026)) -> list[ET.Element]:
    return [ET.fromstring(s.encode()) for s in sheets(rows, years, TODAY, Speech("en"))]


def test_a_bar_stands_at_its_days() -> None:
    (root,) = drawn([Line("s", date(2026, 1, 1), date(2026, 12, 31), state="done")])
    bar = next(one for one in root.iter(f"{SVG}rect") if one.get("height") == "9")
    room = WIDTH - NAMES - 4
    assert float(bar.get("x") or 0) == pytest.approx(NAMES + room / 2, abs=0.5)
    assert float(bar.get("width") or 0) == pytest.approx(room / 2, rel=0.01)
    told = [one.text for one in root.iter(f"{SVG}text")]
    assert {"2025", "2026", "Q1", "2 July 2026", "quick win"} <= set(told)


def test_years_grow_with_what_lies_beyond() -> None:
    (root,) = drawn([Line("s", date(2023, 5, 1), date(2031, 1, 1))])
    told = [one.text for one in root.iter(f"{SVG}text")]
    assert {"2023", "2031"} <= set(told)


def test_sheets_hold_all_and_no_more_than_fits() -> None:
    rows = [Line(f"n{k} " + "kata " * 30, TODAY, TODAY, state="late") for k in range(60)]
    found = drawn(rows)
    told = [one.text or "" for root in found for one in root.iter(f"{SVG}text")]
    assert {f"n{k}" for k in range(60)} <= {words.split()[0] for words in told if words}
    for root in found:
        height = float((root.get("viewBox") or "").split()[3])
        assert height <= SHEET + 33
        assert all(float(one.get("y") or 0) <= height for one in root.iter(f"{SVG}text"))


def test_nothing_has_no_sheet() -> None:
    assert drawn([]) == []
