"""Grids: there and back as plain data."""

from __future__ import annotations

import json
from datetime import date

from layers.sources.workbooks.grid import Cell, Grid, packed, unpacked


def test_a_grid_comes_back_from_json() -> None:
    values = ["x", 1, 2.5, True, date(2026, 3, 31), None]
    cells = {(at, 1): Cell(value, formula=value is None) for at, value in enumerate(values, 1)}
    grid = Grid("A", cells | {(9, 2): Cell(None, True, "#REF!")}, True, ((1, 1, 2, 2),))
    assert unpacked(json.loads(json.dumps(packed(grid)))) == grid
    assert grid.rows() == [1, 2, 3, 4, 5, 6, 9]
