"""Days as planners' offices write them: 31/03/2026, 31-3-2026, 31 Maret 2026, 2026-03-31."""

from __future__ import annotations

import re
from datetime import date

# The first three letters, in Indonesian and English, and what else is usual.
MONTHS = {
    "jan": 1,
    "feb": 2,
    "peb": 2,
    "mar": 3,
    "apr": 4,
    "mei": 5,
    "may": 5,
    "jun": 6,
    "jul": 7,
    "agu": 8,
    "ags": 8,
    "agt": 8,
    "aug": 8,
    "sep": 9,
    "okt": 10,
    "oct": 10,
    "nov": 11,
    "nop": 11,
    "des": 12,
    "dec": 12,
}
NUMBERS = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
NAMED = re.compile(r"(\d{1,2})[ ./-]+([A-Za-z]{3,9})\.?[ ./-]+(\d{4})")
ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")


def day(text: str) -> date | None:
    """Read a day; None where it is none. Day before month, as in Indonesia.

    Examples
    --------
    >>> day("31/3/2026") == day("31 Maret 2026") == day("2026-03-31") == date(2026, 3, 31)
    True
    >>> day("03/31/2026") is None
    True
    """
    words = " ".join(text.split())
    if found := ISO.fullmatch(words):
        year, month, number = found.groups()
    elif found := NUMBERS.fullmatch(words):
        number, month, year = found.groups()
    elif found := NAMED.fullmatch(words):
        number, name, year = found.groups()
        month = str(MONTHS.get(name[:3].casefold(), 0))
    else:
        return None
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        return None
