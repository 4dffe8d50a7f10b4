"""The series of a plan's values: only added to, once for equal inputs, and safe from a kill."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.errors import StoreError
from layers.masterplan.series import FILE, Kept, Series

ONE = Kept(
    target="t1",
    indicator="i1",
    value=51.5,
    low=None,
    high=60.0,
    unit={"id": "%", "en": "%"},
    status="behind",
    on="2026-11-22",
    inputs={"facilities": 1},
    method={"process": "indicator", "version": "1.0.0", "asked": {"within": "3km"}},
    trust="modelled",
)


def test_equal_values_are_kept_once(tmp_path: Path) -> None:
    series = Series(tmp_path / "mp")
    assert series.read() == []
    assert len(series.keep([ONE])) == 1
    assert series.keep([replace(ONE, on="2027-01-01", status="reached")]) == []
    newer = replace(ONE, inputs={"facilities": 2}, value=52.5)
    aside = replace(newer, scenario={"id": "s", "version": 1})
    assert len(series.keep([newer, aside])) == 2
    assert series.keep([newer, aside]) == []
    # Back to what it was is another value again.
    assert len(series.keep([ONE])) == 1
    assert [kept.value for kept in series.read()] == [51.5, 52.5, 52.5, 51.5]
    assert all(kept.made for kept in series.read())
    assert replace(series.read()[0], made="") == ONE


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    series = Series(tmp_path)
    series.keep([ONE])
    whole = (tmp_path / FILE).read_bytes()
    for end in (1, 20, len(whole) - 2):
        (tmp_path / FILE).write_bytes(whole + whole[:end])
        assert [kept.value for kept in series.read()] == [51.5]
        series.keep([replace(ONE, value=60.0)])
        assert [kept.value for kept in series.read()] == [51.5, 60.0]


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be written"):
        Series(tmp_path / "file" / "mp").keep([ONE])
