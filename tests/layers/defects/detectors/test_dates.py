"""Dates: told apart where the values decide, and never guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.registry import examine

N = list("abcdefgh")


def test_clean_dates_raise_no_alarm(table, codes):
    clean = table(
        tanggal=["2024-12-31", "2024-01-05", None],
        kode_kec=["63.01.01", "63.01.02", "63.01.03"],
        zona=["63.01.01", "63.01.02", "63.01.04"],
        tahun=[2020, 2021, 2022],
        kinds={"tanggal": "date"},
    )
    assert codes(clean) == []


def test_excel_serials(table, mended, codes):
    after = mended(table(tanggal=[45657, 1 + 45657, None], n=N[:3]), "date-excel-serial")
    assert after.values("tanggal").tolist() == ["2024-12-31", "2025-01-01", None]
    assert after.kinds["tanggal"] == "date"
    assert "date-excel-serial" not in codes(table(jumlah=[45657, 45658], n=N[:2]))
    assert "date-excel-serial" not in codes(table(tanggal=[20241231, 20250101], n=N[:2]))


@given(st.dates(dt.date(1950, 1, 2), dt.date(2099, 1, 1)))
def test_serials_count_days_as_spreadsheets_do(day):
    from layers.defects.detectors.dates import EPOCH

    assert EPOCH + dt.timedelta(days=(day - dt.date(1899, 12, 30)).days) == day


def test_two_digit_years(table, mended):
    given_ = table(tanggal=["31/12/24", "05/01/98", "13/02/05"], n=N[:3])
    after = mended(given_, "date-two-digit-year")
    assert after.values("tanggal").tolist() == ["2024-12-31", "1998-01-05", "2005-02-13"]


def test_two_digit_years_without_an_order_stay(table):
    given_ = table(tanggal=["01/02/24", "03/04/24"], n=N[:2])
    after, found = examine(given_, ["date-two-digit-year"])
    assert after.values("tanggal").tolist() == ["01/02/24", "03/04/24"]
    assert [f.action for f in found if f.code == "date-two-digit-year"] == ["kept"]


def test_mixed_formats(table, mended):
    given_ = table(survei=["31/12/2024", "2024-05-06", "15-01-2023", None], n=N[:4])
    after = mended(given_, "date-mixed-formats")
    assert after.values("survei").tolist() == ["2024-12-31", "2024-05-06", "2023-01-15", None]
    assert after.kinds["survei"] == "date"


def test_day_first_and_month_first_leave_the_ambiguous_alone(table):
    given_ = table(survei=["31/12/2024", "12/31/2024", "01/02/2024"], n=N[:3])
    after, _ = examine(given_, ["date-mixed-formats"])
    assert after.values("survei").tolist() == ["2024-12-31", "2024-12-31", "01/02/2024"]


@pytest.mark.parametrize("bad", ["31/02/2024", "2024-13-01", "kemarin"])
def test_dates_that_are_none(table, seen, bad):
    given_ = table(tanggal=["30/12/2024", "2024-01-01", "2023-01-01", bad], n=N[:4])
    assert seen(given_, "date-invalid").before == (bad,)


def test_dates_to_come(table, seen, codes):
    late = ["2024-01-01", "2027-01-01"]
    assert seen(table(tanggal=late, n=N[:2], kinds={"tanggal": "date"}), "date-future").rows == (2,)
    assert codes(table(target_selesai=late, n=N[:2], kinds={"target_selesai": "date"})) == []
