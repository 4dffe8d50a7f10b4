"""Zones on a grid: the exact share of every cell inside them, a band of rows at a time."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import has_shape, require_polygons, require_unique_index, to_lonlat
from gis.landcover import kernels
from gis.landcover.grids import HECTARE_M2, Cells, on_grid, require_grid
from gis.landcover.kernels import Edges, Marks, Runs, Strip

Floats = NDArray[np.float64]
METHOD = "exact share of each cell inside the polygon, in the plane of the raster"


@dataclass(frozen=True, slots=True, eq=False)
class Zoned:
    """Zones as edges on the grid of a raster, the northernmost first.

    `area_ha` is the true area of each zone as drawn (edges straight in lon/lat), 0 for
    those without a geometry, which `n_without_shape` counts.
    """

    edges: Edges
    top: Floats
    bottom: Floats
    width: int
    area_ha: Floats
    n_without_shape: int

    def __len__(self) -> int:
        """Give the number of zones."""
        return len(self.area_ha)

    def runs(self, rows: slice) -> Runs:
        """Give the runs of cells inside the zones in a band of rows.

        Parameters
        ----------
        rows
            From the first to behind the last.

        Returns
        -------
        Runs
            Each with its zone and row as one number: ``zone * depth + row - first``.
        """
        strip = Strip(rows.start, rows.stop, self.width)
        near = (self.bottom > rows.start) & (self.top < rows.stop)
        edges = Edges(self.edges.line[near], self.edges.zone[near])
        size = kernels.most_marks(edges, strip)
        marks = Marks(np.empty(size, np.int64), np.empty(size), np.empty(size))
        n = kernels.mark(edges, strip, marks)
        order = np.argsort(marks.cell[:n], kind="stable")
        marks = Marks(marks.cell[order], marks.inside[order], marks.beyond[order])
        runs = Runs(
            np.empty(2 * n, np.int64),
            np.empty(2 * n, np.int32),
            np.empty(2 * n, np.int32),
            np.empty(2 * n),
        )
        m = kernels.runs_of(marks, self.width, runs)
        return Runs(runs.line[:m], runs.start[:m], runs.stop[:m], runs.share[:m])

    def painted(self, rows: slice) -> Floats:
        """Give the share of each cell of a band inside the zones, at most 1 in all."""
        out = np.zeros((rows.stop - rows.start, self.width))
        kernels.paint(self.runs(rows), out)
        return np.minimum(out, 1.0, out=out)


def zoned(zones: gpd.GeoDataFrame | gpd.GeoSeries, cells: Cells, what: str = "zones") -> Zoned:
    """Lay zones on the grid of a raster.

    Parameters
    ----------
    zones
        Valid polygons in any known CRS; missing and empty ones hold nothing.
    cells
        The grid; north-up.
    what
        Name of the zones in messages.

    Raises
    ------
    CRSError
        If the zones or the grid have no reference system.
    GeometryError
        If a zone is not a valid polygon, or the grid is not north-up.
    InputError
        If an index value of the zones occurs twice.
    """
    require_grid(cells, "raster")
    placed = on_grid(zones, cells, what)
    require_polygons(placed, what)
    require_unique_index(zones, what)
    shapes = placed.to_numpy()
    line, zone = _edges(shapes, cells)
    lonlat = to_lonlat(zones, what).to_numpy()
    return Zoned(
        edges=Edges(line, zone),
        top=np.minimum(line[:, 1], line[:, 3]),
        bottom=np.maximum(line[:, 1], line[:, 3]),
        width=cells.shape[1],
        area_ha=area_m2(lonlat) / HECTARE_M2,
        n_without_shape=int((~has_shape(placed)).sum()),
    )


def _edges(shapes: NDArray[np.object_], cells: Cells) -> tuple[Floats, NDArray[np.int64]]:
    """Give the edges of all rings in columns and rows, holes the other way round."""
    parts, owner = shapely.get_parts(shapely.orient_polygons(shapes), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    t = cells.transform
    at = np.column_stack([(xy[:, 0] - t.c) / t.a, (xy[:, 1] - t.f) / t.e])
    joined = ring[1:] == ring[:-1]
    line = np.hstack([at[:-1], at[1:]])[joined]
    zone = owner[part][ring[1:]][joined] if len(ring) else np.zeros(0)
    upright = line[:, 1] != line[:, 3]
    return np.ascontiguousarray(line[upright]), zone[upright].astype(np.int64)


def whole(cells: Cells) -> Zoned:
    """Take all of a grid as one zone.

    `area_ha` is not a number: nothing was drawn.
    """
    require_grid(cells, "raster")
    depth, width = (float(n) for n in cells.shape)
    line = np.array([[0.0, 0.0, 0.0, depth], [width, depth, width, 0.0]])
    return Zoned(
        edges=Edges(line, np.zeros(2, np.int64)),
        top=np.zeros(2),
        bottom=np.full(2, depth),
        width=cells.shape[1],
        area_ha=np.array([np.nan]),
        n_without_shape=0,
    )
