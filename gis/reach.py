"""What lies within a straight distance of facilities: discs, their union, and rings.

Discs are drawn in EPSG:32750, with the scale of that plane taken out: at a vertex
in direction θ the radius is the true distance times the mean scale on the way
there, so that vertices lie on the geodesic circle (within 0.01 ppm up to 30 km).
A disc of 64 edges lies inside the true circle: at most 0.12 % of the radius
short between two vertices, 0.16 % of the area.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from gis.checks import require_crs, require_positive
from layers.crs import GEOD, METRIC_CRS, STORAGE_CRS, to_metric

QUAD_SEGS = 16
_SCALE_0 = 0.9996
_FALSE_EASTING = 500_000.0
_POINT = 0

# Fewer polygons are united faster than two threads are started.
WORTH_THREADS = 2_000

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


def discs(facilities: gpd.GeoSeries, *, distance_m: float) -> gpd.GeoSeries:
    """Draw what lies within a true distance of each facility.

    Parameters
    ----------
    facilities
        Points, lines or polygons in any known CRS, none missing, inside the
        window of EPSG:32750.
    distance_m
        Straight distance on the ground in metres.

    Returns
    -------
    geopandas.GeoSeries
        Polygons in EPSG:32750 on the facilities' index.

    Raises
    ------
    CRSError
        If there is no CRS or a facility lies outside 112-122 E, 10 S-10 N.
    InputError
        If the distance is not positive.

    Examples
    --------
    >>> clinic = gpd.GeoSeries([shapely.Point(117.0, 0.0)], crs=4326)
    >>> float(discs(clinic, distance_m=1000).area.iloc[0].round())
    3134040.0
    """
    require_positive(distance_m, "distance_m")
    require_crs(facilities, "facilities")
    flat = to_metric(gpd.GeoDataFrame(geometry=facilities)).geometry
    shapes = flat.to_numpy()
    is_point = shapely.get_type_id(shapes) == _POINT
    out = np.empty(len(shapes), dtype=object)
    if is_point.any():
        out[is_point] = _circles(shapely.get_coordinates(shapes[is_point]), distance_m)
    if not is_point.all():
        scale = _scale(shapely.get_coordinates(shapely.centroid(shapes[~is_point])))[0]
        out[~is_point] = shapely.buffer(shapes[~is_point], distance_m * scale, quad_segs=QUAD_SEGS)
    return gpd.GeoSeries(out, index=facilities.index, crs=METRIC_CRS)


def _scale(xy: Floats) -> tuple[Floats, Floats, Floats]:
    """Give the scale of EPSG:32750 at places, and its first and second derivative by easting."""
    lon, lat = pyproj.Transformer.from_crs(METRIC_CRS, STORAGE_CRS, always_xy=True).transform(
        xy[:, 0], xy[:, 1]
    )
    k = np.asarray(pyproj.Proj(METRIC_CRS).get_factors(lon, lat).meridional_scale)
    w2 = 1.0 - GEOD.es * np.sin(np.radians(lat)) ** 2
    bend = _SCALE_0 * (GEOD.a * GEOD.a * (1.0 - GEOD.es) / w2**2)
    return np.atleast_1d(k), (xy[:, 0] - _FALSE_EASTING) / bend, 1.0 / bend


def _circles(xy: Floats, distance_m: float) -> NDArray[np.object_]:
    angle = np.linspace(0.0, 2.0 * np.pi, 4 * QUAD_SEGS, endpoint=False)
    unit = np.column_stack([np.cos(angle), np.sin(angle)])
    k, slope, curve = (column[:, None] for column in _scale(xy))
    east = distance_m * k * unit[:, 0]
    radius = distance_m * (k + slope * east / 2.0 + curve * east * east / 6.0)
    rings = xy[:, None, :] + radius[:, :, None] * unit
    return np.asarray(shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1)))


def within_distance(facilities: gpd.GeoSeries, *, distance_m: float) -> gpd.GeoSeries:
    """Give the area within a distance of any facility as separate polygons.

    Parameters
    ----------
    facilities
        Points, lines or polygons in any known CRS, inside EPSG:32750's window.
    distance_m
        Straight distance on the ground in metres.

    Returns
    -------
    geopandas.GeoSeries
        Disjoint polygons in EPSG:4326; none if there is no facility.
    """
    if not len(facilities):
        return gpd.GeoSeries([], crs=STORAGE_CRS)
    united = disjoint_union(discs(facilities, distance_m=distance_m).to_numpy())
    return gpd.GeoSeries(united, crs=METRIC_CRS).to_crs(STORAGE_CRS)


def disjoint_union(shapes: Shapes) -> Shapes:
    """Unite polygons into disjoint ones: west and east half side by side, then the seam.

    Parameters
    ----------
    shapes
        Polygons in one plane, none missing.

    Returns
    -------
    numpy.ndarray
        Disjoint polygons that cover the same area.
    """
    if len(shapes) < WORTH_THREADS:
        return _union(shapes)
    middle = shapely.bounds(shapes)[:, [0, 2]].mean(axis=1)
    halves = np.array_split(shapes[np.argsort(middle, kind="stable")], 2)
    with ThreadPoolExecutor(2) as pool:
        west, east = pool.map(_union, halves)
    in_east, in_west = shapely.STRtree(west).query(east, predicate="intersects")
    met_west, met_east = np.unique(in_west), np.unique(in_east)
    seam = _union(np.concatenate([west[met_west], east[met_east]]))
    return np.concatenate([np.delete(west, met_west), np.delete(east, met_east), seam])


def _union(shapes: Shapes) -> Shapes:
    parts: Shapes = shapely.get_parts(shapely.disjoint_subset_union_all(shapes))
    return parts


def distance_rings(reach: Mapping[float, gpd.GeoSeries]) -> gpd.GeoDataFrame:
    """Turn nested reaches into rings that do not overlap.

    Parameters
    ----------
    reach
        For each distance (metres) the polygons of `within_distance`.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, one row per distance that adds area: `from_m`, `to_m`, geometry.
    """
    rows, inner, start = [], None, 0.0
    for distance, parts in sorted(reach.items()):
        whole = shapely.multipolygons(parts.to_numpy())
        ring = whole if inner is None else shapely.difference(whole, inner)
        if not ring.is_empty:
            rows.append({"from_m": start, "to_m": float(distance), "geometry": ring})
        inner, start = whole, float(distance)
    table = pd.DataFrame(rows, columns=["from_m", "to_m", "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=STORAGE_CRS)
