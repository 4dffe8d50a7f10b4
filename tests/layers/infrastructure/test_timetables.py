"""Hours of departure, the wait for them, and months, as files write them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.errors import SourceError
from layers.infrastructure.timetables import (
    departure_minutes,
    departures_of,
    mean_wait_min,
    month_numbers,
    months_of,
)


@pytest.mark.parametrize(
    ("value", "departures"),
    [
        ("06:00, 14:30", "06:00, 14:30"),
        ("14.30; 6.00", "06:00, 14:30"),
        ("07:00 dan 07:00", "07:00"),
        ("08:15 WITA/16:45 WITA", "08:15, 16:45"),
        ("24:00", "00:00"),
        ("24:30", None),
        ("06:60", None),
        ("setiap jam", None),
        ("", None),
        (6, None),
    ],
)
def test_departures(value, departures):
    assert departures_of(value) == departures


def test_departures_as_minutes():
    assert departure_minutes("00:05, 23:59") == (5.0, 1439.0)
    with pytest.raises(SourceError, match="departures 'pagi'; wanted hours such as") as caught:
        departure_minutes("pagi")
    assert caught.value.code == "departures-unreadable"


@pytest.mark.parametrize(
    ("departures", "hours", "wait"),
    [
        ([360, 1080], (6, 18), 360.0),  # half of the twelve hours between them
        ([720], (6, 18), (180.0 * 360 + (1440 - 180) * 360) / 720),  # half of them until tomorrow
        ([480], (8, 8.5), 1440 - 15.0),  # all miss it, and wait for that of the next day
        ([0], (0, 24), 720.0),
        (range(0, 1440, 20), (6, 18), 10.0),
    ],
)
def test_mean_wait(departures, hours, wait):
    assert mean_wait_min(list(departures), hours=hours) == pytest.approx(wait)


@given(
    st.lists(st.integers(0, 1439), min_size=1, max_size=6),
    st.integers(0, 22),
    st.integers(1, 24),
)
def test_mean_wait_against_asking_every_tenth_of_a_minute(departures, first, span):
    last = min(first + span, 24)
    come = np.arange(first * 60 + 0.05, last * 60, 0.1)
    times = np.array(sorted([*departures, *(m + 1440 for m in departures)]), dtype=float)
    waits = times[np.searchsorted(times, come)] - come
    assert mean_wait_min(departures, hours=(first, last)) == pytest.approx(waits.mean(), abs=0.1)


@given(st.lists(st.integers(0, 1439), min_size=1, max_size=6), st.integers(0, 1439))
def test_a_further_departure_never_lengthens_the_wait(departures, more):
    one = mean_wait_min(departures, hours=(6, 18))
    assert mean_wait_min([*departures, more], hours=(6, 18)) <= one + 1e-9


@pytest.mark.parametrize(
    ("departures", "hours"),
    [([], (6, 18)), ([-1], (6, 18)), ([1500], (6, 18)), ([60], (18, 6)), ([60], (0, 25))],
)
def test_a_timetable_that_cannot_be(departures, hours):
    with pytest.raises(SourceError, match="wanted one departure or more") as caught:
        mean_wait_min(departures, hours=hours)
    assert caught.value.code == "timetable-implausible"


@pytest.mark.parametrize(
    ("value", "months"),
    [
        ("7", "7"),
        (8, "8"),
        (9.0, "9"),
        ("Juli - September", "7, 8, 9"),
        ("Agu s/d Okt", "8, 9, 10"),
        ("12-2", "1, 2, 12"),
        ("1 dan 7,8", "1, 7, 8"),
        ("13", None),
        ("0", None),
        ("kemarau", None),
        ("7-8-9", None),
        ("", None),
        (7.5, None),
    ],
)
def test_months(value, months):
    assert months_of(value) == months


def test_months_as_numbers():
    assert month_numbers("7, 8") == {7, 8}
    assert month_numbers(" ") == frozenset()
    with pytest.raises(SourceError, match="months '13'; wanted numbers 1 to 12") as caught:
        month_numbers("13")
    assert caught.value.code == "months-unreadable"
