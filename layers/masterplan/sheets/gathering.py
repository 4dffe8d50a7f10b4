"""Gathering: the sheets of a masterplan read back into a document, with all that is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from layers.masterplan.draft import Draft, draft_of
from layers.masterplan.faults import Cell, Fault, Place, suggestion
from layers.masterplan.model import SCHEMA
from layers.masterplan.sheets.cells import joined, read
from layers.masterplan.sheets.columns import ALL, HEAD, SHEETS, Column, Sheet
from layers.masterplan.sheets.headings import Headings, headings_of, sheet_of
from layers.masterplan.sheets.heads import head_of, no_indonesian
from layers.masterplan.sheets.rows import Row, merged_cells, rows_of
from layers.masterplan.sheets.unfit import UnfitError
from layers.sources.workbooks.grid import Grid
from layers.text import Text

REQUIRED = ("masterplan", "goals")


@dataclass(slots=True)
class Gathered:
    """What sheets hold.

    Attributes
    ----------
    document
        Plain data, as YAML would give it.
    cells
        Place in the document → the cell it is from.
    faults
        What is wrong with sheets, rows and cells.
    notes
        What was done that one may want to know.
    spoilt
        Cells that a fault explains already: sheet, row and column.
    """

    document: dict[str, Any] = field(default_factory=lambda: {"schema": SCHEMA})
    cells: dict[Place, Cell] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    spoilt: set[tuple[str, int | None, str | None]] = field(default_factory=set)

    def located(self, fault: Fault) -> Fault:
        """Give a fault of the document the cell it is from."""
        place = fault.place
        for end in range(len(place), -1, -1):
            if place[:end] in self.cells:
                return replace(fault, cell=self.cells[place[:end]])
        return fault

    def draft(self) -> Draft:
        """Give the document read part by part."""
        return draft_of(self.document)

    def all_faults(self, of_document: Sequence[Fault]) -> list[Fault]:
        """Give the faults of cells, then those of the document that no cell explains."""
        told = {fault.place for fault in self.faults if fault.place}
        rest = [self.located(one) for one in of_document if not _explained(one.place, told)]
        spoilt = self.spoilt | {_spot(one.cell) for one in self.faults}
        rest = [one for one in rest if one.cell is None or _spot(one.cell) not in spoilt]
        return sorted([*self.faults, *rest], key=_order)


def _spot(cell: Cell | None) -> tuple[str, int | None, str | None]:
    return ("", None, None) if cell is None else (cell.sheet, cell.row, cell.column)


def _explained(place: Place, told: set[Place]) -> bool:
    return any(place[: len(one)] == one or one[: len(place)] == place for one in told if one)


def _order(fault: Fault) -> tuple[int, int, str, str]:
    names = [sheet.title for sheet in ALL]
    cell = fault.cell or Cell("")
    at = next((n for n, title in enumerate(names) if cell.sheet in (title.id, title.en)), -1)
    return at, cell.row or 0, (cell.column or "").rjust(3), fault.code


def gathered(grids: Sequence[Grid]) -> Gathered:
    """Read the sheets of a plan.

    Parameters
    ----------
    grids
        Their cells, of `layers.sources.workbooks` or of CSV files.
    """
    out = Gathered()
    known: dict[str, tuple[Sheet, Grid]] = {}
    for grid in grids:
        sheet = _known(grid, out)
        if sheet is None:
            continue
        if grid.encoding != "utf-8":
            message = Text(
                f"huruf dibaca sebagai {grid.encoding}, karena bukan UTF-8; periksa huruf khusus",
                f"letters read as {grid.encoding}, as they are no UTF-8; look at special letters",
            )
            out.notes.append(Fault("text-encoding", (), message, cell=Cell(grid.name)))
        if sheet.id in known:
            message = Text(
                f"lembar {sheet.title.id} dua kali; hapus salah satu",
                f"sheet {sheet.title.en} twice; take one out",
            )
            out.faults.append(Fault("duplicate-sheet", (), message, cell=Cell(grid.name)))
            continue
        known[sheet.id] = (sheet, grid)
    _missing(known, out)
    owners: dict[str, dict[str, int]] = {}
    for sheet in (HEAD, *SHEETS):
        if sheet.id not in known:
            continue
        grid = known[sheet.id][1]
        found = headings_of(sheet, grid, grid.name)
        out.faults += found.faults
        if found.columns:
            rows = list(rows_of(grid, found, out.faults, out.notes))
            out.spoilt |= merged_cells(grid)
            _TAKING.get(sheet.id, _list)(out, sheet, (grid, found, rows), owners)
    return out


def _known(grid: Grid, out: Gathered) -> Sheet | None:
    sheet = sheet_of(grid.name)
    place = Cell(grid.name)
    if sheet is None:
        near = suggestion(grid.name.casefold(), [title.casefold() for title in _titles()])
        if near.en.startswith("did"):
            message = Text("lembar tidak dikenal; ", "unknown sheet; ") + near
            out.faults.append(Fault("unknown-sheet", (), message, cell=place))
        elif grid.cells and grid.name not in GUIDES:
            message = Text("lembar ini tidak dibaca", "this sheet is not read")
            out.notes.append(Fault("sheet-ignored", (), message, cell=place))
    elif grid.hidden:
        message = Text(
            "lembar tersembunyi; tampilkan agar terlihat apa yang dimasukkan, atau hapus",
            "a hidden sheet; show it, so that one sees what is imported, or delete it",
        )
        out.faults.append(Fault("hidden-sheet", (), message, cell=place))
    return sheet


GUIDES = ("Petunjuk", "Guide")


def _titles() -> Iterator[str]:
    for sheet in ALL:
        yield from (sheet.id, sheet.title.id, sheet.title.en)


def _missing(known: Mapping[str, Any], out: Gathered) -> None:
    for sheet in ALL:
        if sheet.id in known or sheet.within is not None:
            continue
        told = Text(
            f"tidak ada lembar {sheet.title.id!r} ({sheet.id})",
            f"there is no sheet {sheet.title.en!r} ({sheet.id})",
        )
        if sheet.id in REQUIRED:
            out.faults.append(Fault("missing-sheet", (sheet.id,), told))
        else:
            out.notes.append(Fault("missing-sheet", (), told))


Taken = tuple[Grid, Headings, list[Row]]
Owners = dict[str, dict[str, int]]


def _head(out: Gathered, sheet: Sheet, taken: Taken, owners: Owners) -> None:  # noqa: ARG001
    grid, _, rows = taken
    head, cells, faults = head_of(grid, rows)
    allowed = head.pop("allow_illustrative", None)
    out.document["masterplan"] = head
    if allowed is not None:
        out.document["allow_illustrative"] = allowed
    out.cells |= cells
    out.faults += faults


def _list(out: Gathered, sheet: Sheet, taken: Taken, owners: Owners) -> None:
    grid, found, rows = taken
    listed = out.document.setdefault(sheet.id, [])
    out.cells[sheet.id,] = Cell(grid.name)
    for row in rows:
        at = len(listed)
        place: Place = (sheet.id, at)
        part = _part(out, found, row, place, grid)
        listed.append(part)
        if isinstance(part.get("id"), str):
            owners.setdefault(sheet.id, {}).setdefault(part["id"], at)


def _part(out: Gathered, found: Headings, row: Row, place: Place, grid: Grid) -> dict[str, Any]:
    """Read one row; note the cell of each of its values."""
    part: dict[str, Any] = {}
    out.cells[place] = row.cell()
    for column in found.columns.values():
        path = column.path[:1] if column.kind == "words" else column.path
        out.cells.setdefault((*place, *path), row.cell(column))
        value = row.values.get(column.id)
        if value is None:
            continue
        try:
            _put(part, column.path, read(value, column, grid.decimal))
        except UnfitError as fault:
            out.faults.append(Fault(fault.code, (*place, *path), fault.text, cell=row.cell(column)))
    for column in found.columns.values():
        if column.kind == "words" and set(part.get(column.path[0], ())) == {"en"}:
            spot = (*place, column.path[0])
            out.faults.append(no_indonesian(spot, out.cells[spot]))
            break
    return {name: _worded(value) for name, value in part.items()}


def _put(part: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        part = part.setdefault(name, {})
    part[path[-1]] = value


def _worded(value: Any) -> Any:
    """Give words of one language for both."""
    if isinstance(value, dict) and len(value) == 1 and set(value) <= {"id", "en"}:
        return next(iter(value.values()))
    return value


def _inner(out: Gathered, sheet: Sheet, taken: Taken, owners: Owners) -> None:
    """Read rows that belong to parts of another sheet."""
    grid, found, rows = taken
    above, name = sheet.within or ("", "")
    owner = sheet.columns[0]
    pieces: dict[int, tuple[Row, list[str]]] = {}
    for row in rows:
        # Read apart first: where it belongs gives its place.
        draft = Gathered()
        part = _part(draft, found, row, (), grid)
        whose = part.pop(owner.path[0], None)
        at = owners.get(above, {}).get(str(whose))
        if at is None:
            out.faults.append(_no_owner(row, owner, above, str(whose or ""), owners))
            continue
        if sheet.id == "shapes":
            pieces.setdefault(at, (row, []))[1].append(str(part.get("geojson", "")))
            continue
        held = out.document[above][at].setdefault(name, [])
        place: Place = (above, at, name, len(held))
        out.cells |= {(*place, *inner): cell for inner, cell in draft.cells.items()}
        out.faults += [replace(one, place=(*place, *one.place)) for one in draft.faults]
        held.append(_member(sheet, part))
    for at, (row, texts) in pieces.items():
        _shape(out, out.document[above][at], (above, at, name), row, texts)


def _member(sheet: Sheet, part: dict[str, Any]) -> Any:
    if sheet.id == "outputs":
        return part.get("text")
    if sheet.id == "edits":
        more = part.pop("more", None)
        return part | (more if isinstance(more, dict) else {})
    return part


def _shape(
    out: Gathered, part: dict[str, Any], place: Place, row: Row, texts: Sequence[str]
) -> None:
    column = SHAPES.columns[1]
    out.cells[(*place, "ref")] = row.cell(column)
    try:
        shape = joined(texts)
    except UnfitError as fault:
        out.faults.append(Fault(fault.code, (*place, "ref"), fault.text, cell=row.cell(column)))
        return
    part.setdefault("location", {"kind": "geojson"}).setdefault("ref", shape)


SHAPES = next(sheet for sheet in SHEETS if sheet.id == "shapes")


def _no_owner(row: Row, owner: Column, above: str, whose: str, owners: Owners) -> Fault:
    known = list(owners.get(above, {}))
    message = Text(f"{whose!r} tidak ada di {above}; ", f"{whose!r} is not among {above}; ")
    return Fault("dangling-reference", (), message + suggestion(whose, known), cell=row.cell(owner))


_Taking = Callable[[Gathered, Sheet, Taken, Owners], None]
_TAKING: Mapping[str, _Taking] = {
    "masterplan": _head,
    **{sheet.id: _inner for sheet in SHEETS if sheet.within is not None},
}
