"""Indicators of frameworks: each is whole, and says what is missing where something is."""

from __future__ import annotations

from collections import Counter

from layers.standards import FRAMEWORKS, kpis


def test_every_row_is_whole_and_says_what_is_missing() -> None:
    assert len({one.id for one in kpis()}) == len(kpis())
    for one in kpis():
        assert one.framework in FRAMEWORKS
        assert one.label.id != one.label.en
        assert one.source
        assert one.trust in ("compiled", "illustrative")
        assert bool(one.indicator) == (one.computability != "missing"), one.id
        assert bool(one.missing.en) == bool(one.missing.id) == (one.computability != "direct")
        assert bool(one.by) == bool(one.region)


def test_what_is_told_of_one_is_plain_data() -> None:
    told = {one.id: one.to_dict() for one in kpis()}
    assert told["KPI-6.1"]["indicator"] is None
    assert told["KPI-6.1"]["missing"]["en"].startswith("no spatial number")
    assert told["KPI-1.1"]["missing"] is None
    assert Counter(one.framework for one in kpis())["ikn"] == 43
