"""Boundaries of four levels: codes, names, whether they nest, and upper levels by dissolving."""

from __future__ import annotations

from layers.boundaries.codes import (
    CodeReading,
    ancestor_of,
    level_of,
    normalise_code,
    parent_of,
)
from layers.boundaries.crosswalk import (
    Pair,
    Translated,
    bps_of,
    crosswalk,
    kemendagri_of,
    translate_bps,
)
from layers.boundaries.dissolving import dissolve_up
from layers.boundaries.finding import BoundaryFinding
from layers.boundaries.hierarchy import (
    check_hierarchy,
    code_findings,
    level_sums,
    outside_parents,
)
from layers.boundaries.names import NameMatch, NameMatches, RegionNames, known_regions
from layers.boundaries.tiling import Tiling, measure_tiling, tiling_findings

__all__ = [
    "BoundaryFinding",
    "CodeReading",
    "NameMatch",
    "NameMatches",
    "Pair",
    "RegionNames",
    "Tiling",
    "Translated",
    "ancestor_of",
    "bps_of",
    "check_hierarchy",
    "code_findings",
    "crosswalk",
    "dissolve_up",
    "kemendagri_of",
    "known_regions",
    "level_of",
    "level_sums",
    "measure_tiling",
    "normalise_code",
    "outside_parents",
    "parent_of",
    "tiling_findings",
    "translate_bps",
]
