"""Outlines: polygons packed so that a place finds its zone, and its lines, at once."""

from __future__ import annotations

from gis.zoning.outlines.kernels import (
    INSIDE,
    UNSURE,
    Outlines,
    around,
    beside_lines,
    by_cell,
    holders,
    in_order,
)
from gis.zoning.outlines.packing import packed

__all__ = [
    "INSIDE",
    "UNSURE",
    "Outlines",
    "around",
    "beside_lines",
    "by_cell",
    "holders",
    "in_order",
    "packed",
]
