"""Where the chain of a plan has a link missing."""

from __future__ import annotations

from gis.masterplans.chain import missing_links, programmes_of, targets_of
from layers.masterplan import Masterplan


def without(plan: Masterplan, kind: str, id_: str) -> Masterplan:
    kept = tuple(one for one in plan.entries(kind) if one.id != id_)
    return plan.model_copy(update={kind: kept})


def codes(plan: Masterplan) -> list[tuple[str, str]]:
    return [(one.code, one.id) for one in missing_links(plan)]


def test_an_example_has_its_chain(banjarbaru: Masterplan) -> None:
    assert codes(banjarbaru) == []
    assert targets_of(banjarbaru, "p2") == ["t3", "t4"]
    assert programmes_of(banjarbaru, "t1") == ["p1", "p4"]


def test_every_link_that_can_be_missing(banjarbaru: Masterplan) -> None:
    assert codes(without(banjarbaru, "targets", "t5")) == [
        ("goal-without-target", "g2"),
        ("programme-without-indicator", "p3"),
    ]
    assert codes(without(banjarbaru, "programmes", "p3"))[0] == ("target-without-programme", "t5")
    assert codes(without(banjarbaru, "activities", "a1")) == [("programme-without-activity", "p1")]
    bare = without(without(banjarbaru, "steps", "st1"), "steps", "st2")
    assert codes(bare) == [("activity-without-step", "a1")]
    unsought = without(without(banjarbaru, "programmes", "p3"), "strategies", "s3")
    assert ("goal-without-strategy", "g2") in codes(unsought)


def test_every_missing_link_is_told_in_both_languages(banjarbaru: Masterplan) -> None:
    for one in missing_links(without(banjarbaru, "targets", "t5")):
        told = one.to_dict()
        assert told["message"]["id"] != told["message"]["en"]
