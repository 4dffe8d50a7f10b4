"""Coordinates as people write them: both orders, decimals and degrees, points and commas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from layers.query import BBox

Order = Literal["lat-lon", "lon-lat"]
MOST_LETTERS = 120
# Hemispheres in both languages: LS, LU, BT, BB are south, north, east, west.
_SIDES = {
    **dict.fromkeys(("n", "lu", "u", "utara", "north"), ("lat", 1)),
    **dict.fromkeys(("s", "ls", "selatan", "south"), ("lat", -1)),
    **dict.fromkeys(("e", "bt", "t", "timur", "east"), ("lon", 1)),
    **dict.fromkeys(("w", "bb", "b", "barat", "west"), ("lon", -1)),
}
_SIDE = "|".join(sorted(_SIDES, key=len, reverse=True))
_NUMBER = r"\d{1,9}(?:[.,]\d{1,15})?"
_ANGLE = re.compile(
    rf"(?P<before>\b(?:{_SIDE})\b\.?)?\s*(?P<sign>[-+−])?\s*(?P<degrees>{_NUMBER})"
    rf"(?:\s*(?:°|º|deg\b|d\b|der\b)\s*(?:(?P<minutes>{_NUMBER})\s*['′’m]\s*)?"
    rf"(?:(?P<seconds>{_NUMBER})\s*(?:\"|″|”|''|s(?=\s|$))\s*)?)?\s*(?P<after>(?:{_SIDE})\b)?"
)
_SPACED = re.compile(
    rf"(?P<degrees>\d{{1,3}})\s+(?P<minutes>\d{{1,2}})\s+(?P<seconds>{_NUMBER})\s*"
    rf"(?P<after>(?:{_SIDE})\b)"
)
_WRAPPED = re.compile(r"(?:point\s*\(\s*(?P<wkt>[^()]*)\)|geo:(?P<geo>[^;?]*).*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Position:
    """A place that a text may mean: longitude, latitude, and the order it was read in."""

    lon: float
    lat: float
    order: Order


@dataclass(frozen=True, slots=True)
class _Angle:
    value: float
    axis: str


def read_positions(text: str, extent: BBox | None = None) -> tuple[Position, ...]:
    """Give the places that a text of two coordinates may mean, the likelier first.

    Parameters
    ----------
    text
        ``-1.26, 116.83``, ``116.83 -1.26``, ``-1,26; 116,83``, ``1°15'36"S 116°49'48"E``,
        ``1°15'36" LS, 116°49'48" BT``, ``geo:-1.26,116.83``, ``POINT(116.83 -1.26)``.
    extent
        Where data lie: of two orders that are possible, the one that lies within is
        likelier; else latitude first.

    Returns
    -------
    tuple of Position
        Empty where the text is no pair of coordinates on Earth.

    Examples
    --------
    >>> read_positions("116.83 -1.26")
    (Position(lon=116.83, lat=-1.26, order='lon-lat'),)
    >>> [p.order for p in read_positions("1,5 2,5")]
    ['lat-lon', 'lon-lat']
    """
    if len(text) > MOST_LETTERS:
        return ()
    plain = text.strip().casefold()
    wrapped = _WRAPPED.fullmatch(plain)
    fixed: Order | None = None
    if wrapped:
        fixed = "lat-lon" if wrapped["wkt"] is None else "lon-lat"
        plain = wrapped["geo"] if wrapped["wkt"] is None else wrapped["wkt"]
    pair = _pair(plain.strip())
    if pair is None:
        return ()
    return _ordered(pair, fixed, extent)


def _ordered(
    pair: tuple[_Angle, _Angle], fixed: Order | None, extent: BBox | None
) -> tuple[Position, ...]:
    first, second = pair
    orders: list[Order] = ["lat-lon", "lon-lat"] if fixed is None else [fixed]
    axes = {first.axis, second.axis} - {""}
    if first.axis and first.axis == second.axis:
        return ()
    if axes:
        orders = ["lat-lon"] if first.axis == "lat" or second.axis == "lon" else ["lon-lat"]
    found = []
    for order in orders:
        lat, lon = (first, second) if order == "lat-lon" else (second, first)
        if abs(lat.value) <= 90 and abs(lon.value) <= 180:
            found.append(Position(lon.value, lat.value, order))
    if first.value == second.value:
        # Either order is the same place.
        found = found[:1]
    return tuple(sorted(found, key=lambda place: not _within(place, extent)))


def _within(place: Position, extent: BBox | None) -> bool:
    if extent is None:
        return False
    west, south, east, north = extent
    return west <= place.lon <= east and south <= place.lat <= north


def _pair(text: str) -> tuple[_Angle, _Angle] | None:
    for pattern, parts in ((_SPACED, _halves(text)), (_ANGLE, _halves(text))):
        for first, second in parts:
            one, other = pattern.fullmatch(first), pattern.fullmatch(second)
            if one and other:
                read = _angle(one), _angle(other)
                if read[0] is not None and read[1] is not None:
                    return read[0], read[1]
    return None


def _halves(text: str) -> list[tuple[str, str]]:
    """Give the ways to cut a text in two, those at plain separators first."""
    cuts: list[tuple[str, str]] = []
    for sign in (";", "/", "|", ", ", " ,", ","):
        parts = text.split(sign)
        if len(parts) == 2:
            cuts.append((parts[0], parts[1]))
        elif sign == "," and len(parts) == 4:
            # Commas for decimals and between: -1,26,116,83.
            cuts.append((",".join(parts[:2]), ",".join(parts[2:])))
    cuts += [(text[: m.start()], text[m.end() :]) for m in re.finditer(r"\s+", text)]
    return [(a.strip().rstrip(","), b.strip().rstrip(",")) for a, b in cuts if a.strip()]


def _angle(found: re.Match[str]) -> _Angle | None:
    parts = found.groupdict()
    minutes, seconds = _number(parts.get("minutes")), _number(parts.get("seconds"))
    if minutes >= 60 or seconds >= 60 or (parts.get("before") and parts.get("after")):
        return None
    value = _number(parts["degrees"]) + minutes / 60 + seconds / 3600
    negative = parts.get("sign") in ("-", "−")
    side = (parts.get("before") or parts.get("after") or "").rstrip(".")
    if not side:
        return _Angle(-value if negative else value, "")
    axis, sign = _SIDES[side]
    # A minus before a southern latitude says the same twice.
    return _Angle(value * (-1 if negative else sign), axis)


def _number(text: str | None) -> float:
    return float(text.replace(",", ".")) if text else 0.0
