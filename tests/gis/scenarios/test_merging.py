"""Two scenarios made one: what both have once, what clashes told."""

import pytest

from gis.scenarios.merging import merged
from layers.scenarios import ScenarioError

RS = {"kind": "facility", "at": [116.9, -1.26], "type": "rs"}
MOVE = {"kind": "move", "feature": 1, "at": [116.9, -1.26]}


def pair(scenarios, first, second, common=()):
    if common:
        scenarios.edit("one", list(common))
    scenarios.create("two", parent="one", edits=second or None)
    if first:
        scenarios.edit("one", first)
    return scenarios.shelf.get("one"), scenarios.shelf.get("two")


def test_what_both_have_is_taken_once(scenarios):
    pair(scenarios, [{"kind": "close", "feature": 2}], [MOVE, RS | {"type": "klinik"}], [RS])
    made, found = scenarios.merge("both", "one", "two")
    assert found.clashes == ()
    assert [e["n"] for e in made.edits] == [1, 2, 3, 4]
    frame = scenarios.open("both")["facilities"].read()
    assert len(frame) == 7
    assert frame.loc[1].geometry.x == 116.9
    assert made.title.en == "One + two"
    # Merging again what is merged brings nothing new.
    again, _ = scenarios.merge("again", "both", "two")
    assert again.edits == made.edits


def test_what_says_the_same_in_both_is_taken_once(scenarios):
    one, two = pair(scenarios, [RS], [RS])
    assert [e["n"] for e in merged(one, two).edits] == [2]


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        (MOVE, {"kind": "close", "feature": 1}, "feature 1"),
        (
            {"kind": "speed", "layer": "streets", "class": "local", "kmh": 5},
            {"kind": "speed", "layer": "streets", "class": "local", "kmh": 6},
            "the same class of road",
        ),
        (
            {"kind": "growth", "year": 2030, "rate": 1},
            {"kind": "growth", "year": 2031, "rate": 1},
            "the same people",
        ),
        (
            {"kind": "standard", "standard": "EDU-SMA", "metres": 5},
            {"kind": "standard", "standard": "EDU-SMA", "metres": 6},
            "the same standard",
        ),
        (
            {
                "kind": "zone",
                "code": "K-1",
                "parcel": "116.801,-1.251 116.803,-1.251 116.802,-1.253",
            },
            {
                "kind": "zone",
                "code": "R-2",
                "parcel": "116.801,-1.252 116.803,-1.252 116.802,-1.25",
            },
            "parcels that overlap",
        ),
        (
            {"kind": "zone", "code": "K-1", "feature": "Z1"},
            {
                "kind": "zone",
                "code": "R-2",
                "parcel": "116.801,-1.252 116.803,-1.252 116.802,-1.25",
            },
            "feature 1",
        ),
    ],
)
def test_edits_of_the_same_thing_clash(scenarios, first, second, what):
    one, two = pair(scenarios, [first], [second])
    with pytest.raises(ScenarioError, match=what) as caught:
        scenarios.merge("both", "one", "two")
    assert caught.value.code == "merge-conflict"
    assert "both" not in scenarios.shelf
    for prefer, kind in (("first", first), ("second", second)):
        found = merged(one, two, prefer)
        (kept,) = found.edits
        assert kept["kind"] == kind["kind"]
        assert found.clashes[0].to_dict()["text"]["en"].startswith(what)
    assert scenarios.merge("both", "one", "two", prefer="first")[0].parent == "one"


def test_two_cuts_of_a_zone_beside_each_other_do_not_clash(scenarios):
    one, two = pair(
        scenarios,
        [{"kind": "zone", "code": "K-1", "parcel": "116.801,-1.251 116.803,-1.251 116.802,-1.253"}],
        [{"kind": "zone", "code": "K-1", "parcel": "116.806,-1.251 116.808,-1.251 116.807,-1.253"}],
    )
    assert merged(one, two).clashes == ()
    scenarios.merge("both", "one", "two")
    assert len(scenarios.open("both")["zoning"].read()) == 4


def test_baselines_that_differ_are_brought_together_first(scenarios):
    pair(scenarios, [RS], [RS | {"type": "klinik"}])
    frame = scenarios.base["facilities"].read()
    scenarios.base.write(scenarios.base["facilities"].layer, frame, mode="replace")
    scenarios.rebase("one")
    with pytest.raises(ScenarioError, match="different revisions of facilities"):
        scenarios.merge("both", "one", "two")
    scenarios.rebase("two")
    assert len(scenarios.merge("both", "one", "two")[0].edits) == 2
