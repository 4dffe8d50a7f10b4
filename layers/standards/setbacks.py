"""Setbacks: how far buildings keep from rivers, lakes, springs and the coast."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from layers.layer import Trust
from layers.schema import Text
from layers.standards.value import TRUST_OF, Area, Status, areas_of, require_area, rows_of


@dataclass(frozen=True, slots=True)
class Setback:
    """One setback; `distance_m` is None where the rule refers to another."""

    id: str
    object: str
    label: Text
    areas: tuple[Area, ...]
    distance_m: float | None
    measured_from: Text
    source: str
    status: Status

    @property
    def trust(self) -> Trust:
        """How far the distance can be trusted."""
        return TRUST_OF[self.status]

    def to_dict(self) -> dict[str, Any]:
        """Give the setback as plain data for JSON."""
        return {
            "id": self.id,
            "object": self.object,
            "label": self.label.to_dict(),
            "areas": list(self.areas),
            "distance_m": self.distance_m,
            "measured_from": self.measured_from.to_dict(),
            "source": self.source,
            "status": self.status,
            "trust": self.trust,
        }


@cache
def setbacks() -> tuple[Setback, ...]:
    """Give every setback, in the order of the shipped list."""
    return tuple(_setback(row) for row in rows_of("setbacks"))


def setbacks_for(kind: str, area: str = "urban") -> tuple[Setback, ...]:
    """Give the setbacks of one kind of object that hold in an area.

    Parameters
    ----------
    kind
        ``river``, ``lake``, ``spring`` or ``coast``.
    area
        ``urban`` or ``rural``.

    Examples
    --------
    >>> [s.distance_m for s in setbacks_for("river", "rural")]
    [5.0, 100.0, 50.0, None]
    """
    wanted = require_area(area)
    return tuple(s for s in setbacks() if s.object == kind and wanted in s.areas)


def _setback(row: Mapping[str, str]) -> Setback:
    return Setback(
        id=row["id"],
        object=row["object"],
        label=Text(row["label_id"], row["label_en"]),
        areas=areas_of(row["area"]),
        distance_m=float(row["distance_m"]) if row["distance_m"] else None,
        measured_from=Text(row["measured_id"], row["measured_en"]),
        source=row["source"],
        status=cast("Status", row["status"]),
    )
