"""Days as offices write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.masterplan.sheets.days import day

LONG = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"


@given(st.dates(), st.sampled_from(["/", "-", "."]))
def test_every_day_in_every_form(one: date, sign: str) -> None:
    year = f"{one.year:04d}"
    name = LONG.split()[one.month - 1]
    for text in (
        one.isoformat(),
        f"{one.isoformat()} 00:00:00",
        f"{one.day}{sign}{one.month}{sign}{year}",
        f"{one.day:02d}{sign}{one.month:02d}{sign}{year}",
        f" {one.day}  {name} {year}",
        f"{one.day}-{name[:3].upper()}-{year}",
        f"{one.day} {one:%B} {year}",
    ):
        assert day(text) == one, text


@pytest.mark.parametrize(
    "text",
    ["03/31/2026", "31/02/2026", "1/2/26", "2026", "31 Foo 2026", "", "besok", "2026-03-31T09:00"],
)
def test_what_is_no_day(text: str) -> None:
    assert day(text) is None
