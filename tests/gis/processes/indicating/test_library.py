"""The library of indicators: each is declared whole, in both languages, and names its source."""

from __future__ import annotations

from collections import Counter

from gis.processes.indicating import indicators
from gis.processes.indicating.library import _KINDS
from layers.standards import kpis, measures


def test_every_indicator_is_declared_whole() -> None:
    for id_, one in indicators().items():
        assert one.id == id_
        assert one.title.id != one.title.en
        assert one.source
        assert one.factor > 0
        assert one.trust in ("official", "open_data", "compiled", "modelled", "illustrative")
        told = one.to_dict()
        assert told["title"] == one.title.to_dict()
        assert set(told["parameters"]) == set(one.parameters)


def test_a_range_or_why_there_is_none_is_told_in_both_languages() -> None:
    for one in indicators().values():
        assert one.doubt.en.startswith(("range from", "no range: "))
        assert one.doubt.id != one.doubt.en


def test_every_indicator_of_a_framework_is_one_of_the_library() -> None:
    for one in kpis():
        if one.indicator:
            assert one.indicator in indicators(), one.id
            known = indicators()[one.indicator].computability
            assert one.computability in {"proxy", known}, one.id
    assert set(_KINDS) == {one.kind for one in measures()}


def test_they_answer_to_standards_and_to_the_indicators_of_ikn() -> None:
    kinds = Counter(one.standard.partition("-")[0] for one in indicators().values())
    assert kinds["KPI"] >= 8
    assert kinds["THR"] >= 6
    assert kinds["EDU"] >= 4
    assert kinds["HEA"] >= 6
