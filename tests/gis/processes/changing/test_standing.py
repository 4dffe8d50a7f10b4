"""What a what-if starts from: held while only the edits change, found anew where a layer has."""

from __future__ import annotations

import pytest

import layers
from gis.errors import NoAnswerError
from gis.processes import registry
from gis.processes.changing.standing import ASKED, standing_of

WHATIF = registry()["whatif"]
ASK = {"facilities": "klinik", "within": "15min", "roads": "streets"}
EDITS = (
    {"add": "116.85,-1.25"},
    {"road": "116.86,-1.249 116.875,-1.249", "join": "500m"},
    {"speed": "local=60"},
)


def given(**more):
    return WHATIF.check(ASK | {"add": "116.85,-1.25"} | more)


def test_every_input_that_is_no_edit_is_asked_about():
    edits = {"add", "remove", "road", "road_kmh", "bridge", "join", "speed"}
    assert {spec.id for spec in WHATIF.inputs} == edits | set(ASKED)


def test_answers_in_any_order_are_those_of_a_workspace_opened_anew(region):
    """What is held is not written to by an edit."""
    for edit in (*EDITS, *reversed(EDITS)):
        held = WHATIF.run(region, ASK | edit)
        assert held.numbers == WHATIF.run(layers.open(region.path), ASK | edit).numbers


def test_it_is_held_while_edits_change_and_found_anew_where_anything_else_does(region):
    first = standing_of(region, given())
    assert standing_of(region, given(add="116.86,-1.25", speed="local=60")) is first
    assert standing_of(region, given(within="20min")) is not first
    second = standing_of(region, given())
    frame = region["facilities"].read()
    region.write(region["facilities"].layer, frame.iloc[:0], mode="replace")
    emptied = standing_of(region, given())
    assert second is not emptied
    assert (len(second.sites.frame), len(emptied.sites.frame)) == (1, 0)
    with pytest.raises(NoAnswerError):
        standing_of(region, given(add=None, speed="local=60"))


def test_parts_of_layers_are_not_held(region):
    part = '{"collection": "facilities", "filter": "type = \'klinik\'"}'
    WHATIF.run(region, ASK | {"layer": part, "add": "116.85,-1.25"})
    whole = standing_of(region, given())
    WHATIF.run(region, ASK | {"layer": part, "add": "116.85,-1.25"})
    assert standing_of(region, given()) is whole
