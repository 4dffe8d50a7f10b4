"""Travel: the modes people move by on roads, where each may go, and how quickly."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from layers.errors import SourceError
from layers.infrastructure.vocabulary import folded, rows_of, source_text
from layers.schema import Text


@dataclass(frozen=True, slots=True)
class TravelSpeed:
    """How quickly a mode goes on one kind of road, with source and trust.

    Either `factor` of the road's own speed, or `kmh` whatever the road; neither where
    the mode may not go. `joined_along` tells whether places beside the road reach it
    anywhere, or at its junctions only.
    """

    factor: float | None
    kmh: float | None
    joined_along: bool
    source: str
    trust: str

    @property
    def is_barred(self) -> bool:
        """Whether the mode may not go there."""
        return self.factor is None and self.kmh is None


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to move, as planning values with source and trust.

    Attributes
    ----------
    id, title
        ``walk``, ``motorcycle``, ``car`` or ``ambulance``, and its name.
    speeds
        By road class, and by OSM value where that is finer, words as `folded` gives
        them; a class that is missing is barred.
    obeys_one_way
        Whether one-way streets bind it.
    takes_toll_roads
        Whether it may use what is marked as tolled.
    access_kmh
        Speed off the network, from a place to its road.
    access_tags
        OSM keys that may forbid it, the last one that is told deciding.
    """

    id: str
    title: Text
    speeds: Mapping[str, TravelSpeed]
    obeys_one_way: bool
    takes_toll_roads: bool
    access_kmh: float
    access_tags: tuple[str, ...]
    source: str
    trust: str

    def speed(self, road_class: str | None, word: str = "") -> TravelSpeed | None:
        """Give the speed on a road by its word, or else by its class; None where it is barred.

        Parameters
        ----------
        road_class
            Code of `road_class`.
        word
            What the file calls it (``footway``).

        Examples
        --------
        >>> mode("walk").speed("local").kmh, mode("motorcycle").speed("toll") is None
        (4.5, True)
        """
        found = self.speeds.get(folded(word)) or self.speeds.get(folded(road_class or ""))
        return None if found is None or found.is_barred else found

    def with_speeds(self, kmh: Mapping[str, float]) -> Mode:
        """Give the mode with speeds of one's own by road class or OSM value.

        They hold whatever speed the layer gives; a road that was barred is opened.

        Parameters
        ----------
        kmh
            Speed in km/h by class or word.

        Raises
        ------
        SourceError
            `speed-implausible` when a speed is not a finite number above 0.

        Examples
        --------
        >>> mode("car").with_speeds({"local": 20}).speed("local").kmh
        20.0
        """
        bad = {word: value for word, value in kmh.items() if not 0 < value < math.inf}
        if bad:
            told = ", ".join(f"{word}: {value}" for word, value in bad.items())
            raise SourceError(
                f"speeds {told}; wanted finite numbers above 0 in km/h", code="speed-implausible"
            )
        changed = dict(self.speeds)
        for word, value in kmh.items():
            held = changed.get(folded(word))
            along = held is None or held.joined_along
            changed[folded(word)] = TravelSpeed(None, float(value), along, "given", "illustrative")
        return replace(self, speeds=MappingProxyType(changed))


@cache
def modes() -> Mapping[str, Mode]:
    """Give the modes of the shipped tables by id."""
    return MappingProxyType({row["id"]: _mode(row) for row in rows_of("travel_modes")})


def mode(mode_id: str) -> Mode:
    """Give one mode.

    Raises
    ------
    SourceError
        `mode-unknown` when there is no mode of that id.

    Examples
    --------
    >>> mode("car").title.id
    'Mobil'
    """
    if mode_id not in modes():
        raise SourceError(
            f"no mode {mode_id!r}; wanted one of {', '.join(modes())}", code="mode-unknown"
        )
    return modes()[mode_id]


def _mode(row: Mapping[str, str]) -> Mode:
    speeds = {
        folded(line["word"]): _speed(line)
        for line in rows_of("travel_speeds")
        if line["mode"] == row["id"]
    }
    return Mode(
        row["id"],
        Text(row["title_id"], row["title_en"]),
        MappingProxyType(speeds),
        row["obeys_one_way"] == "yes",
        row["takes_toll_roads"] == "yes",
        float(row["access_kmh"]),
        tuple(row["access_tags"].split("|")),
        source_text(row["source"]),
        row["trust"],
    )


def _speed(row: Mapping[str, str]) -> TravelSpeed:
    def number(name: str) -> float | None:
        return float(row[name]) if row[name] else None

    return TravelSpeed(
        number("factor"),
        number("speed_kmh"),
        row["joined_along"] == "yes",
        source_text(row["source"]),
        row["trust"],
    )
