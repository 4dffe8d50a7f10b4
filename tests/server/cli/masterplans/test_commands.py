"""`penyangga masterplan check`: a plan and its faults, with and without a workspace."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

SOURCED = {"source": "RPJMD", "status": "sourced"}


def document() -> dict[str, Any]:
    vision = {"text": "Sejahtera", "provenance": dict(SOURCED)}
    return {
        "masterplan": {
            "id": "kukar",
            "region": "64.02",
            "title": {"id": "Rencana", "en": "Plan"},
            "period": {"start": 2025, "end": 2030},
            "status": "draft",
            "vision": vision,
        },
        "indicators": [{"id": "i1", "name": "Jangkauan", "unit": "%", "formula": "a/b"}],
        "goals": [{"id": "g1", "pillar": "living", "text": "Sehat", "provenance": dict(SOURCED)}],
        "targets": [
            {
                "id": "t1",
                "goal": "g1",
                "indicator": "i1",
                "baseline": {"value": 58, "year": 2024},
                "target": {"value": 75, "year": 2030},
                "direction": "up",
                "spatial": {"layer": "towers", "level": "kecamatan"},
                "provenance": dict(SOURCED),
            }
        ],
    }


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "kukar.yaml"
    path.write_text(yaml.safe_dump(document(), sort_keys=False), encoding="utf-8")
    return path


@pytest.fixture
def spoilt(plan: Path) -> Path:
    text = plan.read_text(encoding="utf-8").replace("goal: g1", "goal: g2")
    plan.write_text(text.replace("pillar: living", "pillar: smart"), encoding="utf-8")
    return plan


def test_a_good_plan_is_told_in_both_languages(call, plan, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    english = call("--lang", "en", "masterplan", "check", str(plan))
    assert english.exit_code == 0
    assert english.stdout.startswith("kukar.yaml: no faults\nPlan (64.02, 2025-2030)\n1 goals")
    indonesian = call("--lang", "id", "masterplan", "check", str(plan))
    assert indonesian.stdout.startswith("kukar.yaml: tanpa kesalahan\nRencana (64.02, 2025-2030)")


def test_all_faults_are_told_with_their_lines(call, spoilt, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    told = call("--lang", "en", "masterplan", "check", str(spoilt))
    assert told.exit_code == 3
    first, second = told.stdout.splitlines()
    assert "line 23, goals[0] (g1).pillar: 'smart' is not known; choose 'governance'" in first
    assert "targets[0] (t1).goal: 'g2' is not among goals; there are g1" in second
    assert told.stderr == "kukar.yaml: 2 faults\n"


def test_layers_are_looked_up_in_a_workspace(call, plan, folder):
    found = json.loads(call("masterplan", "check", str(plan), "--json", workspace=folder).stdout)
    assert (found["valid"], found["layers_checked"], found["counts"]) == (False, True, None)
    (fault,) = [one for one in found["faults"] if one["where"].endswith(".layer")]
    assert fault["code"] == "unknown-layer"
    assert "lapisan 'towers'" in fault["message"]["id"]


def test_faults_as_a_table(call, spoilt, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    rows = list(
        csv.DictReader(io.StringIO(call("masterplan", "check", str(spoilt), "--csv").stdout))
    )
    assert [row["code"] for row in rows] == ["unknown-word", "dangling-reference"]


def test_what_is_no_plan_is_one_line(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.yaml").write_text("a: [", encoding="utf-8")
    for name in ("x.yaml", "nowhere.yaml"):
        refused = call("masterplan", "check", name)
        assert refused.exit_code == 3
        assert len(refused.stderr.splitlines()) == 1


def test_the_schema_fits_a_plan(call):
    schema = json.loads(call("masterplan", "schema").stdout)
    jsonschema.validate(document(), schema)


def test_an_example_is_evaluated_on_the_starter_region(call, starter_workspace):
    words = ("masterplan", "evaluate", "banjarbaru", "--no-keep", "--on", "2026-11-22")
    shown = call("--lang", "en", *words, workspace=starter_workspace)
    assert shown.exit_code == 0, shown.output
    lines = shown.stdout.splitlines()
    assert lines[0] == "Smart city masterplan of Banjarbaru (example), on 2026-11-22"
    assert "The chain to targets is complete." in lines
    given = json.loads(call(*words, "--json", workspace=starter_workspace).stdout)
    rows = list(
        csv.DictReader(io.StringIO(call(*words, "--csv", workspace=starter_workspace).stdout))
    )
    assert [row["status"] for row in rows] == [one["status"] for one in given["targets"]]
    assert [float(row["current"]) for row in rows] == [one["current"] for one in given["targets"]]
    assert lines[-1].startswith("Again: penyangga masterplan evaluate banjarbaru --on 2026-11-22")


def test_plans_are_listed_and_a_wrong_name_says_which_there_are(call, folder):
    listed = json.loads(call("masterplan", "list", "--json", workspace=folder).stdout)
    assert listed["masterplans"] == [
        {"name": "banjarbaru", "example": True},
        {"name": "kukar", "example": True},
    ]
    refused = call("masterplan", "evaluate", "kukr", workspace=folder)
    assert refused.exit_code == 3
    assert "kukar" in refused.stderr


def test_a_layer_and_a_scenario_change_a_target_and_the_old_value_is_kept(call, folder, tmp_path):
    def run(*words):
        done = call("--lang", "en", *words, workspace=folder)
        assert done.exit_code == 0, done.output
        told.append(done.stderr)
        return done.stdout

    told: list[str] = []

    def values(*words):
        found = json.loads(run("masterplan", "evaluate", "near", *words, "--json"))
        return [kept["value"] for kept in found["targets"][0]["series"]]

    plan = document()
    plan["masterplan"]["region"] = "64.71"
    plan["indicators"][0] |= {
        "gis": "puskesmas_30min",
        "parameters": {"within": "3km", "mode": "straight"},
    }
    del plan["targets"][0]["spatial"]
    file = tmp_path / "near.yaml"
    file.write_text(yaml.safe_dump(plan), encoding="utf-8")
    run("masterplan", "import", file, "--as", "near", "--no-keep")
    first = tmp_path / "first.csv"
    first.write_text("code,name,type,lon,lat\nA,Barat,puskesmas,116.82,-1.28\n", encoding="utf-8")
    run("add", first, "--as", "facilities", "--replace")
    assert "near: present values of 1 of " in told[-1]
    found, before = values()
    assert found != before
    assert values("--no-keep", "--on", "2027-01-01") == [found, before]
    more = tmp_path / "more.csv"
    more.write_text("code,name,type,lon,lat\nB,Tengah,puskesmas,116.95,-1.25\n", encoding="utf-8")
    run("add", more, "--as", "facilities", "--append")
    assert "values of" not in told[-1]
    kept = values()[1:]
    assert kept[0] == before
    assert kept[1] > before + 5
    run("scenario", "create", "pkm")
    run("scenario", "edit", "pkm", "facility", "at=117.05,-1.22", "type=puskesmas")
    assert values("--scenario", "pkm")[3] > kept[1] + 5
    shown = run("masterplan", "evaluate", "near", "--scenario", "pkm")
    assert "Values kept:\n  t1: " in shown
    assert "Scenario: pkm" in shown
    plan["targets"][0]["target"]["value"] = 99
    file.write_text(yaml.safe_dump(plan), encoding="utf-8")
    run("masterplan", "import", file, "--as", "near", "--replace")
    assert "near: present values of 1 of " in told[-1]
    words = ("masterplan", "evaluate", "near", "--json")
    wanted = [
        json.loads(run(*words, *more))["targets"][0]["target"]["value"]
        for more in ((), ("--version", "1"))
    ]
    assert wanted == [99, 75]
