"""Moments: dates and times as instruments and offices write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.infrastructure.moments import date_of, moment_of


@pytest.mark.parametrize(
    ("text", "utc", "zone_given"),
    [
        ("2024-01-31T10:00:00+08:00", "2024-01-31T02:00:00+00:00", True),
        ("2024-01-31T10:00:00.250Z", "2024-01-31T10:00:00+00:00", True),
        ("2024-01-31 10:00", "2024-01-31T02:00:00+00:00", False),
        ("2024-01-31", "2024-01-30T16:00:00+00:00", False),
        ("31/12/2024 10.30", "2024-12-31T02:30:00+00:00", False),
        ("1-2-2024 7:05:09", "2024-01-31T23:05:09+00:00", False),
        ("31 Januari 2024 pukul 11.00 WITA", "2024-01-31T03:00:00+00:00", True),
        ("17 agustus 2023, jam 10:00 WIB", "2023-08-17T03:00:00+00:00", True),
        ("5 Nopember 2023 10.00 wit", "2023-11-05T01:00:00+00:00", True),
        ("2024-06-01T00:00:00-0330", "2024-06-01T03:30:00+00:00", True),
    ],
)
def test_moments(text, utc, zone_given):
    found = moment_of(text)
    assert found.at.isoformat() == utc
    assert found.zone_given == zone_given


@pytest.mark.parametrize(
    "text",
    [
        *("", "kemarin", "2024-02-30", "31/13/2024", "12 Foo 2024", "2024", "25:00", None),
        *(1706666400, "2024-01-31 25:00", "0000-01-01", "2024-01-31T10:00:00+99:00"),
    ],
)
def test_what_is_no_moment(text):
    assert moment_of(text) is None


def test_slashed_dates_are_day_first_and_say_so():
    assert moment_of("02/01/2024").day_first
    assert not moment_of("2024-01-02").day_first
    assert date_of("02/01/2024") == "2024-01-02"


@given(
    st.dates(dt.date(1900, 1, 2), dt.date(2200, 1, 1)),
    st.integers(0, 86_399),
    st.integers(-11 * 60, 12 * 60),
)
def test_iso_moments_come_back_as_python_reads_them(day, second, minutes):
    zone = dt.timezone(dt.timedelta(minutes=minutes))
    clock = dt.time(second // 3600, second // 60 % 60, second % 60)
    moment = dt.datetime.combine(day, clock, tzinfo=zone)
    assert moment_of(moment.isoformat()).at == moment.astimezone(dt.UTC)


@given(st.dates(dt.date(1900, 1, 2), dt.date(2200, 1, 1)))
def test_a_day_stays_the_day(day):
    assert date_of(day.isoformat()) == day.isoformat()
    assert date_of(f"{day.day}/{day.month}/{day.year}") == day.isoformat()
