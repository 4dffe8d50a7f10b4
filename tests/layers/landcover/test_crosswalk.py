"""Crosswalks say where classes lead, how many share a target, and what cannot be said."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers import landcover
from layers.errors import SchemaError
from layers.landcover.crosswalk import remap


def test_many_klhk_classes_become_one_common_class():
    walk = landcover.crosswalk("klhk", "common")
    assert walk.step("2001").relation == "many-to-one"
    assert walk.convert(["2001", 2002, "2012"]) == {"2001": "1", "2002": "1", "2012": "8"}
    assert walk.merged(["2001", "2002", "2012"]) == {"1": ["2001", "2002"]}
    assert walk.step("20093").relation == "one-to-one"


def test_direct_facts_come_before_the_common_class():
    walk = landcover.crosswalk("klhk", "worldcover")
    assert walk.step("2007").targets == ("20", "30")
    assert walk.step("2007").via == "direct"
    assert landcover.crosswalk("worldcover", "klhk").step("20").targets == ("2007", "3000")
    assert landcover.crosswalk("klhk-alternative", "klhk").step("20051").via == "common"


def test_there_is_a_crosswalk_between_all_legends():
    for source in landcover.LEGENDS:
        for target in landcover.LEGENDS:
            walk = landcover.crosswalk(source, target)
            assert [s.code for s in walk.steps] == list(landcover.legend(source).codes)
            for step in walk.steps:
                assert set(step.targets) <= set(landcover.legend(target).codes)
                assert (step.relation == "none") == (not step.targets)
                assert step.trust == "compiled"


def test_a_legend_to_itself_is_the_identity():
    walk = landcover.crosswalk("klhk", "klhk")
    codes = landcover.legend("klhk").codes
    assert walk.convert(codes) == dict(zip(codes, codes, strict=True))


def test_what_has_no_data_leads_nowhere():
    assert landcover.crosswalk("klhk", "worldcover").step("2500").relation == "none"
    assert landcover.crosswalk("klhk", "common").step("2500").targets == ("0",)


def test_an_ambiguous_conversion_is_refused_with_the_choices():
    with pytest.raises(SchemaError, match=r"10 → 5001 or .*|10 → 20094 or") as caught:
        landcover.crosswalk("common", "klhk").convert(["6", "10"])
    assert caught.value.code == "crosswalk-ambiguous"
    with pytest.raises(SchemaError) as caught:
        landcover.crosswalk("klhk", "common").convert(["9999"])
    assert caught.value.code == "class-unknown"


def test_the_table_has_one_row_for_each_class():
    table = landcover.crosswalk("worldcover", "common").rows()
    assert len(table) == 11
    assert table[0] == {
        "from": "10",
        "to": "1",
        "relation": "one-to-one",
        "via": "direct",
        "trust": "compiled",
    }


CODES = st.lists(st.integers(-5, 70_000), max_size=40)


@given(CODES, st.dictionaries(st.integers(0, 65_535), st.integers(0, 255), max_size=8))
@settings(deadline=None)
def test_remap_is_a_dictionary_look_up(values, mapping):
    got = remap(np.array(values, dtype=np.int64), mapping)
    assert got.tolist() == [mapping.get(v, 0) for v in values]


def test_remap_of_nothing():
    assert remap(np.zeros((0, 3), dtype=np.uint8), {1: 2}).shape == (0, 3)
