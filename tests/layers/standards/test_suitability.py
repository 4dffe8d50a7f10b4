"""Presets: every line can be read, and says whose idea it is."""

from __future__ import annotations

import pytest

from gis.processes.suitability.written import read_constraint, read_criterion
from layers.errors import SchemaError
from layers.layer import TRUST_ORDER
from layers.standards import facility_types, preset_types, presets_for


@pytest.mark.parametrize("type_id", [t.id for t in facility_types()])
def test_every_preset_can_be_read(type_id):
    presets = presets_for(type_id)
    criteria = [p for p in presets if p.role == "criterion"]
    assert len(criteria) >= 5
    for preset in presets:
        read = read_criterion if preset.role == "criterion" else read_constraint
        assert read(preset.item).text == preset.item
        assert preset.note.id != preset.note.en
        assert preset.source
        assert preset.trust in TRUST_ORDER


def test_criteria_of_a_type_replace_the_general_ones_and_constraints_stay():
    own, general = presets_for("tpa"), presets_for("rs")
    assert preset_types() == ("tpa", "evakuasi")
    assert not {p.item for p in own if p.role == "criterion"} & {
        p.item for p in general if p.role == "criterion"
    }
    held = [[p.item for p in some if p.role == "constraint"] for some in (own, general)]
    assert held[0] == held[1]


def test_labels_work_and_strangers_are_refused():
    assert presets_for("Hospital") == presets_for("rs")
    with pytest.raises(SchemaError):
        presets_for("castle")
