"""Criteria and constraints as people write them, a line each, and what is wrong with a line.

A criterion is ``KIND:LAYER[.FIELD=VALUE|…]:SHAPE[:less|more][*WEIGHT]``, a constraint
``[only:]LAYER[.FIELD=VALUE|…]``, ``LAYER[.FIELD=VALUE|…]<DISTANCE``,
``RASTER>NUMBER`` or ``RASTER=CLASS|…``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from gis.errors import BadValueError
from gis.suitability.scores import Classes, Curve, Score, Sigmoid
from layers.layer import LAYER_ID
from layers.text import Text

KINDS = {
    "distance": "distance",
    "jarak": "distance",
    "value": "value",
    "nilai": "value",
    "class": "class",
    "kelas": "class",
    "density": "density",
    "kepadatan": "density",
    "time": "time",
    "waktu": "time",
}
DIRECTIONS = {"less": "less", "kurang": "less", "more": "more", "lebih": "more"}
ONLY = ("only:", "hanya:")
UNITS = {"m": 1.0, "km": 1000.0, "s": 1.0, "min": 60.0, "menit": 60.0, "h": 3600.0, "jam": 3600.0}
DISTANCES, TIMES = ("m", "km"), ("s", "min", "menit", "h", "jam")
_MEASURE = re.compile(r"(-?[0-9]+(?:\.[0-9]+)?)\s*([a-z]*)", re.IGNORECASE)
_RANGE = re.compile(r"(-?[0-9.]+\s*[a-z]*)\s*-\s*(-?[0-9.]+\s*[a-z]*)", re.IGNORECASE)
_RULE = re.compile(r"([^<>]+?)\s*(?:([<>])\s*([^<>]+))?")
OTHER = ("other", "lain")
EXAMPLE = "distance:roads:0-5km:less*2"


class WrittenError(BadValueError):
    """A line that cannot be read; says why in both languages."""

    def __init__(self, indonesian: str, english: str) -> None:
        super().__init__(Text(indonesian, english))


@dataclass(frozen=True, slots=True)
class Subject:
    """A layer, some of its features only, and (for points) a radius or a way to travel."""

    layer: str
    field: str | None = None
    values: tuple[str, ...] = ()
    with_: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenCriterion:
    """A criterion as it was written; `table` scores values of a field by their text."""

    text: str
    kind: str
    subject: Subject
    score: Score | None
    table: tuple[tuple[str, float], ...] = ()
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class WrittenConstraint:
    """A constraint as it was written; `sign` and `limit` of a distance or a raster's value."""

    text: str
    subject: Subject
    only: bool = False
    sign: str | None = None
    limit: float | None = None


def read_criterion(text: str) -> WrittenCriterion:
    """Read one criterion.

    Raises
    ------
    WrittenError
        If a part is missing or cannot be read.

    Examples
    --------
    >>> found = read_criterion("distance:roads.class=arterial|toll:0-5km:less*2")
    >>> found.subject.values, found.weight
    (('arterial', 'toll'), 2.0)
    """
    body, star, counted = text.partition("*")
    parts = [part.strip() for part in body.split(":")]
    kind = KINDS.get(parts[0].lower())
    if kind is None or len(parts) not in (3, 4):
        known = ", ".join(dict.fromkeys(KINDS.values()))
        raise WrittenError(
            f"{text!r} bukan kriteria; yang diminta mis. {EXAMPLE} (jenis: {known})",
            f"{text!r} is no criterion; wanted e.g. {EXAMPLE} (kinds: {known})",
        )
    subject = _subject(parts[1], text, whole=kind == "class")
    weight = _number(counted, text) if star else None
    if kind == "class":
        return WrittenCriterion(text, kind, subject, None, _table(parts[2], text), weight)
    better = _direction(parts[3], text) if len(parts) == 4 else None
    units = {"distance": DISTANCES, "time": TIMES}.get(kind, ())
    score = _curve(parts[2], better, units, text)
    return WrittenCriterion(text, kind, subject, score, (), weight)


def read_constraint(text: str) -> WrittenConstraint:
    """Read one constraint.

    Raises
    ------
    WrittenError
        If it cannot be read.

    Examples
    --------
    >>> read_constraint("waterways.class=river<100m").limit, read_constraint("slope>25").sign
    (100.0, '>')
    """
    word = next((word for word in ONLY if text.lower().startswith(word)), "")
    found = _RULE.fullmatch(text[len(word) :].strip())
    if found is None or (word and found[2]):
        examples = "protected_areas, waterways<100m, slope>25, land_cover_2024=2|10"
        raise WrittenError(
            f"{text!r} bukan kendala; yang diminta mis. {examples} atau only:zoning.kodzon=R",
            f"{text!r} is no constraint; wanted e.g. {examples} or only:zoning.kodzon=R",
        )
    limit = None if found[2] is None else _measure(found[3], DISTANCES, text)
    return WrittenConstraint(text, _subject(found[1], text), bool(word), found[2], limit)


