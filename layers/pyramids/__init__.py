"""Pyramids: all tiles of chosen layers in one file, as PMTiles or MBTiles."""

from __future__ import annotations

from layers.pyramids.building import Built, Estimate, Progress, build_pyramid, estimate_pyramid
from layers.pyramids.contents import Contents
from layers.pyramids.reading import Pyramid, open_pyramid
from layers.pyramids.shelf import Shelf

__all__ = [
    "Built",
    "Contents",
    "Estimate",
    "Progress",
    "Pyramid",
    "Shelf",
    "build_pyramid",
    "estimate_pyramid",
    "open_pyramid",
]
