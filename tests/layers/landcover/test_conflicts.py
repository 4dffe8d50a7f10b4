"""Rules of conflicts: known codes, both languages, and no cell under two rules."""

from __future__ import annotations

from itertools import combinations

from layers import landcover
from layers.landcover.conflicts import KINDS, conflict_rules
from layers.landcover.legends import rows
from layers.layer import TRUST_ORDER
from layers.zoning.codes import known, parents

BY_COVER = [rule for rule in conflict_rules() if rule.covers]


def test_every_rule_is_complete():
    sources = {row["id"] for row in rows("sources")}
    for rule in conflict_rules():
        assert rule.kind in KINDS
        assert rule.source in sources
        assert rule.trust in TRUST_ORDER
        for text in (rule.name, rule.reason):
            assert text.id
            assert text.en
            assert text.id != text.en
    assert len({rule.id for rule in conflict_rules()}) == len(conflict_rules())
    assert {rule.kind for rule in conflict_rules()} == set(KINDS)


def test_rules_name_known_codes():
    common = landcover.legend("common").codes
    for rule in BY_COVER:
        assert rule.plans <= known().keys(), rule.id
        assert set(rule.covers) <= set(common), rule.id


def test_no_cell_of_a_zone_falls_under_two_rules():
    for one, other in combinations(BY_COVER, 2):
        if not set(one.covers) & set(other.covers):
            continue
        for code in known():
            wider = {code, *parents(code)}
            assert not (wider & one.plans and wider & other.plans), (code, one.id, other.id)


def test_the_source_is_spelled_out():
    told = conflict_rules()[0].to_dict()
    assert "no legal test" in told["source"]
    assert told["trust"] == "illustrative"
