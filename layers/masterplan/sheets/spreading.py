"""Spreading: a masterplan laid out in rows, sheet by sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.masterplan.documents import document_of
from layers.masterplan.model import Masterplan
from layers.masterplan.sheets.cells import written
from layers.masterplan.sheets.columns import ALL, HEAD, SHEETS, Column, Sheet
from layers.masterplan.sheets.fields import ALLOW, FIELDS, Field, statement
from layers.sources.workbooks.grid import Value

# A cell of a spreadsheet holds 32,767 letters; shapes go on over rows.
PIECE = 30_000
Row = Sequence[Value | None]
EDIT = ("kind", "type", "at", "name")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet and its rows; values stand in the order of its columns."""

    sheet: Sheet
    rows: Sequence[Row]


def spread(plan: Masterplan | None, lang: str = "id") -> list[Table]:
    """Lay a plan out in rows.

    Parameters
    ----------
    plan
        The plan; None gives the empty form.
    lang
        The language of what is chosen from lists, ``id`` or ``en``.
    """
    document = document_of(plan) if plan is not None else {}
    head = Table(HEAD, list(_head(document, lang)))
    return [head, *(Table(sheet, list(_rows(sheet, document, lang))) for sheet in SHEETS)]


def titles(lang: str) -> dict[str, str]:
    """Give what every sheet is called in a language."""
    return {sheet.id: sheet.title.said(lang) for sheet in ALL}


def _rows(sheet: Sheet, document: Mapping[str, Any], lang: str) -> Iterator[Row]:
    for part in _parts(sheet, document):
        yield [written(_at(part, column), column, lang) for column in sheet.columns]


def _parts(sheet: Sheet, document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if sheet.within is None:
        yield from (_bare(one) for one in document.get(sheet.id, []))
        return
    above, name = sheet.within
    owner = sheet.columns[0].id
    for one in document.get(above, []):
        for part in _inner(sheet, one.get(name)):
            yield {owner: one["id"], **part}


def _bare(part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out of an activity the shape that stands in a sheet of its own."""
    place = part.get("location")
    if place is None or place["kind"] != "geojson":
        return part
    return {**part, "location": {"kind": "geojson"}}


def _inner(sheet: Sheet, held: Any) -> Iterator[Mapping[str, Any]]:
    if not held:
        return
    if sheet.id == "shapes":
        if held["kind"] == "geojson":
            text = json.dumps(held["ref"], ensure_ascii=False, allow_nan=False)
            for at in range(0, len(text), PIECE):
                yield {"geojson": text[at : at + PIECE]}
    elif sheet.id == "outputs":
        yield from ({"text": one} for one in held)
    elif sheet.id == "edits":
        yield from (_edit(one) for one in held)
    else:
        yield from held


def _edit(edit: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put what has a column there, and the rest together."""
    told = {name: edit[name] for name in EDIT if _fits(name, edit.get(name))}
    more = {name: value for name, value in edit.items() if name not in told}
    return told | ({"more": more} if more else {})


def _fits(name: str, value: Any) -> bool:
    if name == "at":
        is_point = isinstance(value, list) and len(value) == 2
        return is_point and all(type(one) in (int, float) for one in value)
    return isinstance(value, str) and bool(value.strip())


def _at(part: Mapping[str, Any], column: Column) -> Any:
    found: Any = part
    if column.kind == "words":
        held = part.get(column.path[0])
        if isinstance(held, str):
            return held if column.path[1] == "id" else None
        return None if held is None else held[column.path[1]]
    for name in column.path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _head(document: Mapping[str, Any], lang: str) -> Iterator[Row]:
    held: dict[str, Any] = dict(document.get("masterplan", {}))
    for field in FIELDS:
        rows = list(_field(field, held, lang))
        yield from rows or [_row(field, [None, None], None, lang)]
    known = {field.column.path[0] for field in FIELDS}
    for name in held:
        if name not in known:
            yield from _field(statement(name), held, lang)
    allowed = document.get("allow_illustrative", False)
    yield [ALLOW.id, ALLOW.title.said(lang), written(allowed, ALLOW, lang), None, None, None]


def _field(field: Field, held: Mapping[str, Any], lang: str) -> Iterator[Row]:
    column = field.column
    first = held.get(column.path[0])
    if field.many:
        for one in first or []:
            named = isinstance(one, Mapping)
            value = one[column.path[1]] if named else one
            yield _row(field, [value, None], one.get("provenance") if named else None, lang)
        return
    told = None
    if field.told and isinstance(first, Mapping):
        told = first if field.id == "provenance" else first.get("provenance")
    values: list[Value | None]
    if field.id == "provenance":
        values = [None, None]
    elif column.kind == "words":
        both = first.get(column.path[1]) if len(column.path) > 1 and first else first
        values = [both, None] if isinstance(both, str) else [both["id"], both["en"]] if both else []
    else:
        values = [written(_at(held, column), column, lang), None]
    if any(value is not None for value in values) or told:
        yield _row(field, values or [None, None], told, lang)


def _row(
    field: Field,
    values: Sequence[Value | None],
    told: Mapping[str, Any] | None,
    lang: str,
) -> Row:
    source, status = HEAD.columns[-2:]
    return [
        field.id,
        field.column.title.said(lang),
        *values,
        written((told or {}).get("source"), source, lang),
        written((told or {}).get("status"), status, lang),
    ]
