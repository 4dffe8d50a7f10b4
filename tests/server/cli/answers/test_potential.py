"""The potential of areas in a terminal: marks with value and percentile, land, both languages."""

from __future__ import annotations

from typing import Any

import pytest

from server.cli.answers.potential import print_potential
from server.cli.session import Session


def text(words: str) -> dict[str, str]:
    return {"id": f"{words} id", "en": f"{words} en"}


@pytest.fixture
def numbers() -> dict[str, Any]:
    measures = [{"id": name, "title": text(name), "unit": text("%")} for name in ("good", "bad")]
    rows = [
        {"code": "1", "measure": "good", "value": 1234.5, "percentile": 90.0},
        {"code": "1", "measure": "bad", "value": 0.0, "percentile": 10.0},
    ]
    units = [
        {"code": "1", "name": "One", "strengths": ["good"], "gaps": ["bad"]},
        {"code": "2", "name": "Two", "strengths": [], "gaps": []},
    ]
    hectares = {"allowed_ha": 10.0, "protected_ha": None, "steep_ha": 1.0, "built_ha": 2.0}
    land = [
        {"code": "1", "name": "One", "activity": "A01", **hectares, "available_ha": 7.0},
        {
            "code": "2",
            "name": "Two",
            "activity": "A01",
            **hectares,
            "allowed_ha": 0.0,
            "available_ha": 0.0,
        },
    ]
    return {
        "measures": measures,
        "rows": rows,
        "units": units,
        "land": land,
        "activities": [{"id": "A01", "name": text("house")}],
        "peers": {"id": "all", "title": text("all")},
    }


def test_marks_and_land(numbers: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    print_potential(Session(lang="id"), numbers)
    told = capsys.readouterr().out.splitlines()
    assert told[:5] == [
        "1 One",
        "  + good id: 1.234,5 % id (90)",
        "  - bad id: 0,0 % id (10)",
        "2 Two",
        "  tidak menonjol dalam hal apa pun",
    ]
    assert told[-1].split() == ["One", "A01", "house", "id", "10,0", "–", "1,0", "2,0", "7,0"]
    print_potential(Session(lang="en"), numbers | {"land": []})
    assert "Land under the zoning" not in capsys.readouterr().out
