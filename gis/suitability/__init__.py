"""Suitability: land scored by weighted criteria, kept apart from what must not be built on."""

from __future__ import annotations

from gis.suitability.ahp import Priorities, Revision, priorities, read_judgements
from gis.suitability.assessing import Assessment, Constraint, Criterion, Model, assess
from gis.suitability.fields import Burned, Crowding, Distances, Field, Sampled
from gis.suitability.grid import Grid, grid_over
from gis.suitability.kept import Kept
from gis.suitability.patches import Patches, find_patches
from gis.suitability.scores import Classes, Curve, Sigmoid

__all__ = [
    "Assessment",
    "Burned",
    "Classes",
    "Constraint",
    "Criterion",
    "Crowding",
    "Curve",
    "Distances",
    "Field",
    "Grid",
    "Kept",
    "Model",
    "Patches",
    "Priorities",
    "Revision",
    "Sampled",
    "Sigmoid",
    "assess",
    "find_patches",
    "grid_over",
    "priorities",
    "read_judgements",
]
