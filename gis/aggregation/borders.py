"""Where lines and points lie among zones: split at every border, on it in one zone only."""

from __future__ import annotations

import numpy as np
import shapely

from gis.aggregation.pieces import Floats, Ints, Shapes
from gis.exposure.areas import crossings
from gis.exposure.courses import Course

OUTSIDE = -1


def places_in(points: Shapes, zones: Shapes) -> tuple[Ints, Ints]:
    """Find the zones each point lies in.

    A point on a border counts in the zones whose inside it lies in; where there is none,
    in the first whose border it is on.

    Returns
    -------
    tuple
        Position of the point and of the zone, for every pair; by point, then zone.

    Examples
    --------
    >>> west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> point, zone = places_in(shapely.points([[1.0, 0.5], [1.5, 0.5]]), np.array([west, east]))
    >>> point.tolist(), zone.tolist()
    ([0, 1], [0, 1])
    """
    zone, point = shapely.STRtree(points).query(zones, predicate="intersects")
    order = np.lexsort((zone, point))
    point, zone = point[order], zone[order]
    several = (np.bincount(point, minlength=len(points)) > 1)[point]
    keep = np.ones(len(point), dtype=np.bool_)
    asked = np.flatnonzero(several)
    if len(asked):
        inside = shapely.contains_properly(zones[zone[asked]], points[point[asked]])
        has_inside = np.zeros(len(points), dtype=np.bool_)
        has_inside[point[asked][inside]] = True
        first = np.r_[True, point[asked][1:] != point[asked][:-1]]
        keep[asked] = np.where(has_inside[point[asked]], inside, first)
    return point[keep], zone[keep]


def metres_in(course: Course, zones: Shapes) -> tuple[Ints, Ints, Floats]:
    """Measure how much of each line lies in each zone and outside of all.

    Parameters
    ----------
    course
        The lines, edge by edge.
    zones
        Valid polygons in EPSG:4326.

    Returns
    -------
    tuple
        Line, zone (`OUTSIDE` for none) and geodesic metres of every part. What zones that
        overlap share is in each of them.
    """
    found = _Sets(zones)
    edge, share = crossings(course, zones)
    parts = course.cut(edge, share, found.of)
    zone, count = found.members(parts.rank)
    owner = np.repeat(np.arange(len(parts.rank)), count)
    return parts.line[owner], zone, parts.metres[owner]


class _Sets:
    """Numbers for sets of zones: a course is cut by one number for each of its parts."""

    def __init__(self, zones: Shapes) -> None:
        self._zones = zones
        self._sets: dict[tuple[int, ...], int] = {}

    def of(self, lonlat: Floats) -> Ints:
        """Give the number of the set of zones at each place."""
        point, zone = places_in(shapely.points(lonlat), self._zones)
        count = np.bincount(point, minlength=len(lonlat))
        out = np.full(len(lonlat), self._number((OUTSIDE,)), dtype=np.intp)
        single = count[point] == 1
        wanted, inverse = np.unique(zone[single], return_inverse=True)
        numbers = np.array([self._number((int(z),)) for z in wanted], dtype=np.intp)
        out[point[single]] = numbers[inverse]
        start = np.r_[0, np.cumsum(count)]
        for several in np.flatnonzero(count > 1):
            held = zone[start[several] : start[several + 1]].tolist()
            out[several] = self._number(tuple(held))
        return out

    def members(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Give the zones of each set one after the other, and how many each has."""
        sets = list(self._sets)
        sizes = np.array([len(s) for s in sets], dtype=np.intp)
        flat = np.array([zone for s in sets for zone in s], dtype=np.intp)
        start = np.r_[0, np.cumsum(sizes)][:-1]
        count = sizes[numbers] if len(numbers) else np.zeros(0, dtype=np.intp)
        begin = np.repeat(start[numbers], count) if len(numbers) else count
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return flat[begin + within], count

    def _number(self, zones: tuple[int, ...]) -> int:
        return self._sets.setdefault(zones, len(self._sets))
