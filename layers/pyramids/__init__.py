"""Pyramids: all tiles of chosen layers in one file, as PMTiles or MBTiles."""

from __future__ import annotations

from layers.pyramids.building import Built, Estimate, Progress, build_pyramid, estimate_pyramid
from layers.pyramids.contents import Contents
from layers.pyramids.reading import Pyramid, open_pyramid

__all__ = [
    "Built",
    "Contents",
    "Estimate",
    "Progress",
    "Pyramid",
    "build_pyramid",
    "estimate_pyramid",
    "open_pyramid",
]
