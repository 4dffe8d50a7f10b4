"""Limits: which source goes before which, what is missing, what is told."""

from __future__ import annotations

import pandas as pd
import pytest

from gis.zoning.citations import Citation
from gis.zoning.limits import KINDS, limits_of, missing_of
from gis.zoning.verdicts import Rules
from layers.layer import Layer
from layers.schema import Schema, Text
from layers.zoning.rules import RuleTable

PLAN = Citation.of_layer(Layer("zoning", Text("Zonasi", "Zoning"), "zoning", Schema(())))


def intensity(rows, **about):
    return RuleTable.of(pd.DataFrame(rows), "limits_city", region="64.71", **about)


def values(limits):
    return {name: limit.value for name, limit in limits.items()}


def test_the_plans_own_values_go_before_the_shipped_defaults():
    found = limits_of({"kdb": 50, "lantai_max": 3, "gsb": "4,5"}, "R-3", "", Rules(), PLAN)
    assert values(found) == {
        "kdb_max_pct": 50.0,
        "klb_max": 1.8,
        "kdh_min_pct": 25.0,
        "storeys_max": 3.0,
        "setback_front_m": 4.5,
    }
    assert found["kdb_max_pct"].citation.id == "layer:zoning"
    assert found["klb_max"].citation.id == "rules:intensity_default"
    assert found["klb_max"].to_dict()["trust"] == "illustrative"
    assert not found["kdb_max_pct"].note


def test_a_citys_table_goes_before_the_plan_and_tells_where_they_differ():
    rules = Rules((intensity({"kodszn": ["R-3"], "kdb": [70], "klb": [2.1], "tinggi": [12]}),))
    found = limits_of({"kdb": 50, "klb": 2.1}, "R-3", "64.71", rules, PLAN)
    assert values(found) == {"kdb_max_pct": 70.0, "klb_max": 2.1, "height_max_m": 12.0}
    assert "the plan say 50" in found["kdb_max_pct"].note.en
    assert not found["klb_max"].note
    assert missing_of(found)[0] == "kdh_min_pct"


@pytest.mark.parametrize("value", [None, "", "abc", -5, float("nan"), float("inf")])
def test_what_is_no_limit_says_nothing(value):
    assert "ktb_max_pct" not in limits_of({"ktb": value}, "R-3", "", Rules(), PLAN)


def test_a_code_without_rules_has_only_what_the_plan_says():
    assert values(limits_of({"kdb": "40%"}, "PK", "", Rules(), PLAN)) == {"kdb_max_pct": 40.0}
    assert limits_of({}, None, "", Rules(), PLAN) == {}
    assert missing_of({}) == tuple(KINDS)
