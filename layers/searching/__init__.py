"""Searching: places, codes, zones, facilities and coordinates by what people write, with slips."""

from __future__ import annotations

from layers.searching.coordinates import Position, read_positions
from layers.searching.hits import Hit
from layers.searching.kinds import KINDS, Kind
from layers.searching.opening import open_search, renew_search, warm_search
from layers.searching.searcher import Searcher

__all__ = [
    "KINDS",
    "Hit",
    "Kind",
    "Position",
    "Searcher",
    "open_search",
    "read_positions",
    "renew_search",
    "warm_search",
]
