"""Kpis: indicators that plans are held to, and which of them layers can give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, cast

from layers.layer import Trust
from layers.standards.value import rows_of
from layers.text import Text

# How near a number computed from layers comes to what is meant.
Computability = Literal["direct", "proxy", "missing"]
FRAMEWORKS: Mapping[str, Text] = MappingProxyType(
    {
        "ikn": Text("Indikator IKN", "IKN indicators"),
        "iso37120": Text(
            "SNI ISO 37120: layanan kota dan mutu hidup",
            "SNI ISO 37120: city services and quality of life",
        ),
        "iso37122": Text("SNI ISO 37122: kota cerdas", "SNI ISO 37122: smart cities"),
        "iso37123": Text("SNI ISO 37123: kota tangguh", "SNI ISO 37123: resilient cities"),
    }
)


@dataclass(frozen=True, slots=True)
class Kpi:
    """One indicator of a framework.

    Attributes
    ----------
    id, framework
        Stable word for it, and which of `FRAMEWORKS` it is of.
    label, unit
        What it is, and in what.
    target, year
        What is aimed at, and when; "" where the framework sets none.
    computability
        Whether layers give the number meant, a proxy of it, or none.
    indicator
        What computes it, of `gis.processes.indicating.indicators`; "" where nothing does.
    by, region
        The layer of units and the unit it is meant for; "" for any.
    missing
        What there is no data of: all of it, or what a proxy stands in for; "" for none.
    source, trust
        Where it is from, and how far that can be trusted.
    """

    id: str
    framework: str
    label: Text
    target: str
    unit: Text
    year: str
    computability: Computability
    indicator: str
    by: str
    region: str
    missing: Text
    source: str
    trust: Trust

    def to_dict(self) -> dict[str, Any]:
        """Give it as plain data for JSON."""
        return {
            "id": self.id,
            "framework": self.framework,
            "label": self.label.to_dict(),
            "target": self.target or None,
            "unit": self.unit.to_dict(),
            "year": self.year or None,
            "computability": self.computability,
            "indicator": self.indicator or None,
            "by": self.by or None,
            "region": self.region or None,
            "missing": self.missing.to_dict() if self.missing.en else None,
            "source": self.source,
            "trust": self.trust,
        }


@cache
def kpis() -> tuple[Kpi, ...]:
    """Give every indicator of every framework, in the order of the shipped list.

    Examples
    --------
    >>> one = next(kpi for kpi in kpis() if kpi.id == "KPI-3.3")
    >>> one.computability, one.indicator, one.region, one.target
    ('proxy', 'airport_minutes', 'KIPP', '<50')
    """
    return tuple(_kpi(row) for row in rows_of("kpis"))


def _kpi(row: Mapping[str, str]) -> Kpi:
    return Kpi(
        id=row["id"],
        framework=row["framework"],
        label=Text(row["label_id"], row["label_en"]),
        target=row["target"],
        unit=Text(row["unit_id"], row["unit_en"]),
        year=row["year"],
        computability=cast("Computability", row["computability"]),
        indicator=row["indicator"],
        by=row["by"],
        region=row["region"],
        missing=Text(row["missing_id"], row["missing_en"]),
        source=row["source"],
        trust=cast("Trust", row["trust"]),
    )
