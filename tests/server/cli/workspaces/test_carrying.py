"""What goes with the layers of a workspace that is copied."""

from __future__ import annotations

import json

import layers
from layers.scenarios import Shelf
from layers.testing import fill_tiny_region
from server.ledger import FILE, Ledger
from server.results.record import Record
from server.results.shelf import CHAPTER
from server.results.shelf import Shelf as Results

RS = ("at=116.95,-1.25", "type=rs")


def test_scenarios_plans_and_records_go_along(call, folder, tmp_path):
    def told(workspace, *words):
        shown = call(*words, "--json", workspace=workspace)
        assert shown.exit_code == 0, shown.stderr
        return json.loads(shown.stdout)

    told(folder, "scenario", "create", "one")
    told(folder, "scenario", "edit", "one", "facility", *RS)
    (folder / "masterplans" / ".history" / "plan").mkdir(parents=True)
    (folder / "masterplans" / "plan.yaml").write_text("id: plan")
    (folder / "masterplans" / ".history" / "plan" / "1").write_text("older")
    empty = dict.fromkeys(("job", "output", "process", "version", "trust"), "")
    for layer in ("roads", "gone"):
        record = Record(layer, inputs={}, used={}, made=0, seconds=0, replay={}, **empty)
        Results(Ledger(folder / FILE, [CHAPTER])).put(record)
    new = tmp_path / "new"
    carried = told(None, "copy", folder, new)["carried"]
    assert carried == {"scenarios": 1, "masterplans": 1, "results": 1}
    first, second = (told(place, "scenario", "show", "one") for place in (folder, new))
    assert first == second
    cover = ("--scenario", "one@2", "cover", "--facilities", "rs", "--within", "3km")
    assert told(folder, *cover)["totals"] == told(new, *cover)["totals"]
    assert (new / "masterplans" / "plan.yaml").read_text() == "id: plan"
    assert (new / "masterplans" / ".history" / "plan" / "1").read_text() == "older"
    assert [r.layer for r in Results(Ledger(new / FILE, [CHAPTER])).records()] == ["roads"]
    # Numbers of edits are not given again.
    assert told(new, "scenario", "edit", "one", "facility", *RS)["edits"][-1]["n"] == 2


def test_into_a_workspace_that_has_some(call, folder, tmp_path):
    assert call("scenario", "create", "one", workspace=folder).exit_code == 0
    source = layers.open(folder)
    frame = source["facilities"].read()
    source.write(source["facilities"].layer, frame, mode="replace")
    source.close()
    assert call("scenario", "create", "two", workspace=folder).exit_code == 0
    other = tmp_path / "other"
    layers.open(other, create=True).close()
    assert call("scenario", "create", "one", "--title", "Own", workspace=other).exit_code == 0
    refused = call("copy", folder, other)
    assert (refused.exit_code, "one already" in refused.stderr) == (3, True)
    target = fill_tiny_region(layers.open(other))
    shown = call("copy", folder, other, "--replace")
    assert shown.exit_code == 0, shown.stderr
    assert "2 scenarios" in shown.stdout
    revision = target["facilities"].layer.revision
    one, two = Shelf(other).get("one"), Shelf(other).get("two")
    assert one.title.en == "one"
    assert one.pins["facilities"] != revision, "it had moved before"
    assert two.pins["facilities"] == revision
    target.close()
