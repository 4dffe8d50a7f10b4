"""Segments: the nearest segment of each point, looked for in rows of cells outwards from it."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.kernels.fences import Fences, no_fences, times_crossed
from gis.network.noding.cells import MOST_CELLS
from layers.crs import GEOD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Place = tuple[float, float]
Ends = tuple[float, float, float, float]

_A, _E2 = GEOD.a, GEOD.es
# Segments that near to each other are equally near: the first one is taken.
_SAME_M = 1e-6
_NO_BARS = -1
# Up and down.
_SIDES = 2
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
    crossings = np.full(len(points), _NO_BARS)
    return free_segments(points, segments, limit_m, no_fences(), crossings)


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
    found, along = np.full(len(points), -1, dtype=np.int64), np.zeros(len(points))
    if len(segments.key):
        rows = _rows(segments.key)
        _search(points, segments, rows, (limit_m, fences, crossings), (found, along))
    return found, along


def _rows(key: Ints) -> Ints:
    """Give where the cells of each row begin, from row 0 to the last, and their end."""
    last = key[-1] // MOST_CELLS
    rows: Ints = np.searchsorted(key, np.arange(last + 2) * MOST_CELLS)
    return rows


# All in one, with nothing but numbers given to what it calls: a call with arrays counts
# the users of each of them, which takes three times as long as the work in it.
@nb.njit(cache=True, nogil=True)
def _search(  # noqa: C901, PLR0912
    points: Floats,
    segments: Segments,
    rows: Ints,
    bars: tuple,  # type: ignore[type-arg]
    out: tuple,  # type: ignore[type-arg]
) -> None:
    """Look at rows of cells outwards from each point, while they may hold what is nearer."""
    lonlat, vertex, key, offsets, segment, (west, south, size) = segments
    (limit_m, fences, crossings), (found, along), n_rows = bars, out, len(rows) - 1
    for p in range(len(points)):
        point, free = (points[p, 0], points[p, 1]), crossings[p] == _NO_BARS
        scale, best, at, nearest = _scale(point, limit_m), limit_m, 0.0, -1
        if p > 0 and found[p - 1] >= 0:
            # Points come side by side as a rule: what was nearest to the last is near to this.
            v = vertex[found[p - 1]]
            ends = (lonlat[v, 0], lonlat[v, 1], lonlat[v + 1, 0], lonlat[v + 1, 1])
            metres, at = _apart(ends, point)
            if metres <= limit_m and (free or not _barred(fences, crossings[p], ends, point, at)):
                best, nearest = metres, found[p - 1]
        # A point beyond the grid starts from the row of the grid that is nearest to it.
        row, closed = min(max(int((point[1] - south) // size), 0), n_rows - 1), 0
        for k in range(2 * n_rows):
            r = row + (k + 1) // 2 if k % 2 else row - k // 2
            low = south + r * size
            up = max(low - point[1], point[1] - (low + size), 0.0) * scale[1]
            if not 0 <= r < n_rows or up > best + _SAME_M:
                closed += 1
                if closed == _SIDES:
                    break
                continue
            closed, first, last = 0, rows[r], rows[r + 1]
            east = r * MOST_CELLS + _column_from(point[0] - west, size, best, up, scale[0])
            while first < last:
                middle = (first + last) // 2
                first, last = (middle + 1, last) if key[middle] < east else (first, middle)
            for c in range(first, rows[r + 1]):
                low = west + (key[c] - r * MOST_CELLS) * size
                across = max(low - point[0], point[0] - (low + size), 0.0) * scale[0]
                if across * across + up * up > (best + _SAME_M) * (best + _SAME_M):
                    if low > point[0]:
                        break
                    continue
                for h in range(offsets[c], offsets[c + 1]):
                    s, v = segment[h], vertex[segment[h]]
                    ends = (lonlat[v, 0], lonlat[v, 1], lonlat[v + 1, 0], lonlat[v + 1, 1])
                    if not _within(ends, point, scale, best + _SAME_M):
                        continue
                    metres, u = _apart(ends, point)
                    if not (metres < best - _SAME_M or (nearest < 0 and metres <= best)) and not (
                        metres <= best + _SAME_M and 0 <= s < nearest
                    ):
                        continue
                    if free or not _barred(fences, crossings[p], ends, point, u):
                        best, at, nearest = min(metres, best), u, s
        found[p], along[p] = nearest, at


@nb.njit(cache=True, nogil=True)
def _barred(fences: Fences, allowed: int, ends: Ends, point: Place, at: float) -> bool:
    """Tell whether the way from a point to a place on a segment crosses too many fences."""
    x, y = ends[0] * (1.0 - at) + ends[2] * at, ends[1] * (1.0 - at) + ends[3] * at
    barred: bool = times_crossed(fences, point[0], point[1], x, y, allowed + 1) > allowed
    return barred


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
def _column_from(x: float, size: float, best: float, up: float, across: float) -> float:
    """Give the first column of a row of cells that is not too far west, or nearly."""
    if across <= 0.0:
        return 0.0
    width = np.sqrt(max((best + _SAME_M) * (best + _SAME_M) - up * up, 0.0)) / across
    return max(float((x - width) / size - 1.0), 0.0)


@nb.njit(cache=True, nogil=True)
def _within(ends: Ends, point: Place, scale: tuple[float, float], most: float) -> bool:
    """Tell whether a segment may be within some metres of a point, going by `_scale`."""
    kx, ky = scale
    ax, ay = (ends[0] - point[0]) * kx, (ends[1] - point[1]) * ky
    bx, by = (ends[2] - point[0]) * kx, (ends[3] - point[1]) * ky
    dx = max(min(ax, bx), -max(ax, bx), 0.0)
    dy = max(min(ay, by), -max(ay, by), 0.0)
    # Where its box alone is farther, that is enough.
    if dx * dx + dy * dy > most * most:
        return False
    qx, qy = bx - ax, by - ay
    square = qx * qx + qy * qy
    u = min(max(-(ax * qx + ay * qy) / square, 0.0), 1.0) if square > 0.0 else 0.0
    dx, dy = ax + u * qx, ay + u * qy
    return bool(dx * dx + dy * dy <= most * most)


@nb.njit(cache=True, nogil=True)
def _apart(ends: Ends, point: Place) -> tuple[float, float]:
    """Give metres from a point to a segment, and how far along it the nearest place is."""
    ax, ay = ends[0], ends[1]
    dx, dy = ends[2] - ax, ends[3] - ay
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
