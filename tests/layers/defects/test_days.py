"""Days: what is a date by itself is read, and what is none is not."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.defects.days import MONTHS, month_of, named_day, of_serial, order_of, written

TODAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "form", "day", "time"),
    [
        ("2024-01-29", "iso", "2024-01-29", ""),
        ("2024-1-5", "iso", "2024-01-05", ""),
        ("31/12/2024", "parted", "2024-12-31", ""),
        ("12/31/2024", "parted", "2024-12-31", ""),
        ("31.12.24", "parted", "2024-12-31", ""),
        ("31/12/98", "parted", "1998-12-31", ""),
        ("31/12/2024 10.30", "parted", "2024-12-31", "T10:30"),
        ("31-12-2024 pkl. 7.05 WIT", "parted", "2024-12-31", "T07:05+09:00"),
        ("29 Januari 2024", "named", "2024-01-29", ""),
        ("Jum'at, 5 Agt 2022", "named", "2022-08-05", ""),
        ("5-Nop-98", "named", "1998-11-05", ""),
        ("1st of", None, None, ""),
        ("March 3rd, 2024 08:00:15 UTC", "named", "2024-03-03", "T08:00:15Z"),
        ("31 Januari 2024 pukul 11.00 WITA", "named", "2024-01-31", "T11:00+08:00"),
        ("45306", "serial", "2024-01-15", ""),
        ("20240131", "compact", "2024-01-31", ""),
        ("99999", None, None, ""),
        ("31/12/2024 25.30", None, None, ""),
        ("4 Hari 2024", None, None, ""),
        ("Kelurahan 5", None, None, ""),
        ("", None, None, ""),
        ("٣١/١٢/٢٠٢٤", None, None, ""),
    ],
)
def test_dates_as_people_write_them(text, form, day, time):
    one = written(text)
    assert (one and one.form) == form
    if one:
        assert (str(one.day("", TODAY)), one.time) == (day, time)
        assert one.is_possible


@pytest.mark.parametrize("text", ["31/02/2024", "30 Februari 2024", "2024-02-30", "20240230"])
def test_days_that_do_not_exist(text):
    one = written(text)
    assert one is not None
    assert not one.is_possible
    assert one.day("", TODAY) is None


def test_the_order_tells_what_a_date_alone_does_not():
    one = written("01/02/2024")
    assert one is not None
    assert one.day("", TODAY) is None
    assert one.day("day", TODAY) == dt.date(2024, 2, 1)
    assert one.day("month", TODAY) == dt.date(2024, 1, 2)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        ([], ""),
        (["01/02/2024"], ""),
        (["31/12/2024", "01/02/2024"], "day"),
        (["12/31/2024"], "month"),
        (["31/12/2024", "12/31/2024"], "both"),
        (["2024-12-31", "31 Mei 2024"], ""),
    ],
)
def test_orders(texts, order):
    assert order_of([one for t in texts if (one := written(t))]) == order


def test_every_month_is_known_by_its_first_letters():
    for number, names in enumerate(MONTHS, 1):
        for name in names:
            assert month_of(name.upper()) == month_of(name[:3]) == number
    assert month_of("jn") is None
    assert month_of("januarix") is None


@given(st.dates(dt.date(1950, 1, 2), dt.date(2099, 1, 1)))
def test_serials_count_days_as_spreadsheets_do(day):
    assert of_serial((day - dt.date(1899, 12, 30)).days) == day


@given(st.dates(dt.date(1000, 1, 1)), st.sampled_from([0, 1, -1]))
def test_named_days_come_back(day, which):
    word = MONTHS[day.month - 1][0 if which == 0 else -1].title()
    assert named_day(f"{day.day} {word} {day.year}") == day.isoformat()
