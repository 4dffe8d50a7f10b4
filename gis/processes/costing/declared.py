"""Declared: for each analysis, the inputs it is measured with and what its cost grows with."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gis.processes.costing.cost import Cost
from gis.processes.costing.measured import MEASURED

_PLACE = [116.83, -1.26]
_DECLARED: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...]]] = MappingProxyType(
    {
        "nearest": ({"point": _PLACE, "facilities": "rs", "mode": "car"}, ("roads", "layer")),
        "coverage": (
            {"facilities": "puskesmas", "within": "30min", "mode": "car"},
            ("population", "by", "roads", "layer"),
        ),
        "supply": ({"facilities": "puskesmas"}, ("population", "by", "roads", "layer")),
        "whatif": (
            {"facilities": "puskesmas", "add": [[116.9, -1.2]]},
            ("population", "by", "roads", "layer"),
        ),
        "change": ({"from": "2017", "to": "2024", "by": "protected_areas"}, ("by", "grid")),
        "composition": ({}, ("cover", "by")),
        "conflicts": ({}, ("cover", "zoning", "plan")),
        "suitability": ({"facility": "puskesmas", "region": "64.71"}, ("region", "cell")),
        "exposure": ({"hazard": "protected_areas"}, ("hazard", "population", "by")),
        "zoning": ({"at": _PLACE, "activity": "A01"}, ("layer",)),
        "allowed": ({"activity": "A01", "by": "regencies"}, ("layer", "by")),
        "activities": ({}, ()),
        "indicator": (
            {"indicator": "puskesmas_30min", "region": "64.71"},
            ("indicator", "region"),
        ),
        "kpis": ({}, ()),
        "siting": (
            {"facilities": "puskesmas", "within": "30min", "mode": "car", "n": 3},
            ("population", "roads", "n", "candidates"),
        ),
        "potential": (
            {"region": "64.71", "measures": "minutes_rs", "activities": "A01"},
            ("measures", "region"),
        ),
        "invest": ({"activity": "A27", "region": "64.71", "top": 3}, ("region", "top")),
        "measure": ({"line": [_PLACE, [116.9, -1.2]]}, ("line", "parcel")),
        "buffer": ({"point": _PLACE, "distance": "2km"}, ("distance", "line", "parcel")),
        "reach": ({"point": _PLACE}, ("population", "by", "roads")),
        "visit": ({"point": _PLACE, "k": 3}, ("max_time", "k")),
        "effect": (
            {"masterplan": "banjarbaru", "programme": "p4", "on": "2026-11-22"},
            ("masterplan", "programme"),
        ),
    }
)


def cost_of(process_id: str) -> Cost | None:
    """Give what an analysis costs; None where nothing is declared of it."""
    if process_id not in _DECLARED:
        return None
    asked, grows_with = _DECLARED[process_id]
    return Cost(asked, grows_with, MEASURED.get(process_id))
