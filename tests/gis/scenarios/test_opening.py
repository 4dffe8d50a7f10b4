"""A scenario opened: analyses run on it unchanged, and say so."""

import numpy as np
import pytest

import layers
from gis.processes import registry
from layers.standards import reach_criteria

ASKED = {"facilities": "rs", "within": "3km"}
BY_CAR = {"facilities": "rs", "within": "15min", "mode": "car", "roads": "streets"}


def covered(answer):
    return {row["code"]: row["covered"] for row in answer.numbers["rows"]}


@pytest.fixture
def edited(scenarios):
    scenarios.edit(
        "one",
        [
            {"kind": "facility", "at": [116.95, -1.25], "type": "rs"},
            {"kind": "speed", "layer": "streets", "class": "local", "kmh": 60},
            {"kind": "growth", "year": 2025, "rate": 50, "region": "64.71.03"},
        ],
    )
    return scenarios.open("one")


def test_an_analysis_of_a_scenario_is_that_of_a_region_like_it(edited, tmp_path):
    """The same numbers as of a workspace into which the edited layers were written."""
    whole = layers.open(tmp_path / "whole", create=True)
    for layer in edited.layers():
        if layer.kind == "raster":
            whole.write_raster(layer, edited[layer.id].raster())
        else:
            whole.write(layer, edited[layer.id].read())
    for asked in (ASKED, BY_CAR):
        mine, theirs = (registry()["coverage"].run(c, asked) for c in (edited, whole))
        assert mine.numbers["rows"] == theirs.numbers["rows"]
    before = registry()["coverage"].run(edited.base, BY_CAR)
    assert covered(mine)["64.71.02"] > covered(before)["64.71.02"]
    assert mine.trust == "illustrative"


def test_an_answer_names_the_scenario_and_its_edits(edited):
    answer = registry()["coverage"].run(edited, BY_CAR)
    told = answer.to_dict()["scenario"]
    assert (told["id"], told["n_edits"]) == ("one", 3)
    assert [edit["kind"] for edit in told["edits"]] == ["facility", "speed", "growth"]
    straight = registry()["coverage"].run(edited, ASKED).to_dict()["scenario"]
    assert [edit["kind"] for edit in straight["edits"]] == ["facility", "growth"]
    assert "scenario" not in registry()["coverage"].run(edited.base, ASKED).to_dict()
    assert answer.replay["cli"].startswith("penyangga --scenario one@2 cover ")
    assert answer.replay["api"]["path"] == "/scenarios/one@2/processes/coverage/execution"


def test_the_python_lines_of_an_answer_give_it_again(edited, monkeypatch):
    answer = registry()["coverage"].run(edited, ASKED)
    monkeypatch.chdir(edited.base.path)
    names: dict[str, object] = {}
    exec(answer.replay["python"], names)
    assert names["answer"].to_dict()["rows"] == answer.to_dict()["rows"]


def test_standards_are_those_of_the_scenario(scenarios):
    scenarios.edit("one", [{"kind": "standard", "standard": "EDU-SMA", "metres": "500m"}])
    found = {c.id: c for c in scenarios.open("one").criteria(reach_criteria(["sma"]))}
    assert found["EDU-SMA"].metres == 500.0
    assert found["EDU-SMA"].trust == "illustrative"
    assert "before:" in found["EDU-SMA"].source
    assert found["THR-SMA-TIME"] == reach_criteria(["sma"])[1]


def test_an_answer_names_the_standards_it_stands_on(scenarios):
    edit = {"kind": "standard", "standard": "EDU-SMA", "metres": "500m"}
    school = {"kind": "facility", "at": [116.95, -1.25], "type": "sma"}
    n = scenarios.edit("one", [school, edit]).edits[-1]["n"]
    catalogue = scenarios.open("one")
    catalogue.criteria(reach_criteria(["sma"]))
    told = registry()["coverage"].run(catalogue, ASKED).scenario
    assert "standards" not in told, "asked for before this question"
    assert n not in [one["n"] for one in told["edits"]]
    by_standard = {"facilities": "sma", "within": "standard", "roads": "streets"}
    told = registry()["coverage"].run(catalogue, by_standard).scenario
    assert "EDU-SMA" in told["standards"]
    assert n in [one["n"] for one in told["edits"]]


def test_what_no_edit_bears_on_is_the_baselines_own(scenarios):
    registry()["coverage"].run(scenarios.base, BY_CAR)
    kept = set((scenarios.base.path / "derived").rglob("*.npy"))
    scenarios.edit("one", [{"kind": "facility", "at": [116.95, -1.25], "type": "rs"}])
    answer = registry()["coverage"].run(scenarios.open("one"), BY_CAR)
    assert not list((scenarios.base.path / "scenarios" / "one").rglob("*.npy"))
    assert set((scenarios.base.path / "derived").rglob("*.npy")) == kept
    assert np.isfinite(answer.numbers["totals"][0]["covered"])
