"""Outlines of known area: shapes grown or shrunk until they hold the hectares they should."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.errors import LayersError
from layers.starter.ground.boundaries import area_km2

TOLERANCE = 1e-4


def fitted(shape: Callable[[float], BaseGeometry], area_ha: float) -> BaseGeometry:
    """Find the size at which a shape has the wanted geodesic area, by bisection.

    Parameters
    ----------
    shape
        Gives the shape (EPSG:4326) for a size between 0.2 and 4; it grows with the size.
    area_ha
        Wanted area in hectares.

    Raises
    ------
    LayersError
        If no size gives the area within 0.01 %.
    """
    low, high = 0.2, 4.0
    for _ in range(60):
        size = (low + high) / 2
        geometry = shape(size)
        have = hectares(geometry)
        if abs(have / area_ha - 1) < TOLERANCE:
            return geometry
        low, high = (size, high) if have < area_ha else (low, size)
    raise LayersError(
        f"no outline of {area_ha} ha fits here; nearest {have:.1f} ha: move its centre"
    )


def hectares(geometry: BaseGeometry) -> float:
    """Measure a polygon along the geodesic of WGS 84, in hectares."""
    return float(area_km2(np.array([geometry]))[0] * 100)
