"""How fast people walk on land cover, and on slopes: facts with source and trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from layers.errors import SchemaError
from layers.landcover.legends import legend, rows
from layers.layer import Trust


@dataclass(frozen=True, slots=True)
class Walking:
    """Walking speed on a class of land cover, on the flat and without a road.

    `speed_kmh` is None where nobody walks: on water and where nothing is known.
    `taken_as` is the class of Weiss et al. (2018) whose speed it is, `reason` why.
    """

    code: str
    speed_kmh: float | None
    taken_as: str
    reason: str
    source: str
    trust: Trust


@dataclass(frozen=True, slots=True)
class ToblerNumbers:
    """The numbers of Tobler's hiking function ``top_kmh · exp(-rate · |slope + best|)``."""

    top_kmh: float
    rate: float
    best: float
    off_path: float
    source: str
    trust: Trust


@cache
def walking_speeds(legend_id: str) -> Mapping[str, Walking]:
    """Give the walking speed of every class of a legend, by code.

    Parameters
    ----------
    legend_id
        One of `layers.landcover.LEGENDS`; classes take the speed of their common class.

    Raises
    ------
    SchemaError
        `legend-unknown`.

    Examples
    --------
    >>> walking_speeds("worldcover")["10"].speed_kmh
    1.62
    >>> walking_speeds("klhk")["5001"].speed_kmh is None
    True
    """
    by_common = {row["common_code"]: row for row in rows("walking_speeds")}
    found = {}
    for cover in legend(legend_id).classes:
        row = by_common[cover.common]
        speed = float(row["speed_kmh"]) if row["speed_kmh"] else None
        found[cover.code] = Walking(
            cover.code,
            speed,
            row["weiss_class"],
            row["reason"],
            row["source"],
            row["trust"],  # type: ignore[arg-type]  # one of Trust: tested
        )
    return MappingProxyType(found)


@cache
def hiking_numbers() -> ToblerNumbers:
    """Give the numbers of Tobler's hiking function.

    Examples
    --------
    >>> hiking_numbers().rate
    3.5
    """
    by_name = {row["name"]: row for row in rows("hiking")}
    missing = {"top_speed", "rate", "best", "off_path"} - by_name.keys()
    if missing:
        raise SchemaError(f"hiking.csv lacks {', '.join(sorted(missing))}; restore its rows")
    top, rate, best, off = (
        float(by_name[name]["value"]) for name in ("top_speed", "rate", "best", "off_path")
    )
    trust: Trust = by_name["rate"]["trust"]  # type: ignore[assignment]  # one of Trust: tested
    return ToblerNumbers(top, rate, best, off, by_name["rate"]["source"], trust)
