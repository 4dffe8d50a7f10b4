"""Boats: kinds of boat as ways to move, how quickly, when, from where, and whom they take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from layers.errors import SourceError
from layers.infrastructure.timetables import month_numbers
from layers.infrastructure.vocabulary import code_list, rows_of, source_text
from layers.schema import Text


@dataclass(frozen=True, slots=True)
class BoatWater:
    """How quickly a boat goes on one class of water, with source and trust.

    `kmh` in still water; `downstream` and `upstream` are the shares of it that a boat
    makes with and against the flow.
    """

    kmh: float
    downstream: float
    upstream: float
    source: str
    trust: str


@dataclass(frozen=True, slots=True)
class Season:
    """Months in which low water closes waters of a class narrower than so many metres."""

    water_class: str
    narrower_m: float
    months: frozenset[int]
    source: str
    trust: str


@dataclass(frozen=True, slots=True)
class Boat:
    """A kind of boat as a way to move: planning values with source and trust.

    Attributes
    ----------
    id, title
        Code of the list ``boat``, and its name.
    waters
        Speeds by class of waterway; where there is none, the boat does not go.
    boarding_min, alighting_min
        Minutes to get on, loading with it, and to get off.
    headway_min
        Minutes between departures, half of which is waited; 0: it goes when called.
    lands_along
        Whether it takes on and sets down people anywhere along the bank, or at
        jetties only. A ferry crossing (class ``ferry``) has its ends only.
    carries
        Modes of travel that it takes on, vehicle and all: ids of `travel.modes`.
    seasons
        When low water closes what.
    """

    id: str
    title: Text
    waters: Mapping[str, BoatWater]
    boarding_min: float
    alighting_min: float
    headway_min: float
    lands_along: bool
    carries: tuple[str, ...]
    seasons: tuple[Season, ...]
    source: str
    trust: str

    def with_speeds(self, kmh: Mapping[str, float]) -> Boat:
        """Give the boat with speeds of one's own by class of waterway.

        Raises
        ------
        SourceError
            `speed-implausible` when a speed is not a finite number above 0, or
            `class-unknown` when there is no such class.

        Examples
        --------
        >>> boat("klotok").with_speeds({"river": 10}).waters["river"].kmh
        10.0
        """
        known = code_list("waterway_class").codes
        for kind, value in kmh.items():
            if kind not in known:
                raise SourceError(
                    Text(
                        f"tidak ada kelas perairan {kind!r}; yang ada {', '.join(known)}",
                        f"no class of waterway {kind!r}; wanted one of {', '.join(known)}",
                    ),
                    code="class-unknown",
                )
            if not 0 < value < math.inf:
                raise SourceError(
                    Text(
                        f"kecepatan di {kind} tertulis {value}; yang diminta bilangan terhingga di "
                        "atas 0 dalam km/jam",
                        f"speed on {kind} is {value}; wanted a finite number above 0 in km/h",
                    ),
                    code="speed-implausible",
                )
        changed = dict(self.waters)
        for kind, value in kmh.items():
            held = changed.get(kind) or BoatWater(1.0, 1.0, 1.0, "given", "illustrative")
            changed[kind] = replace(held, kmh=float(value), source="given", trust="illustrative")
        return replace(self, waters=MappingProxyType(changed))

    def with_times(self, *, boarding_min: float, headway_min: float = 0.0) -> Boat:
        """Give the boat with times of one's own to get on and between departures.

        Raises
        ------
        SourceError
            `time-implausible` when one of them is negative or no finite number.
        """
        for what, value in (("boarding_min", boarding_min), ("headway_min", headway_min)):
            if not 0 <= value < math.inf:
                raise SourceError(
                    Text(
                        f"{what} tertulis {value}; yang diminta menit terhingga, 0 atau lebih",
                        f"{what} is {value}; wanted finite minutes of 0 or more",
                    ),
                    code="time-implausible",
                )
        return replace(
            self,
            boarding_min=float(boarding_min),
            headway_min=float(headway_min),
            source="given",
            trust="illustrative",
        )


@cache
def boats() -> Mapping[str, Boat]:
    """Give the boats of the shipped tables by id."""
    return MappingProxyType({row["boat"]: _boat(row) for row in rows_of("boats")})


def boat(boat_id: str) -> Boat:
    """Give one kind of boat.

    Raises
    ------
    SourceError
        `boat-unknown` when there is none of that id.

    Examples
    --------
    >>> boat("klotok").boarding_min, boat("ferry").headway_min
    (10.0, 20.0)
    """
    if boat_id not in boats():
        raise SourceError(
            Text(
                f"tidak ada perahu {boat_id!r}; yang ada {', '.join(boats())}",
                f"no boat {boat_id!r}; wanted one of {', '.join(boats())}",
            ),
            code="boat-unknown",
        )
    return boats()[boat_id]


def boats_carrying(mode_id: str) -> tuple[Boat, ...]:
    """Give the boats that take on a mode of travel.

    Examples
    --------
    >>> [b.id for b in boats_carrying("car")]
    ['ferry']
    """
    return tuple(kind for kind in boats().values() if mode_id in kind.carries)


def _boat(row: Mapping[str, str]) -> Boat:
    kind = row["boat"]
    waters = {
        line["class"]: BoatWater(
            float(line["speed_kmh"]),
            float(line["downstream"]),
            float(line["upstream"]),
            source_text(line["source"]),
            line["trust"],
        )
        for line in rows_of("boat_waters")
        if line["boat"] == kind
    }
    return Boat(
        id=kind,
        title=code_list("boat").codes[kind],
        waters=MappingProxyType(waters),
        boarding_min=float(row["boarding_min"]),
        alighting_min=float(row["alighting_min"]),
        headway_min=float(row["headway_min"] or 0.0),
        lands_along=row["lands_along"] == "yes",
        carries=tuple(r["mode"] for r in rows_of("boat_carriage") if r["boat"] == kind),
        seasons=tuple(_season(r) for r in rows_of("boat_seasons") if r["boat"] == kind),
        source=source_text(row["source"]),
        trust=row["trust"],
    )


def _season(row: Mapping[str, str]) -> Season:
    return Season(
        row["class"],
        float(row["narrower_m"]),
        month_numbers(row["closed_months"]),
        source_text(row["source"]),
        row["trust"],
    )
