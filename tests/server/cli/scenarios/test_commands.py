"""`penyangga scenario`: a planner's session, and what is refused."""

from __future__ import annotations

import json

E = "--json"


def test_a_scenario_is_made_edited_asked_and_deleted(call, folder, tmp_path):
    def told(*words, **more):
        shown = call(*words, E, workspace=folder, **more)
        assert shown.exit_code == 0, shown.stderr
        return json.loads(shown.stdout)

    cover = ("cover", "--facilities", "rs", "--within", "3km")
    before = told(*cover)
    made = told("scenario", "create", "one", "--title", "Satu", "--title-en", "One")
    assert made["title"] == {"id": "Satu", "en": "One"}
    edits = tmp_path / "edits.json"
    edits.write_text(json.dumps([{"kind": "facility", "at": [116.95, -1.25], "type": "rs"}]))
    assert len(told("scenario", "edit", "one", "--from", edits)["edits"]) == 1
    shown = call("scenario", "edit", "one", "close", "feature=6", workspace=folder)
    assert "New facility: 116.95000,-1.25000, Hospital (facilities)" in shown.stdout
    after = told("--scenario", "one", *cover)
    assert after["totals"][0]["covered"] > before["totals"][0]["covered"]
    assert after["scenario"]["id"] == "one"
    assert told("--scenario", "one", "layers")["layers"][1]["n_features"] == 6
    shown = call("--scenario", "one", *cover, workspace=folder)
    assert "Scenario: One (2 edits)" in shown.stdout
    assert told("scenario", "create", "two", "--parent", "one")["parent"] == "one"
    listed = call("scenario", "list", workspace=folder)
    assert "two" in listed.stdout
    assert len(told("scenario", "undo", "two", "2")["edits"]) == 1
    assert call("scenario", "rename", "two", "--title", "Dua", workspace=folder).exit_code == 0
    assert told("scenario", "show", "two")["title"]["en"] == "Dua"
    assert told("scenario", "rebase", "two")["moved"] == {"layers": {}, "conflicts": []}
    for name in ("one", "two"):
        assert call("scenario", "delete", name, workspace=folder).exit_code == 0
    assert told("scenario", "list") == {"scenarios": []}


def test_what_cannot_be_is_refused_in_the_language_asked_for(call, folder, tmp_path):
    call("scenario", "create", "one", workspace=folder)
    bad = tmp_path / "bad.json"
    bad.write_text("{")
    for words, code, said in (
        (("scenario", "edit", "one"), 2, "give a kind of edit"),
        (("scenario", "edit", "one", "close", "6"), 2, "is not KEY=VALUE"),
        (("scenario", "edit", "one", "--from", bad), 2, "is no JSON"),
        (("scenario", "edit", "one", "close", "feature=99"), 2, "feature '99' is not in layer"),
        (("scenario", "edit", "two", "close", "feature=1"), 2, "there are one"),
        (("scenario", "create", "one"), 3, "already"),
        (("scenario", "create", "Two"), 3, "cannot be used"),
        (("--scenario", "two", "layers"), 2, "no scenario 'two'"),
        (("--scenario", "one", "serve"), 2, "works on the workspace"),
        (("--scenario", "one", "masterplan", "list"), 2, "evaluate NAME --scenario one'"),
        (("--lang", "id", "scenario", "show", "two"), 2, "tidak ada skenario"),
    ):
        shown = call(*words, workspace=folder)
        assert said in shown.stderr, (words, shown.stderr)
        assert shown.exit_code == code, (words, shown.exit_code, shown.stderr)
    call("scenario", "delete", "one", workspace=folder)
