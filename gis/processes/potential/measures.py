"""Measures: what areas are compared by, each with its unit, direction, source and trust."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from gis.processes.indicating import indicators
from layers.layer import Trust
from layers.standards import facility_type, kpis
from layers.text import Text

Group = Literal["services", "land", "access", "exposure"]
GROUPS: Mapping[Group, Text] = MappingProxyType(
    {
        "services": Text("layanan dasar", "basic services"),
        "land": Text("lahan", "land"),
        "access": Text("keterjangkauan", "access"),
        "exposure": Text("paparan bahaya", "exposure"),
    }
)
_INDICATORS: Mapping[str, Group] = {
    "puskesmas_30min": "services",
    "hospital_60min": "services",
    "fire_15min": "services",
    "primary_school_3km": "services",
    "secondary_school_6km": "services",
    "park_10min": "services",
    "stop_500m": "services",
    "forest_share": "land",
    "food_share": "land",
}
# Facility types that minutes are measured to.
_MINUTES = ("balai_kota", "rs", "pelabuhan", "bandara")
# The library's indicator of the same journey, which frameworks name.
_JOURNEYS = {"bandara": "airport_minutes"}
STEEP_DEGREES = 15.0
PLANNING = "planning practice"


@dataclass(frozen=True, slots=True)
class Measure:
    """What areas are compared by.

    Attributes
    ----------
    id, group
        A stable word, and the heading it stands under.
    title, unit
        What it is, and the unit of its value.
    direction
        Which way is better.
    kind
        ``indicator`` (of the library), ``minutes`` (to a facility type) or ``steep``.
    about
        The indicator or the facility type.
    standard, source, trust
        Row of a standard, where choice and wording are from, and what they are worth.
    frameworks
        Indicators of frameworks (of IKN, of ISO) that it answers to, or is a proxy of.
    """

    id: str
    group: Group
    title: Text
    unit: Text
    direction: Literal["up", "down"]
    kind: Literal["indicator", "minutes", "steep"]
    about: str
    source: str
    standard: str = ""
    trust: Trust = "illustrative"
    frameworks: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "id": self.id,
            "group": self.group,
            "group_title": GROUPS[self.group].to_dict(),
            "title": self.title.to_dict(),
            "unit": self.unit.to_dict(),
            "direction": self.direction,
            "standard": self.standard or None,
            "frameworks": list(self.frameworks),
            "source": self.source,
            "trust": self.trust,
        }


@cache
def measures() -> tuple[Measure, ...]:
    """Give every measure, group by group."""
    return tuple(_measures())


def _measures() -> Iterator[Measure]:
    library = indicators()
    for name, group in _INDICATORS.items():
        one = library[name]
        yield Measure(
            id=name,
            group=group,
            title=one.title,
            unit=one.unit,
            direction=one.direction,
            kind="indicator",
            about=name,
            standard=one.standard,
            source=one.source,
            trust=one.trust,
            frameworks=_frameworks(name),
        )
    for name in _MINUTES:
        label = facility_type(name).label
        yield Measure(
            id=f"minutes_{name}",
            group="access",
            title=Text("Menit naik mobil ke ", "Minutes by car to the nearest ")
            + Text(label.id, label.en.lower())
            + Text(" terdekat bagi separuh penduduk", " for half of the people"),
            unit=Text("menit", "minutes"),
            direction="down",
            kind="minutes",
            about=name,
            source=PLANNING,
            frameworks=_frameworks(_JOURNEYS.get(name, "")),
        )
    yield Measure(
        id="steep_people",
        group="exposure",
        title=Text(
            f"Penduduk di lereng {STEEP_DEGREES:g}° atau lebih",
            f"People on slopes of {STEEP_DEGREES:g}° or more",
        ),
        unit=Text("% penduduk", "% of people"),
        direction="down",
        kind="steep",
        about="slope",
        source=PLANNING,
    )


def _frameworks(indicator: str) -> tuple[str, ...]:
    """Give the indicators of frameworks that one of the library stands for."""
    return tuple(one.id for one in kpis() if indicator and one.indicator == indicator)
