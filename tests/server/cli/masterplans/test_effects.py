"""Programmes ranked by what they bring, in a terminal: in both languages, and why some bring none."""

from __future__ import annotations

from server.cli.masterplans.effects import print_effects
from server.cli.session import Session

NUMBERS = {
    "rows": [
        {
            "programme": "p1",
            "name": {"id": "Layanan Terjangkau", "en": "Services within reach"},
            "quick_win": True,
            "target": "t4",
            "towards": 1.25,
            "share_of_gap": 0.5,
            "per_billion": None,
            "per_month": 0.125,
        }
    ],
    "without_effect": [{"programme": "p9", "reason": {"id": "tanpa target", "en": "no target"}}],
}


def test_programmes_are_told_in_both_languages(capsys):
    print_effects(Session(lang="id"), NUMBERS)
    indonesian = capsys.readouterr().out
    assert "p1 Layanan Terjangkau" in indonesian
    assert "+1,250" in indonesian
    assert "dari kekurangan" in indonesian
    assert "p9: tanpa target" in indonesian
    print_effects(Session(lang="en"), NUMBERS)
    english = capsys.readouterr().out
    assert "p1 Services within reach" in english
    assert "50 %" in english
    assert "+0.125" in english
    assert "p9: no target" in english
