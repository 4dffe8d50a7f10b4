"""Sites and places in a terminal: columns of ways, conditions once, both languages."""

from __future__ import annotations

from typing import Any

import pytest

from server.cli.answers.investing import print_invest, print_visit
from server.cli.session import Session


def site(rank: int, minutes: float | None) -> dict[str, Any]:
    told = {"rank": rank, "unit": "Kota", "score": 0.5, "subzone": "K-1", "verdict": "B"}
    words = {"condition": "perlu izin", "condition_en": "needs a permit"}
    return told | words | {"lon": 116.8, "lat": -1.25, "minutes_rs": minutes}


def test_sites(capsys: pytest.CaptureFixture[str]) -> None:
    way = {"column": "minutes_rs", "unit": "minutes", "title": {"id": "RS", "en": "Hospital"}}
    numbers = {
        "activity": {"id": "A10", "name": {"id": "Hotel", "en": "Hotel"}},
        "subzones": ["K-1", "W"],
        "ways": [way],
        "rows": [site(1, 1234.4), site(2, None)],
    }
    print_invest(Session(lang="id"), numbers)
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "A10 Hotel: tapak di subzona K-1, W"
    assert "RS, menit" in told[1]
    assert told[2].split() == [
        "1",
        "Kota",
        "0.500".replace(".", ","),
        "K-1",
        "B",
        "1.234",
        "116.8000,-1.2500",
    ]
    assert "–" in told[3]
    assert told[4:] == ["B: perlu izin"]
    print_invest(Session(lang="en"), numbers)
    assert "B: needs a permit" in capsys.readouterr().out


def test_places(capsys: pytest.CaptureFixture[str]) -> None:
    print_visit(
        Session(lang="en"),
        {"rows": [{"rank": 1, "name": "Park", "type": "taman", "seconds": 150.0}]},
    )
    assert capsys.readouterr().out.splitlines()[1].split() == ["1", "Park", "taman", "2"]
