"""Grid: the cells of one sheet as plain values, whatever it was read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Value = str | float | int | bool | date


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds.

    Attributes
    ----------
    value
        Its value; None where a formula has none kept, or gives an error.
    formula
        Whether the value is that of a formula.
    error
        The error a formula ended with, such as ``#REF!``.
    """

    value: Value | None
    formula: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """The cells of one sheet that hold something.

    Attributes
    ----------
    name
        Of the sheet.
    cells
        (row, column), both from 1 → what is there.
    hidden
        Whether the sheet is hidden.
    merged
        Ranges of merged cells: first row, first column, last row, last column.
    decimal
        The sign for decimals in texts, where that is known.
    encoding
        Of the letters of a text file.
    """

    name: str
    cells: Mapping[tuple[int, int], Cell]
    hidden: bool = False
    merged: Sequence[tuple[int, int, int, int]] = field(default_factory=tuple)
    decimal: str | None = None
    encoding: str = "utf-8"

    def rows(self) -> list[int]:
        """Give the rows that hold something, in order."""
        return sorted({row for row, _ in self.cells})


def letters(column: int) -> str:
    """Give what a spreadsheet calls a column.

    Examples
    --------
    >>> [letters(n) for n in (1, 26, 27, 703)]
    ['A', 'Z', 'AA', 'AAA']
    """
    out = ""
    while column:
        column, rest = divmod(column - 1, 26)
        out = chr(65 + rest) + out
    return out


def packed(grid: Grid) -> dict[str, Any]:
    """Give a grid as plain data for JSON."""
    return {
        "name": grid.name,
        "hidden": grid.hidden,
        "merged": [list(one) for one in grid.merged],
        "cells": [
            [row, column, *_written(cell.value), cell.formula, cell.error]
            for (row, column), cell in grid.cells.items()
        ],
    }


def unpacked(data: Mapping[str, Any]) -> Grid:
    """Read what `packed` gave."""
    return Grid(
        str(data["name"]),
        {
            (int(row), int(column)): Cell(
                date.fromisoformat(value) if is_date else value,
                bool(formula),
                None if error is None else str(error),
            )
            for row, column, value, is_date, formula, error in data["cells"]
        },
        bool(data["hidden"]),
        tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in data["merged"]),
    )


def _written(value: Value | None) -> tuple[Any, bool]:
    if isinstance(value, date):
        return value.isoformat(), True
    return value, False
