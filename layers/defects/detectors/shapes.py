"""Shapes that betray where they come from: slivers of overlays, stairs of rasters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from layers.defects.defect import GEOMETRY, Detector, Places, Suspicion, Table
from layers.defects.finding import rows_said
from layers.schema import Text

AREA_KINDS = (3, 6)
THIN_M, LEAST_LENGTH_M = 2.0, 20.0
STAIR_SHARE, LEAST_CORNERS = 0.5, 8
METRES_PER_DEGREE = 111_195.0  # of a sphere of 6,371 km
Floats = npt.NDArray[np.float64]


def areas_of(table: Table) -> tuple[Places, npt.NDArray[np.object_]]:
    """Give the places of the polygons, and them."""
    places = np.flatnonzero(np.isin(table.shape_kinds, AREA_KINDS))
    return places, table.geometry[places]


def metres(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Give lon/lat shapes in local metres, each about its own latitude: fit for thin and small."""
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    bounds = shapely.bounds(shapes)
    middle = np.radians((bounds[:, 1] + bounds[:, 3]) / 2)[owner]
    local = np.column_stack([xy[:, 0] * np.cos(middle), xy[:, 1]]) * METRES_PER_DEGREE
    return np.asarray(shapely.set_coordinates(shapes.copy(), local), dtype=object)


def _slivers(table: Table) -> list[Suspicion]:
    """Find polygons that are long and less than two metres wide on average."""
    places, shapes = areas_of(table)
    if not len(places):
        return []
    local = metres(shapes)
    around = shapely.length(local)
    width = np.divide(
        2 * shapely.area(local), around, out=np.full(len(local), np.inf), where=around > 0
    )
    thin = (width < THIN_M) & (around > 2 * LEAST_LENGTH_M)
    if not thin.any():
        return []
    at = places[thin]
    rows = rows_said(table.rows[at])
    message = Text(
        f"{rows.id}: lebar rata-rata di bawah {THIN_M:g} m",
        f"{rows.en}: less than {THIN_M:g} m wide on average",
    )
    before = [f"{w:.2f} m × {p / 2:,.0f} m" for w, p in zip(width[thin], around[thin], strict=True)]
    return [Suspicion("sliver", message, at, GEOMETRY, before)]


def _stairs(table: Table) -> list[Suspicion]:
    """Say that polygons follow the cells of a raster: all edges along the axes, equal steps."""
    places, shapes = areas_of(table)
    if not len(places):
        return []
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    same = owner[1:] == owner[:-1]
    steps = np.abs(np.diff(xy, axis=0))
    slanted = same & (steps > 1e-9).all(axis=1)
    n_slanted = np.bincount(owner[1:][slanted], minlength=len(shapes))
    n_corners = np.bincount(owner, minlength=len(shapes))
    stair = (n_slanted == 0) & (n_corners > LEAST_CORNERS)
    straight = (n_slanted == 0).mean()
    if not stair.any() or straight < STAIR_SHARE:
        return []
    lengths = steps[same & ~slanted].max(axis=1)
    cell = float(np.min(lengths[lengths > 1e-9]))
    even = np.abs(lengths / cell - np.round(lengths / cell)) < 0.05
    if even.mean() < STAIR_SHARE:
        return []
    at = places[stair]
    size_m = cell * METRES_PER_DEGREE
    message = Text(
        f"{len(at)} dari {len(table)} poligon bertangga; sel sekitar {size_m:,.0f} m",
        f"{len(at)} of {len(table)} polygons are stairs; cells of about {size_m:,.0f} m",
    )
    return [Suspicion("stair-steps", message, at, GEOMETRY)]


DETECTORS = (
    Detector(("sliver",), _slivers),
    Detector(("stair-steps",), _stairs),
)
