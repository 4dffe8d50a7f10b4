"""Lines and points split by the cells of a raster: exactly at the cells' borders."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pyproj
from numpy.typing import NDArray

from gis.checks import lonlat_of_points
from gis.exposure.courses import course_of
from gis.exposure.hazards import HazardCells
from gis.exposure.pieces import Ints, Pieces
from layers.crs import STORAGE_CRS

Floats = NDArray[np.float64]


def cut_by_cells(lines: gpd.GeoSeries | gpd.GeoDataFrame, hazard: HazardCells) -> Pieces:
    """Split lines where they pass from a cell of one class into one of another.

    Parameters
    ----------
    lines
        Lines in any known CRS; other kinds of shapes have no piece.
    hazard
        Classed cells. Beyond the raster there is no data.

    Returns
    -------
    Pieces
        In the order of the lines; rank ``n_classes`` where there is no data. A piece goes
        on until the class changes. Lengths add up to those of the lines.

    Raises
    ------
    CRSError
        If the lines have no CRS.
    """
    course = course_of(lines)
    start, end = _on_grid(hazard, course.start), _on_grid(hazard, course.end)
    crossed = [_crossed(a, b) for a, b in zip(start, end, strict=True)]
    edge, share = (np.concatenate(both) for both in zip(*crossed, strict=True))
    return course.cut(edge, share, lambda lonlat: _rank_at(hazard, *_on_grid(hazard, lonlat)))


def on_cells(points: gpd.GeoSeries | gpd.GeoDataFrame, hazard: HazardCells) -> Ints:
    """Give the rank of the cell that each point lies in; ``n_classes`` without data."""
    return _rank_at(hazard, *_on_grid(hazard, lonlat_of_points(points.geometry, "points")))


def _on_grid(hazard: HazardCells, lonlat: Floats) -> tuple[Floats, Floats]:
    """Give columns and rows, in cells from the raster's corner."""
    crs, t = hazard.raster.crs, hazard.raster.transform
    x, y = lonlat[:, 0], lonlat[:, 1]
    if not crs.equals(pyproj.CRS(STORAGE_CRS), ignore_axis_order=True):
        change = pyproj.Transformer.from_crs(STORAGE_CRS, crs, always_xy=True)
        x, y = (np.asarray(v) for v in change.transform(x, y))
    return (x - t.c) / t.a, (y - t.f) / t.e


def _rank_at(hazard: HazardCells, column: Floats, row: Floats) -> Ints:
    rows, columns = hazard.rank.shape
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    at_row, at_column = (np.where(inside, a, 0).astype(np.intp) for a in (row, column))
    return np.where(inside, hazard.rank[at_row, at_column], hazard.n_classes)


def _crossed(start: Floats, end: Floats) -> tuple[Ints, Floats]:
    """Give where edges cross whole numbers: edge, and share of the way."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    first = np.ceil(low)
    count = np.maximum(np.ceil(high) - first, 0).astype(np.intp)
    edge = np.repeat(np.arange(len(start)), count)
    line = first[edge] + np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    return edge, (line - start[edge]) / (end - start)[edge]
