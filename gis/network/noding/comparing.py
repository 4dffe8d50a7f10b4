"""Comparing: compiled tests of pairs of segments, whether and how they meet."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CROSSES, TOUCHES, APART_PLANE, APART_ACCESS = 0, 1, 2, 3
# Metres of a degree along the equator, and along a meridian there and how it grows; good
# to 1e-5, which is enough to tell what lies within a tolerance.
DEGREE_M, MERIDIAN_M, MERIDIAN_GROWTH_M = 111_319.49, 110_574.3, 1_119.9
_CHUNK = 1 << 14
_MOST_ROWS = 5


class Vertices(NamedTuple):
    """Vertices and segments as `Pieces` has them.

    lonlat float64 (v × 2), start int64 (s), place int64 (v, equal where vertices are at
    one place), is_end bool (v).
    """

    lonlat: Floats
    start: Ints
    place: Ints
    is_end: NDArray[np.bool_]


class Levels(NamedTuple):
    """Part of each segment int64 (s); plane int32 and frontage bool of each part (p)."""

    part: Ints
    plane: NDArray[np.int32]
    frontage: NDArray[np.bool_]


class Found(NamedTuple):
    """Rows of (kind, one, other) int64 and positions along float64 (k × 2)."""

    rows: Ints
    at: Floats


@nb.njit(cache=True, nogil=True)
def compared(
    cells: tuple[Ints, Ints], vertices: Vertices, levels: Levels, limits: tuple[float, float]
) -> tuple[Ints, Floats]:
    """Compare the segments of each cell in pairs.

    Parameters
    ----------
    cells
        First entry of each cell, and the segments by cell.
    vertices, levels
        The segments.
    limits
        Metres within which an end of a line joins, and within which a vertex touches.

    Returns
    -------
    tuple
        Rows of (kind, one, other), k × 3, the same one several times where segments
        share cells: two segments of a crossing, or a vertex and the segment it touches;
        and how far along (of the first and the second, or of the touched), k × 2.
    """
    offsets, members = cells
    rows, at = np.empty((_CHUNK, 3), dtype=np.int64), np.empty((_CHUNK, 2))
    found = Found(np.empty((_MOST_ROWS, 3), dtype=np.int64), np.empty((_MOST_ROWS, 2)))
    n = 0
    for c in range(len(offsets) - 1):
        for k in range(offsets[c], offsets[c + 1]):
            for h in range(offsets[c], k):
                i, j = members[h], members[k]
                if not _boxes_near(
                    vertices.lonlat, vertices.start[i], vertices.start[j], limits[0]
                ):
                    continue
                more = _met(vertices, levels, (i, j), limits, found)
                if n + more > len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                    at = np.concatenate((at, np.empty_like(at)))
                rows[n : n + more] = found.rows[:more]
                at[n : n + more] = found.at[:more]
                n += more
    return rows[:n].copy(), at[:n].copy()


@nb.njit(cache=True, nogil=True)
def _boxes_near(lonlat: Floats, p: int, q: int, reach: float) -> bool:
    """Tell whether the boxes of two segments come within the reach of each other."""
    dy = 1.01 * reach / MERIDIAN_M
    if max(lonlat[p, 1], lonlat[p + 1, 1]) + dy < min(lonlat[q, 1], lonlat[q + 1, 1]):
        return False
    if max(lonlat[q, 1], lonlat[q + 1, 1]) + dy < min(lonlat[p, 1], lonlat[p + 1, 1]):
        return False
    dx = dy / max(np.cos(np.radians(lonlat[p, 1])), 0.01)
    if max(lonlat[p, 0], lonlat[p + 1, 0]) + dx < min(lonlat[q, 0], lonlat[q + 1, 0]):
        return False
    return bool(max(lonlat[q, 0], lonlat[q + 1, 0]) + dx >= min(lonlat[p, 0], lonlat[p + 1, 0]))


@nb.njit(cache=True, nogil=True)
def _met(
    vertices: Vertices,
    levels: Levels,
    pair: tuple[int, int],
    limits: tuple[float, float],
    out: Found,
) -> int:
    """Write how two segments meet, touches before crossings; give how many rows."""
    place, start = vertices.place, vertices.start
    i, j = min(pair), max(pair)
    p, q = start[i], start[j]
    shared = (
        place[p] == place[q]
        or place[p] == place[q + 1]
        or place[p + 1] == place[q]
        or place[p + 1] == place[q + 1]
    )
    n, touched = 0, False
    for side in range(4):
        v = (p, p + 1, q, q + 1)[side]
        line, other = (i, j) if side < 2 else (j, i)
        u, is_near, joins = _touch(vertices, levels, (v, line, other, shared), limits)
        touched = touched or is_near
        if joins:
            out.rows[n, 0], out.rows[n, 1], out.rows[n, 2] = TOUCHES, v, other
            out.at[n, 0], out.at[n, 1] = u, 0.0
            n += 1
    if touched or shared:
        return n
    t, u = _crossing(vertices.lonlat, p, q)
    if t < 0.0:
        return n
    one, two = levels.part[i], levels.part[j]
    kind = CROSSES
    if levels.plane[one] != levels.plane[two]:
        kind = APART_PLANE
    elif not (levels.frontage[one] and levels.frontage[two]):
        kind = APART_ACCESS
    out.rows[n, 0], out.rows[n, 1], out.rows[n, 2] = kind, i, j
    out.at[n, 0], out.at[n, 1] = t, u
    return n + 1


@nb.njit(cache=True, nogil=True)
def _touch(
    vertices: Vertices,
    levels: Levels,
    who: tuple[int, int, int, bool],
    limits: tuple[float, float],
) -> tuple[float, bool, bool]:
    """Give where a vertex of one segment lies along another, whether it is near, and joins it."""
    v, line, other, shared = who
    reach, touch = limits
    lonlat, place, is_end = vertices.lonlat, vertices.place, vertices.is_end
    w = vertices.start[other]
    if place[v] == place[w] or place[v] == place[w + 1]:
        return 0.0, False, False
    u, metres, length = _foot(lonlat, v, w)
    if metres > reach or (metres > touch and (shared or not is_end[v])):
        return u, False, False
    part, onto = levels.part[line], levels.part[other]
    if metres > touch and part == onto and _came_from(lonlat, v, w, 3.0 * reach):
        return u, False, False
    level = levels.plane[part] == levels.plane[onto]
    if not is_end[v]:
        return u, True, level and levels.frontage[part] and levels.frontage[onto]
    by_end = (is_end[w] and u * length <= reach) or (is_end[w + 1] and (1.0 - u) * length <= reach)
    comes_down = level or (levels.plane[part] != 0 and levels.plane[onto] == 0)
    return u, True, by_end or (comes_down and (levels.frontage[onto] or not levels.frontage[part]))


@nb.njit(cache=True, nogil=True)
def _foot(lonlat: Floats, v: int, p: int) -> tuple[float, float, float]:
    """Give how far along segment p is nearest to vertex v, the metres to there, and p's length."""
    lat = np.radians(lonlat[v, 1])
    kx, ky = DEGREE_M * np.cos(lat), MERIDIAN_M + MERIDIAN_GROWTH_M * np.sin(lat) ** 2
    dx, dy = (lonlat[p + 1, 0] - lonlat[p, 0]) * kx, (lonlat[p + 1, 1] - lonlat[p, 1]) * ky
    ex, ey = (lonlat[v, 0] - lonlat[p, 0]) * kx, (lonlat[v, 1] - lonlat[p, 1]) * ky
    square = dx * dx + dy * dy
    u = min(max((ex * dx + ey * dy) / square, 0.0), 1.0) if square > 0.0 else 0.0
    return u, np.hypot(ex - u * dx, ey - u * dy), np.sqrt(square)


