"""Areas of lon/lat polygons on the ellipsoid, equal-area, additive however they are cut.

The edges are straight lines in longitude and latitude, as GeoJSON has them. Each
edge contributes the equal-area strip between it and the equator (the ordinate of
EPSG:6933, the authalic cylinder of WGS 84), integrated by Simpson's rule, so that
the areas of pieces add up to the area of the whole.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import GEOD

_E2 = GEOD.es
_E = float(np.sqrt(_E2))

Floats = NDArray[np.float64]


def area_m2(shapes: NDArray[np.object_]) -> Floats:
    """Give the area of lon/lat polygons in square metres on WGS 84.

    Parameters
    ----------
    shapes
        Polygons and multipolygons in EPSG:4326, x = longitude; missing and empty
        ones, points and lines count 0.

    Returns
    -------
    numpy.ndarray
        One area per shape, equal to EPSG:6933 with densified edges.

    Examples
    --------
    >>> square = shapely.box(117.0, -1.0, 117.01, -0.99)
    >>> float(area_m2(np.array([square]))[0].round())
    1230727.0
    """
    polygons, owner = shapely.get_parts(shapes, return_index=True)
    is_polygon = shapely.get_type_id(polygons) == 3
    polygons, owner = polygons[is_polygon], owner[is_polygon]
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    size = np.abs(_ring_areas(rings))
    is_outer = np.r_[True, polygon[1:] != polygon[:-1]] if len(polygon) else np.zeros(0, bool)
    signed = np.where(is_outer, size, -size)
    return np.bincount(owner[polygon], weights=signed, minlength=len(shapes)).astype(np.float64)


def ring_areas_m2(lon: Floats, lat: Floats) -> Floats:
    """Give the areas of many rings of as many vertices, as `area_m2` would.

    Parameters
    ----------
    lon, lat
        Degrees, vertex × ring (and more axes); the last vertex is joined to the first.

    Examples
    --------
    >>> lon, lat = np.array([117.0, 117.01, 117.01, 117.0]), np.array([-1.0, -1.0, -0.99, -0.99])
    >>> float(ring_areas_m2(lon, lat).round())
    1230727.0
    """
    x, y = np.radians(lon), np.radians(lat)
    x_next, y_next = np.roll(x, -1, axis=0), np.roll(y, -1, axis=0)
    strip = _strip(y)
    middle = _strip(0.5 * (y + y_next))
    below = (x_next - x) * (strip + 4.0 * middle + np.roll(strip, -1, axis=0)) / 6.0
    areas: Floats = np.abs(below.sum(axis=0))
    return areas


def _ring_areas(rings: NDArray[np.object_]) -> Floats:
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if not len(xy):
        return np.zeros(len(rings))
    edge = ring[1:] == ring[:-1]
    lon, lat = np.radians(xy).T
    strip = _strip(lat)
    middle = _strip(0.5 * (lat[1:] + lat[:-1]))
    below = (lon[1:] - lon[:-1]) * (strip[1:] + 4.0 * middle + strip[:-1]) / 6.0
    return np.bincount(ring[1:][edge], weights=below[edge], minlength=len(rings)).astype(np.float64)


def _strip(lat: Floats) -> Floats:
    """Area between the equator and a latitude (radians), per radian of longitude, m²."""
    sin = np.sin(lat)
    q = sin / (1.0 - _E2 * sin * sin) + np.arctanh(_E * sin) / _E
    strip: Floats = 0.5 * GEOD.a**2 * (1.0 - _E2) * q
    return strip
