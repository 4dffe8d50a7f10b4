"""Boxes of a reference system as what they cover in longitude and latitude."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from layers.errors import CRSError
from layers.reference.axes import from_lonlat, oriented, to_lonlat
from layers.reference.systems import System, Window
from layers.text import Text

# Points along each side of a box: straight in one system, it is bent in another. At 64 the
# chords of a box of 300 km leave the true line by less than a metre.
POINTS = 64


@dataclass(frozen=True, slots=True)
class Covered:
    """What a box covers: a box in degrees, and the exact shape where that box is larger.

    `bbox` crosses 180 degrees where west is greater than east; it is None where the box
    lies beyond the reach of its system, so that it holds no feature.
    """

    bbox: Window | None
    shape: shapely.Polygon | None = None


def covered(box: Window, system: System) -> Covered:
    """Give what a box covers, its four numbers in the order of the system's axes.

    Raises
    ------
    CRSError
        If the lower corner of a box in metres is above, or to the right of, the upper one.

    Examples
    --------
    >>> from layers.reference.systems import offered
    >>> covered((-2, 116, -1, 117), offered()["EPSG:4326"]).bbox
    (116.0, -2.0, 117.0, -1.0)
    """
    corners = oriented(np.array(box, dtype=np.float64).reshape(2, 2), system, "authority")
    (west, south), (east, north) = corners.tolist()
    if system.is_lonlat:
        return Covered((west, south, east, north))
    if south > north:
        raise _turned(south, north, system)
    if system.is_geographic or _wraps(system):
        return _straight(west, south, east, north, system)
    if west > east:
        raise _turned(west, east, system)
    return _bent(west, south, east, north, system)


def _turned(first: float, second: float, system: System) -> CRSError:
    return CRSError(
        Text(
            f"bbox: {first:.10g} lebih besar daripada {second:.10g}, dan di sana {system.short} "
            "tidak melintasi 180 derajat; tukar keduanya",
            f"bbox: {first:.10g} is greater than {second:.10g}, and {system.short} does not "
            "cross 180 degrees there; swap them",
        ),
        code="bad-parameter",
    )


def _wraps(system: System) -> bool:
    """Say whether a projected system goes all round."""
    return system.window[0] == -180.0


def _straight(west: float, south: float, east: float, north: float, system: System) -> Covered:
    """Cover a box whose sides are meridians and parallels."""
    window = np.array(system.window).reshape(2, 2)
    low, high = from_lonlat(window, system, "east-north")
    if max(west, low[0]) > high[0] or east < low[0] or south > high[1] or north < low[1]:
        return Covered(None)
    corners = np.array([[west, south], [east, north]])
    inner = to_lonlat(np.clip(corners, low, high), system, "east-north")
    # On its edge a system may give either side of 180 degrees.
    degrees = np.where(corners <= low, window[0], np.where(corners >= high, window[1], inner))
    (west, south), (east, north) = degrees.tolist()
    return Covered((west, south, east, north))


def _bent(west: float, south: float, east: float, north: float, system: System) -> Covered:
    """Cover a box whose sides are bent on the globe."""
    x0, y0, x1, y1 = _reach(system)
    west, south, east, north = max(west, x0), max(south, y0), min(east, x1), min(north, y1)
    if west > east or south > north:
        return Covered(None)
    ring = shapely.box(west, south, east, north).exterior
    if not ring.length:
        points = to_lonlat(np.array([[west, south]]), system, "east-north")
        x, y = points[0].tolist()
        return Covered((x, y, x, y))
    step = max(east - west, north - south) / POINTS
    bent = to_lonlat(shapely.get_coordinates(ring.segmentize(step)), system, "east-north")
    shape = shapely.Polygon(bent)
    bounds = shape.bounds
    return Covered(bounds, shape if shape.is_valid and shape.area else None)


def _reach(system: System) -> Window:
    """Give how far a transverse Mercator reaches, in its own metres."""
    west, south, east, north = system.window
    middle = (west + east) / 2
    ends = np.array([[west, 0.0], [east, 0.0], [middle, south], [middle, north]])
    (x0, _), (x1, _), (_, y0), (_, y1) = from_lonlat(ends, system, "east-north").tolist()
    return (x0, y0, x1, y1)
