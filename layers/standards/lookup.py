"""Looking up: what the standards ask of a facility type, in towns or outside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from layers.errors import SchemaError
from layers.layer import Trust
from layers.standards.facility_types import FacilityType, facility_type
from layers.standards.provision import Provision, provisions
from layers.standards.thresholds import Threshold, thresholds
from layers.standards.value import Area, require_area, weakest


@dataclass(frozen=True, slots=True)
class Standard:
    """What is asked of one facility type in one kind of area.

    `provision` is None where the provision standards do not hold there (SNI
    03-1733-2004 is written for towns) or have no row for the type.
    """

    facility_type: FacilityType
    area: Area
    provision: Provision | None
    thresholds: tuple[Threshold, ...]

    @property
    def trust(self) -> Trust:
        """The weakest trust among all it says."""
        own = [self.provision.trust] if self.provision else []
        return weakest([*own, *(t.trust for t in self.thresholds)])

    def to_dict(self) -> dict[str, Any]:
        """Give the standard as plain data for JSON."""
        return {
            "facility_type": self.facility_type.id,
            "label": self.facility_type.label.to_dict(),
            "area": self.area,
            "provision": self.provision.to_dict() if self.provision else None,
            "thresholds": [t.to_dict() for t in self.thresholds],
            "trust": self.trust,
        }


def standard_for(name: str, area: str = "urban") -> Standard:
    """Give what the standards ask of a facility type.

    Parameters
    ----------
    name
        Id or label of the facility type, in either language.
    area
        ``urban`` or ``rural``.

    Raises
    ------
    SchemaError
        `facility-type-unknown`, `area-unknown`; `standard-unknown` where no standard
        speaks of the type in such an area.

    Examples
    --------
    >>> standard_for("sd").provision.values["service_radius_m"].number
    1000.0
    >>> rural = standard_for("sd", area="rural")
    >>> rural.provision is None, [t.id for t in rural.thresholds]
    (True, ['THR-SD-POP', 'THR-SD-WALK'])
    """
    kind, where = facility_type(name), require_area(area)
    row = next((p for p in provisions() if kind.id in p.facility_types and where in p.areas), None)
    found = tuple(t for t in thresholds() if kind.id in t.facility_types and where in t.areas)
    if row is None and not found:
        raise SchemaError(
            f"no standard speaks of {kind.id!r} in {where} areas; "
            f"{', '.join(types_with_standards(where))} have one",
            code="standard-unknown",
        )
    return Standard(kind, where, row, found)


def types_with_standards(area: str = "urban") -> tuple[str, ...]:
    """Give the ids of the facility types that some standard speaks of in an area."""
    where = require_area(area)
    ids = [i for p in provisions() if where in p.areas for i in p.facility_types]
    ids += [i for t in thresholds() if where in t.areas for i in t.facility_types]
    return tuple(dict.fromkeys(ids))
