"""Zoning: the codes, names and rules of RDTR and RTRW plans, and what is wrong in their data."""

from __future__ import annotations

from layers.zoning.codes import ZoningCode, allocations, code_of, same_plot, subzones, zones
from layers.zoning.normalising import Match, Matches, match, match_all

__all__ = [
    "Match",
    "Matches",
    "ZoningCode",
    "allocations",
    "code_of",
    "match",
    "match_all",
    "same_plot",
    "subzones",
    "zones",
]
