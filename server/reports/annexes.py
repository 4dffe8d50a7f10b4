"""Annexes: the report's numbers as tables for programs, and as one spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from layers.text import harmless

Rows = list[dict[str, Any]]
# What of a plan's parts stands in columns of its own; lists are joined.
PARTS = ("goals", "targets", "strategies", "programmes", "activities", "steps", "work_units")
# Of an entry of a spreadsheet's archive: the earliest that the format can hold.
NO_TIME = (1980, 1, 1, 0, 0, 0)


def tables(document: Mapping[str, Any]) -> dict[str, Rows]:
    """Give the tables of a report's data by name, numbers as they were computed.

    Parameters
    ----------
    document
        As `server.reports.document.gather` gives it.
    """
    evaluation = document["evaluation"]
    out = {
        "standings": [_standing(one) for one in evaluation["targets"]],
        "series": [_flat(kept) for one in evaluation["targets"] for kept in one["series"]],
        "districts": list(_districts(evaluation["targets"])),
        "profile": [dict(row) for row in document["profile"]["density"].get("rows", ())],
        "potential": [dict(row) for row in document["profile"]["potential"].get("rows", ())],
        "land": [dict(row) for row in document["profile"]["potential"].get("land", ())],
        "ranking": [_flat(row) for row in document["ranking"]],
        "effects": list(_moves(document["effects"])),
        "missing": [_flat(one) for one in evaluation["missing"]],
        "layers": list(_layers(evaluation["targets"])),
    }
    return out | {kind: [_flat(one) for one in document["plan"][kind]] for kind in PARTS}


def _flat(one: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Give nested values in columns of their own; lists as one text."""
    out: dict[str, Any] = {}
    for key, value in one.items():
        if isinstance(value, Mapping):
            out |= _flat(value, f"{before}{key}_")
        elif isinstance(value, list):
            out[before + key] = "; ".join(_one(item) for item in value)
        else:
            out[before + key] = value
    return out


def _one(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    if set(item) == {"id", "en"}:
        return f"{item['id']} / {item['en']}"
    return ", ".join(f"{key}={value}" for key, value in item.items())


def _standing(one: Mapping[str, Any]) -> dict[str, Any]:
    left_out = ("rows", "series", "inputs", "replay", "notes", "method", "status_title")
    told = _flat({key: value for key, value in one.items() if key not in left_out})
    return told | {"replay": one["replay"]["cli"] if "replay" in one else None}


def _districts(targets: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in targets:
        for row in one.get("rows", ()):
            yield {"target": one["id"], **row}


def _moves(effects: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for found in effects:
        for told in found["targets"]:
            for row in (*told["gaining"], *told["losing"]):
                yield {"programme": found["programme"]["id"], "target": told["id"], **row}


def _layers(targets: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    used = {one["layer"]: one for told in targets for one in told.get("inputs", ())}
    yield from (_flat(used[layer_id]) for layer_id in sorted(used))


def as_csv(rows: Rows) -> str:
    """Give rows as CSV; what a spreadsheet would run gets an apostrophe."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, _columns(rows), lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: harmless(value) for key, value in row.items()} for row in rows)
    return buffer.getvalue()


def _columns(rows: Rows) -> list[str]:
    return list(dict.fromkeys(key for row in rows for key in row))


def as_workbook(found: Mapping[str, Rows], on: str) -> bytes:
    """Give tables as one XLSX, a sheet each; the same tables give the same bytes.

    Parameters
    ----------
    found
        Rows by the name of their sheet.
    on
        The day it is dated.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "Penyangga"
    book.properties.created = book.properties.modified = datetime.fromisoformat(on)
    for name, rows in found.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        columns = _columns(rows)
        sheet.append(columns)
        for row in rows:
            sheet.append([harmless(row.get(key)) for key in columns])
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer.getvalue(), on)


def _timeless(archive: bytes, on: str) -> bytes:
    """Give an archive again without the hour at which it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _dated(content, on)
            told = zipfile.ZipInfo(entry.filename, NO_TIME)
            new.writestr(told, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _dated(properties: bytes, on: str) -> bytes:
    """Date what openpyxl dates anew when it saves."""
    import re

    stamp = f"{on}T00:00:00Z".encode()
    return re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", stamp, properties)
