"""Infrastructure: road classes, waterways, utilities and assets as codes, words and values."""

from __future__ import annotations

from layers.infrastructure.roads import (
    RoadFunction,
    Speed,
    default_speed_kmh,
    road_functions,
    speeds,
)
from layers.infrastructure.vocabulary import CodeList, code_list

__all__ = [
    "CodeList",
    "RoadFunction",
    "Speed",
    "code_list",
    "default_speed_kmh",
    "road_functions",
    "speeds",
]
