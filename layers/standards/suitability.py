"""Presets: criteria and constraints to begin with when land for a facility is sought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from layers.layer import Trust
from layers.schema import Text
from layers.standards.facility_types import facility_type
from layers.standards.value import rows_of

Role = Literal["criterion", "constraint"]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Preset:
    """One criterion or constraint as it is written in a question, why, and whose idea it is."""

    role: Role
    item: str
    note: Text
    source: str
    trust: Trust


def presets_for(type_id: str) -> tuple[Preset, ...]:
    """Give what to begin with for a facility type; all of it is for the planner to change.

    Criteria of the type itself replace the general ones; constraints add to them.

    Parameters
    ----------
    type_id
        Id or label of a facility type.

    Raises
    ------
    SchemaError
        If no type bears that name.

    Examples
    --------
    >>> [preset.item for preset in presets_for("sma")][2]
    'distance:facilities.type=sma:0-10km:more*2'
    """
    known = facility_type(type_id).id
    rows = rows_of("suitability")
    own = {role for role in ("criterion",) if any(_is(row, known, role) for row in rows)}
    chosen = [
        row for row in rows if row["for"] == known or (row["for"] == ANY and row["role"] not in own)
    ]
    return tuple(_preset(row, known) for row in chosen)


def _is(row: Mapping[str, str], type_id: str, role: str) -> bool:
    return row["for"] == type_id and row["role"] == role


@cache
def preset_types() -> tuple[str, ...]:
    """Give the facility types that have criteria of their own."""
    return tuple(dict.fromkeys(row["for"] for row in rows_of("suitability") if row["for"] != ANY))


def _preset(row: Mapping[str, str], type_id: str) -> Preset:
    return Preset(
        role=cast("Role", row["role"]),
        item=row["item"].replace("{type}", type_id),
        note=Text(row["note_id"], row["note_en"]),
        source=row["source"],
        trust=cast("Trust", row["trust"]),
    )