@nb.njit(cache=True, nogil=True)
def _came_from(lonlat: Floats, v: int, w: int, metres: float) -> bool:
    """Tell whether a vertex is near a segment only because its line was just there."""
    low, high = (v, w) if v < w else (w + 1, v)
    gone = 0.0
    for k in range(low, high):
        gone += np.hypot(lonlat[k + 1, 0] - lonlat[k, 0], lonlat[k + 1, 1] - lonlat[k, 1])
        if gone * DEGREE_M > metres:
            return False
    return True


@nb.njit(cache=True, nogil=True)
def _crossing(lonlat: Floats, p: int, q: int) -> tuple[float, float]:
    """Give how far along either of two segments they cross, or -1 twice."""
    rx, ry = lonlat[p + 1, 0] - lonlat[p, 0], lonlat[p + 1, 1] - lonlat[p, 1]
    sx, sy = lonlat[q + 1, 0] - lonlat[q, 0], lonlat[q + 1, 1] - lonlat[q, 1]
    ex, ey = lonlat[q, 0] - lonlat[p, 0], lonlat[q, 1] - lonlat[p, 1]
    turn = rx * sy - ry * sx
    if turn == 0.0:
        return -1.0, -1.0
    t, u = (ex * sy - ey * sx) / turn, (ex * ry - ey * rx) / turn
    if t <= 0.0 or t >= 1.0 or u <= 0.0 or u >= 1.0:
        return -1.0, -1.0
    return t, u
