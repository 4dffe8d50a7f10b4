"""Attribute names of Indonesian plan data, found under any case, spelling or truncation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from layers.schema import Field, FieldType, Text
from layers.zoning.tables import table

SHAPEFILE_NAME = 10


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of the plan databases: its name, other names, and what it means."""

    name: str
    type: FieldType
    title: Text
    unit: str | None
    also: tuple[str, ...]
    source: str
    trust: str

    def field(self, kind: FieldType | None = None) -> Field:
        """Give the field of a layer that holds this attribute, of another type if need be."""
        unit = self.unit if (kind or self.type) in ("number", "integer") else None
        return Field(self.name, kind or self.type, self.title, unit=unit)


@cache
def attributes() -> Mapping[str, Attribute]:
    """Give every attribute by its name in small letters.

    Examples
    --------
    >>> attributes()["kodszn"].title.en
    'Sub-zone code'
    """
    return MappingProxyType(
        {
            row["name"]: Attribute(
                row["name"],
                row["type"],  # type: ignore[arg-type]
                Text(row["title_id"], row["title_en"]),
                row["unit"] or None,
                tuple(row["also"].split()),
                row["source"],
                row["trust"],
            )
            for row in table("attributes")
        }
    )


def find_attributes(columns: Iterable[str]) -> dict[str, str]:
    """Find which column holds which attribute.

    Case, spaces, underscores and hyphens do not matter; a column of ten characters may
    be the beginning of a longer name, as shapefiles cut it. The attribute's own name goes
    before its other names, and of two columns the first is taken.

    Returns
    -------
    dict
        Attribute name → column.

    Examples
    --------
    >>> find_attributes(["OBJECTID", "KODSZN", "Kode_Zona", "NAMA_SUBZO"])
    {'objectid': 'OBJECTID', 'kodszn': 'KODSZN', 'kodzon': 'Kode_Zona', 'namszn': 'NAMA_SUBZO'}
    """
    have = [str(column) for column in columns]
    out: dict[str, str] = {}
    for rank in range(3):
        for column in have:
            name = _names()[rank].get(_key(column))
            if rank == 2 and len(column) != SHAPEFILE_NAME:
                continue
            if name is not None and name not in out and column not in out.values():
                out[name] = column
    return out


@cache
def _names() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """Give own names, other names, and names cut to ten characters, each by its key."""
    own: dict[str, str] = {}
    other: dict[str, str] = {}
    cut: dict[str, str] = {}
    for attribute in attributes().values():
        own[_key(attribute.name)] = attribute.name
        for name in attribute.also:
            other.setdefault(_key(name), attribute.name)
            if len(name) > SHAPEFILE_NAME:
                cut.setdefault(_key(name[:SHAPEFILE_NAME]), attribute.name)
    return own, other, cut


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())
