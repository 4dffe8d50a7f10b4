"""Moments: dates and times as instruments and offices in Indonesia write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

ZONES = {
    "wib": dt.timezone(dt.timedelta(hours=7)),
    "wita": dt.timezone(dt.timedelta(hours=8)),
    "wit": dt.timezone(dt.timedelta(hours=9)),
    "z": dt.UTC,
    "utc": dt.UTC,
    "gmt": dt.UTC,
}
WITA = ZONES["wita"]
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"),
            ("februari", "feb", "pebruari", "february"),
            ("maret", "mar", "march"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "jun", "june"),
            ("juli", "jul", "july"),
            ("agustus", "agu", "agt", "ags", "aug", "august"),
            ("september", "sep", "sept"),
            ("oktober", "okt", "oct", "october"),
            ("november", "nov", "nopember", "nop"),
            ("desember", "des", "dec", "december"),
        ),
        1,
    )
    for name in names
}
TIME = (
    r"(?:[T ,]+(?:pukul |jam )?(?P<h>\d{1,2})[:.](?P<min>\d{2})(?:[:.](?P<s>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<zone>z|utc|gmt|wib|wita|wit|[+-]\d{2}:?\d{2})?)?"
)
FLAGS = re.IGNORECASE | re.ASCII
FORMS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})" + TIME, FLAGS),
    re.compile(
        r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>\d{4})" + TIME, re.IGNORECASE | re.ASCII
    ),
    re.compile(r"(?P<d>\d{1,2})[ -](?P<m>[a-z]+)[ -](?P<y>\d{4})" + TIME, FLAGS),
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in UTC, and whether its zone was written (else it was taken as WITA)."""

    at: dt.datetime
    zone_given: bool
    day_first: bool = False
    has_time: bool = True


def moment_of(value: Any) -> Moment | None:
    """Read a moment; None where it cannot be read.

    Takes ISO 8601, ``31/12/2024 10.30`` (day first, as in Indonesia) and
    ``31 Desember 2024 pukul 10.30 WITA``. Without a zone it is taken as WITA
    (UTC+8), the time of Kalimantan Timur and Selatan; without a time as midnight.

    Examples
    --------
    >>> moment_of("31 Desember 2024 pukul 10.30 WITA").at.isoformat()
    '2024-12-31T02:30:00+00:00'
    >>> moment_of("2024-12-31T10:30:00").zone_given
    False
    >>> moment_of("kemarin") is None
    True
    """
    text = str(value).strip()
    for place, form in enumerate(FORMS):
        found = form.fullmatch(text)
        if found is not None:
            return _moment(found.groupdict(), day_first=place == 1)
    return None


def date_of(value: Any) -> str | None:
    """Read a day as ISO text; None where it cannot be read.

    Examples
    --------
    >>> date_of("1 Mei 2023"), date_of("31/12/2024"), date_of("2024-02-30")
    ('2023-05-01', '2024-12-31', None)
    """
    found = moment_of(value)
    if found is None:
        return None
    return found.at.astimezone(WITA if not found.zone_given else dt.UTC).date().isoformat()


def _moment(parts: dict[str, str | None], *, day_first: bool) -> Moment | None:
    month = parts["m"] or ""
    number = int(month) if month.isdigit() else MONTHS.get(month.casefold())
    if number is None:
        return None
    try:
        zone = _zone(parts["zone"])
        local = dt.datetime(
            int(parts["y"] or 0),
            number,
            int(parts["d"] or 0),
            int(parts["h"] or 0),
            int(parts["min"] or 0),
            int(parts["s"] or 0),
            tzinfo=zone or WITA,
        )
        return Moment(local.astimezone(dt.UTC), zone is not None, day_first, bool(parts["h"]))
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> dt.tzinfo | None:
    if not text:
        return None
    known = ZONES.get(text.casefold())
    if known is not None:
        return known
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    return dt.timezone(sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
