"""Contours: the edge of what is reached in each time, traced through the cells of a grid.

Nodes of the grid are in the ground of a level or not; on a side of a cell whose two
nodes differ the edge of the ground is found by halving, and within a cell the points so
found are joined by straight links, the ground on their left. What is reached sooner is
also reached later, node by node and point by point, so that the rings of a level lie
within those of the next, whatever the arithmetic rounds.
"""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.kernels.fences import Fences, found_at
from gis.network.kernels.levels import Bands, degree_m, foot, ground_end, level_at, reached_before
from gis.network.kernels.piles import Floats, Ints, Offsets
from gis.network.noding.cells import MOST_CELLS

# Cells of a block along each side.
SIDE = 8
# Cells of a part of it that are first looked at as one.
PART = 4
# Halvings: a cell is a tenth of the width or less, its two-millionth is nothing.
HALVINGS = 21
# Points keep off the nodes, so that rings never touch themselves there.
_OFF = 1e-6
_ROUND = 1.001
# Ends of two levels that near to each other are one point.
_SAME = 1e-7
# Square of the cosine up to which a way goes straight on.
_STRAIGHT = 0.99

Levels = NDArray[np.int8]


class Grid(NamedTuple):
    """Nodes at whole steps: lon ``(west + column) * step / east``, lat with south and north.

    `west` and `south` are whole numbers; `east` and `north` are metres of a degree near by,
    `step` is in such metres.
    """

    west: float
    south: float
    step: float
    east: float
    north: float


class Points(NamedTuple):
    """Where contours cross sides of cells.

    first int64 (blocks + 1) into edge int64 (which side of the block's cells, ascending
    within it) and vertex int32 (one per edge and level, -1: not crossed at that level);
    lon, lat float64 and side int32 by vertex.
    """

    first: Offsets
    edge: Offsets
    vertex: Ints
    lon: Floats
    lat: Floats
    side: Ints


@nb.njit(cache=True, nogil=True)
def node_at(grid: Grid, row: int, column: int) -> tuple:  # type: ignore[type-arg]
    """Give the lon/lat of a node."""
    lon = (grid.west + column) * grid.step / grid.east
    return lon, (grid.south + row) * grid.step / grid.north


@nb.njit(cache=True, nogil=True)
def node_levels(bands: Bands, fences: Fences, grid: Grid, n_levels: int) -> Levels:
    """Give the level of each block's nodes, those on its far sides too: `n_levels` for none."""
    levels = np.empty((len(bands.key), SIDE + 1, SIDE + 1), dtype=np.int8)
    for c in range(len(bands.key)):
        lowest = _lowest(bands, c, n_levels)
        for r in range(0, SIDE, PART):
            for q in range(0, SIDE, PART):
                part = levels[c, r : r + PART + 1, q : q + PART + 1]
                _fill(bands, fences, grid, (c, r, q), (n_levels, lowest), part)
    return levels


@nb.njit(cache=True, nogil=True)
def _lowest(bands: Bands, c: int, n_levels: int) -> int:
    """Give the first time that any piece near a block is reached in."""
    low = n_levels
    for h in range(bands.offsets[c], bands.offsets[c + 1]):
        low = min(low, bands.level[bands.entry[h]])
    return low


