"""Cutting: the reached shares of edges, and the course of edges between two shares."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np

from gis.network.kernels.piles import Floats, Ints, Offsets


class Course(NamedTuple):
    """Vertices of edges: offsets int64 (m + 1); lon, lat, metres, share of time, float64 (v)."""

    offsets: Offsets
    lon: Floats
    lat: Floats
    metres: Floats
    share: Floats


@nb.njit(cache=True, nogil=True)
def joined(edge: Ints, start: Floats, end: Floats) -> int:
    """Join overlapping and touching pieces of each edge in place; give how many are left.

    Pieces are sorted by edge, then by start.
    """
    kept = 0
    for i in range(len(edge)):
        if kept and edge[kept - 1] == edge[i] and start[i] <= end[kept - 1]:
            end[kept - 1] = max(end[kept - 1], end[i])
            continue
        edge[kept], start[kept], end[kept] = edge[i], start[i], end[i]
        kept += 1
    return kept


@nb.njit(cache=True, nogil=True)
def between(course: Course, k: int, share: float) -> tuple:  # type: ignore[type-arg]
    """Find where a share of the time lies between vertices k and k + 1: lon, lat, metres."""
    step = course.share[k + 1] - course.share[k]
    part = (share - course.share[k]) / step
    lon = course.lon[k] + part * (course.lon[k + 1] - course.lon[k])
    lat = course.lat[k] + part * (course.lat[k + 1] - course.lat[k])
    return lon, lat, course.metres[k] + part * (course.metres[k + 1] - course.metres[k])


@nb.njit(cache=True, nogil=True)
def cut(course: Course, edge: Ints, start: Floats, end: Floats) -> tuple:  # type: ignore[type-arg]
    """Cut pieces of edges out by their shares of time, start before end.

    Returns the first vertex of each piece (p + 1), the vertices' lon and lat, and the
    metres of each piece. A piece keeps the vertices between its ends; segments that
    take no time belong to the pieces that touch them.
    """
    n = len(edge)
    room = 0
    for i in range(n):
        room += course.offsets[edge[i] + 1] - course.offsets[edge[i]] + 2
    first = np.zeros(n + 1, dtype=np.int64)
    lon, lat, metres = np.empty(room), np.empty(room), np.empty(n)
    size = 0
    for i in range(n):
        a, b = course.offsets[edge[i]], course.offsets[edge[i] + 1] - 1
        while a < b and course.share[a] < start[i]:
            a += 1
        while b > a and course.share[b] > end[i]:
            b -= 1
        begun, ended = course.metres[a], course.metres[b]
        if course.share[a] > start[i]:
            lon[size], lat[size], begun = between(course, a - 1, start[i])
            size += 1
        inside = course.share[a] <= end[i]
        for k in range(a, b + 1 if inside else a):
            lon[size], lat[size] = course.lon[k], course.lat[k]
            size += 1
        last = b if inside else a - 1
        if not inside or course.share[b] < end[i]:
            lon[size], lat[size], ended = between(course, last, end[i])
            size += 1
        metres[i] = ended - begun
        first[i + 1] = size
    return first, lon[:size].copy(), lat[:size].copy(), metres
