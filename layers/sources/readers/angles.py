"""Angles as people write them: degrees, minutes, seconds, sides in two languages, commas."""

from __future__ import annotations

import re
from dataclasses import dataclass

NULLS = frozenset({"", "null", "\\n"})
SIZE = r"""(\d{1,3})\s*[°ºd˚]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’`m]\s*)?
    (?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|''|″|”|s)?\s*)?"""
SIDE = r"(LU|LS|BT|BB|[NSEWUTB])"
FLAGS = re.VERBOSE | re.IGNORECASE | re.ASCII
ANGLE = re.compile(rf"\s*{SIZE}{SIDE}(?![a-z])\s*", FLAGS)
LED = re.compile(rf"\s*{SIDE}\s*{SIZE}\s*", FLAGS)
SIGNED = re.compile(rf"\s*([-+]?){SIZE}\s*", FLAGS)
SIGNS = {
    **dict.fromkeys(("N", "LU", "U", "E", "BT", "T"), 1),
    **dict.fromkeys(("S", "LS", "W", "BB", "B"), -1),
}
NORTHERLY = frozenset({"N", "S", "LU", "LS", "U"})
PLAIN = re.compile(
    r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|[-+]?inf(?:inity)?",
    re.IGNORECASE | re.ASCII,
)
COMMA = re.compile(r"\s*[-+]?\d+,\d+\s*", re.ASCII)
SIXTY = 60.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Both coordinates of one cell; with sides, the longitude is the first."""

    first: str
    second: str
    has_sides: bool = False


def coordinate(cell: str) -> float | str | None:
    """Give the number in a cell, None for an empty one, the text itself for anything else.

    Examples
    --------
    >>> coordinate("116,83"), coordinate("1°30' LS"), coordinate("x")
    (116.83, -1.5, 'x')
    """
    text = cell.strip()
    if text.casefold() in NULLS:
        return None
    if COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if PLAIN.fullmatch(text):
        return float(text)
    angle = _angle(text)
    return cell if angle is None else angle


def _angle(text: str) -> float | None:
    behind, led, signed = ANGLE.fullmatch(text), LED.fullmatch(text), SIGNED.fullmatch(text)
    if behind:
        *parts, side = behind.groups()
        return _degrees(parts, SIGNS[side.upper()])
    if led:
        side, *parts = led.groups()
        return _degrees(parts, SIGNS[side.upper()])
    if signed:
        sign, *parts = signed.groups()
        return _degrees(parts, -1 if sign == "-" else 1)
    return None


def _degrees(parts: list[str | None], sign: int) -> float | None:
    degrees, minutes, seconds = (float((p or "0").replace(",", ".")) for p in parts)
    if minutes >= SIXTY or seconds >= SIXTY:
        return None
    return (degrees + minutes / 60 + seconds / 3600) * sign


def cut(cell: str) -> Pair:
    """Cut a cell with both coordinates in two.

    Examples
    --------
    >>> cut("-1.26, 116.83")
    Pair(first='-1.26', second='116.83', has_sides=False)
    >>> cut("1°30' LS 116° BT").first
    '116° BT'
    """
    found = [m for m in ANGLE.finditer(cell) if m.group().strip()]
    if len(found) != 2:
        found = list(LED.finditer(cell))
    if len(found) == 2:
        parts = sorted(found, key=lambda m: _side(m) in NORTHERLY)
        return Pair(parts[0].group().strip(" ,;"), parts[1].group().strip(" ,;"), has_sides=True)
    numbers = [part for part in _apart(cell.strip(" ()[]")) if part]
    return Pair(numbers[0], numbers[1]) if len(numbers) == 2 else Pair(cell, cell)


def _side(match: re.Match[str]) -> str:
    first, last = match.groups()[0], match.groups()[-1]
    letters = last if last and last.isalpha() else first
    return (letters or "").upper()


def _apart(text: str) -> list[str]:
    """Cut at blanks, semicolons, or commas that are no decimal marks."""
    if re.search(r"[;\s]", text):
        return [part.strip(", ") for part in re.split(r"[;\s]+", text) if part.strip(", ")]
    return text.split(",")
