"""Headings: where the columns of a sheet are, by their ids or by what people read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from layers.masterplan.faults import Cell, Fault, suggestion
from layers.masterplan.sheets.cells import blank
from layers.masterplan.sheets.columns import ALL, Column, Sheet
from layers.masterplan.sheets.unfit import shown
from layers.sources.workbooks.grid import Grid, letters
from layers.text import Text

# Headings stand in the first rows; a title or two may stand above.
SEARCHED = 10
# A column so marked is for people only.
REMARK = "#"


@dataclass(slots=True)
class Headings:
    """The columns of a sheet.

    Attributes
    ----------
    columns
        Number of the column → what it holds.
    first
        The first row below the headings.
    faults
        Columns that are not known, or stand twice.
    """

    columns: dict[int, Column] = field(default_factory=dict)
    first: int = 1
    faults: list[Fault] = field(default_factory=list)

    def at(self, column: Column) -> int | None:
        """Give the number of a column."""
        return next((n for n, one in self.columns.items() if one.id == column.id), None)


def sheet_of(name: str) -> Sheet | None:
    """Give the sheet of a name: its id, or its title in either language.

    Examples
    --------
    >>> [sheet_of(name).id for name in ("goals", "Tujuan", " GOALS ")]
    ['goals', 'goals', 'goals']
    """
    wanted = _plain(name)
    for sheet in ALL:
        if wanted in (_plain(sheet.id), _plain(sheet.title.id), _plain(sheet.title.en)):
            return sheet
    return None


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[_*-]", " ", name).casefold().split())


def headings_of(sheet: Sheet, grid: Grid, name: str) -> Headings:
    """Find the columns of a sheet.

    Parameters
    ----------
    sheet
        What it is to hold.
    grid
        Its cells.
    name
        What it is called, for faults.
    """
    known = {
        _plain(word): column
        for column in sheet.columns
        for word in (column.id, column.title.id, column.title.en)
    }
    rows = [row for row in grid.rows() if row <= SEARCHED]
    heads = [row for row in rows if _is_head(_texts(grid, row), known)]
    if not heads:
        place = Cell(name)
        wanted = ", ".join(column.id for column in sheet.columns)
        message = Text(
            f"tidak ada baris judul kolom; yang diminta: {wanted}",
            f"no row of headings; wanted: {wanted}",
        )
        return Headings(first=1 << 30, faults=[Fault("no-headings", (), message, cell=place)])
    last = heads[0]
    while last + 1 in heads:
        last += 1
    found = Headings(first=last + 1)
    # Ids come before titles, which stand above them.
    for row in range(last, heads[0] - 1, -1):
        for number, text in _texts(grid, row).items():
            column = known.get(_plain(text))
            if column is not None and number not in found.columns:
                _take(found, number, column, Cell(name, row, letters(number), text))
    ids = [column.id for column in sheet.columns]
    _unknown(found, grid, (heads[0], last), name, ids)
    return found


def _texts(grid: Grid, row: int) -> dict[int, str]:
    return {
        column: shown(cell.value).strip()
        for (at, column), cell in grid.cells.items()
        if at == row and cell.value is not None and not blank(cell.value)
    }


def _is_head(texts: Mapping[int, str], known: Mapping[str, Column]) -> bool:
    """Say whether a row is one of headings: two are known, or all there are."""
    n_known = sum(_plain(text) in known for text in texts.values())
    return n_known >= min(2, len(texts)) and 2 * n_known >= len(texts) and n_known > 0


def _take(found: Headings, number: int, column: Column, place: Cell) -> None:
    if found.at(column) is not None:
        message = Text(
            f"kolom {column.id} dua kali; hapus salah satu",
            f"column {column.id} twice; take one out",
        )
        found.faults.append(Fault("duplicate-column", (), message, cell=place))
        return
    found.columns[number] = column


def _unknown(
    found: Headings, grid: Grid, heads: tuple[int, int], name: str, known: Sequence[str]
) -> None:
    """Tell of columns that hold something and are not known."""
    seen = {one.cell.column for one in found.faults if one.cell is not None}
    used: dict[int, int] = {}
    for (row, column), cell in grid.cells.items():
        if row >= found.first and not (blank(cell.value) and cell.error is None):
            used.setdefault(column, row)
    for number in sorted(set(used) - set(found.columns)):
        texts = [_texts(grid, row).get(number, "") for row in range(heads[0], heads[1] + 1)]
        heading = next((text for text in texts if text), "")
        if heading.startswith(REMARK) or letters(number) in seen:
            continue
        place = Cell(name, heads[0], letters(number), heading)
        message = Text(
            f"kolom tidak dikenal; catatan sendiri diberi judul yang diawali {REMARK}; ",
            f"unknown column; the heading of notes of your own begins with {REMARK}; ",
        ) + suggestion(_plain(heading), known)
        found.faults.append(Fault("unknown-column", (), message, cell=place))
