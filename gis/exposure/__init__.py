"""Exposure: lines, facilities and people by the class of a hazard they lie in."""

from __future__ import annotations

from gis.exposure.areas import cut_by_areas, on_areas
from gis.exposure.cells import cut_by_cells, on_cells
from gis.exposure.hazards import Classing, HazardAreas, HazardCells, outlined, ranked
from gis.exposure.people import people_by_class
from gis.exposure.pieces import Pieces

__all__ = [
    "Classing",
    "HazardAreas",
    "HazardCells",
    "Pieces",
    "cut_by_areas",
    "cut_by_cells",
    "on_areas",
    "on_cells",
    "outlined",
    "people_by_class",
    "ranked",
]
