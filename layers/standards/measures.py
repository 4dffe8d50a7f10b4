"""Measures: the indicators that layers can give, listed with their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from layers.layer import Trust
from layers.standards.value import rows_of
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator as the list has it.

    Attributes
    ----------
    id, kind
        Stable word for it, and which way of counting it takes.
    title, unit
        What it is, and in what; both empty where the way of counting says it.
    parameters
        What counting takes; None where there is no usual value.
    direction
        Which way is better.
    factor
        The value is part by whole times this.
    computability
        Whether it is the number meant, or a proxy of it.
    standard
        Row of a standard, or indicator of a framework, that it answers to.
    source, trust
        Where limit and wording are from, and how far they can be trusted.
    """

    id: str
    kind: str
    title: Text
    unit: Text
    parameters: Mapping[str, str | None]
    direction: Literal["up", "down"]
    factor: float
    computability: Literal["direct", "proxy"]
    standard: str
    source: str
    trust: Trust


@cache
def measures() -> tuple[Measure, ...]:
    """Give every indicator, in the order of the shipped list.

    Examples
    --------
    >>> one = next(measure for measure in measures() if measure.id == "fire_15min")
    >>> one.kind, dict(one.parameters), one.standard
    ('within', {'facilities': 'damkar', 'within': '15min', 'mode': 'car'}, 'THR-FIRE-RT')
    """
    return tuple(_measure(row) for row in rows_of("indicators"))


def _measure(row: Mapping[str, str]) -> Measure:
    parts = (part.split("=", 1) for part in row["parameters"].split("|") if part)
    return Measure(
        id=row["id"],
        kind=row["kind"],
        title=Text(row["title_id"], row["title_en"]),
        unit=Text(row["unit_id"], row["unit_en"]),
        parameters={name: value or None for name, value in parts},
        direction=cast("Literal['up', 'down']", row["direction"]),
        factor=float(row["factor"]),
        computability=cast("Literal['direct', 'proxy']", row["computability"]),
        standard=row["standard"],
        source=row["source"],
        trust=cast("Trust", row["trust"]),
    )
