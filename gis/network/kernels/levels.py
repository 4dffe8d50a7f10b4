"""Levels: in which of several times a place off the network is reached, along which road."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

from gis.network.kernels.fences import Fences, times_crossed
from gis.network.kernels.piles import Floats, Offsets
from layers.crs import GEOD

_A, _E2 = GEOD.a, GEOD.es
_DEGREE = np.pi / 180.0


class Bands(NamedTuple):
    """Reached pieces of roads by square blocks of ground, to be widened.

    ends float64 (s × 4: lon, lat of both ends of each straight piece), level int8
    (the first of the times it is reached in, ascending), key, offsets and entry int64
    (blocks as `gis.network.noding.cells.Cells` has them, every piece in all blocks it
    comes within the width of), wet bool (whether a barrier is near the block, by
    block), width_m.
    """

    ends: Floats
    level: NDArray[np.int8]
    key: Offsets
    offsets: Offsets
    entry: Offsets
    wet: NDArray[np.bool_]
    width_m: float


@nb.njit(cache=True, nogil=True)
def degree_m(lat: float) -> tuple:  # type: ignore[type-arg]
    """Give the metres of a degree of longitude and of latitude at a latitude."""
    sine = np.sin(lat * _DEGREE)
    square = 1.0 - _E2 * sine * sine
    normal = _A / np.sqrt(square)
    east = normal * np.sqrt(1.0 - sine * sine) * _DEGREE
    return east, normal * (1.0 - _E2) / square * _DEGREE


@nb.njit(cache=True, nogil=True)
def foot(ends: Floats, s: int, lon: float, lat: float, scale: tuple) -> tuple:  # type: ignore[type-arg]
    """Give how far along piece s its nearest place is (0 to 1), and the square of the metres."""
    east, north = scale
    ax, ay = (ends[s, 0] - lon) * east, (ends[s, 1] - lat) * north
    dx, dy = (ends[s, 2] - ends[s, 0]) * east, (ends[s, 3] - ends[s, 1]) * north
    square = dx * dx + dy * dy
    along = 0.0
    if square > 0.0:
        along = min(max(-(ax * dx + ay * dy) / square, 0.0), 1.0)
        ax, ay = ax + along * dx, ay + along * dy
    return along, ax * ax + ay * ay


@nb.njit(cache=True, nogil=True)
def level_at(
    bands: Bands,
    fences: Fences,
    block: int,
    place: tuple,  # type: ignore[type-arg]
    first: tuple,  # type: ignore[type-arg]
) -> tuple:  # type: ignore[type-arg]
    """Give the first time a place is reached in, and the piece that does it.

    A piece reaches the place if it is within the width of it and the straight way
    between them crosses no fence. `place` is lon, lat and the metres of a degree each
    way, `first` the time that means never, the first time of the block, and a piece to
    be tried before all others (-1: none).
    """
    lon, lat, east, north = place
    best, lowest, guess = first
    limit, scale = bands.width_m * bands.width_m, (east, north)
    wet = bands.wet[block]
    tried = guess >= 0 and bands.level[guess] == lowest and not wet
    if tried and foot(bands.ends, guess, lon, lat, scale)[1] <= limit:
        return lowest, guess
    who = -1
    for h in range(bands.offsets[block], bands.offsets[block + 1]):
        s = bands.entry[h]
        if bands.level[s] >= best:
            continue
        along, square = foot(bands.ends, s, lon, lat, scale)
        if square > limit or (wet and barred(bands, fences, s, along, (lon, lat))):
            continue
        best, who = bands.level[s], s
        if best == lowest:
            break
    return best, who


@nb.njit(cache=True, nogil=True)
def reached_before(
    bands: Bands,
    fences: Fences,
    block: int,
    place: tuple,  # type: ignore[type-arg]
    most: int,
) -> bool:
    """Tell whether a place is reached in any time before `most`."""
    lon, lat = place
    scale = degree_m(lat)
    limit = bands.width_m * bands.width_m
    for h in range(bands.offsets[block], bands.offsets[block + 1]):
        s = bands.entry[h]
        if bands.level[s] >= most:
            continue
        along, square = foot(bands.ends, s, lon, lat, scale)
        if square <= limit and not (bands.wet[block] and barred(bands, fences, s, along, place)):
            return True
    return False


@nb.njit(cache=True, nogil=True)
def barred(bands: Bands, fences: Fences, s: int, along: float, place: tuple) -> bool:  # type: ignore[type-arg]
    """Tell whether a fence lies between a place and its foot on piece s."""
    x = bands.ends[s, 0] + along * (bands.ends[s, 2] - bands.ends[s, 0])
    y = bands.ends[s, 1] + along * (bands.ends[s, 3] - bands.ends[s, 1])
    return times_crossed(fences, x, y, place[0], place[1]) > 0


@nb.njit(cache=True, nogil=True)
def stretch(bands: Bands, s: int, way: tuple, scale: tuple) -> tuple:  # type: ignore[type-arg]
    """Give from where to where a straight way is within the width of piece s.

    `way` is lon, lat of both ends. Given are shares of the way, the first above the
    second if it is nowhere so near; and the side of the band that it leaves by:
    twice the piece, or one more on its left; -1 where the band is round.
    """
    east, north = scale
    ux, uy = (way[2] - way[0]) * east, (way[3] - way[1]) * north
    ax, ay = (bands.ends[s, 0] - way[0]) * east, (bands.ends[s, 1] - way[1]) * north
    dx = (bands.ends[s, 2] - bands.ends[s, 0]) * east
    dy = (bands.ends[s, 3] - bands.ends[s, 1]) * north
    width = bands.width_m
    first, last = within_disc(ux, uy, ax, ay, width)
    start, end = within_disc(ux, uy, ax + dx, ay + dy, width)
    first, last, side = min(first, start), max(last, end), -1
    length = np.sqrt(dx * dx + dy * dy)
    if length > 0.0:
        fx, fy = dx / length, dy / length
        out = fx * uy - fy * ux
        across = within_range(fy * ax - fx * ay, out, -width, width)
        along = within_range(-fx * ax - fy * ay, fx * ux + fy * uy, 0.0, length)
        start, end = max(across[0], along[0]), min(across[1], along[1])
        if start <= end:
            first = min(first, start)
            if end > last:
                last, side = end, 2 * s + (1 if out > 0.0 else 0)
    return first, last, side


@nb.njit(cache=True, nogil=True)
def within_disc(ux: float, uy: float, x: float, y: float, radius: float) -> tuple:  # type: ignore[type-arg]
    """Give the shares of a way between which it is in a disc about (x, y) from its start."""
    square, on = ux * ux + uy * uy, ux * x + uy * y
    root = on * on - square * (x * x + y * y - radius * radius)
    if root < 0.0:
        return np.inf, -np.inf
    root = np.sqrt(root)
    return (on - root) / square, (on + root) / square


@nb.njit(cache=True, nogil=True)
def within_range(at: float, pace: float, least: float, most: float) -> tuple:  # type: ignore[type-arg]
    """Give the times between which what is at a place and has a pace is in a range."""
    if pace == 0.0:
        return (-np.inf, np.inf) if least <= at <= most else (np.inf, -np.inf)
    a, b = (least - at) / pace, (most - at) / pace
    return min(a, b), max(a, b)


@nb.njit(cache=True, nogil=True)
def ground_end(bands: Bands, block: int, way: tuple, scale: tuple, most: int) -> tuple:  # type: ignore[type-arg]
    """Give how far ground reached before time `most` goes on from the start of a way.

    The share of the way, and the side of the band that ends there as `stretch` has it.
    Bands that only touch those before them go on with them.
    """
    lon, lat = 0.5 * (way[0] + way[2]), 0.5 * (way[1] + way[3])
    half = 0.51 * np.hypot((way[2] - way[0]) * scale[0], (way[3] - way[1]) * scale[1])
    limit = (bands.width_m + half) * (bands.width_m + half)
    end, side, longer = 0.0, -1, True
    while longer and end < 1.0:
        longer = False
        for h in range(bands.offsets[block], bands.offsets[block + 1]):
            s = bands.entry[h]
            if bands.level[s] >= most or foot(bands.ends, s, lon, lat, scale)[1] > limit:
                continue
            first, last, name = stretch(bands, s, way, scale)
            if first <= end < last:
                end, side, longer = last, name, True
    return end, side


def mean_scale(lat: float) -> tuple[float, float]:
    """Give the metres of a degree of longitude and of latitude at a latitude."""
    east, north = degree_m(lat)
    return float(east), float(north)
