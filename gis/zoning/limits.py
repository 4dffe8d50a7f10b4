"""Limits of building in a zone: KDB, KLB, KDH, KTB, height, storeys and setbacks, each cited."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gis.zoning.citations import NOTHING, Citation
from gis.zoning.verdicts import Rules
from layers.text import Text
from layers.zoning.rules import RuleTable, default_rules


@dataclass(frozen=True, slots=True)
class LimitKind:
    """One kind of limit: its short name, its title, its unit, and the plan's column for it."""

    short: str
    title: Text
    unit: str
    column: str = ""


KINDS: Mapping[str, LimitKind] = MappingProxyType(
    {
        "kdb_max_pct": LimitKind("KDB", Text("KDB maks.", "Building coverage ≤"), "%", "kdb"),
        "klb_max": LimitKind("KLB", Text("KLB maks.", "Floor area ratio ≤"), "", "klb"),
        "kdh_min_pct": LimitKind("KDH", Text("KDH min.", "Green ratio ≥"), "%", "kdh"),
        "ktb_max_pct": LimitKind("KTB", Text("KTB maks.", "Basement coverage ≤"), "%", "ktb"),
        "height_max_m": LimitKind("height", Text("Tinggi maks.", "Height ≤"), "m"),
        "storeys_max": LimitKind("storeys", Text("Lantai maks.", "Storeys ≤"), "", "lantai_max"),
        "setback_front_m": LimitKind("front", Text("GSB depan", "Front setback ≥"), "m", "gsb"),
        "setback_side_m": LimitKind("side", Text("Sempadan samping", "Side setback ≥"), "m"),
        "setback_back_m": LimitKind("back", Text("Sempadan belakang", "Back setback ≥"), "m"),
    }
)
SETBACKS = ("setback_front_m", "setback_side_m", "setback_back_m")


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: its value, what it rests on, and what speaks against it."""

    name: str
    value: float
    citation: Citation
    article: str = ""
    note: Text = NOTHING

    def to_dict(self) -> dict[str, Any]:
        """Give the limit as plain data for JSON."""
        kind = KINDS[self.name]
        return {
            "value": self.value,
            "unit": kind.unit or None,
            "short": kind.short,
            "title": kind.title.to_dict(),
            "source": self.citation.id,
            "article": self.article or None,
            "trust": self.citation.trust,
            "note": self.note.to_dict() if self.note else None,
        }


Limits = Mapping[str, Limit]


def limits_of(
    attributes: Mapping[str, Any], code: str | None, region: str, rules: Rules, plan: Citation
) -> Limits:
    """Give the limits that hold in a zone; what no source states is left out.

    A city's table goes before the attributes of the zone in the plan, these before the
    shipped defaults. Where the first two differ, the limit says so.

    Parameters
    ----------
    attributes
        Of the zone: `kdb`, `klb`, `kdh`, `ktb`, `gsb`, `lantai_max`, any of them.
    code, region
        Of the zone.
    rules
        Tables of the workspace.
    plan
        What attributes are cited by.

    Examples
    --------
    >>> from layers.layer import Layer
    >>> from layers.schema import Schema
    >>> plan = Citation.of_layer(Layer("zoning", Text("", ""), "zoning", Schema(())))
    >>> {n: one.value for n, one in limits_of({"kdb": 50}, "R-3", "", Rules(), plan).items()}
    {'kdb_max_pct': 50.0, 'klb_max': 1.8, 'kdh_min_pct': 25.0}
    """
    table = rules.table("intensity", region)
    is_default = table.id == default_rules("intensity").id
    by_table = _of_table(table, code)
    by_plan = _of_attributes(attributes, plan)
    first, second = (by_plan, by_table) if is_default else (by_table, by_plan)
    found = {}
    for name in KINDS:
        one, other = first.get(name), second.get(name)
        held = one or other
        if held is None:
            continue
        if one and other and one.value != other.value and not is_default:
            held = Limit(name, one.value, one.citation, one.article, _differs(other))
        found[name] = held
    return found


def _of_table(table: RuleTable, code: str | None) -> dict[str, Limit]:
    rule = table.limits(code) if code else None
    if rule is None:
        return {}
    citation, values = Citation.of_table(table), ((n, getattr(rule, n)) for n in KINDS)
    return {n: Limit(n, v, citation, rule.subzone) for n, v in values if v is not None}


def _of_attributes(attributes: Mapping[str, Any], plan: Citation) -> dict[str, Limit]:
    values = {name: _number(attributes.get(kind.column)) for name, kind in KINDS.items()}
    return {
        n: Limit(n, v, plan, KINDS[n].column.upper()) for n, v in values.items() if v is not None
    }


def _number(value: Any) -> float | None:
    """Give a limit as data hold it; what is no number above or equal zero says nothing."""
    try:
        number = float(str(value).replace("%", "").replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def _differs(other: Limit) -> Text:
    value = f"{other.value:g}"
    return Text(
        f"data rencana menyebut {value}; tabel ketentuan yang dipakai",
        f"the data of the plan say {value}; the table of rules was taken",
    )


def missing_of(limits: Limits) -> tuple[str, ...]:
    """Name the limits that no source states."""
    return tuple(name for name in KINDS if name not in limits)
