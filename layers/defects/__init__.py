"""Defects of data: detected, explained in both languages, repaired only on request, listed."""

from __future__ import annotations

from layers.defects.defect import Defect, Detector, Suspicion, Table, known_defects
from layers.defects.finding import Finding, rows_said, rows_text

__all__ = [
    "Defect",
    "Detector",
    "Finding",
    "Suspicion",
    "Table",
    "known_defects",
    "rows_said",
    "rows_text",
]
