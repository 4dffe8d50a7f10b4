"""Reach: how far a service may be from people, as one criterion per standard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from layers.layer import Trust
from layers.schema import Text
from layers.standards.facility_types import facility_type
from layers.standards.provision import Provision, provisions
from layers.standards.thresholds import Measure, Threshold, thresholds
from layers.standards.value import TRUST_OF, Area, Status

RADIUS = "service_radius_m"
SECONDS_PER_MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Criterion:
    """The most that may lie between people and a service, and where that holds.

    Exactly one of `metres` and `seconds` is given; `travel` says whether it is measured
    in a straight line or by a mode of travel.
    """

    id: str
    label: Text
    facility_types: tuple[str, ...]
    areas: tuple[Area, ...]
    metres: float | None
    seconds: float | None
    travel: Measure
    detail: Text
    source: str
    status: Status

    @property
    def trust(self) -> Trust:
        """How far the criterion can be trusted."""
        return TRUST_OF[self.status]

    def to_dict(self) -> dict[str, Any]:
        """Give the criterion as plain data for JSON."""
        return {
            "id": self.id,
            "label": self.label.to_dict(),
            "facility_types": list(self.facility_types),
            "areas": list(self.areas),
            "limit_m": self.metres,
            "limit_s": self.seconds,
            "travel": self.travel,
            "detail": self.detail.to_dict(),
            "source": self.source,
            "status": self.status,
            "trust": self.trust,
        }


def reach_criteria(types: Iterable[str]) -> tuple[Criterion, ...]:
    """Give what the standards say of the reach of facilities, radii of service first.

    Parameters
    ----------
    types
        Ids or labels of facility types.

    Raises
    ------
    SchemaError
        `facility-type-unknown`.

    Examples
    --------
    >>> [(c.id, c.metres, c.seconds, c.travel) for c in reach_criteria(["sma"])]
    [('EDU-SMA', 3000.0, None, 'straight'), ('THR-SMA-TIME', None, 2700.0, 'walk')]
    """
    wanted = {facility_type(name).id for name in types}
    radii = (_radius(p) for p in provisions() if wanted & set(p.facility_types))
    others = (_reach(t) for t in thresholds() if wanted & set(t.facility_types))
    return tuple(c for c in (*radii, *others) if c is not None)


def types_with_reach() -> tuple[str, ...]:
    """Give the ids of the facility types whose reach some standard speaks of."""
    held = [i for p in provisions() if _radius(p) for i in p.facility_types]
    held += [i for t in thresholds() if _reach(t) for i in t.facility_types]
    return tuple(dict.fromkeys(held))


def _radius(row: Provision) -> Criterion | None:
    value = row.values.get(RADIUS)
    if value is None:
        return None
    return Criterion(
        id=row.id,
        label=Text(f"Radius layanan: {row.label.id}", f"Service radius: {row.label.en}"),
        facility_types=row.facility_types,
        areas=row.areas,
        metres=value.number,
        seconds=None,
        travel="straight",
        detail=row.note,
        source=value.source,
        status=value.status,
    )


def _reach(row: Threshold) -> Criterion | None:
    if row.travel is None or row.high is None:
        return None
    timed = row.unit == "min"
    return Criterion(
        id=row.id,
        label=row.label,
        facility_types=row.facility_types,
        areas=row.areas,
        metres=None if timed else row.high,
        seconds=row.high * SECONDS_PER_MINUTE if timed else None,
        travel=row.travel,
        detail=row.detail,
        source=row.source,
        status=row.status,
    )
