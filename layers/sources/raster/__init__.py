"""Rasters from strangers: read apart by a few drivers, checked, and staged as plain cells."""

from __future__ import annotations

from layers.sources.raster.census import Census
from layers.sources.raster.staged import StagedRaster, collect

KINDS = frozenset({"tiff", "asciigrid", "hgt"})

__all__ = ["KINDS", "Census", "StagedRaster", "collect"]
