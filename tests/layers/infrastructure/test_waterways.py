"""Waterways: kinds of boat, times as files write them, planning speeds."""

from __future__ import annotations

import pytest

from layers.infrastructure.waterways import boat_speeds, boats_of, minutes_of
from layers.starter import facts
from layers.starter.lines.waterways import BOAT_SPEED_KMH


def test_speeds_agree_with_the_starter_layer():
    speeds = boat_speeds()
    for kind, kmh in BOAT_SPEED_KMH.items():
        assert speeds[kind].speed_kmh == kmh
    assert speeds["ferry"].boarding_min == 30.0
    assert {"stream", "drain"}.isdisjoint(speeds)
    assert {s.trust for s in speeds.values()} == {"modelled"}


def test_every_boat_of_the_starter_is_known():
    for boats in facts.table("rivers")["boats"]:
        assert not boats or boats_of(boats) is not None, boats


@pytest.mark.parametrize(
    ("value", "boats"),
    [
        ("Kelotok / Speed Boat", "klotok, speedboat"),
        ("ces dan longboat", "ketinting, longboat"),
        ("feri; feri", "ferry"),
        ("klotok, pesawat", None),
        ("", None),
        (7, None),
    ],
)
def test_boats(value, boats):
    assert boats_of(value) == boats


@pytest.mark.parametrize(
    ("value", "minutes"),
    [
        ("00:30", 30.0),
        ("01:15:00", 75.0),
        ("1,5 jam", 90.0),
        ("45 menit", 45.0),
        (20, 20.0),
        ("25:61", None),
        ("sebentar", None),
    ],
)
def test_minutes(value, minutes):
    assert minutes_of(value) == minutes
