"""Dates: told apart where the values decide, and never guessed."""

from __future__ import annotations

import pytest

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


def test_months_by_name_and_times_are_dates(table, codes):
    values = [
        "29 Januari 2024",
        "4 Peb 2024",
        "31/12/2024 10.30",
        "31 Januari 2024 pukul 11.00 WITA",
    ]
    assert codes(table(tanggal=values, n=N[:4])) == ["date-mixed-formats"]


def test_months_by_name_beside_numbers_and_serials_are_mended(table, mended):
    values = ["1 Januari 2024", "31/12/2024", "45306", "Senin, 29 Jan 2024 08.15 WIB", None]
    after = mended(table(tgl=values, n=N[:5]), "date-mixed-formats")
    assert after.values("tgl").tolist() == [
        *("2024-01-01", "2024-12-31", "2024-01-15", "2024-01-29T08:15+07:00", None),
    ]
    assert after.kinds["tgl"] == "text"


def test_moments_alone_become_a_column_of_moments(table, mended):
    values = ["31/12/2024 10.30 WITA", "1 Agt 2024, 07:05:30"]
    after = mended(table(tgl=values, n=N[:2]), "date-mixed-formats")
    assert after.values("tgl").tolist() == ["2024-12-31T10:30+08:00", "2024-08-01T07:05:30"]
    assert after.kinds["tgl"] == "datetime"


def test_days_to_come_written_in_words_are_of_the_future(table, seen, codes):
    given_ = table(tgl=["1 Januari 2050", "1 Januari 2024", "4 Januari 2024"], n=N[:3])
    assert seen(given_, "date-future").rows == (1,)
    assert "date-invalid" not in codes(given_)
    assert codes(table(tgl_rencana=["1 Januari 2050"], n=["a"])) == []


def test_two_digit_years_hide_no_mix_of_orders(table, codes):
    given_ = table(tgl=["31/12/24", "31/12/2024", "12/31/2024"], n=N[:3])
    assert sorted(codes(given_)) == ["date-mixed-formats", "date-two-digit-year"]


def test_days_that_do_not_exist(table, seen):
    values = ["30 Februari 2024", "31/02/2024", "1 Januari 2024", "2 Januari 2024", "3 Mei 2024"]
    found = seen(table(tgl=values, n=N[:5]), "date-invalid")
    assert found.rows == (1, 2)
