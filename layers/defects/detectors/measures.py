"""Measures: figures with a unit behind, in columns where the units are not the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from layers.defects.defect import Detector, Places, Suspicion, Table, put_values, with_column
from layers.defects.detectors.columns import NOTHING
from layers.defects.detectors.units import UNITS, unit_named
from layers.defects.figures import Manner, decimal_mark, is_figure, manner_of
from layers.defects.finding import rows_said
from layers.schema import Text

MEASURE = re.compile(r"([-+]?\d[\d.,]*)\s*([a-z][a-z0-9²³^/ ]*)\.?", re.IGNORECASE)
# How many of the unit make one of the first; areas as everywhere, per km2.
DIMENSIONS: tuple[Mapping[str, float], ...] = (
    UNITS,
    {"km": 1.0, "m": 1e3, "cm": 1e5, "mm": 1e6, "ft": 3280.839895, "mile": 0.621371192},
    {"m3": 1.0, "l": 1e3, "ml": 1e6},
    {"m3/s": 1.0, "l/s": 1e3},
    {"mw": 1.0, "kw": 1e3, "w": 1e6, "gw": 1e-3},
    {"ton": 1.0, "kg": 1e3, "g": 1e6, "kuintal": 10.0},
    {"kv": 1.0, "v": 1e3},
)
SPELLINGS: Mapping[str, str] = {
    **dict.fromkeys(("hektar", "hektare", "hectare", "hectares", "has"), "ha"),
    **dict.fromkeys(("sqkm", "sq km", "km persegi", "kilometer persegi"), "km2"),
    **dict.fromkeys(("sqm", "sq m", "m persegi", "meter persegi"), "m2"),
    **dict.fromkeys(("acres", "ac"), "acre"),
    **dict.fromkeys(("meter", "metre", "meters", "metres", "mtr"), "m"),
    **dict.fromkeys(("kilometer", "kilometre", "kilometers", "kilometres"), "km"),
    **dict.fromkeys(("feet", "foot"), "ft"),
    **dict.fromkeys(("mil", "miles", "mi"), "mile"),
    **dict.fromkeys(("liter", "litre", "lt", "ltr"), "l"),
    **dict.fromkeys(("l/dt", "lt/dt", "liter/detik", "l/detik"), "l/s"),
    **dict.fromkeys(("m3/dt", "m3/detik"), "m3/s"),
    **dict.fromkeys(("tonne", "tonnes", "tons", "t"), "ton"),
}
SAID = {"mw": "MW", "kw": "kW", "w": "W", "gw": "GW", "kv": "kV", "v": "V"}
SHARE, SAMPLE, DIGITS = 0.6, 200, 12


@dataclass(frozen=True, slots=True)
class _Column:
    """The distinct values of a column as figures and units, and which unit is to be had."""

    name: str
    parts: Mapping[str, tuple[str, str]]
    units: Mapping[str, float]
    unit: str
    manner: Manner | None
    rest: Sequence[str]

    @property
    def is_clear(self) -> bool:
        """Say whether every value can be brought to one unit."""
        return not self.rest and (self.manner is None or self.manner.why != "unclear")

    def number(self, text: str) -> float:
        """Give a value in the unit of the column."""
        figure, unit = self.parts[text]
        given = self.manner.number(figure) if self.manner else float(figure)
        return float(f"{given / self.units[unit] * self.units[self.unit]:.{DIGITS}g}")


def measure(text: str) -> tuple[str, str] | None:
    """Cut a figure from the unit behind it; None where there is no figure or no unit known.

    Examples
    --------
    >>> measure("10,0 Ha"), measure("205 m²"), measure("12 unit")
    (('10,0', 'ha'), ('205', 'm2'), None)
    """
    match = MEASURE.fullmatch(text.strip())
    if match is None or not is_figure(match[1]):
        return None
    plain = match[2].casefold().replace("²", "2").replace("³", "3").replace("^", "").strip()
    unit = SPELLINGS.get(plain, plain)
    return (match[1], unit) if _dimension(unit) else None


def _dimension(unit: str) -> Mapping[str, float] | None:
    return next((units for units in DIMENSIONS if unit in units), None)


def _mixed(table: Table) -> list[Suspicion]:
    out = []
    for name, values in table.texts():
        if not any(measure(v) for v in values[:SAMPLE]):
            continue
        column = _column(table, name, values)
        if column is not None:
            out.append(_said(table, column))
    return out


def _column(table: Table, name: str, values: Sequence[str]) -> _Column | None:
    """Read a column most of whose values are measures of one kind, in several units."""
    counts = dict(zip(values, table.distinct[name].tolist(), strict=True))
    parts = {v: part for v in values if (part := measure(v))}
    if sum(counts[v] for v in parts) < SHARE * sum(counts.values()):
        return None
    used: Counter[str] = Counter()
    for value, (_, unit) in parts.items():
        used[unit] += counts[value]
    units = _dimension(next(iter(used)))
    if units is None or len(used) < 2 or not units.keys() >= used.keys():
        return None
    figures = [figure for figure, _ in parts.values()]
    manner = manner_of(figures, name=name, decimal=decimal_mark([figures]))
    rest = [v for v in values if v not in parts and v.strip().casefold() not in {*NOTHING, ""}]
    wanted = unit_named(name)
    unit = wanted if wanted is not None and wanted in units else used.most_common(1)[0][0]
    return _Column(name, parts, units, unit, manner, rest)


def _said(table: Table, column: _Column) -> Suspicion:
    at = table.places_of(column.name, column.parts)
    before = [str(v) for v in table.values(column.name)[at]]
    after = [column.number(v) for v in before] if column.is_clear else None
    listed = ", ".join(repr(v) for v in _examples(column))
    unit = SAID.get(column.unit, column.unit)
    title, rest = table.title(column.name), rows_said(table.rows[_rest(table, column)])
    if column.is_clear:
        more = Text(f"; dapat ditulis dalam {unit}", f"; can all be written in {unit}")
    elif column.rest:
        more = Text(f"; tanpa satuan: {rest.id}", f"; without a unit: {rest.en}")
    else:
        more = Text("; titik ribuan atau desimal", "; points of thousands or decimals")
    message = Text(f"kolom {title!r}: {listed}{more.id}", f"column {title!r}: {listed}{more.en}")
    return Suspicion("units-mixed", message, at, column.name, before, after, clear=column.is_clear)


def _examples(column: _Column) -> list[str]:
    """Give one value of each unit."""
    first: dict[str, str] = {}
    for value, (_, unit) in column.parts.items():
        first.setdefault(unit, value)
    return list(first.values())


def _rest(table: Table, column: _Column) -> Places:
    return table.places_of(column.name, dict.fromkeys(column.rest))


def _to_one(table: Table, seen: Suspicion) -> Table:
    """Make it a column of numbers whose title names the unit."""
    column = _column(table, seen.column, dict(table.texts())[seen.column])
    values = put_values(table, seen).values(seen.column)
    plain = [None if isinstance(v, str) else v for v in values]
    table = with_column(table, seen.column, plain, "number")
    if column is None or unit_named(seen.column) == column.unit:
        return table
    unit = SAID.get(column.unit, column.unit)
    titles = {**table.titles, seen.column: f"{table.title(seen.column)} ({unit})"}
    return table.with_(titles=titles)


DETECTORS = (Detector(("units-mixed",), _mixed, _to_one),)
