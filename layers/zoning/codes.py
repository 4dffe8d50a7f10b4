"""Codes of the plans: RDTR zones and sub-zones, RTRW allocations, and look-ups by code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from layers.errors import SchemaError
from layers.schema import Text
from layers.zoning.tables import table

Level = Literal["subzone", "zone", "allocation"]
SHAPE = re.compile(r"([a-z]{1,4})[\s._\-/–]*0*(\d{1,2})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ZoningCode:
    """One code of a plan.

    Attributes
    ----------
    code, name
        Such as `R-3` and its name in both languages.
    level
        `subzone` or `zone` of an RDTR, `allocation` of an RTRW (pola ruang).
    parent
        Code of the zone (of the wider allocation), or "" where there is none.
    group
        `lindung` (protection) or `budidaya` (cultivation).
    colour
        Hex, of the palette taken for Permen ATR/BPN 14/2021.
    colour_status, code_status
        Whether colour and code were observed in public data or suggested.
    source, trust
        Key of the source and trust mark of the row.
    """

    code: str
    name: Text
    level: Level
    parent: str
    group: str
    colour: str
    colour_status: str
    code_status: str
    source: str
    trust: str

    def to_dict(self) -> dict[str, Any]:
        """Give the code as plain data for JSON."""
        return {
            "code": self.code,
            "name": self.name.to_dict(),
            "level": self.level,
            "parent": self.parent or None,
            "group": self.group,
            "colour": self.colour,
            "colour_status": self.colour_status,
            "code_status": self.code_status,
            "source": self.source,
            "trust": self.trust,
        }


@cache
def subzones() -> Mapping[str, ZoningCode]:
    """Give every RDTR sub-zone by its code, in the order of the list.

    Examples
    --------
    >>> subzones()["R-3"].name.en, subzones()["R-3"].parent
    ('Medium density housing', 'R')
    """
    return MappingProxyType(
        {
            row["subzone_code"]: ZoningCode(
                row["subzone_code"],
                Text(row["subzone_id"], row["subzone_en"]),
                "subzone",
                row["zone_code"],
                *_shared(row),
            )
            for row in table("zones")
        }
    )


@cache
def zones() -> Mapping[str, ZoningCode]:
    """Give every RDTR zone by its code; a zone has the colour of its first sub-zone.

    Examples
    --------
    >>> zones()["SPU"].name.id
    'Sarana Pelayanan Umum'
    """
    out: dict[str, ZoningCode] = {}
    for row in table("zones"):
        name = Text(row["zone_id"], row["zone_en"])
        out.setdefault(
            row["zone_code"], ZoningCode(row["zone_code"], name, "zone", "", *_shared(row))
        )
    return MappingProxyType(out)


@cache
def allocations() -> Mapping[str, ZoningCode]:
    """Give every RTRW allocation (pola ruang) by its code.

    Examples
    --------
    >>> allocations()["HPT"].name.en, allocations()["HPT"].parent
    ('Limited production forest', 'KHP')
    """
    return MappingProxyType(
        {
            row["code"]: ZoningCode(
                row["code"],
                Text(row["name_id"], row["name_en"]),
                "allocation",
                row["parent"],
                *_shared(row),
            )
            for row in table("rtrw_codes")
        }
    )


def _shared(row: Mapping[str, str]) -> tuple[str, str, str, str, str, str]:
    return (
        row["group"],
        row["hex"],
        row["colour_status"],
        row["code_status"],
        row["source"],
        row["trust"],
    )


@cache
def known() -> Mapping[str, ZoningCode]:
    """Give every code once: as a sub-zone, else as an allocation, else as a zone."""
    return MappingProxyType({**zones(), **allocations(), **subzones()})


def code_of(code: str) -> ZoningCode:
    """Give what a code stands for: the sub-zone, else the allocation, else the zone.

    Parameters
    ----------
    code
        As written in the lists, or spelled otherwise (`r 3`, `R.03`).

    Raises
    ------
    SchemaError
        `zone-code-unknown` if no list has it.

    Examples
    --------
    >>> code_of("r 3").code
    'R-3'
    """
    written = spelled(code)
    if written is None:
        raise SchemaError(
            Text(
                f"tidak ada zona, subzona, atau peruntukan berkode {code!r}; yang diminta seperti "
                "R-3, RTH-2, atau HPT: `layers.zoning.known()` menyebut semuanya",
                f"no zone, sub-zone or allocation has the code {code!r}; wanted one such as R-3, "
                "RTH-2 or HPT: `layers.zoning.known()` lists them",
            ),
            code="zone-code-unknown",
        )
    return known()[written]


def spelled(text: str) -> str | None:
    """Give the listed code that a text spells, whatever its case and separators, or None.

    Examples
    --------
    >>> spelled("k_2"), spelled("RTH 07"), spelled("XX-9"), spelled("R-9")
    ('K-2', 'RTH-7', None, None)
    """
    given = text.strip()
    if given in known():
        return given
    found = SHAPE.fullmatch(given)
    if found is None:
        return None
    letters, number = found[1].upper(), found[2]
    code = f"{letters}-{int(number)}" if number else letters
    return code if code in known() else None


def same_plot(one: str, other: str) -> bool:
    """Say whether two codes can hold for one piece of land: equal, or one above the other.

    Examples
    --------
    >>> same_plot("R-3", "R"), same_plot("R-3", "R-2"), same_plot("HP", "KHP")
    (True, False, True)
    """
    return one == other or other in parents(one) or one in parents(other)


def parents(code: str) -> frozenset[str]:
    """Give the codes above a code in either plan.

    Examples
    --------
    >>> sorted(parents("CA"))
    ['KS', 'KSA']
    """
    lists = (subzones(), allocations())
    return frozenset(held[code].parent for held in lists if code in held) - {"", code}
