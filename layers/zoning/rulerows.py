"""Rows of rules: an ITBX matrix or a table of intensity limits read from any usual form."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from typing import Any, Literal

import pandas as pd

from layers.errors import SchemaError
from layers.schema import Text
from layers.sources.findings import Finding
from layers.zoning.codes import spelled, subzones, zones
from layers.zoning.telling import told

Kind = Literal["itbx", "intensity"]
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "subzone": ("subzone_code", "kodszn", "kode_subzona", "sub_zona", "subzona", "zona", "kodzon"),
    "permission": ("itbx", "ketentuan", "izin", "klasifikasi"),
    "activity": ("kegiatan", "nama_kegiatan", "jenis_kegiatan", "aktivitas"),
    "activity_id": ("id_kegiatan", "kode_kegiatan"),
    "activity_group": ("kelompok", "kelompok_kegiatan"),
    "kbli": ("kbli_hint", "kode_kbli"),
    "condition": ("condition_hint", "syarat", "keterangan", "catatan"),
    "kdb_max_pct": ("kdb", "kdb_max", "kdb_maks", "kdb_maksimum"),
    "klb_max": ("klb", "klb_maks", "klb_maksimum"),
    "kdh_min_pct": ("kdh", "kdh_min", "kdh_minimum"),
    "ktb_max_pct": ("ktb", "ktb_max", "ktb_maks", "ktb_maksimum"),
    "height_max_m": ("tinggi", "tinggi_max", "tinggi_maks", "ketinggian", "height_m"),
    "storeys_max": ("lantai_max", "lantai_maks", "jumlah_lantai", "lantai"),
    "setback_front_m": ("gsb", "gsb_depan", "sempadan_depan", "gsb_muka"),
    "setback_side_m": ("gsb_samping", "sempadan_samping", "jarak_samping"),
    "setback_back_m": ("gsb_belakang", "sempadan_belakang", "jarak_belakang"),
}
LIMITS = tuple(name for name in COLUMNS if re.search(r"_(max|min)|setback", name))
PERMISSION = re.compile(r"X|I|[TB]\d*(?:[\s,/+&]*[TB]\d*)?")
FEWEST_WIDE = 3
# A column beside those of known sub-zones is one of a sub-zone that nobody knows when it is
# headed like one, or when so many of its cells are permissions.
CODE_LIKE = re.compile(r"[a-z]{1,4}[\s._\-/–]*\d{1,2}(?:\.\d{1,2})?", re.IGNORECASE)
MOSTLY_PERMISSIONS = 0.5


@dataclass(frozen=True, slots=True)
class ItbxRule:
    """What an activity is in a sub-zone: I allowed, T limited, B conditional (TB both), X not."""

    subzone: str
    activity: str
    permission: str
    condition: str = ""
    activity_id: str = ""
    activity_group: str = ""
    kbli: str = ""


@dataclass(frozen=True, slots=True)
class IntensityRule:
    """Limits of building in a sub-zone; None where the table says nothing."""

    subzone: str
    kdb_max_pct: float | None = None
    klb_max: float | None = None
    kdh_min_pct: float | None = None
    ktb_max_pct: float | None = None
    height_max_m: float | None = None
    storeys_max: float | None = None
    setback_front_m: float | None = None
    setback_side_m: float | None = None
    setback_back_m: float | None = None


Rule = ItbxRule | IntensityRule


@dataclass(frozen=True, slots=True)
class RuleRows:
    """The rules of a table, every fault of it (`rule-row-refused`), and columns unused.

    A fault of a column as a whole has no row.
    """

    kind: Kind
    rules: tuple[Rule, ...]
    faults: tuple[Finding, ...]
    unused: tuple[str, ...] = ()


def read_rules(frame: pd.DataFrame) -> RuleRows:
    """Read rules from a table: ITBX in long or matrix form, or limits by sub-zone.

    Parameters
    ----------
    frame
        Index = row in the file. A matrix has activities as rows and a column for each of
        three or more sub-zones.

    Raises
    ------
    SchemaError
        `rules-unknown-form` when the columns are those of neither.

    Examples
    --------
    >>> table = pd.DataFrame({"KODSZN": ["R-3"], "KDB": ["60"], "KLB": ["1,2"]}, index=[1])
    >>> read_rules(table).rules[0].klb_max
    1.2
    """
    columns = {re.sub(r"[^a-z0-9]+", "_", str(c).casefold()).strip("_"): c for c in frame.columns}
    found = {
        name: columns[alias]
        for name, others in COLUMNS.items()
        for alias in reversed((name, *others))
        if alias in columns
    }
    matrix = {str(c): code for c in frame.columns if (code := spelled(str(c))) is not None}
    used = set(found.values())
    if {"subzone", "permission", "activity"} <= set(found):
        return _without(_judged("itbx", _long(frame, found)), frame, used)
    if "activity" in found and len(matrix) >= FEWEST_WIDE:
        used |= set(matrix)
        strange = [str(c) for c in frame.columns if c not in used and _like_subzone(frame, c)]
        rows = chain(_unknown(frame, strange), _wide(frame, found, matrix))
        return _without(_judged("itbx", rows), frame, used | set(strange))
    if "subzone" in found and any(name in found for name in LIMITS):
        return _without(_judged("intensity", _limits(frame, found)), frame, used)
    have = ", ".join(str(c) for c in frame.columns) or "none"
    raise SchemaError(
        Text(
            f"bukan tabel ketentuan zonasi; kolomnya {have}. Yang diminta kegiatan, subzona, "
            "dan ITBX, atau kegiatan dan satu kolom untuk tiap subzona, atau subzona dan "
            "KDB, KLB, KDH, KTB, tinggi, atau sempadan",
            f"no table of zoning rules; the columns are {have}. Wanted activity, sub-zone and "
            "ITBX, or activity and a column for each sub-zone, or sub-zone and KDB, KLB, KDH, "
            "KTB, height or setbacks",
        ),
        code="rules-unknown-form",
    )


def _without(rows: RuleRows, frame: pd.DataFrame, used: set[Any]) -> RuleRows:
    return replace(rows, unused=tuple(str(c) for c in frame.columns if c not in used))


Row = tuple[Any, Rule | None, list[Text]]


def _long(frame: pd.DataFrame, found: Mapping[str, Any]) -> Iterator[Row]:
    for row, cells in zip(frame.index, _cells(frame, found), strict=True):
        yield (row, *_itbx(cells, cells.get("subzone", ""), cells.get("permission", "")))


def _wide(
    frame: pd.DataFrame, found: Mapping[str, Any], matrix: Mapping[str, str]
) -> Iterator[Row]:
    for place, (row, cells) in enumerate(zip(frame.index, _cells(frame, found), strict=True)):
        for column, code in matrix.items():
            rule, faults = _itbx(cells, code, _text(frame[column].iloc[place]))
            yield row, rule, [_in_column(column, fault) for fault in faults]


def _like_subzone(frame: pd.DataFrame, column: Any) -> bool:
    """Whether a column without a known code in its head can only be one of a sub-zone."""
    cells = [text for value in frame[column] if (text := _text(value))]
    allowed = sum(PERMISSION.fullmatch(text.upper()) is not None for text in cells)
    headed = CODE_LIKE.fullmatch(str(column).strip()) is not None
    return bool(cells) and (headed or allowed > MOSTLY_PERMISSIONS * len(cells))


def _unknown(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Row]:
    """Give the faults of columns whose sub-zone nobody knows, and of the cells in them."""
    for column in columns:
        left_out = f"--column {shlex.quote(f'{column}=')}"
        yield (
            None,
            None,
            [
                Text(
                    f"kolom {column!r}: bukan kode zona atau subzona (tinggalkan: {left_out})",
                    f"column {column!r}: no code of a zone or sub-zone (leave it out: {left_out})",
                )
            ],
        )
        for row, value in zip(frame.index, frame[column], strict=True):
            faults = _permission_faults(_text(value))
            if faults:
                yield row, None, [_in_column(column, fault) for fault in faults]


def _in_column(column: str, fault: Text) -> Text:
    return Text(f"kolom {column!r}: {fault.id}", f"column {column!r}: {fault.en}")


def _permission_faults(permission: str) -> list[Text]:
    if PERMISSION.fullmatch(permission.strip().upper()):
        return []
    return [
        Text(f"{permission!r} bukan I, T, B, TB, atau X", f"{permission!r} is not I, T, B, TB or X")
    ]


def _itbx(
    cells: Mapping[str, str], zone: str, permission: str
) -> tuple[ItbxRule | None, list[Text]]:
    code, faults = _zone(zone)
    activity = cells.get("activity", "")
    given = permission.strip().upper()
    if not activity:
        faults.append(Text("tanpa kegiatan", "no activity"))
    faults += _permission_faults(permission)
    if faults or code is None:
        return None, faults
    more = {n: cells.get(n, "") for n in ("condition", "activity_id", "activity_group", "kbli")}
    letters = "".join(letter for letter in "ITBX" if letter in given)
    if re.search(r"\d", given) and not more["condition"]:
        more["condition"] = given
    return ItbxRule(code, activity, letters, **more), []


def _limits(frame: pd.DataFrame, found: Mapping[str, Any]) -> Iterator[Row]:
    for row, cells in zip(frame.index, _cells(frame, found), strict=True):
        code, faults = _zone(cells.get("subzone", ""))
        values: dict[str, float | None] = {}
        for name in LIMITS:
            try:
                values[name] = _number(cells.get(name, ""))
            except ValueError:
                text = cells.get(name, "")
                faults.append(Text(f"{text!r} bukan angka", f"{text!r} is no number"))
        faults += list(_impossible(values))
        yield row, None if faults or code is None else IntensityRule(code, **values), faults


def _impossible(values: Mapping[str, float | None]) -> Iterator[Text]:
    for name, value in values.items():
        top = 100.0 if name.endswith("_pct") else float("inf")
        if value is not None and not 0 <= value <= top:
            yield Text(f"{name} {value:g} di luar rentang", f"{name} {value:g} is out of range")
    kdb, klb, kdh = (values.get(n) for n in ("kdb_max_pct", "klb_max", "kdh_min_pct"))
    if kdb is not None and kdh is not None and kdb + kdh > 100:
        yield Text("KDB dan KDH bersama di atas 100 %", "KDB and KDH exceed 100 % together")
    if kdb is not None and klb is not None and klb < kdb / 100 - 1e-9:
        yield Text("KLB di bawah KDB satu lantai", "KLB is below one storey at full KDB")


def _judged(kind: Kind, rows: Iterable[Row]) -> RuleRows:
    """Sort rules from faults; a rule that contradicts or repeats an earlier one is a fault."""
    rules: list[Rule] = []
    faults: list[Finding] = []
    first: dict[tuple[str, str], tuple[Any, Rule]] = {}
    for row, rule, found in rows:
        faults += [told(row, "rule-row-refused", fault, "error", "refused") for fault in found]
        if rule is None:
            continue
        key = (rule.subzone, rule.activity.casefold() if isinstance(rule, ItbxRule) else "")
        if key in first:
            faults.append(_again(row, rule, *first[key]))
            continue
        first[key] = (row, rule)
        rules.append(rule)
    return RuleRows(kind, tuple(rules), tuple(faults))


def _again(row: Any, rule: Rule, earlier: Any, held: Rule) -> Finding:
    what = rule.subzone if isinstance(rule, IntensityRule) else f"{rule.subzone}, {rule.activity}"
    same = Text(f"{what}: mengulang baris {earlier}", f"{what}: repeats row {earlier}")
    other = Text(
        f"{what}: bertentangan dengan baris {earlier}", f"{what}: contradicts row {earlier}"
    )
    return told(row, "rule-row-refused", same if rule == held else other, "error", "refused")


def _zone(text: str) -> tuple[str | None, list[Text]]:
    code = spelled(text) if text else None
    if code in subzones() or code in zones():
        return code, []
    return None, [
        Text(f"{text!r} bukan kode zona atau subzona", f"{text!r} is no code of a zone or sub-zone")
    ]


def _cells(frame: pd.DataFrame, found: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    names = list(found)
    columns = [[_text(v) for v in frame[found[name]].tolist()] for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _text(value: Any) -> str:
    if value is None or value is pd.NA or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _number(text: str) -> float | None:
    plain = text.replace("%", "").replace(",", ".").strip()
    return None if plain in ("", "-") else float(plain)


def as_frame(rules: Sequence[Rule]) -> pd.DataFrame:
    """Give rules as a table, one column for each of their parts."""
    names = [f.name for f in fields(rules[0])] if rules else ["subzone"]
    return pd.DataFrame([{n: getattr(r, n) for n in names} for r in rules], columns=names)
