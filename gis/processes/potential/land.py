"""Land: hectares that zoning leaves to an activity, less what is protected, steep or built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.errors import GisError
from gis.landcover.overlaps import polygons_of
from gis.processes.answer import Outcome
from gis.processes.landuse.epochs import cover_of
from gis.processes.potential.measures import STEEP_DEGREES
from gis.processes.zoning import allowed_process
from gis.zonal import zonal_sum
from layers.errors import LayersError
from layers.landcover import COMMON
from layers.layer import Layer
from layers.raster import Raster
from layers.text import Text

if TYPE_CHECKING:
    from layers.catalog import Catalogue

HA_M2 = 10_000.0
OPEN = ("I", "T", "B", "TB")
PROTECTED, SLOPE, FLOOD = "protected_areas", "slope", "flood"
BUILT, WATER = 8, 10
METHOD = Text(
    "Lahan tersedia: zona dengan putusan I, T, B, atau T dan B untuk kegiatan itu di dalam "
    "wilayah, dikurangi kawasan lindung (poligon), lalu sel yang lerengnya "
    f"{STEEP_DEGREES:g}° atau lebih, lalu sel yang terbangun atau air; luas elipsoid WGS 84.",
    "Land available: zones with verdict I, T, B or T and B for the activity inside the unit, less "
    f"protected areas (polygons), then cells with slopes of {STEEP_DEGREES:g}° or more, then cells "
    "that are built up or water; areas on the WGS 84 ellipsoid.",
)


def land_for(
    catalogue: Catalogue, activity: str, units: gpd.GeoDataFrame, given: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], Outcome]:
    """Give the hectares of each unit that are left to an activity, and what takes the others.

    Parameters
    ----------
    catalogue
        Where the layers are.
    activity
        Its id or words.
    units
        Units with `code`, `name` and polygons in EPSG:4326.
    given
        ``by`` and ``region``.

    Returns
    -------
    rows
        `code`, `name`, `activity`, `allowed_ha`, `protected_ha`, `steep_ha`, `built_ha`,
        `available_ha`; those of a layer that is not there are None.
    outcome
        Of the analysis `allowed`.

    Raises
    ------
    InputError
        If there is no such activity.
    NoAnswerError
        If the plan has no zone there.
    """
    process = allowed_process()
    asked = {"activity": activity, "by": given["by"], "region": given["region"]}
    outcome = process.function(catalogue, process.check(asked))
    zones = outcome.features["zones"]
    open_zones = zones[zones["verdict"].isin(OPEN)].geometry.to_numpy()
    pieces = _inside(open_zones, units.geometry.to_numpy())
    table = units[["code", "name"]].reset_index(drop=True)
    table["activity"] = outcome.numbers["activity"]["id"]
    table["allowed_ha"] = _hectares(pieces)
    rest = pieces
    table["protected_ha"] = None
    if PROTECTED in catalogue:
        kept = shapely.difference(pieces, _protected(catalogue, units))
        rest = np.array([_polygonal(shape) for shape in kept], dtype=object)
        table["protected_ha"] = (table["allowed_ha"] - _hectares(rest)).clip(lower=0.0)
    taken = _taken(catalogue, gpd.GeoSeries(rest, crs=units.crs))
    for name in ("steep_ha", "built_ha"):
        table[name] = taken.get(name)
    lost = [table[name].fillna(0.0).astype(float) for name in ("steep_ha", "built_ha")]
    left = pd.Series(_hectares(rest)) - sum(lost)
    # Cells are cut by zones in the plane of the raster: a rounding may pass below nothing.
    table["available_ha"] = left.clip(lower=0.0)
    rows: list[dict[str, Any]] = table.to_dict("records")
    return rows, outcome


def layers_of_land(catalogue: Catalogue) -> tuple[Layer, ...]:
    """Give the layers that land is taken off by, as far as they are there."""
    used = [catalogue[name].layer for name in (PROTECTED, SLOPE) if name in catalogue]
    cover = _cover(catalogue)
    return (*used, *([] if cover is None else [cover]))


def _cover(catalogue: Catalogue) -> Layer | None:
    """Give the latest layer of land cover, if its codes are those of the common legend."""
    try:
        found = cover_of(catalogue, None)
    except (GisError, LayersError):
        return None
    return found.layer if found.legend == COMMON else None


def _inside(zones: NDArray[np.object_], units: NDArray[np.object_]) -> NDArray[np.object_]:
    """Give the land of zones, united, in each unit."""
    unit, zone = shapely.STRtree(zones).query(units, predicate="intersects")
    out = np.full(len(units), shapely.Polygon(), dtype=object)
    for at in np.unique(unit):
        land = shapely.union_all(zones[zone[unit == at]])
        out[at] = _polygonal(shapely.intersection(land, units[at]))
    return out


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """Give what is land of a shape: borders that only touch leave lines and points."""
    return shapely.multipolygons(polygons_of(shape))


def _hectares(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    return area_m2(shapes) / HA_M2


def _protected(catalogue: Catalogue, units: gpd.GeoDataFrame) -> Any:
    west, south, east, north = (float(v) for v in units.total_bounds)
    found = catalogue[PROTECTED].read(bbox=(west, south, east, north))
    return shapely.union_all(found.geometry.to_numpy())


def _taken(catalogue: Catalogue, land: gpd.GeoSeries) -> dict[str, NDArray[np.float64]]:
    """Give the hectares of land that are steep, and of the rest those built up or water."""
    held = land[~land.is_empty]
    if not len(held) or SLOPE not in catalogue:
        return {}
    west, south, east, north = (float(v) for v in held.total_bounds)
    box = (west, south, east, north)
    slope = catalogue[SLOPE].raster(box)
    steep = np.where(_known(slope), slope.values, -1.0) >= STEEP_DEGREES
    masks = {"steep_ha": steep}
    cover = _cover(catalogue)
    built = None if cover is None else catalogue[cover.id].raster(box)
    if built is not None and built.crs.equals(slope.crs, ignore_axis_order=True):
        classes = _at_cells(built, slope)
        masks["built_ha"] = np.isin(classes, (BUILT, WATER)) & ~steep
    size = _cell_hectares(slope)
    out = {}
    for name, mask in masks.items():
        amounts = replace(slope, values=np.where(mask, size, 0.0), nodata=None)
        out[name] = zonal_sum(land, amounts).table["total"].fillna(0.0).to_numpy(float)
    return out


def _known(raster: Raster) -> NDArray[np.bool_]:
    known: NDArray[np.bool_] = np.isfinite(raster.values)
    return known if raster.nodata is None else known & (raster.values != raster.nodata)


def _centres(raster: Raster) -> tuple[NDArray[np.floating[Any]], NDArray[np.floating[Any]]]:
    rows, columns = raster.values.shape
    at = raster.transform
    return at.c + at.a * (np.arange(columns) + 0.5), at.f + at.e * (np.arange(rows) + 0.5)


def _at_cells(raster: Raster, like: Raster) -> NDArray[np.float64]:
    """Give the value of a raster at the centres of the cells of another; -1 beyond it."""
    x, y = _centres(like)
    column = np.floor((x - raster.transform.c) / raster.transform.a).astype(int)
    row = np.floor((y - raster.transform.f) / raster.transform.e).astype(int)
    rows, columns = raster.values.shape
    inside = ((row >= 0) & (row < rows))[:, None] & ((column >= 0) & (column < columns))[None, :]
    found = raster.values[np.clip(row, 0, rows - 1)[:, None], np.clip(column, 0, columns - 1)]
    return np.where(inside, found, -1.0)


def _cell_hectares(raster: Raster) -> NDArray[np.float64]:
    """Give the area of a cell in each row, n × 1."""
    at = raster.transform
    if not raster.crs.is_geographic:
        return np.full((raster.shape[0], 1), abs(at.a * at.e) / HA_M2)
    _, y = _centres(raster)
    half = abs(at.e) / 2.0
    boxes = shapely.box(0.0, y - half, abs(at.a), y + half)
    return (area_m2(boxes) / HA_M2)[:, None]
