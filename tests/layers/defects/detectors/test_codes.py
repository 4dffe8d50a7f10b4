"""Codes: a lost zero is put back where there is one reading, and told where there are two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.detectors.codes import whole_codes
from layers.defects.registry import examine


def test_whole_codes_raise_no_alarm(table, codes):
    clean = table(kode=["63", "63.10", "64.71.05", "64.71.05.1001"], nama=list("abcd"))
    assert codes(clean) == []


@given(st.integers(11, 94), st.integers(1, 99))
def test_what_a_number_drops_is_put_back(province, regency):
    code = f"{province}.{regency:02d}"
    printed = f"{float(code)}"
    assert whole_codes(printed, behind=True) == [code] or printed == code


@pytest.mark.parametrize(
    ("value", "behind", "codes"),
    [
        ("31.0", False, ["31"]),
        ("64.1", False, ["64.10", "64.01"]),
        ("64.2.1.2001", False, ["64.02.01.2001"]),
    ],
)
def test_readings(value, behind, codes):
    assert whole_codes(value, behind=behind) == codes


def test_the_trace_of_a_number_decides(table, mended):
    given_ = table(kode=["11.1", "12.2", "14.1", "31.0", "63.05"], nama=list("abcde"))
    after = mended(given_, "code-zero-lost")
    assert after.values("kode").tolist() == ["11.10", "12.20", "14.10", "31", "63.05"]


def test_zeros_kept_in_front_decide(table, mended):
    after = mended(table(kode=["64.01", "64.02", "64.1"], nama=list("abc")), "code-zero-lost")
    assert after.values("kode").tolist() == ["64.01", "64.02", "64.10"]


def test_without_a_trace_both_readings_are_told(table):
    given_ = table(kode=["64.1", "64.2"], nama=list("ab"))
    after, found = examine(given_, ["code-zero-lost"])
    assert after.values("kode").tolist() == ["64.1", "64.2"]
    (told,) = [f for f in found if f.code == "code-zero-lost"]
    assert told.after == ("64.10 / 64.01", "64.20 / 64.02")


def test_a_code_that_is_there_already_is_not_made_twice(table):
    given_ = table(kode=["64.01", "64.10", "64.1"], nama=list("abc"))
    assert examine(given_, ["code-zero-lost"])[0].values("kode").tolist()[2] == "64.1"


def test_codes_as_numbers(table, mended, codes):
    given_ = table(kode_kab=[64.1, 63.05, 64.71], nama=list("abc"))
    assert "code-is-number" in codes(given_)
    after = mended(given_, "code-zero-lost")
    assert after.values("kode_kab").tolist() == ["64.10", "63.05", "64.71"]
    assert after.kinds["kode_kab"] == "text"
    assert "code-is-number" not in codes(table(kdb=[0.6, 0.5], nama=list("ab")))
    assert "code-zero-lost" not in codes(table(tinggi=[64.1, 63.05], nama=list("ab")))


def test_codes_missing_in_a_few_rows(table, seen, codes):
    some = [f"R-{i}" for i in range(30)]
    given_ = table(kodszn=[*some, None], nama=[f"n{i}" for i in range(31)])
    assert seen(given_, "missing-code").rows == (31,)
    assert "missing-code" not in codes(table(kodszn=[None] * 5 + ["R"], nama=list("abcdef")))


def test_regions_without_codes(table, seen, codes):
    import shapely

    boxes = [shapely.box(116 + i, -1, 116.9 + i, 0) for i in range(3)]
    assert "wadmkk" in seen(table(boxes, wadmkk=["a", "b", "c"]), "no-code").message
    assert "no-code" not in codes(
        table(boxes, wadmkk=list("abc"), kdpkab=["64.01", "64.02", "64.03"])
    )


def test_scores_of_codes_are_no_codes(table, codes):
    assert codes(table(code_score=[0.97, 1.0, 0.6], nama=["a", "b", "c"])) == []
    assert "code-is-number" in codes(table(kode_kab=[64.71, 64.72], nama=["a", "b"]))
