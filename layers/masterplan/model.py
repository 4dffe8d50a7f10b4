"""Masterplan: goals, targets, strategies, programmes, activities, steps, and who does them.

One document holds one plan of one region. Its parts refer to each other by ids, from the
step up: step → activity → programme → strategy → goals; target → goal and indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from layers.masterplan.values import (
    CURRENCY_PATTERN,
    Code,
    Id,
    Number,
    Part,
    Period,
    Provenance,
    Statement,
    Words,
    Year,
)

SCHEMA = "masterplan/0.1"
Pillar = Literal["governance", "branding", "economy", "living", "society", "environment"]
PILLARS: tuple[Pillar, ...] = (
    "governance",
    "branding",
    "economy",
    "living",
    "society",
    "environment",
)
Direction = Literal["up", "down"]
Horizon = Literal["short", "medium", "long"]
State = Literal["planned", "running", "done", "late"]
Level = Literal[
    "province", "regency", "district", "village", "kota", "kabupaten", "kecamatan", "kelurahan"
]
LEVELS: Mapping[Level, str] = {
    "province": "provinces",
    "regency": "regencies",
    "kota": "regencies",
    "kabupaten": "regencies",
    "district": "districts",
    "kecamatan": "districts",
    "village": "villages",
    "kelurahan": "villages",
}


class WorkUnit(Part):
    """Who does it: an office of the region's government (OPD)."""

    id: Id
    name: Words
    kind: Literal["dinas", "badan", "kecamatan", "setda", "kelurahan", "desa", "other"]
    head_role: Words | None = None
    provenance: Provenance | None = None


class Reading(Part):
    """A value of an indicator in a year: a target starts from one, and more follow by hand."""

    value: Number
    year: Year
    source: str | None = None
    status: Literal["sourced", "unverified", "illustrative"] | None = None

    @property
    def provenance(self) -> Provenance | None:
        """Where it is from, if that is told."""
        return None if self.status is None else Provenance(source=self.source, status=self.status)


class Indicator(Part):
    """What is measured: formula and unit; `gis` is the indicator of ours that computes it.

    `parameters` are what that one is to take otherwise than usual; `series` are values that
    layers cannot give, entered by hand.
    """

    id: Id
    name: Words
    unit: Words
    formula: Words
    standard_ref: str | None = None
    gis: str | None = None
    parameters: Mapping[str, Any] = Field(default_factory=dict)
    series: tuple[Reading, ...] = ()
    provenance: Provenance | None = None


class Goal(Part):
    """What the plan wants, in one of the six pillars."""

    id: Id
    pillar: Pillar
    text: Words
    provenance: Provenance | None = None


class Aim(Part):
    """The value a target is to reach, and by when."""

    value: Number
    year: Year


class Spatial(Part):
    """The layer a target is seen in, and for which units."""

    layer: str
    level: Level
    method: str | None = None


class Target(Part):
    """How much of a goal is to be reached by a year, in an indicator."""

    id: Id
    goal: Id
    indicator: Id
    baseline: Reading
    target: Aim
    direction: Direction
    spatial: Spatial | None = None
    provenance: Provenance | None = None


class Strategy(Part):
    """How goals are to be reached, within which time."""

    id: Id
    goals: tuple[Id, ...] = Field(min_length=1)
    horizon: Horizon
    text: Words
    provenance: Provenance | None = None


class Budget(Part):
    """What a programme costs."""

    amount: float = Field(ge=0, allow_inf_nan=False)
    currency: str = Field(default="IDR", pattern=CURRENCY_PATTERN)
    year: Year | None = None


class Programme(Part):
    """What is done for a strategy: by whom, with whom, from when to when."""

    id: Id
    strategy: Id
    pillar: Pillar
    name: Words
    quick_win: bool = False
    owner: Id | None = None
    partners: tuple[Id, ...] = ()
    budget: Budget | None = None
    spbe: Mapping[str, str] | None = None
    start: date
    end: date
    provenance: Provenance | None = None


class Location(Part):
    """Where an activity takes place: a region, districts, a point, or shapes."""

    kind: Literal["region", "kecamatan", "kelurahan", "point", "geojson", "layer"]
    ref: Any

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the regions it names."""
        if self.kind not in ("region", "kecamatan", "kelurahan"):
            return ()
        listed = self.ref if isinstance(self.ref, list | tuple) else [self.ref]
        return tuple(str(one) for one in listed)


class Activity(Part):
    """A piece of a programme, and what comes of it. `edits` are what it changes on the map."""

    id: Id
    programme: Id
    name: Words
    location: Location | None = None
    outputs: tuple[Words, ...] = ()
    edits: tuple[Mapping[str, Any], ...] = ()
    start: date | None = None
    end: date | None = None
    provenance: Provenance | None = None


class Step(Part):
    """A step of an activity, done by one work unit."""

    id: Id
    activity: Id
    order: int = Field(ge=1, le=10_000, strict=True)
    text: Words
    work_unit: Id
    start: date
    end: date
    depends_on: tuple[Id, ...] = ()
    deliverable: Words | None = None
    state: State = "planned"
    provenance: Provenance | None = None


class Signing(Part):
    """When what was signed."""

    date: date
    what: Words
    provenance: Provenance | None = None


class Making(Part):
    """How the plan was made."""

    bimtek_rounds: int | None = Field(default=None, ge=0)
    started: str | None = None
    adviser: str | None = None
    provenance: Provenance | None = None


class Legal(Part):
    """A regulation the plan stands on."""

    name: str = Field(min_length=1)
    provenance: Provenance | None = None


class Head(Part):
    """What the plan is: its region, period and state.

    Further statements (a vision of a later period, the context) stand under names of
    their own.
    """

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    __pydantic_extra__: dict[str, Statement] = Field(init=False)

    id: Id
    region: Code
    title: Words
    period: Period
    status: Literal["draft", "signed", "evaluated"]
    vision: Statement
    signed: Signing | None = None
    process: Making | None = None
    legal_basis: tuple[Legal, ...] = ()
    pillars: tuple[Pillar, ...] = PILLARS
    documents: tuple[str, ...] = ()
    provenance: Provenance | None = None


Entry = WorkUnit | Indicator | Goal | Target | Strategy | Programme | Activity | Step


class Masterplan(Part):
    """A masterplan and its blueprint, down to each work unit's steps.

    `allow_illustrative` admits facts that are made up: for examples and tests only.
    """

    # Lists of parts, in the order in which each may be explained by those before it.
    LISTS: ClassVar[Sequence[str]] = (
        "work_units",
        "indicators",
        "goals",
        "targets",
        "strategies",
        "programmes",
        "activities",
        "steps",
    )

    # By its name in the file: pydantic keeps `schema` for itself.
    written_as: Literal["masterplan/0.1"] = Field(default="masterplan/0.1", alias="schema")
    allow_illustrative: bool = False
    masterplan: Head
    work_units: tuple[WorkUnit, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    goals: tuple[Goal, ...] = Field(min_length=1)
    targets: tuple[Target, ...] = ()
    strategies: tuple[Strategy, ...] = ()
    programmes: tuple[Programme, ...] = ()
    activities: tuple[Activity, ...] = ()
    steps: tuple[Step, ...] = ()

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """Give the parts of one list, such as ``goals``."""
        found: tuple[Entry, ...] = getattr(self, kind)
        return found


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a masterplan's document: its form, not its rules."""
    schema = Masterplan.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
