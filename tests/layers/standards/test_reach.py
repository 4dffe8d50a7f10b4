"""Criteria of reach: every limit with its measure, areas, source and status."""

from __future__ import annotations

import pytest

from layers.errors import SchemaError
from layers.standards import reach_criteria, thresholds, types_with_reach


def test_radii_are_straight_and_urban_and_times_have_a_mode():
    radius, *others = reach_criteria(["SD/MI"])
    assert (radius.id, radius.metres, radius.seconds, radius.travel) == (
        "EDU-SD",
        1000.0,
        None,
        "straight",
    )
    assert radius.areas == ("urban",)
    assert [(c.id, c.metres, c.travel, c.areas) for c in others] == [
        ("THR-SD-WALK", 3000.0, "walk", ("rural",)),
        ("THR-IKN-SOCIAL", None, "walk", ("urban",)),
    ]


def test_minutes_are_seconds():
    found = {c.id: c.seconds for c in reach_criteria(["rs", "damkar"])}
    assert found["THR-HOSP-GH"] == 3600.0
    assert found["THR-FIRE-RT"] == 900.0
    assert found["THR-FIRE-WMK"] is None


def test_every_criterion_has_one_limit_and_is_told_in_both_languages():
    for name in types_with_reach():
        for one in reach_criteria([name]):
            assert (one.metres is None) != (one.seconds is None)
            assert one.label.id
            assert one.label.en
            assert one.source
            assert one.trust in ("compiled", "illustrative")
            assert one.to_dict()["travel"] == one.travel


def test_spacings_and_least_distances_are_no_reach():
    held = {c.id for c in reach_criteria(["halte", "tpa"])}
    assert held == {"THR-STOP-CATCH", "THR-IKN-TRANSIT"}
    for one in thresholds():
        assert one.travel is None or (one.kind == "max" and one.unit in ("m", "min"))


def test_types_without_a_reach_and_unknown_ones():
    assert reach_criteria(["bandara"]) == ()
    assert "bandara" not in types_with_reach()
    with pytest.raises(SchemaError):
        reach_criteria(["kastil"])
