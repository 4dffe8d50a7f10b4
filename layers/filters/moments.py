"""Days and moments as every store writes them, from the words of a filter."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from layers.errors import QueryError
from layers.filters.refusal import refusal, shown
from layers.filters.tree import Column, Constant, DayEdge, Value

FIRST, LAST = "T00:00:00.000Z", "T23:59:59.999Z"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?"
    r"([Zz]|[-+][0-9]{2}:[0-9]{2})?"
)


def day(text: object) -> Constant:
    """Read a day.

    Raises
    ------
    QueryError
        If it is not one of the calendar, written YYYY-MM-DD.
    """
    if isinstance(text, str) and _DAY.fullmatch(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if text[:4] != "0000":
                return Constant(text, "date")
    raise _no_time(text)


def moment(text: object) -> Constant:
    """Read a moment, UTC where no offset is given; it is kept to the millisecond.

    Raises
    ------
    QueryError
        If it is not one, written YYYY-MM-DDThh:mm:ssZ.

    Examples
    --------
    >>> moment("2024-08-17T10:00:00.1234+08:00").value
    '2024-08-17T02:00:00.123Z'
    """
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise _no_time(text)
    thousandths = (found[3] or "").ljust(3, "0")[:3]
    offset = (found[4] or "Z").upper()
    try:
        at = datetime.fromisoformat(f"{found[1]}T{found[2]}.{thousandths}{offset}").astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _no_time(text) from error
    return Constant(at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z", "moment")


def instant(text: object) -> Constant:
    """Read a day or a moment, whichever it is; GDAL writes days with a T behind.

    Raises
    ------
    QueryError
        If it is neither.
    """
    if not isinstance(text, str):
        raise _no_time(text)
    plain = text.removesuffix("T")
    return day(plain) if len(plain) <= 10 else moment(text)


def as_moment(value: Value, *, last: bool) -> Value:
    """Give the first (or last) moment of a day; a moment as it is.

    Examples
    --------
    >>> as_moment(day("2024-08-17"), last=True).value
    '2024-08-17T23:59:59.999Z'
    """
    if value.kind != "date":
        return value
    if isinstance(value, Constant):
        edge = LAST if last else FIRST
        return Constant(None if value.value is None else f"{value.value}{edge}", "moment")
    return DayEdge(value, last)


def is_time(value: Value) -> bool:
    """Say whether a value is a day or a moment."""
    return value.kind in ("date", "moment")


def as_time(value: Value) -> Value:
    """Give a value as a day or a moment: written texts are read as one.

    Raises
    ------
    QueryError
        If it cannot be one.
    """
    if isinstance(value, Constant) and isinstance(value.value, str) and value.kind == "text":
        return instant(value.value)
    if is_time(value):
        return value
    what = value.name if isinstance(value, Column) else value.kind
    raise refusal(
        f"{shown(what)} ({value.kind}) bukan tanggal atau waktu, padahal itu yang diminta di sini",
        f"{shown(what)} ({value.kind}) is no date or time, which is wanted here",
        code="filter-types",
    )


def _no_time(text: object) -> QueryError:
    return refusal(
        f"{shown(text)} bukan tanggal; yang diminta YYYY-MM-DD atau YYYY-MM-DDThh:mm:ssZ",
        f"{shown(text)} is no date; wanted YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ",
    )
