"""Differences of two versions: by id and field, in any order."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from layers.masterplan import Masterplan
from layers.masterplan.differences import differences


def test_what_was_added_changed_and_removed(plan: dict[str, Any]) -> None:
    before = Masterplan.model_validate(plan)
    after = deepcopy(plan)
    after["masterplan"]["status"] = "signed"
    after["targets"][0]["target"]["value"] = 80.0
    after["programmes"][0]["budget"] = {"amount": 5.0}
    del after["activities"][0]["end"]
    after["steps"].reverse()
    after["steps"][1]["text"] = {"id": "Pilih", "en": "Choose"}
    after["work_units"].append({"id": "dlh", "name": "DLH", "kind": "dinas"})
    after["work_units"].pop(1)
    found = differences(before, Masterplan.model_validate(after))
    assert [(one.change, one.part, one.id, one.field, one.before, one.after) for one in found] == [
        ("changed", "masterplan", "", "status", "draft", "signed"),
        ("removed", "work_units", "bappeda", "", plan["work_units"][1], None),
        ("added", "work_units", "dlh", "", None, {"id": "dlh", "name": "DLH", "kind": "dinas"}),
        ("changed", "targets", "t1", "target.value", 75.0, 80.0),
        ("added", "programmes", "p1", "budget.amount", None, 5.0),
        ("removed", "activities", "a1", "end", "2025-11-30", None),
        ("changed", "steps", "st1", "text", "Pilih tempat", {"id": "Pilih", "en": "Choose"}),
    ]
    assert found[0].to_dict()["id"] is None
    assert differences(before, before) == []
