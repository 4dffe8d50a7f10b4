"""What is shown of an evaluated plan: ranges, reasons, missing links, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gis.masterplans.chain import missing_links
from gis.masterplans.evaluation import Current, Evaluation, Standing
from layers.masterplan import Shelf
from layers.text import Text
from server.cli.masterplans.standing import print_evaluation, target_rows
from server.cli.session import Session


@pytest.fixture
def found(tmp_path: Path) -> Evaluation:
    plan = Shelf(tmp_path).read("kukar")
    measured = {one.id: one for one in plan.indicators}
    values = {
        "t1": Current(None, Text("tanpa nilai", "no value")),
        "t4": Current(47.5, low=37.7, high=59.6),
    }
    standings = [
        Standing(one, measured[one.indicator], values[one.id], 4.2, "behind", ())
        for one in plan.targets
        if one.id in values
    ]
    bare = plan.model_copy(update={"steps": ()})
    return Evaluation(bare, date(2026, 1, 1), standings, missing_links(bare))


def test_ranges_reasons_and_missing_links(
    found: Evaluation, capsys: pytest.CaptureFixture[str]
) -> None:
    print_evaluation(Session(lang="en"), found, "kukar")
    english = capsys.readouterr().out
    assert "47.5 (37.7-59.6)" in english
    assert "  t1: no value" in english
    assert "Missing links:\n  a1: an activity without a step" in english
    print_evaluation(Session(lang="id"), found, "kukar")
    indonesian = capsys.readouterr().out
    assert "47,5 (37,7-59,6)" in indonesian
    assert "tertinggal" in indonesian
    assert "Mata rantai yang hilang:" in indonesian


def test_rows_for_programs(found: Evaluation) -> None:
    first, second = target_rows(found)
    assert (first["id"], first["current"], first["gap"]) == ("t1", None, None)
    assert (second["current_low"], second["gap"]) == (37.7, pytest.approx(27.5))
