"""A legend is told where codes, names or colours tell it, and doubt is said otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers import landcover
from layers.errors import SchemaError
from layers.landcover import tell


def counts(*codes):
    return {str(c): 5 for c in codes}


def test_klhk_codes_without_a_trap_need_no_remark():
    verdict = tell(counts(2001, 2012, 5001))
    assert (verdict.legend, verdict.remark.en, verdict.doubt.en) == ("klhk", "", "")


def test_codes_that_the_other_numbering_gives_otherwise_are_remarked():
    verdict = tell(counts(2001, 2004, 20051))
    assert verdict.legend == "klhk"
    assert "2004, 20051" in verdict.remark.en
    assert "klhk-alternative" in verdict.remark.en


def test_a_code_of_the_other_numbering_is_doubt():
    verdict = tell(counts(2001, 2003, 20051, 2012, 2014))
    assert verdict.legend is None
    assert "2003" in verdict.doubt.en
    assert "klhk-alternative" in verdict.doubt.en


@pytest.mark.parametrize(
    ("name", "legend"), [("Tambak", "klhk-alternative"), ("Hutan rawa sekunder", "klhk")]
)
def test_names_beside_the_codes_settle_it(name, legend):
    verdict = tell(counts(2001, 20051), {"20051": name})
    assert (verdict.legend, verdict.doubt.en) == (legend, "")
    assert "agree" in verdict.evidence.en


def test_names_that_contradict_every_numbering_are_doubt():
    verdict = tell(counts(2001, 20051), {"20051": "Tambak", "2001": "Sawah"})
    assert verdict.legend is None
    assert "contradict" in verdict.doubt.en


def test_names_that_mean_nothing_leave_it_to_the_codes():
    assert tell(counts(2001, 2012), {"2001": "kelas satu"}).legend == "klhk"


def test_tens_alone_could_be_another_product():
    verdict = tell(counts(10, 20, 30, 60, 80))
    assert verdict.legend is None
    assert "GlobeLand30" in verdict.doubt.en
    assert tell(counts(10, 20, 95)).legend == "worldcover"


def test_a_palette_tells_worldcover():
    colours = {"10": "#006400", "80": "#0064c8"}
    assert tell(counts(10, 80), None, colours).legend == "worldcover"
    assert tell(counts(10, 80), None, {"10": "#000000", "80": "#0064c8"}).legend is None


def test_small_numbers_are_never_taken_for_the_common_legend():
    verdict = tell(counts(1, 2, 8, 10))
    assert verdict.legend is None
    assert "Esri" in verdict.doubt.en
    assert tell(counts(1, 8), {"1": "Hutan alam", "8": "Lahan terbangun"}).legend == "common"


def test_the_caller_is_believed_but_told_what_speaks_against_it():
    verdict = tell(counts(2001, 20051), {"20051": "Tambak"}, asked="klhk")
    assert verdict.legend == "klhk"
    assert "1 codes" in verdict.remark.en
    assert tell(counts(1, 99), asked="common").unknown == ("99",)


def test_unknown_codes_are_listed_when_most_are_known():
    verdict = tell({**counts(2001, 2002, 2004, 2005, 2006, 2007), "4444": 1})
    assert (verdict.legend, verdict.unknown) == ("klhk", ("4444",))


def test_codes_of_no_legend():
    verdict = tell(counts(111, 222, 333))
    assert verdict.legend is None
    assert "fit none" in verdict.doubt.en
    assert tell({}).legend is None


def test_an_unknown_legend_is_refused():
    with pytest.raises(SchemaError) as caught:
        tell(counts(1), asked="corine")
    assert caught.value.code == "legend-unknown"


@given(st.sets(st.sampled_from(landcover.legend("klhk").codes), min_size=1))
def test_klhk_codes_are_always_klhk_and_complete(codes):
    verdict = tell(dict.fromkeys(codes, 1))
    assert verdict.legend == "klhk"
    assert not verdict.unknown
