"""Parameter values: boxes, numbers, times and property values, each lexically checked."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from layers.query import BBox
from layers.schema import Field
from layers.text import Text
from server.errors import ParameterError

TOKEN = re.compile(r"([0-9]{1,9})-([0-9]{1,12})")
_WHOLE = re.compile(r"[0-9]+")
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
# What nearly every box looks like; the rest is read part by part.
_PLAIN_BOX = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{1,17})?(?:,-?[0-9]{1,3}(?:\.[0-9]{1,17})?){3}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?"
    r"(?:[Zz]|[-+][0-9]{2}:[0-9]{2})"
)
Interval = tuple[str | None, str | None]
Value = str | int | float | bool


def read_number(name: str, text: str) -> float:
    """Read a finite decimal number.

    Raises
    ------
    ParameterError
        If the text is not one (``nan``, ``inf`` and ``1e999`` are not).
    """
    if len(text) <= 64 and _NUMBER.fullmatch(text):
        value = float(text)
        if math.isfinite(value):
            return value
    raise ParameterError(
        Text(
            f"{name}: {text[:40]!r} bukan bilangan desimal hingga",
            f"{name}: {text[:40]!r} is not a finite decimal number",
        )
    )


def read_bbox(text: str) -> BBox:
    """Read four numbers, or six with heights, into a box; heights are not used.

    West greater than east means that the box crosses 180 degrees.

    Raises
    ------
    ParameterError
        If the count is wrong, a number is not finite or out of range, or south is above north.
    """
    if _PLAIN_BOX.fullmatch(text):
        west, south, east, north = map(float, text.split(","))
        if abs(west) <= 180 and -90 <= south <= north <= 90 and abs(east) <= 180:
            return (west, south, east, north)
    return on_globe(read_corners(text))


def read_corners(text: str) -> BBox:
    """Read four numbers, or six with heights, as the two corners of a box; heights are not used.

    Raises
    ------
    ParameterError
        If the count is wrong, a number is not finite, or the lower height is above the upper.
    """
    numbers = [read_number("bbox", part.strip()) for part in text.split(",", 7)]
    if len(numbers) not in (4, 6):
        raise ParameterError(
            Text(
                f"bbox memuat {len(numbers)} bilangan; yang diminta barat,selatan,timur,utara "
                "(atau enam dengan ketinggian di tempat ketiga dan terakhir)",
                f"bbox has {len(numbers)} numbers; wanted west,south,east,north (or six with the "
                "heights in third and last place)",
            )
        )
    if len(numbers) == 6 and numbers[2] > numbers[5]:
        raise ParameterError(
            Text(
                "bbox: ketinggian bawahnya di atas ketinggian atasnya; tukar keduanya",
                "bbox: its lower height is above its upper height; swap them",
            )
        )
    first, second, third, fourth = (
        numbers if len(numbers) == 4 else [numbers[i] for i in (0, 1, 3, 4)]
    )
    return (first, second, third, fourth)


def on_globe(box: BBox) -> BBox:
    """Give a box back if it lies on the globe, its south not above its north.

    Raises
    ------
    ParameterError
        Otherwise.
    """
    west, south, east, north = box
    if south > north:
        raise ParameterError(
            Text(
                f"bbox: selatan {south:g} di atas utara {north:g}; tukar keduanya",
                f"bbox: south {south:g} is above north {north:g}; swap them",
            )
        )
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise ParameterError(
            Text(
                f"bbox {west:g},{south:g},{east:g},{north:g} keluar dari bola bumi; bujur -180 "
                "sampai 180, lintang -90 sampai 90, dalam urutan sumbu bbox-crs (bujur lebih "
                "dulu bila tidak disebut)",
                f"bbox {west:g},{south:g},{east:g},{north:g} leaves the globe; longitudes run "
                "from -180 to 180, latitudes from -90 to 90, in the order of the axes of "
                "bbox-crs (longitude first unless it is given)",
            )
        )
    return (west, south, east, north)


def read_whole(name: str, text: str, *, digits: int = 9) -> int:
    """Read a whole number of at most so many ASCII digits.

    Raises
    ------
    ParameterError
        If the text is anything else.
    """
    if len(text) > digits or not _WHOLE.fullmatch(text):
        raise ParameterError(
            Text(
                f"{name}: {text[:40]!r} bukan bilangan bulat satu sampai {digits} angka",
                f"{name}: {text[:40]!r} is not a whole number of one to {digits} digits",
            )
        )
    return int(text)


def read_interval(text: str) -> Interval:
    """Read an instant or an interval; an open end (``..`` or nothing) is None.

    Raises
    ------
    ParameterError
        If an end is no RFC 3339 date or date-time, or the interval runs backwards.
    """
    start, slash, end = text.partition("/")
    if not slash:
        moment = _read_moment(start)
        return (moment, moment)
    low, high = (None if part in ("", "..") else _read_moment(part) for part in (start, end))
    if low is not None and high is not None and _instant(low) > _instant(high):
        raise ParameterError(
            Text(
                f"datetime: {low} sesudah {high}; ujung yang lebih awal lebih dulu",
                f"datetime: {low} is after {high}; the earlier end comes first",
            )
        )
    return (low, high)


def _read_moment(text: str) -> str:
    if len(text) <= 40 and (_DATE.fullmatch(text) or _MOMENT.fullmatch(text)):
        plain = text.upper()
        try:
            _instant(plain)
        except (ValueError, OverflowError):
            pass
        else:
            return plain
    raise ParameterError(
        Text(
            f"datetime: {text[:40]!r} bukan tanggal; yang diminta YYYY-MM-DD, "
            "YYYY-MM-DDThh:mm:ssZ, atau dua di antaranya dengan / di tengah (.. untuk ujung "
            "terbuka)",
            f"datetime: {text[:40]!r} is no date; wanted YYYY-MM-DD, YYYY-MM-DDThh:mm:ssZ, or "
            "two of them with / between (.. for an open end)",
        )
    )


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def read_value(field: Field, text: str) -> Value:
    """Read a property's value by the type its schema gives.

    Raises
    ------
    ParameterError
        If the text is not of that type.
    """
    if field.type == "text":
        return text
    if field.type == "integer":
        if _INTEGER.fullmatch(text):
            return int(text)
        raise ParameterError(
            Text(
                f"{field.name}: {text[:40]!r} bukan bilangan bulat",
                f"{field.name}: {text[:40]!r} is not an integer",
            )
        )
    if field.type == "number":
        return read_number(field.name, text)
    if field.type == "boolean":
        if text in ("true", "false"):
            return text == "true"
        raise ParameterError(
            Text(
                f"{field.name}: {text[:40]!r} bukan true atau false",
                f"{field.name}: {text[:40]!r} is neither true nor false",
            )
        )
    return _read_moment(text)
