"""Workbooks: the cells of a spreadsheet (XLSX), read in a process of its own."""

from __future__ import annotations

from layers.sources.workbooks.grid import Cell, Grid
from layers.sources.workbooks.reading import read_workbook

__all__ = ["Cell", "Grid", "read_workbook"]
