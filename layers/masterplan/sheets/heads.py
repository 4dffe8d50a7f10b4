"""Heads: the first sheet of a plan, one field a row, read back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from layers.masterplan.faults import Cell, Fault, Place, suggestion
from layers.masterplan.sheets.cells import read
from layers.masterplan.sheets.columns import HEAD, Column
from layers.masterplan.sheets.fields import ALLOW, BY_ID, FIELDS, Field, statement
from layers.masterplan.sheets.rows import Row
from layers.masterplan.sheets.unfit import UnfitError, shown
from layers.sources.workbooks.grid import Grid, Value
from layers.text import Text

NAME, _, FIRST, SECOND, SOURCE, STATUS = HEAD.columns
# Statements of its own that a plan may have beside the vision.
OWN = re.compile(r"[a-z][a-z0-9_]{1,60}")
TOP: Place = ("masterplan",)


class _Head:
    """The head of a plan as it is put together."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.head: dict[str, Any] = {}
        self.cells: dict[Place, Cell] = {TOP: Cell(grid.name)}
        self.faults: list[Fault] = []
        self.seen: set[str] = set()

    def take(self, row: Row) -> None:
        """Read a row."""
        name = shown(row.values.get(NAME.id, "")).strip().casefold().replace(" ", "_")
        if not set(row.values) - {NAME.id, HEAD.columns[1].id}:
            field = BY_ID.get(name)
            if field is not None:
                for end in range(1, len(_path(field)) + 1):
                    self.cells.setdefault((*TOP, *_path(field)[:end]), row.cell(FIRST))
            return
        if name == ALLOW.id:
            value = self.value(row, ALLOW, ("allow_illustrative",))
            if value is not None:
                self.head[ALLOW.id] = value
            return
        field = BY_ID.get(name)
        if field is None:
            if not OWN.fullmatch(name):
                message = Text("bidang tidak dikenal; ", "unknown field; ")
                message += suggestion(name, [*BY_ID, ALLOW.id])
                self.faults.append(Fault("unknown-field", (), message, cell=row.cell(NAME)))
                return
            field = statement(name)
        if name in self.seen and not field.many:
            message = Text(f"bidang {name} dua kali", f"field {name} twice")
            self.faults.append(Fault("duplicate-field", (), message, cell=row.cell(NAME)))
            return
        self.seen.add(name)
        self.field(row, field)

    def field(self, row: Row, field: Field) -> None:
        """Put what a row says where it belongs."""
        path = _path(field)
        if field.id == "provenance":
            self.head["provenance"] = self.told(row, path)
            self.cells[(*TOP, *path)] = row.cell(SOURCE)
            return
        if field.many:
            listed = self.head.setdefault(path[0], [])
            place: Place = (*TOP, path[0], len(listed))
            self.cells[place] = row.cell(FIRST)
            value = self.value(row, field.column, place)
            told = self.told(row, (*path[:1], len(listed), "provenance"))
            named = len(path) > 1
            listed.append({path[1]: value} | _given("provenance", told) if named else value)
            return
        place = (*TOP, *path)
        self.cells[place] = row.cell(FIRST)
        self.cells.setdefault(place[:2], row.cell(FIRST))
        self.put(path, self.value(row, field.column, place))
        if field.told:
            told = self.told(row, (path[0], "provenance"))
            if told:
                self.put((path[0], "provenance"), told)

    def put(self, path: Sequence[str], value: Any) -> None:
        """Put a value into the head; nothing where there is none."""
        if value is None:
            return
        held = self.head
        for name in path[:-1]:
            held = held.setdefault(name, {})
        held[path[-1]] = value

    def value(self, row: Row, column: Column, place: Place) -> Any:
        """Read the value of a row: words in one language or two, anything else in one."""
        first, second = row.values.get(FIRST.id), row.values.get(SECOND.id)
        if column.kind == "words":
            both = {
                lang: shown(value)
                for lang, value in (("id", first), ("en", second))
                if value is not None
            }
            if set(both) == {"en"}:
                self.faults.append(no_indonesian(place, row.cell(FIRST)))
            return both if len(both) == 2 else next(iter(both.values()), None)
        value = first if first is not None else second
        return None if value is None else self.read(row, value, column, place)

    def read(self, row: Row, value: Value, column: Column, place: Place) -> Any:
        """Read a cell; a fault is noted, and nothing given."""
        try:
            return read(value, column, self.grid.decimal)
        except UnfitError as fault:
            self.faults.append(Fault(fault.code, place, fault.text, cell=row.cell(FIRST)))
            return None

    def told(self, row: Row, path: Place) -> dict[str, Any]:
        """Read where a fact is from."""
        out: dict[str, Any] = {}
        for column in (SOURCE, STATUS):
            value = row.values.get(column.id)
            place = (*TOP, *path, column.path[-1])
            self.cells.setdefault(place, row.cell(column))
            if value is not None:
                out |= _given(column.path[-1], self.read(row, value, column, place))
        return out


def _path(field: Field) -> tuple[str, ...]:
    return field.column.path


def _given(name: str, value: Any) -> dict[str, Any]:
    return {} if value in (None, {}) else {name: value}


def no_indonesian(place: Place, cell: Cell) -> Fault:
    """Tell of words in English only."""
    message = Text(
        "teks Indonesia kosong; bila satu teks berlaku untuk keduanya, tulis di kolom ini",
        "the Indonesian text is empty; where one text serves both, write it in this column",
    )
    return Fault("missing-field", place, message, cell=cell)


def head_of(
    grid: Grid, rows: Sequence[Row]
) -> tuple[dict[str, Any], dict[Place, Cell], list[Fault]]:
    """Read the first sheet.

    Parameters
    ----------
    grid, rows
        Its cells, and its rows below the headings.

    Returns
    -------
    tuple
        The head as plain data (with ``allow_illustrative``), the cell of each of its places,
        and the faults.
    """
    head = _Head(grid)
    for row in rows:
        head.take(row)
    for field in FIELDS:
        head.cells.setdefault((*TOP, *_path(field)), Cell(grid.name))
    return head.head, head.cells, head.faults
