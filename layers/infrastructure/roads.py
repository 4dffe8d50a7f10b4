"""Roads: functions with their minimum design values, and default speeds by class."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from layers.infrastructure.vocabulary import folded, rows_of, source_text

UNPAVED_FACTOR = 0.6


@dataclass(frozen=True, slots=True)
class Speed:
    """A default speed for travel-time models: a planning value, with its source and trust."""

    rural_kmh: float
    urban_kmh: float
    source: str
    trust: str


@dataclass(frozen=True, slots=True)
class RoadFunction:
    """What the rules ask of a road of one function; None where no value is known.

    `speed_status` and `reserve_status` are `sourced` or `unverified`.
    """

    code: str
    min_design_speed_kmh: float | None
    speed_status: str
    min_width_m: float | None
    supervision_strip_m: float | None
    reserve_width_m: float | None
    reserve_status: str
    source: str
    trust: str


@cache
def speeds() -> dict[str, Speed]:
    """Give the default speeds by road class, and by OSM value where that is finer."""
    return {
        folded(row["word"]): Speed(
            float(row["rural_kmh"]),
            float(row["urban_kmh"]),
            source_text(row["source"]),
            row["trust"],
        )
        for row in rows_of("road_speeds")
    }


def default_speed_kmh(
    road_class: str | None, *, word: str = "", surface: str | None = None, urban: bool = False
) -> float | None:
    """Give the planning speed of a road; None for a class without one.

    Parameters
    ----------
    road_class
        Code of `road_class`.
    word
        What the file calls it (``secondary``), where that is finer than the class.
    surface
        ``unpaved`` takes 0.6 of the speed.
    urban
        In a built-up area.

    Examples
    --------
    >>> default_speed_kmh("collector"), default_speed_kmh("collector", word="secondary")
    (45.0, 35.0)
    >>> default_speed_kmh("local", surface="unpaved", urban=True)
    13.2
    """
    known = speeds()
    speed = known.get(folded(word)) or known.get(folded(road_class or ""))
    if speed is None or road_class is None:
        return None
    value = speed.urban_kmh if urban else speed.rural_kmh
    slower = surface == "unpaved" and road_class not in ("track", "path")
    return round(value * UNPAVED_FACTOR, 1) if slower else value


@cache
def road_functions() -> dict[str, RoadFunction]:
    """Give the road functions of UU 38/2004 and PP 34/2006 with their minimum values."""
    return {row["code"]: _function(dict(row)) for row in rows_of("road_functions")}


def _function(row: dict[str, str]) -> RoadFunction:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return RoadFunction(
        row["code"],
        number("min_design_speed_kmh"),
        row["speed_status"],
        number("min_width_m"),
        number("supervision_strip_m"),
        number("reserve_width_m"),
        row["reserve_status"],
        source_text(row["source"]),
        row["trust"],
    )
