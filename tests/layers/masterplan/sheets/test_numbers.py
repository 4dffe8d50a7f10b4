"""Numbers as texts: what offices write, what can be two numbers, and what is none."""

from __future__ import annotations

import pytest

from layers.masterplan.sheets.numbers import number_of, whole_of
from layers.masterplan.sheets.unfit import UnfitError


@pytest.mark.parametrize(
    ("text", "decimal", "wanted"),
    [
        ("58,5", None, 58.5),
        ("58.5", None, 58.5),
        ("Rp 1.500.000.000", None, 1.5e9),
        ("rp1.500.000,25", None, 1500000.25),
        ("1,500,000.25", None, 1500000.25),
        ("75 %", None, 75.0),
        (" -0,5 ", None, -0.5),
        ("0,125", None, 0.125),
        ("1.500", ",", 1500.0),
        ("1.500", ".", 1.5),
        ("1500000.5", ",", 1500000.5),
        ("1 500", None, 1500.0),
        ("2e3", None, 2000.0),
        (7, None, 7),
        (7.25, None, 7.25),
    ],
)
def test_numbers_as_they_are_written(text: str, decimal: str | None, wanted: float) -> None:
    assert number_of(text, decimal) == wanted


@pytest.mark.parametrize("text", ["1.500", "12,345"])
def test_what_can_be_two_numbers_is_refused(text: str) -> None:
    with pytest.raises(UnfitError, match="can be two numbers") as refused:
        number_of(text)
    assert refused.value.code == "ambiguous-number"


@pytest.mark.parametrize(
    "value", ["", "tinggi", "1.2.3,4,5", "--1", "5 km", "1,2.3,4", "nan", True, float("inf")]
)
def test_what_is_no_number(value: str | bool | float) -> None:
    with pytest.raises(UnfitError) as refused:
        whole_of(number_of(value), value)
    assert refused.value.code in ("not-a-number", "ambiguous-number")
    assert "75,5" in refused.value.text.id


def test_a_whole_number_has_no_fraction() -> None:
    assert whole_of(2030.0, 2030.0) == 2030
    with pytest.raises(UnfitError, match="whole number"):
        whole_of(1.5, 1.5)
