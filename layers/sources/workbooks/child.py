"""The process that reads a workbook: cells in, plain data out, then gone.

Started by `layers.sources.process`. A workbook is a zip file of XML from strangers: sizes are
counted, entities refused, and time and memory bounded before a library sees it.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from layers.errors import LayersError, SourceError
from layers.sources import isolation, staging
from layers.sources.limits import Limits
from layers.sources.readers import archives
from layers.sources.workbooks.grid import Cell, Grid, Value, packed
from layers.text import Text

MARKUP = (".xml", ".rels", ".vml")
# What a workbook never has, and an attack by entities needs.
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00", b"<\x00")
FORMULA = re.compile(rb"<f[ >/]")
MERGED = re.compile(
    rb"mergeCell\s[^>]*?ref=[\"']([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})[\"']"
)
MEMORY = Text(
    "buku kerja memerlukan memori melebihi yang boleh dipakai; belah berkasnya",
    "the workbook needs more memory than it may use; split it",
)
BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, SyntaxError, EOFError)


def main(folder: Path) -> int:
    """Do the job in `folder`; the report says what came of it."""
    job = json.loads((folder / staging.JOB_FILE).read_text(encoding="utf-8"))
    limits = Limits(**job["limits"])
    isolation.apply(limits)
    try:
        report = {"sheets": [packed(grid) for grid in grids(Path(job["path"]), limits)]}
    except LayersError as fault:
        report = staging.failure_of(fault)
    except (MemoryError, RecursionError):
        report = staging.failure("too-big", MEMORY)
    except (*BROKEN, zipfile.BadZipFile, OSError) as fault:
        why = str(fault).splitlines()[0][:200] if str(fault) else type(fault).__name__
        told = Text(f"buku kerja rusak: {why}", f"the workbook is damaged: {why}")
        report = staging.failure("source-unreadable", told)
    staging.write_report(report, folder)
    return 0


def grids(path: Path, limits: Limits) -> list[Grid]:
    """Read the sheets of a workbook that was found harmless.

    Raises
    ------
    SourceError
        `archive-…`, `xml-entities`, `too-big`.
    """
    archives.names(path, limits)
    computed = _checked(path, limits)
    kept = openpyxl.load_workbook(path, data_only=True, keep_links=False)
    formulas = openpyxl.load_workbook(path, keep_links=False) if computed else kept
    out, filled = [], 0
    for sheet in kept.worksheets:
        grid = _grid(sheet, formulas[sheet.title] if computed else None, limits)
        filled += len(grid.cells)
        _require_few(filled, limits)
        out.append(grid)
    return out


def _checked(path: Path, limits: Limits) -> bool:
    """Refuse entities and endless merged cells; say whether a sheet holds formulas."""
    computed, filled = False, 0
    with zipfile.ZipFile(path) as opened:
        for member in opened.infolist():
            if not member.filename.lower().endswith(MARKUP):
                continue
            data = opened.read(member)
            if data.startswith(WIDE) or any(word in data for word in FORBIDDEN):
                raise SourceError(
                    Text(
                        f"{member.filename[:60]}: entitas XML tidak diterima",
                        f"{member.filename[:60]}: entities of XML are not taken",
                    ),
                    code="xml-entities",
                )
            if "worksheets/" in member.filename:
                _require_few_merged(data, limits)
                filled += data.count(b"</v>") + data.count(b"</is>")
                _require_few(filled, limits)
                computed |= FORMULA.search(data) is not None
    return computed


def _require_few(cells: int, limits: Limits) -> None:
    """Refuse more cells than a plan has: before the library makes an object of each, too."""
    most = limits.rows * 2
    if cells > most:
        raise SourceError(
            Text(
                f"lebih dari {most:,} sel".replace(",", ".") + "; sebuah rencana tidak sebesar itu",
                f"more than {most:,} cells; no plan is that large",
            ),
            code="too-big",
        )


def _require_few_merged(data: bytes, limits: Limits) -> None:
    """Refuse ranges that the library would make a cell each of, before it does."""
    area = 0
    for found in MERGED.finditer(data):
        left, right = (column_index_from_string(found[n].decode("ascii")) for n in (1, 3))
        area += (abs(right - left) + 1) * (abs(int(found[4]) - int(found[2])) + 1)
    if area > limits.rows:
        raise SourceError(
            Text(
                f"{area:,} sel digabung; pisahkan sel yang digabung di seluruh lembar",
                f"{area:,} merged cells; unmerge those that are merged over a whole sheet",
            ),
            code="too-big",
        )


def _grid(sheet: Worksheet, formulas: Worksheet | None, limits: Limits) -> Grid:
    cells = {}
    for one in _held(sheet):
        computed = formulas is not None and formulas.cell(one.row, one.column).data_type == "f"
        if one.value is None and not computed:
            continue
        if one.column > limits.columns:
            raise SourceError(
                Text(
                    f"lembar {sheet.title[:40]!r}: lebih dari {limits.columns} kolom",
                    f"sheet {sheet.title[:40]!r}: more than {limits.columns} columns",
                ),
                code="too-big",
            )
        error = str(one.value) if one.data_type == "e" else None
        value = None if error else _plain(one.value)
        cells[one.row, one.column] = Cell(value, computed, error)
    merged = [(r.min_row, r.min_col, r.max_row, r.max_col) for r in sheet.merged_cells.ranges]
    return Grid(sheet.title, cells, sheet.sheet_state != "visible", merged)


def _held(sheet: Worksheet) -> Iterator[ExcelCell]:
    """Give the cells that are there: rows without any, a million of them, are not made."""
    for place in sorted(sheet._cells):  # noqa: SLF001 - iter_rows makes every cell between
        one = sheet._cells[place]  # noqa: SLF001
        if isinstance(one, ExcelCell):
            yield one


def _plain(value: Any) -> Value | None:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, str | bool | int | float | date):
        return value
    return None if value is None else str(value)
