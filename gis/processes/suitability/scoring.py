"""The land of some units scored: tables, patches, candidates and a map of classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from rasterio.features import shapes as outlines

from gis.processes.suitability.asked import Asked
from gis.suitability.assessing import EDGES, MISSING_DATA, OUTSIDE, Assessment, assess
from gis.suitability.candidates import CandidateFinder
from gis.suitability.grid import Grid
from gis.suitability.kept import Kept
from gis.suitability.patches import Patches, PatchFinder
from layers.crs import STORAGE_CRS

# Codes on the map of classes: score classes from 1, constraints from 11, no data.
FIRST_CONSTRAINT, NO_DATA = 11, 200
# Beyond this the map of classes is no map any more, but noise that nobody can load.
MOST_DRAWN = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """What came out of the scoring; `classes` has a code and an outline per class.

    `kept` holds score and reason of every cell.
    """

    grid: Grid
    assessment: Assessment
    patches: Patches
    candidates: gpd.GeoDataFrame
    classes: gpd.GeoDataFrame
    kept: Kept


def scored(grid: Grid, asked: Asked, units: gpd.GeoDataFrame, given: Mapping[str, Any]) -> Scored:
    """Score the land of units.

    Parameters
    ----------
    grid
        The cells.
    asked
        Criteria and constraints.
    units
        The units, by which the land is summed up.
    given
        Checked inputs: ``least``, ``patch_ha``, ``top``, ``spacing``.
    """
    patches = PatchFinder(grid, given["least"])
    candidates = CandidateFinder(grid, given["least"], given["spacing"])
    drawn, kept = np.prod(grid.shape) <= MOST_DRAWN, Kept(grid)
    codes = np.zeros(grid.shape if drawn else (0, 0), dtype=np.uint8)

    told: list[NDArray[np.float64]] = []

    def each(rows: slice, scores: Any, reasons: Any, hectares: Any) -> None:
        kept(rows, scores, reasons, hectares)
        patches.add(rows, scores, hectares)
        candidates.add(rows, scores, told.pop())
        if drawn:
            codes[rows] = _codes(scores, reasons)

    assessment = assess(
        grid, asked.model, units, each=each, parts=lambda _rows, parts: told.append(parts)
    )
    return Scored(
        grid,
        assessment,
        patches.found(least_ha=given["patch_ha"], most=given["top"]),
        candidates.found(given["top"]),
        _drawn(codes, grid),
        kept,
    )


def _codes(scores: NDArray[np.float64], reasons: NDArray[np.uint16]) -> NDArray[np.uint8]:
    """Give the class of each cell; of several constraints the first one."""
    codes = np.digitize(np.nan_to_num(scores), EDGES).astype(np.uint8) + np.uint8(1)
    barred = (reasons > 0) & (reasons < MISSING_DATA)
    first = reasons[barred] & (~reasons[barred] + np.uint16(1))
    codes[barred] = FIRST_CONSTRAINT + np.log2(first).astype(np.uint8)
    codes[reasons == MISSING_DATA] = NO_DATA
    codes[reasons == OUTSIDE] = 0
    return codes


def _drawn(codes: NDArray[np.uint8], grid: Grid) -> gpd.GeoDataFrame:
    """Draw the cells of each class as one shape."""
    found: dict[int, list[Any]] = {}
    if codes.size:
        for shape, code in outlines(codes, mask=codes > 0, transform=grid.transform):
            found.setdefault(int(code), []).append(shapely.geometry.shape(shape))
    shapes = [shapely.multipolygons(found[code]) for code in sorted(found)]
    frame = gpd.GeoDataFrame({"code": sorted(found)}, geometry=shapes, crs=grid.crs)
    return frame.to_crs(STORAGE_CRS).set_index(pd.RangeIndex(1, len(frame) + 1))
