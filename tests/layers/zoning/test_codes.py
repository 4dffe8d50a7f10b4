"""Codes: lists complete, parents right, spellings of codes, refusals."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.errors import SchemaError
from layers.zoning import codes


def test_lists_have_the_rows_of_the_facts():
    assert (len(codes.subzones()), len(codes.allocations())) == (62, 27)
    assert set(codes.zones()) == {c.parent for c in codes.subzones().values()}


def test_every_code_has_both_names_and_a_colour():
    for described in [*codes.known().values(), *codes.zones().values()]:
        assert described.name.id
        assert described.name.en
        assert re.fullmatch(r"#[0-9A-F]{6}", described.colour)
        assert described.group in {"lindung", "budidaya"}


def test_parents_are_codes_themselves():
    for held in (codes.subzones(), codes.allocations()):
        for described in held.values():
            assert not described.parent or described.parent in codes.known()


def test_a_code_by_its_spellings():
    for text in ("R-3", "r 3", "R3", "r_3", "R.3", " R-03 ", "R – 3"):
        assert codes.spelled(text) == "R-3"
    for text in ("", "-3", "R-", "R-9", "XX-9", "R-3a", "Perumahan", "R-3, R-2"):
        assert codes.spelled(text) in (None, "R")
    assert codes.spelled("R-9") is None


def test_code_of_prefers_the_subzone_and_refuses_what_is_unknown():
    assert codes.code_of("HL").level == "subzone"
    assert codes.code_of("PK").level == "allocation"
    assert codes.code_of("SPU").level == "zone"
    assert codes.code_of("k 1").to_dict()["parent"] == "K"
    with pytest.raises(SchemaError, match=r"'XX-9'; wanted one such as R-3") as caught:
        codes.code_of("XX-9")
    assert caught.value.code == "zone-code-unknown"


def test_same_plot():
    assert codes.same_plot("R-3", "R-3")
    assert codes.same_plot("R", "R-3")
    assert codes.same_plot("CA", "KS")
    assert codes.same_plot("CA", "KSA")
    assert not codes.same_plot("R-3", "K")


@settings(deadline=None)
@given(st.sampled_from(sorted(codes.known())), st.sampled_from([" ", "_", ".", "-", ""]))
def test_any_separator_and_case_give_the_code_back(code, mark):
    assert codes.spelled(code.lower().replace("-", mark)) == code
