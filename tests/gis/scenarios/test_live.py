"""The live what-if of a scenario, against the full count of it."""

import pytest

from gis.errors import InputError
from gis.processes import registry
from gis.scenarios.live import live, run
from layers.scenarios import ScenarioError

ASKED = {"facilities": "rs", "within": "12min", "mode": "car", "roads": "streets"}


def test_it_is_what_the_full_count_says(scenarios):
    scenarios.edit(
        "one",
        [
            {"kind": "facility", "at": [116.95, -1.25], "type": "rs"},
            {"kind": "facility", "at": [116.91, -1.25], "type": "klinik"},
            {"kind": "move", "feature": 2, "at": [117.02, -1.26]},
            {"kind": "close", "feature": 3},
            {"kind": "speed", "layer": "streets", "class": "local", "kmh": 24},
            {"kind": "zone", "code": "K-1", "feature": "Z1"},
        ],
    )
    scenarios.edit("one", [{"kind": "move", "feature": 1_000_000_001, "at": [116.94, -1.25]}])
    opened = scenarios.open("one")
    answer = live(opened, ASKED)
    before, after = (
        {
            row["code"]: row["covered"]
            for row in registry()["coverage"].run(c, ASKED).numbers["rows"]
        }
        for c in (scenarios.base, opened)
    )
    rows = {row["code"]: row for row in answer.numbers["rows"]}
    assert {k: r["covered_before"] for k, r in rows.items()} == pytest.approx(before)
    assert {k: r["covered_after"] for k, r in rows.items()} == pytest.approx(after)
    assert before != after
    assert answer.to_dict()["scenario"]["id"] == "one"


def test_a_road_is_laid_as_in_the_full_count(scenarios):
    scenarios.edit(
        "one",
        [
            {
                "kind": "road",
                "layer": "streets",
                "line": [[116.85, -1.2502], [116.85, -1.21]],
                "kmh": 60,
            }
        ],
    )
    opened = scenarios.open("one")
    rows = {row["code"]: row["covered_after"] for row in live(opened, ASKED).numbers["rows"]}
    full = registry()["coverage"].run(opened, ASKED).numbers["rows"]
    assert rows == pytest.approx({row["code"]: row["covered"] for row in full}, abs=30.0)


def test_edits_of_other_kinds_are_refused_by_their_number(scenarios):
    scenarios.edit("one", [{"kind": "growth", "year": 2030, "rate": 1}])
    with pytest.raises(InputError, match=r"edit 1 \(growth\)"):
        live(scenarios.open("one"), ASKED)
    with pytest.raises(InputError, match="is what the scenario says"):
        live(scenarios.open("one"), ASKED | {"add": "116.9,-1.2"})
    scenarios.undo("one", [1])
    with pytest.raises(InputError, match="nothing is changed"):
        live(scenarios.open("one"), ASKED)


def test_what_if_of_a_scenario_is_live_unless_more_is_asked(scenarios):
    scenarios.edit("one", [{"kind": "facility", "at": [116.95, -1.25], "type": "rs"}])
    opened, process = scenarios.open("one"), registry()["whatif"]
    found = run(process, opened, ASKED).numbers["totals"]
    assert found == live(opened, ASKED).numbers["totals"]
    more = run(process, opened, ASKED | {"add": "117.02,-1.25"}).numbers["totals"]
    assert more[0]["covered_before"] == pytest.approx(found[0]["covered_after"])
    assert run(registry()["coverage"], opened, ASKED).to_dict()["scenario"]["id"] == "one"


def test_what_has_moved_under_the_edits_is_told_and_not_read(scenarios):
    scenarios.edit("one", [{"kind": "facility", "at": [116.95, -1.25], "type": "rs"}])
    base, held = scenarios.base, scenarios.base["facilities"]
    base.write(held.layer, held.read(), mode="replace")
    with pytest.raises(ScenarioError, match="rebase one") as caught:
        live(scenarios.open("one"), ASKED)
    assert caught.value.code == "baseline-moved"
