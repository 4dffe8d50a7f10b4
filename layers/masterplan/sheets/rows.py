"""Rows: what stands below the headings of a sheet; merged cells and formulas are told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from layers.masterplan.faults import Cell, Fault
from layers.masterplan.sheets.cells import blank
from layers.masterplan.sheets.columns import Column
from layers.masterplan.sheets.headings import Headings
from layers.sources.workbooks.grid import Grid, Value, letters
from layers.text import Text

# Of one range; a whole sheet can be merged.
MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something.

    Attributes
    ----------
    sheet, number
        Where it is.
    values
        Id of a column → its value; blanks are left out.
    places
        Id of a column → its letters.
    """

    sheet: str
    number: int
    values: Mapping[str, Value]
    places: Mapping[str, str]

    def cell(self, column: Column | None = None) -> Cell:
        """Give the place of the row, or of one of its cells."""
        if column is None:
            return Cell(self.sheet, self.number)
        return Cell(self.sheet, self.number, self.places.get(column.id), column.title)


def rows_of(grid: Grid, found: Headings, faults: list[Fault], notes: list[Fault]) -> Iterator[Row]:
    """Give the rows below the headings; tell of merged cells and formulas.

    Parameters
    ----------
    grid
        The cells.
    found
        Its headings.
    faults, notes
        To add to.
    """
    _merged(grid, found, faults)
    places = {column.id: letters(number) for number, column in found.columns.items()}
    for number in grid.rows():
        if number < found.first:
            continue
        values: dict[str, Value] = {}
        for at, column in found.columns.items():
            cell = grid.cells.get((number, at))
            if cell is None:
                continue
            place = Cell(grid.name, number, letters(at), column.title)
            if cell.error is not None or (cell.formula and cell.value is None):
                faults.append(Fault("formula-error", (), _failed(cell.error), cell=place))
                continue
            if cell.formula:
                notes.append(Fault("formula-value", (), _formula(cell.value), cell=place))
            if cell.value is not None and not blank(cell.value):
                values[column.id] = cell.value
        if values:
            yield Row(grid.name, number, values, places)


def _failed(error: str | None) -> Text:
    if error is not None:
        return Text(
            f"rumus berakhir dengan {error}; perbaiki, atau tulis nilainya",
            f"the formula ends with {error}; mend it, or write the value",
        )
    return Text(
        "rumus tanpa nilai; buka dan simpan dengan program lembar kerja, atau tulis nilainya",
        "a formula without a value; open and save it with a spreadsheet, or write the value",
    )


def _formula(value: Value | None) -> Text:
    return Text(
        f"sebuah rumus; nilainya yang dipakai: {value}", f"a formula; its value was taken: {value}"
    )


def _merged(grid: Grid, found: Headings, faults: list[Fault]) -> None:
    for top, left, bottom, right in grid.merged:
        if bottom < found.first or not any(left <= n <= right for n in found.columns):
            continue
        area = f"{letters(left)}{top}:{letters(right)}{bottom}"
        message = Text(
            f"sel digabung ({area}); pisahkan, lalu tulis nilainya di setiap baris",
            f"merged cells ({area}); unmerge them and write the value in each row",
        )
        faults.append(Fault("merged-cells", (), message, cell=Cell(grid.name, top, letters(left))))


def merged_cells(grid: Grid) -> set[tuple[str, int | None, str | None]]:
    """Give the cells that are merged with others: sheet, row and column."""
    return {
        (grid.name, row, letters(column))
        for top, left, bottom, right in grid.merged
        for row in range(top, min(bottom, top + MOST) + 1)
        for column in range(left, min(right, left + MOST) + 1)
    }
