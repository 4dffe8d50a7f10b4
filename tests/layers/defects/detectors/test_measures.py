"""Measures: units that mix in one column are found, told and brought to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.detectors.measures import DIMENSIONS, measure
from layers.defects.registry import examine

AREAS = ["10,0 ha", "0,20 km2", "205 m²", "12,5 Hektar", None]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("10,0 ha", ("10,0", "ha")),
        ("5km", ("5", "km")),
        ("1.234,5 m persegi", ("1.234,5", "m2")),
        ("30 l/dt.", ("30", "l/s")),
        ("12 unit", None),
        ("ha", None),
        ("1.2.3 ha", None),
        ("", None),
    ],
)
def test_figures_and_units(text, want):
    assert measure(text) == want


def test_mixed_areas_come_to_the_most_frequent_unit(table, mended, seen):
    given_ = table(luas=AREAS, n=list("abcde"))
    found = seen(given_, "units-mixed")
    assert "can all be written in ha" in found.message
    assert found.rows == (1, 2, 3, 4)
    after = mended(given_, "units-mixed")
    assert after.numbers("luas")[:4] == pytest.approx([10, 20, 0.0205, 12.5])
    assert after.values("luas")[4] is None
    assert after.kinds["luas"] == "number"
    assert after.title("luas") == "luas (ha)"


def test_the_name_of_the_column_names_the_unit(table, mended):
    after = mended(table(luas_km2=AREAS, n=list("abcde")), "units-mixed")
    assert after.numbers("luas_km2")[:4] == pytest.approx([0.1, 0.2, 0.000205, 0.125])
    assert after.title("luas_km2") == "luas_km2"


@pytest.mark.parametrize(
    "values",
    [
        ["10 ha", "20 ha"],
        ["10 ha", "20 km"],
        ["10 ha", "20 m2", "a", "b", "c"],
        ["lantai 2 m", "x"],
        ["10", "20"],
    ],
)
def test_one_unit_several_kinds_and_words_raise_no_alarm(table, codes, values):
    assert "units-mixed" not in codes(table(v=values, n=list("abcde")[: len(values)]))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["10 ha", "2 km2", "5"], "without a unit: row 3"),
        (["1.234 ha", "2.345 km2"], "points of thousands or decimals"),
    ],
)
def test_what_is_not_clear_is_told_and_stays(table, values, why):
    after, found = examine(table(v=values, n=list("abc")[: len(values)]), ["units-mixed"])
    assert after.values("v").tolist() == values
    (one,) = [f for f in found if f.code == "units-mixed"]
    assert why in one.message
    assert one.action == "kept"


def test_words_for_nothing_are_emptied(table, mended):
    after = mended(table(v=["10 m", "2 km", "1 km", "-"], n=list("abcd")), "units-mixed")
    assert after.values("v").tolist() == [0.01, 2, 1, None]


@given(st.sampled_from(DIMENSIONS), st.floats(0.01, 1e6))
def test_units_of_a_kind_turn_into_each_other_and_back(units, amount):
    for one in units:
        for other in units:
            there = amount / units[one] * units[other]
            assert there / units[other] * units[one] == pytest.approx(amount)
