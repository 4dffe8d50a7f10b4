"""Timetables: hours of departure, the wait for them, and months in which nothing goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from layers.errors import SourceError
from layers.infrastructure.moments import MONTHS
from layers.schema import Text

DAY_MIN = 1440.0
HOUR = re.compile(r"([01]?\d|2[0-4])[:.]([0-5]\d)(?:[:.][0-5]\d)?", re.ASCII)
BETWEEN = re.compile(r"[,;/|&+\s]+|\bdan\b|\band\b")
SPAN = re.compile(r"\s*(?:-|–|\bs/d\b|\bsampai\b|\bto\b)\s*")
ZONES = ("wita", "wib", "wit")


def departures_of(value: Any) -> str | None:
    """Read a list of departures as ``"06:00, 14:30"``, sorted; None if one is no hour.

    Examples
    --------
    >>> departures_of("14.30; 6:00 WITA"), departures_of("pagi")
    ('06:00, 14:30', None)
    """
    words = [w for w in BETWEEN.split(str(value).casefold()) if w and w not in ZONES]
    found = [HOUR.fullmatch(word) for word in words]
    if not found or not all(found):
        return None
    minutes = {int(hour[1]) * 60 + int(hour[2]) for hour in found if hour}
    if max(minutes) > DAY_MIN:
        return None
    return ", ".join(f"{m // 60 % 24:02d}:{m % 60:02d}" for m in sorted(m % 1440 for m in minutes))


def departure_minutes(departures: str) -> tuple[float, ...]:
    """Give departures as `departures_of` writes them as minutes of the day.

    Raises
    ------
    SourceError
        `departures-unreadable` when one of them is no hour.

    Examples
    --------
    >>> departure_minutes("06:00, 14:30")
    (360.0, 870.0)
    """
    read = departures_of(departures)
    if read is None:
        raise SourceError(
            Text(
                f"keberangkatan {departures!r}; yang diminta jam seperti '06:00, 14:30'",
                f"departures {departures!r}; wanted hours such as '06:00, 14:30'",
            ),
            code="departures-unreadable",
        )
    return tuple(int(h) * 60.0 + int(m) for h, m in (hour.split(":") for hour in read.split(", ")))


def mean_wait_min(departures_min: Sequence[float], *, hours: tuple[float, float]) -> float:
    """Give the mean wait of those who come at any time within a window of the day.

    Everyone takes the next departure, that of the next day after the last one.

    Parameters
    ----------
    departures_min
        Minutes of the day, 0 to 1440, one at least.
    hours
        First and last hour of the window, such as ``(6, 18)``.

    Raises
    ------
    SourceError
        `timetable-implausible` when there is no departure, or a time is not of the day.

    Examples
    --------
    >>> mean_wait_min([360, 1080], hours=(6, 18))
    360.0
    >>> mean_wait_min([480], hours=(6, 7))
    90.0
    """
    first, last = hours[0] * 60.0, hours[1] * 60.0
    bad = [m for m in departures_min if not 0.0 <= m <= DAY_MIN]
    if not departures_min or bad or not 0.0 <= first < last <= DAY_MIN:
        raise SourceError(
            Text(
                f"keberangkatan {list(departures_min)} (menit dalam sehari) dan jam {hours}; yang "
                "diminta satu keberangkatan atau lebih, 0 sampai 1440, dan rentang seperti (6, 18)",
                f"departures {list(departures_min)} (minutes of the day) and hours {hours}; wanted "
                "one departure or more, 0 to 1440, and a window such as (6, 18)",
            ),
            code="timetable-implausible",
        )
    times = sorted({m % DAY_MIN for m in departures_min})
    waited, now = 0.0, first
    for leaves in [*times, *(m + DAY_MIN for m in times)]:
        until = min(leaves, last)
        if until > now:
            waited += (until - now) * (leaves - (now + until) / 2.0)
            now = until
    return waited / (last - first)


def months_of(value: Any) -> str | None:
    """Read months, one, several or spans of them, as ``"7, 8, 9"``; None if one is none.

    Examples
    --------
    >>> months_of("Juli-September"), months_of("11 - 2"), months_of(13) is None
    ('7, 8, 9', '1, 2, 11, 12', True)
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    months: set[int] = set()
    text = SPAN.sub("-", str(value).casefold().strip())
    for word in (w for w in BETWEEN.split(text) if w):
        ends = [_month(part) for part in word.split("-")]
        if len(ends) > 2 or None in ends:
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        months |= {(first - 1 + k) % 12 + 1 for k in range((last - first) % 12 + 1)}
    return ", ".join(str(month) for month in sorted(months)) or None


def _month(word: str) -> int | None:
    number = int(word) if re.fullmatch(r"\d{1,2}", word, re.ASCII) else MONTHS.get(word, 0)
    return number if 1 <= number <= 12 else None


def month_numbers(months: str) -> frozenset[int]:
    """Give months as `months_of` writes them as numbers; none for an empty text.

    Raises
    ------
    SourceError
        `months-unreadable` when one of them is no month.

    Examples
    --------
    >>> sorted(month_numbers("7, 8"))
    [7, 8]
    """
    if not months.strip():
        return frozenset()
    read = months_of(months)
    if read is None:
        raise SourceError(
            Text(
                f"bulan {months!r}; yang diminta angka 1 sampai 12 atau nama, seperti '7, 8' atau "
                "'Jul-Sep'",
                f"months {months!r}; wanted numbers 1 to 12 or names, such as '7, 8' or 'Jul-Sep'",
            ),
            code="months-unreadable",
        )
    return frozenset(int(month) for month in read.split(", "))