def _subject(part: str, text: str, *, whole: bool = False) -> Subject:
    """Read ``layer``, ``layer.field=a|b``, ``raster=4|5`` and what follows an @.

    If `whole`, a field is meant with all of its values.
    """
    named, _, with_ = part.partition("@")
    named, _, listed = named.partition("=")
    layer, _, field = named.strip().partition(".")
    values = tuple(value.strip() for value in listed.split("|") if value.strip())
    if not LAYER_ID.fullmatch(layer) or (field and not values and not whole):
        raise WrittenError(
            f"{part!r} di {text!r} bukan lapisan; yang diminta mis. roads atau roads.class=toll",
            f"{part!r} in {text!r} is no layer; wanted e.g. roads or roads.class=toll",
        )
    return Subject(layer, field or None, values, with_.strip() or None)


def _direction(word: str, text: str) -> str:
    better = DIRECTIONS.get(word.lower())
    if better is None:
        raise WrittenError(
            f"arah {word!r} di {text!r}; yang diminta less (makin kecil makin baik) atau more",
            f"direction {word!r} in {text!r}; wanted less (the smaller the better) or more",
        )
    return better


def _curve(part: str, better: str | None, units: tuple[str, ...], text: str) -> Score:
    """Read ``0-5km``, ``~2km/500m`` or ``0=1|2km=0.8|10km=0``."""
    if "=" in part:
        if better is not None:
            raise WrittenError(
                f"{text!r}: titik kurva sudah menyatakan arahnya; hapus {better}",
                f"{text!r}: the points of the curve already say the direction; drop {better}",
            )
        pairs = [pair.partition("=") for pair in part.split("|")]
        return Curve(tuple((_measure(v, units, text), _number(s, text)) for v, _, s in pairs))
    if better is None:
        raise WrittenError(
            f"{text!r} tidak menyebut arah; tambahkan :less (makin kecil makin baik) atau :more",
            f"{text!r} says no direction; add :less (the smaller the better) or :more",
        )
    if part.startswith("~"):
        middle, _, width = part[1:].partition("/")
        sizes = (_measure(middle, units, text), _measure(width, units, text))
        return Sigmoid.of(*sizes, better=better)
    found = _RANGE.fullmatch(part)
    if found is None:
        raise WrittenError(
            f"{part!r} di {text!r} bukan rentang; yang diminta mis. 0-5km, ~2km/500m, 0=1|5km=0",
            f"{part!r} in {text!r} is no range; wanted e.g. 0-5km, ~2km/500m, 0=1|5km=0",
        )
    low, high = (_measure(end, units, text) for end in found.groups())
    return Curve.linear(low, high, better=better)


def _table(part: str, text: str) -> tuple[tuple[str, float], ...]:
    pairs = [pair.partition("=") for pair in part.split("|")]
    if not all(name.strip() and equals for name, equals, _ in pairs):
        raise WrittenError(
            f"{part!r} di {text!r} bukan daftar kelas; yang diminta mis. 4=1|5=0.8|other=0",
            f"{part!r} in {text!r} is no list of classes; wanted e.g. 4=1|5=0.8|other=0",
        )
    return tuple((name.strip(), _number(score, text)) for name, _, score in pairs)


def scores_of(table: tuple[tuple[str, float], ...], codes: Mapping[str, int]) -> Classes:
    """Give the score of each code; what is not named gets that of ``other``, 0 without it.

    Raises
    ------
    WrittenError
        If a name has no code.
    """
    other = next((score for name, score in table if name.lower() in OTHER), 0.0)
    named = {name: score for name, score in table if name.lower() not in OTHER}
    strange = [name for name in named if name not in codes]
    if strange or not named:
        known = ", ".join(list(codes)[:20])
        raise WrittenError(
            f"kelas {strange or 'tidak ada'}; yang ada {known}",
            f"classes {strange or 'none'}; there are {known}",
        )
    return Classes({codes[name]: score for name, score in named.items()}, other)


def _measure(part: str, units: tuple[str, ...], text: str) -> float:
    """Read a number with one of some units; without units a plain number is wanted."""
    found = _MEASURE.fullmatch(part.strip())
    unit = found[2].lower() if found else ""
    if found is None or (unit and unit not in units):
        wanted = f" ({', '.join(units)})" if units else ""
        raise WrittenError(
            f"{part!r} di {text!r} bukan ukuran{wanted}",
            f"{part!r} in {text!r} is no measure{wanted}",
        )
    return float(found[1]) * UNITS.get(unit, 1.0)


def _number(part: str, text: str) -> float:
    try:
        number = float(part)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise WrittenError(
            f"{part!r} di {text!r} bukan angka", f"{part!r} in {text!r} is no number"
        )
    return number
