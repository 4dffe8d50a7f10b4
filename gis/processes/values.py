"""From what people write to typed values and back: distances, places, codes, numbers.

Every reader takes text or a JSON value and raises BadValueError with one sentence in both
languages saying what was wanted; `text_of` writes a typed value the way a reader takes it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from gis.errors import BadValueError
from gis.processes.narrowing.reference import is_reference, read_reference
from layers.errors import SchemaError
from layers.layer import LAYER_ID
from layers.standards import facility_types_of
from layers.text import Text, printable

METRES = {"m": 1.0, "km": 1000.0}
MAX_LIST = 20
_DISTANCE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(km|m)?", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
# Hemispheres in both languages; a number's own letters are d, deg, der, m.
_SIDED = re.compile(
    r"(?<![a-z])(?:ls|lu|bt|bb|utara|selatan|timur|barat|north|south|east|west|[nsewutb])(?![a-z])",
    re.IGNORECASE,
)
# A shell's own quoting is left in by who writes it in quotes of another kind.
_QUOTES = str.maketrans({"\\": None})
_TRUE = {"true", "yes", "ya", "1", "on"}
_FALSE = {"false", "no", "tidak", "0", "off"}


def distance_of(value: Any) -> float:
    """Read one distance in metres: ``1500``, ``"1.5km"``, ``"800 m"``."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        metres = float(value)
    else:
        found = _DISTANCE.fullmatch(str(value).strip())
        if not found:
            raise BadValueError(
                _shown(value)
                + Text(
                    " bukan jarak; yang diminta mis. 1km, 1.5km atau 800m",
                    " is no distance; wanted e.g. 1km, 1.5km or 800m",
                )
            )
        metres = float(found[1]) * METRES[(found[2] or "m").lower()]
    if not math.isfinite(metres) or metres <= 0:
        raise BadValueError(
            _shown(value)
            + Text(
                " bukan jarak di atas 0; yang diminta mis. 1km",
                " is not a distance above 0; wanted e.g. 1km",
            )
        )
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
        raise BadValueError(
            Text(
                f"{len(items)} butir diberikan; paling banyak {MAX_LIST} yang diterima",
                f"{len(items)} items given; at most {MAX_LIST} are taken",
            )
        )
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
        raise BadValueError(
            Text(
                "tidak ada jenis fasilitas; yang diminta mis. rs,klinik",
                "no facility type given; wanted e.g. rs,klinik",
            )
        )
    try:
        return tuple(t.id for t in facility_types_of(str(item) for item in items))
    except SchemaError as error:
        raise BadValueError(error.text) from error


def codes_of(value: Any) -> tuple[str, ...]:
    """Read a list of codes as text, in the order given, each once."""
    codes = tuple(dict.fromkeys(str(item).strip() for item in items_of(value)))
    if not codes:
        raise BadValueError(
            Text(
                "tidak ada kode; yang diminta satu atau beberapa, dengan koma di antaranya",
                "no code given; wanted one or more, with commas between them",
            )
        )
    return codes


def point_of(value: Any) -> tuple[float, float]:
    """Read a place as (lon, lat): ``"116.83,-1.26"``, ``[116.83, -1.26]``, or as maps write it.

    Examples
    --------
    >>> point_of("116,83 -1,26"), point_of("1.26 LS 116.83 BT")
    ((116.83, -1.26), (116.83, -1.26))
    """
    parts = value.split(",") if isinstance(value, str) else items_of(value)
    try:
        lon, lat = (_decimal(part) for part in parts)
    except ValueError:
        lon, lat = _written(value)
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise BadValueError(
            _shown(value)
            + Text(
                " memuat bilangan yang tidak hingga; yang diminta derajat",
                " holds a number that is not finite; wanted degrees",
            )
        )
    if abs(lon) > 360 and abs(lat) > 360:
        raise BadValueError(
            Text(
                f"{lon:g},{lat:g} tampaknya meter; yang diminta BUJUR,LINTANG dalam derajat",
                f"{lon:g},{lat:g} look like metres; wanted LON,LAT in degrees",
            )
        )
    if abs(lat) > 90:
        raise BadValueError(
            Text(
                f"{lon:g},{lat:g} tampak tertukar: bujur lebih dulu; maksudnya {lat:g},{lon:g}?",
                f"{lon:g},{lat:g} looks swapped: longitude comes first; did you mean "
                f"{lat:g},{lon:g}?",
            )
        )
    if abs(lon) > 180:
        raise BadValueError(
            Text(
                f"bujur {lon:g} lebih dari 180; yang diminta BUJUR,LINTANG dalam derajat",
                f"longitude {lon:g} is beyond 180; wanted LON,LAT in degrees",
            )
        )
    return lon, lat


def _written(value: Any) -> tuple[float, float]:
    """Read a place with decimal commas, or in degrees, minutes and seconds.

    Longitude comes first here, too, unless letters say which is which.
    """
    # Few values get here, and the package opens indexes of its own.
    from layers.searching.coordinates import read_positions

    text = value.translate(_QUOTES) if isinstance(value, str) else ""
    # Digits of other scripts are refused as in plain numbers: eyes take them for others.
    digits = all(char.isascii() for char in text if char.isdigit())
    found = read_positions(text) if digits else ()
    if not found:
        raise BadValueError(
            _shown(value)
            + Text(
                " bukan tempat; yang diminta BUJUR,LINTANG, mis. 116.83,-1.26",
                " is no place; wanted LON,LAT, e.g. 116.83,-1.26",
            )
        )
    first = next((one for one in found if one.order == "lon-lat"), None)
    if first is not None:
        return first.lon, first.lat
    swapped = found[0]
    if text.lower().lstrip().startswith("geo:") or _SIDED.search(text):
        return swapped.lon, swapped.lat
    # Told as swapped by whoever asked.
    return swapped.lat, swapped.lon


def layer_of(value: Any) -> str:
    """Read a layer id, or a layer and a filter on it: ``{"collection": …, "filter": …}``."""
    if is_reference(value):
        return read_reference(value)
    text = str(value).strip()
    if not LAYER_ID.fullmatch(text):
        raise BadValueError(
            _shown(value)
            + Text(
                " bukan id lapisan; yang diminta mis. districts",
                " is no layer id; wanted e.g. districts",
            )
        )
    return text


def integer_of(value: Any) -> int:
    """Read a whole number."""
    number = number_of(value)
    if number != int(number):
        raise BadValueError(
            _shown(value)
            + Text(
                " bukan bilangan bulat; yang diminta mis. 3",
                " is not a whole number; wanted e.g. 3",
            )
        )
    return int(number)


def number_of(value: Any) -> float:
    """Read a finite number."""
    try:
        number = _decimal(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadValueError(
            _shown(value)
            + Text(" bukan bilangan; yang diminta mis. 2.5", " is not a number; wanted e.g. 2.5")
        )
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
        raise BadValueError(
            _shown(value)
            + Text(
                " bukan ya atau tidak; yang diminta true atau false",
                " is neither yes nor no; wanted true or false",
            )
        )
    return word in _TRUE


def text_value_of(value: Any) -> str:
    """Read a short text."""
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        raise BadValueError(
            _shown(value)
            + Text(" bukan teks; yang diminta satu teks", " is not a text; wanted one text")
        )
    text = str(value).strip()
    if not text or len(text) > 200:
        raise BadValueError(
            Text(
                f"teks sepanjang {len(text)} huruf; yang diminta 1 sampai 200",
                f"a text of {len(text)} characters; wanted 1 to 200",
            )
        )
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
    return f"'{printable(value)[:58]}'" if isinstance(value, str) else repr(value)[:60]
