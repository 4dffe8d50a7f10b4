"""Segments: the nearest segment of each point, looked for in rings of cells around it."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.noding.cells import MOST_CELLS
from layers.crs import GEOD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_A, _E2 = GEOD.a, GEOD.es
# Segments that near to each other are equally near: the first one is taken.
_SAME_M = 1e-6


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
    found = np.full(len(points), -1, dtype=np.int64)
    along = np.zeros(len(points))
    if len(segments.key) == 0:
        return found, along
    for p in range(len(points)):
        best, at, nearest, ring = limit_m, 0.0, -1, 0
        while True:
            best, at, nearest = _looked(points[p], segments, ring, (best, at, nearest))
            # Nothing outside the rings looked at can be nearer than their edge.
            if _edge_m(points[p], segments.grid, ring) > best:
                break
            ring += 1
        found[p], along[p] = nearest, at
    return found, along


@nb.njit(cache=True, nogil=True)
def _looked(
    point: Floats, segments: Segments, ring: int, so_far: tuple[float, float, int]
) -> tuple[float, float, int]:
    """Look at the cells of one ring around a point: nearest metres, place along, segment."""
    best, best_at, nearest = so_far
    size = segments.grid[2]
    column = int((point[0] - segments.grid[0]) // size)
    row = int((point[1] - segments.grid[1]) // size)
    last_row = segments.key[-1] // MOST_CELLS
    for r in range(max(row - ring, 0), min(row + ring, last_row) + 1):
        step = 1 if abs(r - row) == ring else 2 * ring
        for c in range(column - ring, column + ring + 1, max(step, 1)):
            key = r * MOST_CELLS + c
            k = np.searchsorted(segments.key, key)
            if not 0 <= c < MOST_CELLS or k == len(segments.key) or segments.key[k] != key:
                continue
            for h in range(segments.offsets[k], segments.offsets[k + 1]):
                s = segments.segment[h]
                metres, at = _apart(segments.lonlat, segments.vertex[s], point)
                nearer = metres < best - _SAME_M or (nearest < 0 and metres <= best)
                if nearer or (metres <= best + _SAME_M and 0 <= s < nearest):
                    best, best_at, nearest = min(metres, best), at, s
    return best, best_at, nearest


@nb.njit(cache=True, nogil=True)
def _edge_m(point: Floats, grid: Floats, ring: int) -> float:
    """Give metres from a point to the edge of its rings, rather too few than too many."""
    west, south, size = grid[0], grid[1], grid[2]
    column, row = (point[0] - west) // size, (point[1] - south) // size
    dx = min(
        point[0] - (west + (column - ring) * size), west + (column + ring + 1) * size - point[0]
    )
    dy = min(point[1] - (south + (row - ring) * size), south + (row + ring + 1) * size - point[1])
    farthest = min(abs(point[1]) + (ring + 2) * size, 89.9)
    across = np.radians(_A) * np.cos(np.radians(farthest))
    return float(min(dx * across, dy * np.radians(_A * (1.0 - _E2))))


@nb.njit(cache=True, nogil=True)
def _apart(lonlat: Floats, vertex: int, point: Floats) -> tuple[float, float]:
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
