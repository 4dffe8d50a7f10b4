"""Limits as people write them: distances or times, never both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.processes.limits import Limits, limits_of, time_of, time_text


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("3km, 1km,1000m", Limits(metres=(1000.0, 3000.0))),
        ([5000, "1km"], Limits(metres=(1000.0, 5000.0))),
        (700, Limits(metres=(700.0,))),
        ("30min", Limits(seconds=(1800.0,))),
        ("1 jam, 15 menit,900s", Limits(seconds=(900.0, 3600.0))),
        (["1.5h"], Limits(seconds=(5400.0,))),
        ("standar", Limits(standard=True)),
        (" Standard ", Limits(standard=True)),
    ],
)
def test_distances_and_times_are_read(written, wanted):
    assert limits_of(written) == wanted


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (",", "no limit given"),
        ("1km,30min", "distances and times cannot be mixed"),
        ([1000, "30min"], "cannot be mixed"),
        ("0min", "not a time above 0"),
        ("-5min", "'-5min' is no time; wanted"),
        ("nanmin", "is no time; wanted"),
        ("15min 30min", "is no time; wanted"),
        ("25h", "1500min is above 1440min"),
        ("300km", "300km is above 200km"),
        ("0.5s", "0.5s is below 1s"),
        ("0.5m", "0.5m is below 1m"),
        ("thirty minutes", "is no time; wanted"),
        ("0", "0 is no limit; wanted e.g. 1km,3km or 15min,30min"),
        ("far", "is no distance; wanted e.g. 1km"),
        ([], "no limit given"),
        ([True], "is no distance"),
        (",".join(["1km"] * 21), "at most 20"),
    ],
)
def test_what_cannot_be_used_is_told(written, why):
    with pytest.raises(ValueError, match=why):
        limits_of(written)


def test_a_time_alone():
    assert time_of("90s") == 90
    with pytest.raises(ValueError, match="is no time; wanted"):
        time_of("1km")


@given(st.lists(st.floats(1.0, 86_400.0), min_size=1, max_size=6), st.booleans())
def test_limits_survive_being_written_and_read(numbers, timed):
    wanted = tuple(sorted(set(numbers)))
    limits = Limits(seconds=wanted) if timed else Limits(metres=wanted)
    assert limits_of(str(limits)) == limits
    assert time_of(time_text(wanted[0])) == wanted[0]
    assert limits_of(str(Limits(standard=True))) == Limits(standard=True)
