"""Scenarios made, edited, branched, and undone: whole or not at all."""

import numpy as np
import pytest

from gis.errors import InputError
from gis.scenarios.keeping import Scenarios
from layers.scenarios import ScenarioError
from layers.schema import Text

RS = {"kind": "facility", "at": [116.9, -1.26], "type": "rs"}


def test_a_branch_begins_with_its_parents_edits_and_goes_its_own_way(scenarios):
    scenarios.edit("one", [RS])
    branch = scenarios.create("two", parent="one", edits=[RS | {"type": "klinik"}])
    assert [e["n"] for e in branch.edits] == [1, 2]
    scenarios.edit("one", [{"kind": "close", "feature": 1}])
    assert len(scenarios.open("two")["facilities"].read()) == 8
    assert len(scenarios.open("one")["facilities"].read()) == 6
    scenarios.delete("one")
    assert len(scenarios.open("two")["facilities"].read()) == 8
    with pytest.raises(ScenarioError) as caught:
        scenarios.create("three", parent="three")
    assert caught.value.code == "cyclic-parent"


def test_edits_are_all_kept_or_none(scenarios):
    with pytest.raises(InputError) as caught:
        scenarios.edit("one", [RS, {"kind": "close", "feature": "99"}, RS | {"layer": "nothing"}])
    assert [name for name, _ in caught.value.faults] == ["edits[1].feature", "edits[2].layer"]
    assert scenarios.shelf.get("one").edits == ()
    with pytest.raises(InputError):
        scenarios.create("two", edits=[{"kind": "close", "feature": "99"}])
    assert "two" not in scenarios.shelf
    with pytest.raises(ScenarioError) as caught:
        scenarios.edit("one", [RS], version=9)
    assert caught.value.code == "scenario-changed"


def test_an_edit_is_undone_unless_another_needs_it(scenarios):
    scenarios.edit("one", [RS])
    scenarios.edit("one", [{"kind": "move", "feature": 1_000_000_001, "at": [116.9, -1.2]}])
    with pytest.raises(InputError, match="edit 2"):
        scenarios.undo("one", [1])
    with pytest.raises(InputError, match="no edit 7; there are 1, 2"):
        scenarios.undo("one", [7])
    with pytest.raises(InputError):
        scenarios.undo("one", [])
    before = scenarios.open("one")["facilities"].layer.revision
    after = scenarios.undo("one", [1, 2])
    assert after.edits == ()
    frame = scenarios.open("one")["facilities"].read()
    assert frame.equals(scenarios.base["facilities"].read())
    # What was computed for the edits must not pass for what is computed without them.
    later = scenarios.edit("one", [RS])
    assert scenarios.open("one")["facilities"].layer.revision > before
    assert later.edits[0]["n"] == 3


def test_people_grow_one_edit_after_another(scenarios):
    scenarios.edit("one", [{"kind": "growth", "year": 2026, "rate": 10}])
    scenarios.edit("one", [{"kind": "growth", "year": 2027, "rate": 50, "region": "64.71.01"}])
    values = scenarios.open("one")["population"].raster().values
    assert np.allclose(values[:, :10], 18.15)
    assert np.allclose(values[:, 10:], 12.1)
    with pytest.raises(InputError, match="before the data's year"):
        scenarios.edit("one", [{"kind": "growth", "year": 2025, "rate": 10}])
    with pytest.raises(InputError, match="no raster of people"):
        scenarios.edit("one", [{"kind": "growth", "layer": "roads", "year": 2030, "rate": 1}])


def test_a_title_is_changed_and_all_of_it_works_on_both_stores(scenarios, request):
    assert scenarios.rename("one", Text("Uno", "Uno")).title.en == "Uno"
    shared = Scenarios(request.getfixturevalue("tiny_postgis"))
    shared.create("one", edits=[RS, {"kind": "close", "feature": 2}])
    mine = scenarios.create("two", edits=[RS, {"kind": "close", "feature": 2}])
    assert mine.version == 1
    for asked in ({}, {"equals": {"type": "rs"}}, {"bbox": (116.8, -1.3, 116.95, -1.2)}):
        found = [
            s.open(name)["facilities"].read(**asked)
            for s, name in ((shared, "one"), (scenarios, "two"))
        ]
        assert found[0]["type"].tolist() == found[1]["type"].tolist()
