"""Days: dates as people write them, with months by number or name, times and zones behind."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Form = Literal["iso", "parted", "named", "serial", "compact"]
EPOCH = dt.date(1899, 12, 30)  # of spreadsheets
SERIALS = (18_264, 73_050)  # 1950 to 2099 in days since then
MONTHS = (
    ("januari", "january"),
    ("februari", "pebruari", "february"),
    ("maret", "march", "mrt"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "agt", "ags"),
    ("september", "sept"),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)
LEAST_LETTERS = 3  # of a month: Agu, Okt, Des
ZONES = {"WIB": "+07:00", "WITA": "+08:00", "WIT": "+09:00", "UTC": "Z", "GMT": "Z", "Z": "Z"}
WEEKDAY = (
    r"(?:(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|(?:mon|tues|wednes|thurs|fri|satur|"
    r"sun)day)\s*,?\s+)?"
)
TIME = (
    r"(?:(?:\s*[,T]\s*|\s+)(?:(?:pukul|pkl\.?|jam|at)\s*)?(\d{1,2})[.:](\d{2})(?:[.:](\d{2})"
    r"(?:[.,]\d+)?)?\s*(WIB|WITA|WIT|UTC|GMT|Z|[+-]\d{2}:?\d{2})?)?"
)
FLAGS = re.ASCII | re.IGNORECASE
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
PARTED = re.compile(rf"{WEEKDAY}(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}}){TIME}", FLAGS)
DAY_NAMED = re.compile(
    rf"{WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th)?[ ./-]+([a-z]{{3,9}})\.?[ ,./-]+(\d{{4}}|\d{{2}}){TIME}",
    FLAGS,
)
NAMED_DAY = re.compile(
    rf"{WEEKDAY}([a-z]{{3,9}})\.?[ ]+(\d{{1,2}})(?:st|nd|rd|th)?,?[ ]+(\d{{4}}){TIME}", FLAGS
)
COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written: which form, its numbers, and the time behind it as ISO has it.

    Where the form is `parted`, `first` and `second` are day and month in an order
    that other values tell; else they are day and month.
    """

    form: Form
    first: int
    second: int
    year: int
    short: bool = False
    time: str = ""

    @property
    def is_possible(self) -> bool:
        """Say whether there is such a day, in one order or the other."""
        turned = self.form == "parted" and _day(self.year, self.first, self.second)
        return bool(_day(self.year, self.second, self.first) or turned)

    def day(self, order: str, today: dt.date) -> dt.date | None:
        """Give the day; None where there is none, or day and month cannot be told apart.

        Parameters
        ----------
        order
            `day` or `month`, whichever stands first in the column; else empty.
        today
            Years of two digits up to this one are of this century.
        """
        year = self.year
        if self.short and year > today.year:
            year -= 100
        by_day = _day(year, self.second, self.first)
        if self.form != "parted" or order == "day":
            return by_day
        by_month = _day(year, self.first, self.second)
        if order == "month":
            return by_month
        return by_day or by_month if not (by_day and by_month) or by_day == by_month else None


def written(text: str) -> Written | None:
    """Read a date as people write it; None for anything else.

    Examples
    --------
    >>> written("29 Januari 2024").day("", dt.date(2025, 1, 1))
    datetime.date(2024, 1, 29)
    >>> written("31/12/2024 10.30 WITA").time
    'T10:30+08:00'
    >>> written("63.01.01.2001") is None
    True
    """
    if len(text) < 5 or not any(c.isdigit() for c in text):
        return None
    iso = ISO.fullmatch(text)
    if iso:
        return Written("iso", int(iso[3]), int(iso[2]), int(iso[1]))
    parted = PARTED.fullmatch(text)
    if parted:
        first, second, year, *time = parted.groups()
        return _written("parted", (first, int(second), year), time)
    return _named(text) or _digits(text)


def _named(text: str) -> Written | None:
    by_day = DAY_NAMED.fullmatch(text)
    if by_day:
        first, month, year, *time = by_day.groups()
        return _written("named", (first, month_of(month), year), time)
    by_month = NAMED_DAY.fullmatch(text)
    if by_month:
        month, first, year, *time = by_month.groups()
        return _written("named", (first, month_of(month), year), time)
    return None


def _written(
    form: Form, date: tuple[str, int | None, str], time: Iterable[str | None]
) -> Written | None:
    first, second, year = date
    clock = _clock(*time)
    if second is None or clock is None:
        return None
    short = len(year) == 2
    return Written(form, int(first), second, int(year) + 2000 * short, short, clock)


def _digits(text: str) -> Written | None:
    """Read a serial number of a spreadsheet, or eight digits in a row."""
    if not (text.isascii() and text.isdigit()):
        return None
    compact = COMPACT.fullmatch(text)
    if compact:
        return Written("compact", int(compact[3]), int(compact[2]), int(compact[1]))
    if len(text) == 5 and SERIALS[0] <= int(text) <= SERIALS[1]:
        day = of_serial(int(text))
        return Written("serial", day.day, day.month, day.year)
    return None


def named_day(text: str) -> str | None:
    """Give the ISO day of a date that names its month and whole year, and no time.

    Examples
    --------
    >>> named_day("4 Peb 2024"), named_day("4/2/2024"), named_day("30 Februari 2024")
    ('2024-02-04', None, None)
    """
    one = written(text)
    if one is None or one.form != "named" or one.short or one.time:
        return None
    day = _day(one.year, one.second, one.first)
    return day.isoformat() if day else None


def month_of(word: str) -> int | None:
    """Give the number of a month by its name in Indonesian or English, whole or cut short.

    Examples
    --------
    >>> month_of("Peb"), month_of("Agt"), month_of("Desember"), month_of("ha")
    (2, 8, 12, None)
    """
    plain = word.casefold()
    if len(plain) < LEAST_LETTERS:
        return None
    fits = (n for n, names in enumerate(MONTHS, 1) if any(m.startswith(plain) for m in names))
    return next(fits, None)


def of_serial(number: float) -> dt.date:
    """Give the day of a spreadsheet's serial number.

    Examples
    --------
    >>> of_serial(45306)
    datetime.date(2024, 1, 15)
    """
    return EPOCH + dt.timedelta(days=int(number))


def order_of(dates: Iterable[Written]) -> str:
    """Tell the order of day and month from the dates that leave no choice: `both` if both are."""
    firsts, seconds = 0, 0
    for one in dates:
        if one.form == "parted":
            firsts, seconds = max(firsts, one.first), max(seconds, one.second)
    if firsts > 12 and seconds > 12:
        return "both"
    return "day" if firsts > 12 else "month" if seconds > 12 else ""


def _clock(
    hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> str | None:
    if hour is None or minute is None:
        return ""
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return None
    behind = f":{second}" if second else ""
    return f"T{int(hour):02d}:{minute}{behind}{ZONES.get((zone or '').upper(), zone or '')}"


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
