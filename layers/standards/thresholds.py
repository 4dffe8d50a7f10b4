"""Thresholds: other service standards: fire, schools, health, transit, waste, open space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

from layers.layer import Trust
from layers.schema import Text
from layers.standards.value import TRUST_OF, Area, Status, areas_of, rows_of

Kind = Literal["min", "max", "per", "class", "report"]
Measure = Literal["straight", "walk", "car", "ambulance"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """One service threshold.

    `low` and `high` are the same for a single number, both None where the standard
    gives classes or words (`text`) or only asks for a report. `kind` says how it
    binds: at least (`min`), at most (`max`), one for so many (`per`). `travel` says how
    a reach is measured: in a straight line or by a mode of travel; it is None where the
    standard is not about how far a service reaches.
    """

    id: str
    label: Text
    facility_types: tuple[str, ...]
    areas: tuple[Area, ...]
    low: float | None
    high: float | None
    text: str
    unit: str
    kind: Kind
    travel: Measure | None
    detail: Text
    source: str
    status: Status

    @property
    def trust(self) -> Trust:
        """How far the threshold can be trusted."""
        return TRUST_OF[self.status]

    def to_dict(self) -> dict[str, Any]:
        """Give the threshold as plain data for JSON."""
        return {
            "id": self.id,
            "label": self.label.to_dict(),
            "facility_types": list(self.facility_types),
            "areas": list(self.areas),
            "low": self.low,
            "high": self.high,
            "text": self.text,
            "unit": self.unit,
            "kind": self.kind,
            "travel": self.travel,
            "detail": self.detail.to_dict(),
            "source": self.source,
            "status": self.status,
            "trust": self.trust,
        }


@cache
def thresholds() -> tuple[Threshold, ...]:
    """Give every service threshold, in the order of the shipped list.

    Examples
    --------
    >>> one = next(t for t in thresholds() if t.id == "THR-FIRE-RT")
    >>> one.high, one.unit, one.kind, one.status
    (15.0, 'min', 'max', 'sourced')
    """
    return tuple(_threshold(row) for row in rows_of("thresholds"))


def _threshold(row: Mapping[str, str]) -> Threshold:
    return Threshold(
        id=row["id"],
        label=Text(row["label_id"], row["label_en"]),
        facility_types=tuple(name for name in row["facility_types"].split("|") if name),
        areas=areas_of(row["area"]),
        low=float(row["low"]) if row["low"] else None,
        high=float(row["high"]) if row["high"] else None,
        text=row["text"],
        unit=row["unit"],
        kind=cast("Kind", row["kind"]),
        travel=cast("Measure", row["travel"]) if row["travel"] else None,
        detail=Text(row["detail_id"], row["detail_en"]),
        source=row["source"],
        status=cast("Status", row["status"]),
    )
