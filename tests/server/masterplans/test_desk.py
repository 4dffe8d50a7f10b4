"""The desk of masterplans: plans held, what is worked out once, activities that follow the plan."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import layers
from gis import masterplans
from gis.masterplans import Missing
from layers.errors import SourceError
from layers.masterplan import MasterplanError
from layers.masterplan.shelf import FOLDER
from layers.text import Text
from server.config import ServerSettings
from server.errors import NothingHereError
from server.masterplans.desk import MOST_KEPT, MasterplanDesk
from server.workspace import Workspace

PLAN = json.loads((Path(__file__).parent / "plan.json").read_text())
DAY = date(2026, 6, 30)


def put(tiny, plan=PLAN, name="kecil"):
    folder = tiny.path / FOLDER
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(plan))


@pytest.fixture
def desk(tiny):
    put(tiny)
    return MasterplanDesk(Workspace(ServerSettings(tiny.path), layers.open))


def test_plans_of_the_workspace_and_examples_are_told_apart(desk):
    assert desk.names() == {"kecil": False, "banjarbaru": True, "kukar": True}
    assert not desk.held("kecil").is_example
    for name in ("nope", "../kecil", "kecil.json", ""):
        with pytest.raises(NothingHereError) as caught:
            desk.held(name)
        assert caught.value.code == "masterplan-not-found"


def test_a_changed_file_or_layer_is_another_plan(desk, tiny):
    before = desk.held("kecil")
    assert desk.held("kecil") is before
    put(tiny, PLAN | {"activities": PLAN["activities"][:1]})
    after = desk.held("kecil")
    assert (after.mark != before.mark, len(after.plan.activities)) == (True, 1)
    handle = tiny["districts"]
    tiny.write(handle.layer, handle.read(), mode="replace")
    assert desk.held("kecil").mark not in (before.mark, after.mark)


def test_faults_are_all_told(desk, tiny):
    assert desk.faults("kecil") == []
    put(tiny, PLAN | {"goals": [], "targets": PLAN["targets"] * 2})
    codes = {fault.code for fault in desk.faults("kecil")}
    assert {"duplicate-id", "dangling-reference"} <= codes
    with pytest.raises(MasterplanError):
        desk.held("kecil")
    (tiny.path / FOLDER / "kecil.json").write_bytes(b"\xff{")
    with pytest.raises(SourceError):
        desk.faults("kecil")


def test_what_is_computed_is_kept_for_the_plan_and_the_day(desk, tiny, monkeypatch):
    asked = []

    found = masterplans.evaluate(tiny, desk.held("kecil").plan, DAY)

    def evaluate(_, __, day):
        asked.append(day)
        return replace(found, missing=[Missing("n", "", str(len(asked)), Text("", ""))])

    monkeypatch.setattr(masterplans, "evaluate", evaluate)
    held = desk.held("kecil")
    for day, wanted in ((DAY, "1"), (DAY, "1"), (date(2027, 1, 1), "2"), (DAY, "1")):
        assert desk.evaluation(held, day)["missing"][0]["id"] == wanted
    for year in range(1900, 1900 + MOST_KEPT):
        desk.evaluation(held, date(year, 1, 1))
    desk.evaluation(held, DAY)
    assert asked.count(DAY) == 2, "the eldest is let go"


def test_a_programme_that_is_not_there_is_told_with_those_there_are(desk):
    with pytest.raises(NothingHereError, match="there are p1") as caught:
        desk.effect(desk.held("kecil"), "p9", DAY)
    assert caught.value.code == "programme-not-found"


def test_activities_follow_the_plan_and_older_ones_go(desk, tiny):
    _, first = desk.activities(desk.held("kecil"))
    assert (first.layer.n_features, first.home) == (3, "/masterplans/kecil/activities")
    put(tiny, PLAN | {"activities": PLAN["activities"][:1]})
    workspace, second = desk.activities(desk.held("kecil"))
    assert second.layer.n_features == workspace.packed(second.layer).n == 1
    homes = list((tiny.path / "derived" / "masterplans").iterdir())
    assert [len([d for d in home.iterdir() if d.is_dir()]) for home in homes] == [1]
    other = MasterplanDesk(Workspace(ServerSettings(tiny.path), layers.open))
    _, again = other.activities(other.held("kecil"))
    assert again.layer.modified == second.layer.modified, "what another worker made is taken"


def test_a_plan_without_activities_has_an_empty_collection(desk, tiny):
    put(tiny, PLAN | {"activities": []}, name="dua kata")
    _, collection = desk.activities(desk.held("dua kata"))
    assert (collection.layer.n_features, collection.layer.bbox) == (0, None)
    assert collection.home == "/masterplans/dua%20kata/activities"


def test_values_kept_stand_beside_their_targets_and_asking_keeps_none(desk, tiny):
    before = desk.held("kecil")
    assert desk.evaluation(before, DAY)["targets"][0]["series"] == []
    plan = {**PLAN, "indicators": [dict(one) for one in PLAN["indicators"]]}
    plan["indicators"][0]["series"] = [
        {"value": 12.0, "year": 2025, "source": "made up", "status": "illustrative"}
    ]
    put(tiny, plan)
    series = desk.shelf().series("kecil")
    masterplans.keep(masterplans.evaluate(tiny, desk.held("kecil").plan, DAY), series)
    (kept,) = desk.evaluation(desk.held("kecil"), DAY)["targets"][0]["series"]
    assert kept["value"] == 12.0
    assert len(series.read()) == 1
