"""The ground about a place: lon/lat shapes in metres around it, and back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.crs import GEOD

Shapes = NDArray[np.object_]


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Give metres per degree of longitude and of latitude at a latitude, on WGS 84.

    Examples
    --------
    >>> [round(m, 1) for m in metres_per_degree(0.0)]
    [111319.5, 110574.3]
    """
    east_m, north_m = metres_per_degrees(np.array([lat]))[0].tolist()
    return east_m, north_m


def metres_per_degrees(lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give metres per degree of longitude and of latitude at many latitudes (n × 2)."""
    sin, degree = np.sin(np.radians(lat)), np.pi / 180.0
    w2 = 1.0 - GEOD.es * sin * sin
    across = GEOD.a / np.sqrt(w2)
    along = across * (1.0 - GEOD.es) / w2
    both: NDArray[np.float64] = np.column_stack([across * np.cos(np.radians(lat)), along]) * degree
    return both


@dataclass(frozen=True)
class Ground:
    """A plane in metres that touches the ellipsoid at a place.

    Good to a hundred-thousandth within a kilometre; longer lines are for the geodesic.
    """

    lon: float
    lat: float

    @classmethod
    def about(cls, shape: shapely.Geometry) -> Ground:
        """Take the plane at the middle of a lon/lat shape's box."""
        west, south, east, north = shape.bounds
        return cls((west + east) / 2.0, (south + north) / 2.0)

    def metres(self, shapes: Shapes | shapely.Geometry) -> Shapes:
        """Give lon/lat shapes in metres east and north of the place."""
        scale = np.array(metres_per_degree(self.lat))
        here = np.array([self.lon, self.lat])
        moved: Shapes = shapely.transform(shapes, lambda xy: (xy - here) * scale)
        return moved

    def window(self, shape: shapely.Geometry, margin_m: float) -> tuple[float, ...]:
        """Give the lon/lat box of a shape, wider by a margin on each side."""
        east_m, north_m = metres_per_degree(self.lat)
        west, south, east, north = shape.bounds
        dx, dy = margin_m / east_m, margin_m / north_m
        return west - dx, south - dy, east + dx, north + dy
