"""Provision: how many people a facility serves, its land and its reach (SNI 03-1733-2004)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from layers.layer import Trust
from layers.schema import Text
from layers.standards.facility_types import facility_types
from layers.standards.value import Area, Value, areas_of, rows_of, weakest

UNITS = {
    "supporting_population": "person",
    "min_floor_area_m2": "m2",
    "min_land_area_m2": "m2",
    "m2_per_capita": "m2/person",
    "service_radius_m": "m",
}


@dataclass(frozen=True, slots=True)
class Provision:
    """One row of the provision standards.

    Attributes
    ----------
    id, label, group
        Row (``EDU-SD``), what it is for, and its group.
    level
        Unit it is meant for: RT, RW, kelurahan, kecamatan, kota.
    areas
        Where it holds; SNI 03-1733-2004 is written for towns.
    facility_types
        Ids of the facility types it is about.
    values
        By name (`supporting_population`, `min_floor_area_m2`, `min_land_area_m2`,
        `m2_per_capita`, `service_radius_m`); what is not known is not there.
    confirmed_fields
        Names of the values that were seen in a source.
    note, source
        What else is said, and where the row is from.
    """

    id: str
    label: Text
    group: str
    level: str
    areas: tuple[Area, ...]
    facility_types: tuple[str, ...]
    values: Mapping[str, Value]
    confirmed_fields: tuple[str, ...]
    note: Text
    source: str

    @property
    def trust(self) -> Trust:
        """The weakest trust among its values."""
        return weakest(value.trust for value in self.values.values())

    def to_dict(self) -> dict[str, Any]:
        """Give the row as plain data for JSON."""
        return {
            "id": self.id,
            "label": self.label.to_dict(),
            "group": self.group,
            "level": self.level,
            "areas": list(self.areas),
            "facility_types": list(self.facility_types),
            "values": {name: value.to_dict() for name, value in self.values.items()},
            "confirmed_fields": list(self.confirmed_fields),
            "note": self.note.to_dict(),
            "source": self.source,
            "trust": self.trust,
        }


@cache
def provisions() -> tuple[Provision, ...]:
    """Give every row of the provision standards, in the order of the shipped list.

    Examples
    --------
    >>> row = next(p for p in provisions() if p.id == "HEA-PKM")
    >>> row.values["supporting_population"].number, row.values["service_radius_m"].status
    (120000.0, 'unverified')
    """
    types: dict[str, list[str]] = {}
    for kind in facility_types():
        types.setdefault(kind.sni_row, []).append(kind.id)
    return tuple(_provision(row, tuple(types.get(row["id"], ()))) for row in rows_of("provision"))


def _provision(row: Mapping[str, str], types: tuple[str, ...]) -> Provision:
    confirmed = tuple(name for name in row["confirmed_fields"].split("|") if name)
    values = {
        name: Value(
            float(row[name]),
            unit,
            "sourced" if name in confirmed else "unverified",
            row["source"],
        )
        for name, unit in UNITS.items()
        if row[name]
    }
    return Provision(
        id=row["id"],
        label=Text(row["label_id"], row["label_en"]),
        group=row["group"],
        level=row["level"],
        areas=areas_of(row["area"]),
        facility_types=types,
        values=MappingProxyType(values),
        confirmed_fields=confirmed,
        note=Text(row["note_id"], row["note_en"]),
        source=row["source"],
    )
