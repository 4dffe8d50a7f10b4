"""Limits: how far or how long something may be, in metres or in time, as people write it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gis.errors import BadValueError
from gis.processes.values import distance_of, distance_text, items_of
from layers.text import Text

SECONDS = {
    "s": 1.0,
    "sec": 1.0,
    "detik": 1.0,
    "min": 60.0,
    "menit": 60.0,
    "h": 3600.0,
    "jam": 3600.0,
}
LONGEST_S = 24 * 3600.0
FARTHEST_M = 200_000.0
_TIME = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(sec|detik|s|min|menit|h|jam)", re.IGNORECASE)
_TIMED = re.compile(r"(sec|detik|s|min|menit|h|jam)$", re.IGNORECASE)
STANDARD_WORDS = ("standard", "standar")
_WANTED = Text(
    "; yang diminta mis. 1km,3km atau 15min,30min", "; wanted e.g. 1km,3km or 15min,30min"
)


# Zero is refused before it is taken for metres: who asks for times may have meant minutes.
_NOTHING = ("0", "0.0")


@dataclass(frozen=True, slots=True)
class Limits:
    """Distances in metres, or times in seconds, ascending; or what the standards ask.

    Exactly one of the three is given.
    """

    metres: tuple[float, ...] = ()
    seconds: tuple[float, ...] = ()
    standard: bool = False

    def __str__(self) -> str:
        """Write them as `limits_of` reads them."""
        if self.standard:
            return STANDARD_WORDS[0]
        return ",".join([*map(distance_text, self.metres), *map(time_text, self.seconds)])


def limits_of(value: Any) -> Limits:
    """Read distances or times, each once: ``"1km,3km"``, ``"30min"``, ``[1000]``, ``"standard"``.

    A bare number is metres.

    Raises
    ------
    BadValueError
        With one sentence, if there is none, they are mixed, or one cannot be used.

    Examples
    --------
    >>> limits_of("30min,0.25 jam").seconds, limits_of("3km,800").metres
    ((900.0, 1800.0), (800.0, 3000.0))
    """
    if isinstance(value, str) and value.strip().lower() in STANDARD_WORDS:
        return Limits(standard=True)
    items = items_of(value)
    timed = [item for item in items if _is_like_time(item)]
    if any(str(item).strip() in _NOTHING for item in items):
        raise BadValueError(Text("0 bukan batas", "0 is no limit") + _WANTED)
    if not items:
        raise BadValueError(Text("tidak ada batas", "no limit given") + _WANTED)
    if timed and len(timed) < len(items):
        raise BadValueError(
            Text("jarak dan waktu tidak dapat dicampur", "distances and times cannot be mixed")
            + _WANTED
        )
    if timed:
        return Limits(seconds=_sorted(time_of, timed, LONGEST_S, time_text))
    return Limits(metres=_sorted(distance_of, items, FARTHEST_M, distance_text))


def time_of(value: Any) -> float:
    """Read one time in seconds: ``"30min"``, ``"1.5 jam"``, ``"90s"``.

    Raises
    ------
    BadValueError
        If it is none, or not above 0.
    """
    found = _TIME.fullmatch(str(value).strip())
    if not found:
        raise BadValueError(
            repr(str(value)[:60])
            + Text(
                " bukan waktu; yang diminta mis. 30min, 1.5h atau 90s",
                " is no time; wanted e.g. 30min, 1.5h or 90s",
            )
        )
    seconds = float(found[1]) * SECONDS[found[2].lower()]
    if not (math.isfinite(seconds) and seconds > 0):
        raise BadValueError(
            repr(str(value)[:60])
            + Text(
                " bukan waktu di atas 0; yang diminta mis. 30min",
                " is not a time above 0; wanted e.g. 30min",
            )
        )
    return seconds


def time_text(seconds: float) -> str:
    """Write a time the way `time_of` reads it: whole minutes as such, else seconds.

    Examples
    --------
    >>> time_text(1800.0), time_text(90.0), time_text(0.5)
    ('30min', '90s', '0.5s')
    """
    if seconds % 60 == 0:
        return f"{int(seconds // 60)}min"
    return f"{seconds:g}s" if float(f"{seconds:g}") == seconds else f"{seconds!r}s"


def _is_like_time(item: Any) -> bool:
    """Tell what ends in a unit of time, well written or not."""
    return isinstance(item, str) and bool(_TIMED.search(item.strip()))


def _sorted(
    read: Callable[[Any], float], items: list[Any], most: float, write: Callable[[float], str]
) -> tuple[float, ...]:
    found = tuple(sorted({read(item) for item in items}))
    if found[-1] > most:
        raise BadValueError(write(found[-1]) + Text(" di atas ", " is above ") + write(most))
    if found[0] < 1.0:
        raise BadValueError(write(found[0]) + Text(" di bawah ", " is below ") + write(1.0))
    return found
