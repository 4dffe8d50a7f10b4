"""An indicator in a terminal: the worst unit first, range where there is one, formula, standard."""

from __future__ import annotations

from typing import Any

import pytest

from server.cli.answers.indicator import SHOWN, print_indicator, print_kpis
from server.cli.session import Session


def row(code: str, value: float | None, low: float | None = None) -> dict[str, Any]:
    return {
        "code": code,
        "name": f"unit {code}",
        "part": value,
        "whole": 100.0,
        "value": value,
        "value_low": low,
        "value_high": None if low is None else low + 20,
    }


def numbers(rows: list[dict[str, Any]], direction: str = "up") -> dict[str, Any]:
    text = {"id": "Judul", "en": "Title"}
    one = {
        "title": text,
        "unit": {"id": "%", "en": "%"},
        "formula": {"id": "a dibagi b", "en": "a by b"},
        "direction": direction,
        "standard": "THR-X",
        "source": "SNI",
        "uncertainty": {"id": "tanpa rentang", "en": "no range"},
    }
    return {
        "indicator": one,
        "rows": rows,
        "total": row("", 50.0, rows[0]["value_low"]),
        "series": [],
    }


def test_the_worst_unit_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row("1", 90.0), row("2", None), row("3", 10.5)]
    print_indicator(Session(lang="en"), numbers(rows))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Title (%; more is better)"
    assert [line.split()[0] for line in lines[2:5]] == ["3", "1", "2"]
    assert "range" not in lines[1]
    assert lines[-3:-1] == ["Formula: a by b.", "Standard: THR-X (SNI)."]
    print_indicator(Session(lang="id"), numbers(rows, "down"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Judul (%; makin rendah makin baik)"
    assert [line.split()[0] for line in lines[2:5]] == ["1", "3", "2"]
    assert "10,5" in lines[3]


def test_ranges_and_many_units(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [row(str(n), 40.0 + n, 30.0) for n in range(SHOWN + 2)]
    print_indicator(Session(lang="en"), numbers(rows))
    shown = capsys.readouterr().out
    assert "30.0-50.0" in shown
    assert "… and 2 more units." in shown


def test_a_series_is_told_by_date(capsys: pytest.CaptureFixture[str]) -> None:
    series = [{**row("", value), "date": date} for date, value in (("2017", 0.25), ("2024", 40.0))]
    print_indicator(Session(lang="en"), numbers([row("1", 90.0)]) | {"series": series})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[-2:]] == [["2017", "0.25"], ["2024", "40.0"]]
    assert "Uncertainty: no range." in lines


def test_the_list_of_frameworks_tells_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    told = {
        "id": "KPI-X",
        "label": {"id": "Judul", "en": "Title"},
        "target": ">0.74, 1,700-4,100 by 12",
        "unit": {"id": "%", "en": "%"},
        "computability": "missing",
        "indicator": None,
        "missing": {"id": "data", "en": "data"},
    }
    print_kpis(Session(lang="id"), {"rows": [told], "n_kpis": {"missing": 1}})
    out = capsys.readouterr().out
    assert "Judul" in out
    assert ">0,74, 1.700-4.100 by 12" in out
    assert "1 belum dapat dihitung" in out
    print_kpis(Session(lang="en"), {"rows": [told | {"target": None}, told], "n_kpis": {}})
    assert "Title      >0.74, 1,700-4,100 by 12  %" in capsys.readouterr().out
