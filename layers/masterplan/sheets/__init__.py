"""Sheets: a masterplan as a spreadsheet that planners fill, and back."""

from __future__ import annotations

from layers.masterplan.sheets.gathering import Gathered, gathered
from layers.masterplan.sheets.spreading import Table, spread

__all__ = ["Gathered", "Table", "gathered", "spread"]
