"""From what people write to typed values and back: distances, places, codes, numbers.

Every reader takes text or a JSON value and raises ValueError with one sentence
saying what was wanted; `text_of` writes a typed value the way a reader takes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from layers.errors import SchemaError
from layers.layer import LAYER_ID
from layers.standards import facility_types_of

METRES = {"m": 1.0, "km": 1000.0}
MAX_LIST = 20
_DISTANCE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(km|m)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_TRUE = {"true", "yes", "ya", "1", "on"}
_FALSE = {"false", "no", "tidak", "0", "off"}


def distance_of(value: Any) -> float:
    """Read one distance in metres: ``1500``, ``"1.5km"``, ``"800 m"``."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        metres = float(value)
    else:
        found = _DISTANCE.fullmatch(str(value).strip())
        if not found:
            raise ValueError(f"{_shown(value)} is no distance; wanted e.g. 1km, 1.5km or 800m")
        metres = float(found[1]) * METRES[(found[2] or "m").lower()]
    if not math.isfinite(metres) or metres <= 0:
        raise ValueError(f"{_shown(value)} is not a distance above 0")
    return metres


def items_of(value: Any) -> list[Any]:
    """Split a list written with commas, or take a JSON list (or one number) as it is."""
    if isinstance(value, str):
        items: list[Any] = [part.strip() for part in value.split(",") if part.strip()]
    elif isinstance(value, Sequence):
        items = list(value)
    else:
        items = [value]
    if len(items) > MAX_LIST:
        raise ValueError(f"{len(items)} items given; at most {MAX_LIST} are taken")
    return items


def facility_codes_of(value: Any) -> tuple[str, ...]:
    """Read facility types, ids or labels in either language, and give their ids."""
    if isinstance(value, str):
        try:
            return (facility_types_of([value])[0].id,)
        except SchemaError:
            pass
    items = items_of(value)
    if not items:
        raise ValueError("no facility type given; wanted e.g. rs,klinik")
    try:
        return tuple(t.id for t in facility_types_of(str(item) for item in items))
    except SchemaError as error:
        raise ValueError(str(error)) from error


def codes_of(value: Any) -> tuple[str, ...]:
    """Read a list of codes as text, in the order given, each once."""
    codes = tuple(dict.fromkeys(str(item).strip() for item in items_of(value)))
    if not codes:
        raise ValueError("no code given")
    return codes


def point_of(value: Any) -> tuple[float, float]:
    """Read a place as (lon, lat): ``"116.83,-1.26"`` or ``[116.83, -1.26]``."""
    parts = value.split(",") if isinstance(value, str) else items_of(value)
    try:
        lon, lat = (_decimal(part) for part in parts)
    except ValueError:
        raise ValueError(
            f"{_shown(value)} is no place; wanted LON,LAT, e.g. 116.83,-1.26"
        ) from None
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise ValueError(f"{_shown(value)} holds a number that is not finite")
    if abs(lat) > 90 or (95 <= lat <= 141 or abs(lon) <= 11 < abs(lat)):
        raise ValueError(
            f"{lon:g},{lat:g} looks swapped: longitude comes first; did you mean {lat:g},{lon:g}?"
        )
    if abs(lon) > 180:
        raise ValueError(f"longitude {lon:g} is beyond 180; wanted LON,LAT in degrees")
    return lon, lat


def layer_of(value: Any) -> str:
    """Read a layer id."""
    text = str(value).strip()
    if not LAYER_ID.fullmatch(text):
        raise ValueError(f"{_shown(value)} is no layer id; wanted e.g. districts")
    return text


def integer_of(value: Any) -> int:
    """Read a whole number."""
    number = number_of(value)
    if number != int(number):
        raise ValueError(f"{_shown(value)} is not a whole number")
    return int(number)


def number_of(value: Any) -> float:
    """Read a finite number."""
    try:
        number = _decimal(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{_shown(value)} is not a number")
    return number


def _decimal(value: Any) -> float:
    """Read a number, or text of ASCII digits: float() takes other scripts, nan and true."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value)
    raise ValueError("not a number")


def boolean_of(value: Any) -> bool:
    """Read yes or no, in both languages."""
    word = str(value).strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"{_shown(value)} is neither yes nor no")
    return word in _TRUE


def text_value_of(value: Any) -> str:
    """Read a short text."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise ValueError(f"{_shown(value)} is not a text")  # noqa: TRY004 - readers raise one kind
    text = str(value).strip()
    if not text or len(text) > 200:
        raise ValueError("wanted a text of 1 to 200 characters")
    return text


def text_of(kind: str, value: Any) -> str:
    """Write a typed value the way a command line or a form takes it.

    Examples
    --------
    >>> text_of("distance", 2500.0), text_of("codes", ("rs", "klinik"))
    ('2.5km', 'rs,klinik')
    """
    if kind == "distance":
        return distance_text(value)
    if kind == "boolean":
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, tuple):
        return ",".join(text_of("text", item) for item in value)
    return str(value)


def distance_text(metres: float) -> str:
    """Write metres the way `distance_of` reads them."""
    if metres >= 1000 and (metres / 1000).hex() == float(f"{metres / 1000:g}").hex():
        return f"{metres / 1000:g}km"
    return f"{metres:g}m" if float(f"{metres:g}") == metres else f"{metres!r}m"


def _shown(value: Any) -> str:
    return repr(value)[:60]
