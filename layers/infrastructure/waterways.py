"""Waterways: kinds of boat, times of ferries, and planning speeds on the water."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from layers.infrastructure.measures import TIME_UNITS, number_with_unit
from layers.infrastructure.vocabulary import code_list, rows_of, source_text

CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?", re.ASCII)
SEPARATORS = re.compile(r"[,;/+&]|\bdan\b|\band\b")


@dataclass(frozen=True, slots=True)
class BoatSpeed:
    """A planning speed on the water, and the minutes to board where there is a wait."""

    speed_kmh: float
    boarding_min: float | None
    source: str
    trust: str


@cache
def boat_speeds() -> dict[str, BoatSpeed]:
    """Give the planning speeds by class of waterway; streams and drains have none."""
    return {
        row["word"]: BoatSpeed(
            float(row["speed_kmh"]),
            float(row["boarding_min"]) if row["boarding_min"] else None,
            source_text(row["source"]),
            row["trust"],
        )
        for row in rows_of("boat_speeds")
    }


def boats_of(value: Any) -> str | None:
    """Read kinds of boat, one or several; None if one of them is not known.

    Examples
    --------
    >>> boats_of("Kelotok, speed boat")
    'klotok, speedboat'
    >>> boats_of("rakit") is None
    True
    """
    known = code_list("boat")
    words = [word for word in SEPARATORS.split(str(value).casefold()) if word.strip()]
    codes = [known.code(word) for word in words]
    if not codes or None in codes:
        return None
    return ", ".join(dict.fromkeys(code for code in codes if code))


def minutes_of(value: Any) -> float | None:
    """Read a time in minutes: ``"00:45"``, ``"1,5 jam"``, ``"30 menit"`` or a plain number.

    Examples
    --------
    >>> minutes_of("01:15"), minutes_of("1,5 jam"), minutes_of(20)
    (75.0, 90.0, 20.0)
    """
    clock = CLOCK.fullmatch(str(value).strip())
    if clock:
        return int(clock[1]) * 60.0 + int(clock[2])
    return number_with_unit(value, TIME_UNITS)
