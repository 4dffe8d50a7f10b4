"""The typed tree of a filter: what is compared with what, every name and type known.

Truth has three values, as in SQL: what is compared with a missing value is
neither true nor false, and only what is true is selected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import shapely

Kind = Literal["text", "number", "boolean", "date", "moment"]
Relation = Literal["=", "<>", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/", "%", "div", "^"]
Folding = Literal["casei", "accenti"]
SpatialRelation = Literal[
    "s_intersects", "s_equals", "s_touches", "s_crosses", "s_within", "s_contains", "s_overlaps"
]


@dataclass(frozen=True, slots=True)
class Column:
    """The value of a field; dates and moments are ISO texts, which sort as they do."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the filter; None is the missing one."""

    value: str | float | bool | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without its case, or without its accents."""

    how: Folding
    value: Value

    @property
    def kind(self) -> Kind:
        """Folding gives text."""
        return "text"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers combined, as IEEE doubles; missing where there is no finite result."""

    operator: Operator
    left: Value
    right: Value

    @property
    def kind(self) -> Kind:
        """Arithmetic gives a number."""
        return "number"


@dataclass(frozen=True, slots=True)
class DayEdge:
    """The first (or last) moment of a day, UTC."""

    value: Value
    last: bool

    @property
    def kind(self) -> Kind:
        """The edge of a day is a moment."""
        return "moment"


Value = Column | Constant | Folded | Arithmetic | DayEdge


@dataclass(frozen=True, slots=True)
class Truth:
    """Always true, always false, or (None) never known."""

    value: bool | None


@dataclass(frozen=True, slots=True)
class Every:
    """True where all parts are."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """True where at least one part is."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is false."""

    part: Predicate


@dataclass(frozen=True, slots=True)
class Compare:
    """How two values of one kind stand to each other; texts by code points."""

    relation: Relation
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Among:
    """True where a value equals one of some others."""

    value: Value
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Like:
    r"""True where a text fits a pattern: % any characters, _ one, \ takes the next as it is."""

    value: Value
    pattern: str


@dataclass(frozen=True, slots=True)
class Missing:
    """True where a value is missing."""

    value: Value


@dataclass(frozen=True, slots=True)
class Unplaced:
    """True where a feature has no geometry."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean field taken as the truth itself."""

    column: Column


@dataclass(frozen=True, slots=True)
class Spatial:
    """How a feature's geometry stands to a shape in EPSG:4326, longitude first."""

    relation: SpatialRelation
    shape: shapely.Geometry


Predicate = (
    Truth | Every | Some | Not | Compare | Among | Like | Missing | Unplaced | Flag | Spatial
)


def conjuncts(predicate: Predicate) -> Iterator[Predicate]:
    """Give the parts that must all be true."""
    if isinstance(predicate, Every):
        for part in predicate.parts:
            yield from conjuncts(part)
    else:
        yield predicate
