"""Segments: the nearest segment of each point, looked for in rows of cells outwards from it."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.kernels.fences import Fences, times_crossed
from gis.network.noding.cells import MOST_CELLS
from layers.crs import GEOD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Place = tuple[float, float]

_A, _E2 = GEOD.a, GEOD.es
# Segments that near to each other are equally near: the first one is taken.
_SAME_M = 1e-6
_NO_BARS = -1
# The least radius of curvature (metres), and a latitude near which meridians run together.
_B = _A * (1.0 - _E2)
_STEEP = 85.0


class Segments(NamedTuple):
    """Segments by cells.

    lonlat float64 (vertices, v × 2), vertex int64 (first vertex of each segment, s), key,
    offsets and segment int64 (as in `gis.network.noding.cells.Cells`), grid float64 (west,
    south and size of a cell in degrees).
    """

    lonlat: Floats
    vertex: Ints
    key: Ints
    offsets: Ints
    segment: Ints
    grid: Floats


@nb.njit(cache=True, nogil=True)
def nearest_segments(points: Floats, segments: Segments, limit_m: float) -> tuple[Ints, Floats]:
    """Find the nearest segment of each point within a limit.

    Parameters
    ----------
    points
        Lon/lat, n × 2.
    segments
        The segments.
    limit_m
        Metres.

    Returns
    -------
    tuple
        Segment of each point, -1 where none is within the limit, and how far along it
        the nearest place is, 0 to 1.
    """
    nothing = np.zeros(0, dtype=np.int64)
    fences = Fences(
        np.empty((0, 4)), nothing, np.zeros(1, dtype=np.int64), nothing, np.array([0.0, 0.0, 1.0])
    )
    return free_segments(points, segments, limit_m, fences, np.full(len(points), _NO_BARS))


@nb.njit(cache=True, nogil=True)
def free_segments(
    points: Floats, segments: Segments, limit_m: float, fences: Fences, crossings: Ints
) -> tuple[Ints, Floats]:
    """Find the nearest segment of each point whose way there crosses few enough fences.

    Parameters
    ----------
    points, segments, limit_m
        As for `nearest_segments`.
    fences
        What ways must not cross.
    crossings
        How often the way of each point may do so after all, int64, n.
    """
    found = np.full(len(points), -1, dtype=np.int64)
    along = np.zeros(len(points))
    if len(segments.key) == 0:
        return found, along
    rows = _rows(segments.key)
    before = -1
    for p in range(len(points)):
        point = (points[p, 0], points[p, 1])
        scale = _scale(point, limit_m)
        bars = (fences, crossings[p])
        best, at, nearest = limit_m, 0.0, -1
        if before >= 0:
            # Points come side by side as a rule: what was nearest to the last is near to this.
            metres, at = _apart(segments.lonlat, segments.vertex[before], point)
            if metres <= limit_m and not _barred(segments, before, point, at, bars):
                best, nearest = metres, before
        found[p], along[p] = _searched(point, segments, rows, (best, at, nearest), scale, bars)
        before = found[p]
    return found, along


@nb.njit(cache=True, nogil=True)
def _barred(
    segments: Segments,
    s: int,
    point: Place,
    at: float,
    bars: tuple,  # type: ignore[type-arg]
) -> bool:
    """Tell whether the way from a point to a segment crosses too many fences."""
    fences, allowed = bars
    if allowed == _NO_BARS:
        return False
    a, b = segments.lonlat[segments.vertex[s]], segments.lonlat[segments.vertex[s] + 1]
    x, y = a[0] * (1.0 - at) + b[0] * at, a[1] * (1.0 - at) + b[1] * at
    barred: bool = times_crossed(fences, point[0], point[1], x, y, allowed + 1) > allowed
    return barred


@nb.njit(cache=True, nogil=True)
def _rows(key: Ints) -> Ints:
    """Give where the cells of each row begin, from row 0 to the last, and their end."""
    last = key[-1] // MOST_CELLS
    return np.searchsorted(key, np.arange(last + 2) * MOST_CELLS)


@nb.njit(cache=True, nogil=True)
def _searched(
    point: Place,
    segments: Segments,
    rows: Ints,
    so_far: tuple[float, float, int],
    scale: tuple[float, float],
    bars: tuple,  # type: ignore[type-arg]
) -> tuple[int, float]:
    """Look at rows of cells outwards from a point, while they may hold what is nearer."""
    best, at, nearest = so_far
    south, size, n_rows = segments.grid[1], segments.grid[2], len(rows) - 1
    # A point beyond the grid starts from the row of the grid that is nearest to it.
    row = min(max(int((point[1] - south) // size), 0), n_rows - 1)
    for step in range(n_rows):
        open_ways = False
        for side in range(2 if step else 1):
            r = row + step if side == 0 else row - step
            if not 0 <= r < n_rows:
                continue
            low = south + r * size
            up = max(low - point[1], point[1] - (low + size), 0.0) * scale[1]
            if up > best + _SAME_M:
                continue
            open_ways = True
            part = (rows[r], rows[r + 1], up)
            so_far = (best, at, nearest)
            best, at, nearest = _looked(point, segments, part, so_far, scale, bars)
        if not open_ways and step:
            break
    return nearest, at


@nb.njit(cache=True, nogil=True)
def _scale(point: Place, limit_m: float) -> tuple[float, float]:
    """Give metres per degree at a point, shrunk so that no way within the limit is overstated."""
    sin = np.sin(np.radians(point[1]))
    w2 = 1.0 - _E2 * sin * sin
    reach = limit_m / _B
    if abs(point[1]) + np.degrees(reach) >= _STEEP:
        return 0.0, 0.0
    slack = (np.tan(np.radians(abs(point[1])) + reach) + 0.02) * reach + 1e-6
    if slack >= 1.0:
        return 0.0, 0.0
    across = np.radians(_A / np.sqrt(w2)) * np.cos(np.radians(point[1]))
    up = np.radians(_A * (1.0 - _E2) / (w2 * np.sqrt(w2)))
    return across * (1.0 - slack), up * (1.0 - slack)


@nb.njit(cache=True, nogil=True)
def _looked(
    point: Place,
    segments: Segments,
    row: tuple[int, int, float],
    so_far: tuple[float, float, int],
    scale: tuple[float, float],
    bars: tuple,  # type: ignore[type-arg]
) -> tuple[float, float, int]:
    """Look at the cells of a row (first, last, metres to it): nearest metres, place, segment."""
    best, best_at, nearest = so_far
    west, size, up = segments.grid[0], segments.grid[2], row[2]
    first = _first_within(point, segments, row, best, scale)
    for k in range(first, row[1]):
        low = west + (segments.key[k] % MOST_CELLS) * size
        across = max(low - point[0], point[0] - (low + size), 0.0) * scale[0]
        if across * across + up * up > (best + _SAME_M) * (best + _SAME_M):
            if low > point[0]:
                break
            continue
        for h in range(segments.offsets[k], segments.offsets[k + 1]):
            s = segments.segment[h]
            near = best + _SAME_M
            if _at_least(segments.lonlat, segments.vertex[s], point, scale, near) > near:
                continue
            metres, at = _apart(segments.lonlat, segments.vertex[s], point)
            nearer = metres < best - _SAME_M or (nearest < 0 and metres <= best)
            if not nearer and not (metres <= best + _SAME_M and 0 <= s < nearest):
                continue
            if not _barred(segments, s, point, at, bars):
                best, best_at, nearest = min(metres, best), at, s
    return best, best_at, nearest


@nb.njit(cache=True, nogil=True)
def _first_within(
    point: Place,
    segments: Segments,
    row: tuple[int, int, float],
    best: float,
    scale: tuple[float, float],
) -> int:
    """Find the first cell of a row that is not too far west."""
    low, high = row[0], row[1]
    if scale[0] <= 0.0:
        return low
    width = np.sqrt(max((best + _SAME_M) * (best + _SAME_M) - row[2] * row[2], 0.0)) / scale[0]
    east = (point[0] - width - segments.grid[0]) / segments.grid[2] - 1.0
    while low < high:
        middle = (low + high) // 2
        if segments.key[middle] % MOST_CELLS < east:
            low = middle + 1
        else:
            high = middle
    return low


@nb.njit(cache=True, nogil=True)
def _at_least(
    lonlat: Floats, vertex: int, point: Place, scale: tuple[float, float], best: float
) -> float:
    """Give metres that a segment is away from a point at the least, by `_scale`.

    Where its box alone is farther than the best, that is enough.
    """
    kx, ky = scale
    ax, ay = (lonlat[vertex, 0] - point[0]) * kx, (lonlat[vertex, 1] - point[1]) * ky
    bx, by = (lonlat[vertex + 1, 0] - point[0]) * kx, (lonlat[vertex + 1, 1] - point[1]) * ky
    dx = max(min(ax, bx), -max(ax, bx), 0.0)
    dy = max(min(ay, by), -max(ay, by), 0.0)
    if dx * dx + dy * dy > best * best:
        return np.inf
    qx, qy = bx - ax, by - ay
    square = qx * qx + qy * qy
    u = min(max(-(ax * qx + ay * qy) / square, 0.0), 1.0) if square > 0.0 else 0.0
    dx, dy = ax + u * qx, ay + u * qy
    return float(np.sqrt(dx * dx + dy * dy))


@nb.njit(cache=True, nogil=True)
def _apart(lonlat: Floats, vertex: int, point: Place) -> tuple[float, float]:
    """Give metres from a point to a segment, and how far along it the nearest place is."""
    ax, ay = lonlat[vertex, 0], lonlat[vertex, 1]
    dx, dy = lonlat[vertex + 1, 0] - ax, lonlat[vertex + 1, 1] - ay
    half_way, u, metres = point[1], 0.0, 0.0
    for _ in range(2):
        sin = np.sin(np.radians(half_way))
        w2 = 1.0 - _E2 * sin * sin
        kx = np.radians(_A / np.sqrt(w2)) * np.cos(np.radians(half_way))
        ky = np.radians(_A * (1.0 - _E2) / (w2 * np.sqrt(w2)))
        px, py = (point[0] - ax) * kx, (point[1] - ay) * ky
        qx, qy = dx * kx, dy * ky
        square = qx * qx + qy * qy
        u = min(max((px * qx + py * qy) / square, 0.0), 1.0) if square > 0.0 else 0.0
        metres = np.hypot(px - u * qx, py - u * qy)
        half_way = 0.5 * (point[1] + ay + u * dy)
    return metres, u
