"""People by the class of a hazard in each unit, by exact fractions of the cells they live in."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.checks import require_crs, require_polygons, require_unique_index
from gis.exposure.hazards import HazardAreas
from gis.exposure.pieces import Shapes
from gis.overlay import inside_parts
from gis.zonal import sums_of_pieces, zonal_sum
from layers.crs import STORAGE_CRS
from layers.raster import Raster

# Smallest side of the grid by which large shapes are cut, in degrees.
LEAST_CELL_DEG = 0.001
POLYGON = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class PeopleByClass:
    """People of each unit by class.

    Attributes
    ----------
    counts
        Units × (classes, the worst first, and last: in none of them).
    total
        People of each unit; the counts of a unit add up to it.
    n_negative_cells
        Cells below zero, which count nobody.
    """

    counts: Floats
    total: Floats
    n_negative_cells: int


def people_by_class(units: gpd.GeoDataFrame, hazard: HazardAreas, people: Raster) -> PeopleByClass:
    """Count the people of units by the worst class where they live.

    Parameters
    ----------
    units
        Valid polygons in any known CRS, unique index.
    hazard
        Areas with the rank of their class; where they overlap the worst counts.
    people
        People per cell, spread evenly within each cell.

    Raises
    ------
    CRSError, GeometryError
        If the units have no CRS, or are no valid polygons.
    """
    require_crs(units, "units")
    require_polygons(units, "units")
    require_unique_index(units, "units")
    counted = zonal_sum(units, people)
    total = counted.table["total"].to_numpy(dtype=np.float64)
    lonlat = units.geometry.to_crs(STORAGE_CRS).to_numpy()
    counts = np.zeros((len(units), hazard.n_classes + 1))
    seen: shapely.Geometry = shapely.Polygon()
    bounds = shapely.box(*shapely.total_bounds(lonlat))
    near = shapely.intersects(hazard.shapes, bounds)
    for rank in np.unique(hazard.rank[near]):
        parts = hazard.shapes[near & (hazard.rank == rank)]
        if not hazard.disjoint:
            parts, seen = _apart(parts, seen)
        unit, pieces = inside_parts(lonlat, parts, least_cell=LEAST_CELL_DEG)
        if len(pieces):
            sums = sums_of_pieces(gpd.GeoSeries(pieces, crs=STORAGE_CRS), people)
            counts[:, rank] = np.bincount(unit, sums, minlength=len(units))
    counts[:, -1] = np.maximum(total - counts[:, :-1].sum(axis=1), 0.0)
    return PeopleByClass(_within(counts, total), total, counted.n_negative_cells)


def _apart(shapes: Shapes, seen: shapely.Geometry) -> tuple[Shapes, shapely.Geometry]:
    """Give what shapes cover beyond what was seen, as disjoint polygons, and all seen then."""
    areas = shapely.union_all(shapes)
    parts = shapely.get_parts(shapely.difference(areas, seen))
    return parts[shapely.get_type_id(parts) == POLYGON], shapely.union(seen, areas)


def _within(counts: Floats, total: Floats) -> Floats:
    """Take off what rounding of shares (32 bits in exactextract) puts beyond the total."""
    summed = counts.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        scale = np.where(summed > 0, total / summed, 1.0)
    return np.asarray(counts * scale[:, None])
