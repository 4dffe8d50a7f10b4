"""A baseline that changes under a scenario: what still fits, what does not, and rebasing."""

import pytest
import shapely

from layers.scenarios import ScenarioError

EDITS = [
    {"kind": "facility", "at": [116.9, -1.26], "type": "rs"},
    {"kind": "move", "feature": 2, "at": [117.0, -1.25]},
    {"kind": "close", "feature": 6},
    {"kind": "change", "layer": "facilities", "feature": 3, "properties": {"name": "Tiga"}},
]


def replace(region, layer_id, frame):
    region.write(region[layer_id].layer, frame, mode="replace")


def test_edits_of_features_that_changed_since_are_conflicts(scenarios):
    region = scenarios.base
    scenarios.edit("one", EDITS)
    frame = region["facilities"].read()
    frame.loc[2, "geometry"] = shapely.Point(117.01, -1.25)
    replace(region, "facilities", frame.iloc[:5])
    found = scenarios.moved("one")
    assert found.layers == {"facilities": (1, 2)}
    assert [(c.n, c.why.en) for c in found.conflicts] == [
        (2, "feature 2 has changed since"),
        (3, "feature 6 is not there any more"),
    ]
    with pytest.raises(ScenarioError, match="made on revision 1 of layer 'facilities'"):
        scenarios.open("one")["facilities"].read()
    with pytest.raises(ScenarioError):
        scenarios.edit("one", EDITS[:1])
    with pytest.raises(ScenarioError, match="2 edits do not fit any more") as caught:
        scenarios.rebase("one")
    assert caught.value.code == "edit-conflict"
    assert len(scenarios.shelf.get("one").edits) == 4
    after, _ = scenarios.rebase("one", drop=True)
    assert [e["n"] for e in after.edits] == [1, 4]
    names = scenarios.open("one")["facilities"].read()["name"].tolist()
    assert len(names) == 6
    assert names[2] == "Tiga"
    assert scenarios.moved("one").layers == {}


def test_a_baseline_that_moved_elsewhere_is_taken_without_a_word(scenarios):
    region = scenarios.base
    scenarios.edit("one", [*EDITS, {"kind": "growth", "year": 2030, "rate": 1}])
    frame = region["facilities"].read()
    frame.loc[5, "name"] = "Klinik Lain"
    replace(region, "facilities", frame)
    replace(region, "districts", region["districts"].read().iloc[:2])
    assert scenarios.moved("one").conflicts == ()
    before = scenarios.shelf.get("one")
    after, found = scenarios.rebase("one")
    assert set(found.layers) == {"facilities", "districts"}
    assert after.edits == before.edits
    assert after.touched["facilities"] > before.touched["facilities"]
    assert "Klinik Lain" in scenarios.open("one")["facilities"].read()["name"].tolist()


def test_a_layer_or_unit_that_is_gone_is_a_conflict(scenarios):
    region = scenarios.base
    scenarios.edit(
        "one",
        [
            {"kind": "growth", "year": 2030, "targets": {"64.71.03": 900}},
            {"kind": "zone", "code": "K-1", "feature": "Z1"},
            {"kind": "facility", "at": [116.9, -1.26], "type": "rs"},
            {"kind": "move", "feature": 1, "at": [116.9, -1.26]},
        ],
    )
    replace(region, "districts", region["districts"].read().iloc[:2])
    region.delete("zoning")
    found = scenarios.moved("one")
    assert found.layers == {"districts": (1, 2), "zoning": (1, None)}
    assert [(c.n, c.layer) for c in found.conflicts] == [(1, "population"), (2, "zoning")]
    assert "no unit 64.71.03" in found.conflicts[0].why.en
    assert found.to_dict()["layers"]["zoning"] == {"pinned": 1, "now": None}
    after, _ = scenarios.rebase("one", drop=True)
    assert [e["n"] for e in after.edits] == [3, 4]


def test_what_needs_a_dropped_edit_is_told_of_too(scenarios):
    scenarios.edit("one", [{"kind": "zone", "code": "K-1", "feature": "Z1"}])
    scenarios.edit("one", [{"kind": "speed", "layer": "streets", "class": "local", "kmh": 9}])
    frame = scenarios.base["streets"].read()
    frame["class"] = "toll"
    replace(scenarios.base, "streets", frame)
    (conflict,) = scenarios.moved("one").conflicts
    assert "no road of class 'local'" in conflict.why.en