@nb.njit(cache=True, nogil=True)
def _fill(
    bands: Bands,
    fences: Fences,
    grid: Grid,
    at: tuple,  # type: ignore[type-arg]
    times: tuple,  # type: ignore[type-arg]
    part: Levels,
) -> None:
    """Give the levels of part of a block's nodes: as a whole where its middle tells them all."""
    c, r, q = at
    n_levels, lowest = times
    row = bands.key[c] // MOST_CELLS * SIDE + r
    column = bands.key[c] % MOST_CELLS * SIDE + q
    if not bands.wet[c]:
        place = node_at(grid, row + PART // 2, column + PART // 2)
        east, north = degree_m(place[1])
        half = 0.5 * _ROUND * PART * grid.step * np.hypot(east / grid.east, north / grid.north)
        first, any_m = _apart(bands, c, place, lowest)
        if first < bands.width_m - half:
            part[:] = lowest
            return
        if any_m > bands.width_m + half:
            part[:] = n_levels
            return
    guess = -1
    for i in range(PART + 1):
        east, north = degree_m(node_at(grid, row + i, column)[1])
        for j in range(PART + 1):
            lon, lat = node_at(grid, row + i, column + j)
            here = (lon, lat, east, north)
            found, who = level_at(bands, fences, c, here, (n_levels, lowest, guess))
            part[i, j] = found
            guess = who if who >= 0 else guess


@nb.njit(cache=True, nogil=True)
def _apart(bands: Bands, c: int, place: tuple, lowest: int) -> tuple:  # type: ignore[type-arg]
    """Give metres from a place to the nearest piece of a block's first time, and of any."""
    scale = degree_m(place[1])
    first, every = np.inf, np.inf
    for h in range(bands.offsets[c], bands.offsets[c + 1]):
        s = bands.entry[h]
        square = foot(bands.ends, s, place[0], place[1], scale)[1]
        every = min(every, square)
        if bands.level[s] == lowest:
            first = min(first, square)
    return np.sqrt(first), np.sqrt(every)


@nb.njit(cache=True, nogil=True)
def points_on(bands: Bands, fences: Fences, grid: Grid, levels: Levels, n_levels: int) -> Points:
    """Find where the edge of each level crosses sides of cells: below and left of each node."""
    n = len(bands.key)
    n_edges, n_points = _counted(levels)
    first = np.zeros(n + 1, dtype=np.int64)
    edge = np.empty(n_edges, dtype=np.int64)
    vertex = np.full((n_edges, n_levels), -1, dtype=np.int32)
    lon, lat = np.empty(n_points), np.empty(n_points)
    side = np.empty(n_points, dtype=np.int32)
    e, v = 0, 0
    for c in range(n):
        row, column = bands.key[c] // MOST_CELLS * SIDE, bands.key[c] % MOST_CELLS * SIDE
        for at in range(2 * SIDE * SIDE):
            r, q, up = at // 2 // SIDE, at // 2 % SIDE, at % 2
            here, there = levels[c, r, q], levels[c, r + up, q + 1 - up]
            if here == there:
                continue
            edge[e] = at
            a = node_at(grid, row + r, column + q)
            b = node_at(grid, row + r + up, column + q + 1 - up)
            if here > there:
                a, b = b, a
            before = -1.0
            for k in range(min(here, there), max(here, there)):
                part, name = _end(bands, fences, c, (a[0], a[1], b[0], b[1]), k + 1)
                if part > before + _SAME:
                    lon[v] = a[0] if up else a[0] + part * (b[0] - a[0])
                    lat[v] = a[1] + part * (b[1] - a[1]) if up else a[1]
                    side[v] = name
                    before = part
                    v += 1
                vertex[e, k] = v - 1
            e += 1
        first[c + 1] = e
    return Points(first, edge, vertex, lon[:v].copy(), lat[:v].copy(), side[:v].copy())


@nb.njit(cache=True, nogil=True)
def _counted(levels: Levels) -> tuple:  # type: ignore[type-arg]
    """Count the sides whose nodes differ, and the levels in between."""
    n_edges, n_points = 0, 0
    for c in range(len(levels)):
        for r in range(SIDE):
            for q in range(SIDE):
                for there in (levels[c, r, q + 1], levels[c, r + 1, q]):
                    n_edges += levels[c, r, q] != there
                    n_points += abs(levels[c, r, q] - there)
    return n_edges, n_points


@nb.njit(cache=True, nogil=True)
def _end(bands: Bands, fences: Fences, c: int, way: tuple, most: int) -> tuple:  # type: ignore[type-arg]
    """Give where the ground ends on a side of a cell, more than 0 and less than 1, and its side."""
    if not bands.wet[c]:
        end, side = ground_end(bands, c, way, degree_m(way[1]), most)
        return min(max(end, _OFF), 1.0 - _OFF), side
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        part = 0.5 * (low + high)
        place = (way[0] + part * (way[2] - way[0]), way[1] + part * (way[3] - way[1]))
        if reached_before(bands, fences, c, place, most):
            low = part
        else:
            high = part
    return min(max(0.5 * (low + high), _OFF), 1.0 - _OFF), -1


@nb.njit(cache=True, nogil=True)
def links_of(key: Offsets, levels: Levels, points: Points, level: int) -> Ints:
    """Give for each vertex the one that follows it round the ground of a level, -1 elsewhere."""
    after = np.full(len(points.lon), -1, dtype=np.int32)
    within = np.empty(4, dtype=np.bool_)
    for c in range(len(key)):
        if points.first[c] == points.first[c + 1] and _even(levels[c]):
            continue
        for r in range(SIDE):
            for q in range(SIDE):
                within[0] = levels[c, r, q] <= level
                within[1] = levels[c, r, q + 1] <= level
                within[2] = levels[c, r + 1, q + 1] <= level
                within[3] = levels[c, r + 1, q] <= level
                for i in range(4):
                    if not within[i] or within[(i + 1) % 4]:
                        continue
                    j = (i + 3) % 4
                    while within[j]:
                        j = (j + 3) % 4
                    start = _vertex(key, points, (c, r, q), i, level)
                    after[start] = _vertex(key, points, (c, r, q), j, level)
    return after


@nb.njit(cache=True, nogil=True)
def _even(levels: Levels) -> bool:
    """Tell whether all nodes of a block are alike."""
    for r in range(SIDE + 1):
        for q in range(SIDE + 1):
            if levels[r, q] != levels[0, 0]:
                return False
    return True


@nb.njit(cache=True, nogil=True)
def _vertex(key: Offsets, points: Points, cell: tuple, i: int, level: int) -> int:  # type: ignore[type-arg]
    """Find the vertex on side i of a cell: below 0, right 1, above 2, left 3."""
    c, r, q = cell
    if i == 2:
        r += 1
        if r == SIDE:
            c, r = found_at(key, key[c] + MOST_CELLS), 0
    elif i == 1:
        q += 1
        if q == SIDE:
            c, q = found_at(key, key[c] + 1), 0
    first, last = points.first[c], points.first[c + 1]
    e = first + found_at(points.edge[first:last], 2 * (r * SIDE + q) + i % 2)
    vertex: int = points.vertex[e, level]
    return vertex


@nb.njit(cache=True, nogil=True)
def rings_of(after: Ints) -> tuple:  # type: ignore[type-arg]
    """Walk the links: all vertices ring by ring, and where each ring starts (rings + 1)."""
    order = np.empty(len(after), dtype=np.int32)
    first = np.zeros(len(after) // 3 + 2, dtype=np.int64)
    seen = np.zeros(len(after), dtype=np.bool_)
    n, rings = 0, 0
    for v in range(len(after)):
        if after[v] < 0 or seen[v]:
            continue
        u = v
        while not seen[u]:
            seen[u] = True
            order[n] = u
            n += 1
            u = after[u]
        rings += 1
        first[rings] = n
    return order[:n].copy(), first[: rings + 1].copy()


@nb.njit(cache=True, nogil=True)
def mark_corners(after: Ints, points: Points, kept: NDArray[np.bool_]) -> None:
    """Mark the vertices that a ring needs: all but those amid one straight side."""
    lon, lat, side = points.lon, points.lat, points.side
    for v in range(len(after)):
        if after[v] < 0:
            continue
        u = after[v]
        w = after[u]
        if side[u] < 0 or side[v] != side[u] or side[w] != side[u]:
            kept[u] = True
            continue
        # Round a node that rounding alone leaves out the way turns, though by one side.
        ax, ay, bx, by = lon[u] - lon[v], lat[u] - lat[v], lon[w] - lon[u], lat[w] - lat[u]
        on = ax * bx + ay * by
        if on <= 0.0 or on * on < _STRAIGHT * (ax * ax + ay * ay) * (bx * bx + by * by):
            kept[u] = True
