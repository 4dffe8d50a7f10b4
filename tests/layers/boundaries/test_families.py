"""Kemendagri and BPS codes are told apart by form or by the names beside them, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.boundaries import crosswalk, known_regions
from layers.boundaries.families import read_codes

EAST = [pair for pair in crosswalk() if pair.code.startswith("64.") and len(pair.code) == 5]
PLAIN = [pair.code.replace(".", "") for pair in EAST]
NAMES = [known_regions().names[pair.code] for pair in EAST]


def test_digits_of_regencies_are_told_by_the_names_beside_them():
    kemendagri = read_codes(PLAIN, NAMES)
    assert kemendagri.family == "kemendagri"
    assert kemendagri.codes == tuple(pair.code for pair in EAST)
    assert kemendagri.bps == (None,) * len(EAST)
    bps = read_codes([pair.bps_code for pair in EAST], NAMES)
    assert bps.family == "bps"
    assert bps.bps == tuple(pair.bps_code for pair in EAST)
    assert bps.codes == (None,) * len(EAST)
    assert kemendagri.level == bps.level == 2


def test_without_names_nothing_is_decided_and_nothing_read():
    column = read_codes(PLAIN)
    assert column.family == "unclear"
    assert set(column.codes) == {None}
    assert "0" in column.why.en


def test_where_both_families_agree_there_is_nothing_to_decide():
    column = read_codes(["6301", "6310"], ["Tanah Laut", "Kab. Tanah Bumbu"])
    assert (column.family, column.codes) == ("kemendagri", ("63.01", "63.10"))


@pytest.mark.parametrize(
    ("values", "family", "level"),
    [
        (["64.71", "64,72", None], "kemendagri", 2),
        (["id6403", "id6402"], "bps", 2),
        (["ID6403010001"], "bps", 4),
        (["6403010", "6403020"], "bps", 3),
        (["647105", "647101"], "kemendagri", 3),
        (["6471051001", "6402012001"], "kemendagri", 4),
        (["6403010001", "6403010012"], "bps", 4),
        (["6403010001", "6402012001"], "unclear", None),
        (["64", "63"], "kemendagri", 1),
        ([64, 63], "kemendagri", 1),
        ([None, ""], "unclear", None),
        ([], "unclear", None),
        (["abc"], "unclear", None),
    ],
)
def test_families_by_form(values, family, level):
    column = read_codes(values)
    assert (column.family, column.level) == (family, level) or family == "unclear"
    assert column.family == family
    assert len(column.readings) == len(column.bps) == len(values)


def test_lost_zeros_are_read_only_where_one_known_code_fits():
    column = read_codes([63.1, 63.02], ["Tanah Bumbu", "Kotabaru"])
    assert column.codes == ("63.10", "63.02")
    assert column.readings[0].remark == "zero-lost"


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(known_regions().names)))
def test_every_official_code_reads_as_itself(code):
    column = read_codes([code, code.replace(".", "")], [known_regions().names[code]] * 2)
    assert column.family == "kemendagri"
    assert column.codes == (code, code)
