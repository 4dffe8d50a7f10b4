"""What edits make of layers, worked out when asked for: see test_opening.py for analyses."""

import pytest

from gis.scenarios.changes import ScenarioChanges, edits_of
from gis.scenarios.edits import read_edits
from layers.scenarios import Scenario, ScenarioError
from layers.schema import Text
from layers.testing import tiny_facilities


def changes(region, *edits):
    return ScenarioChanges(region, "one", read_edits(list(edits)))


def test_arrays_that_take_jetties_only_are_shared_unless_a_jetty_is_edited(region):
    layer, frame = tiny_facilities()
    frame.loc[5, "type"] = "dermaga"
    region.write(layer.with_(theme="facilities"), frame, mode="replace")
    rs = {"kind": "facility", "at": [116.9, -1.26], "type": "rs"}
    assert changes(region, rs).unmoved("chain", "facilities")
    assert not changes(region, rs).unmoved("demand", "facilities")
    assert not changes(region, rs | {"type": "dermaga"}).unmoved("chain", "facilities")
    assert not changes(region, {"kind": "close", "feature": "6"}).unmoved("chain", "facilities")
    to_jetty = {
        "kind": "change",
        "layer": "facilities",
        "feature": "1",
        "properties": {"type": "dermaga"},
    }
    assert not changes(region, to_jetty).unmoved("places", "facilities")
    zone = {"kind": "zone", "code": "K-1", "feature": "1"}
    assert not changes(region, zone).unmoved("chain", "zoning")


def test_an_edit_that_does_not_fit_is_named(region):
    found = changes(region, {"kind": "close", "n": 7, "feature": "99"})
    with pytest.raises(ScenarioError, match="scenario 'one', edit 7") as caught:
        found.delta("facilities")
    assert caught.value.code == "edit-conflict"
    found = changes(region, {"kind": "growth", "n": 8, "year": 2030, "rate": 1, "by": "nothing"})
    with pytest.raises(ScenarioError, match="edit 8"):
        found.raster("population")


def test_edits_of_another_program_are_told():
    kept = Scenario("one", Text.of("One"), {}, edits=({"n": 4, "kind": "flood"},))
    with pytest.raises(ScenarioError, match="'flood' is not known") as caught:
        edits_of(kept)
    assert caught.value.code == "edit-unknown"
