"""From which zoom each vertex is needed: Douglas-Peucker once, instead of in each tile."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from layers.packed.kernels import POINT, RING

# At this zoom one tile unit is one position of the world: nothing is finer.
FINEST = 20

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.uint32]
Levels = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


@nb.njit(cache=True, nogil=True)
def zoom_needed(distance: float) -> int:
    """Give the first zoom at which one tile unit is no longer than a distance."""
    zoom = 0
    unit = 2.0**FINEST
    while zoom < FINEST and distance < unit:
        unit /= 2
        zoom += 1
    return zoom


@nb.njit(cache=True, nogil=True)
def farthest(x: Positions, y: Positions, first: int, last: int) -> tuple[int, float]:
    """Give the vertex between two that is farthest from their segment, and how far squared."""
    x0, y0 = float(x[first]), float(y[first])
    dx, dy = float(x[last]) - x0, float(y[last]) - y0
    length = dx * dx + dy * dy
    best, place = -1.0, first + 1
    for i in range(first + 1, last):
        ex, ey = float(x[i]) - x0, float(y[i]) - y0
        if length > 0:
            t = min(1.0, max(0.0, (ex * dx + ey * dy) / length))
            ex -= t * dx
            ey -= t * dy
        distance = ex * ex + ey * ey
        if distance > best:
            best, place = distance, i
    return place, best


@nb.njit(cache=True, nogil=True)
def split(x: Positions, y: Positions, first: int, last: int, level: Levels) -> None:
    """Set the levels of the vertices strictly between two."""
    # The longer half is put down first, so that the pile never holds more than log2(n).
    pile = np.empty((128, 2), np.int64)
    caps = np.empty(128)
    pile[0, 0], pile[0, 1], caps[0] = first, last, np.inf
    n = 1
    while n:
        n -= 1
        a, b, cap = pile[n, 0], pile[n, 1], caps[n]
        if b - a < 2:
            continue
        m, distance = farthest(x, y, a, b)
        distance = min(distance, cap)
        level[m] = zoom_needed(np.sqrt(distance))
        left_longer = m - a > b - m
        for half in range(2):
            left = (half == 0) == left_longer
            pile[n, 0], pile[n, 1] = (a, m) if left else (m, b)
            caps[n] = distance
            n += 1


@nb.njit(cache=True, nogil=True)
def ring_levels(
    x: Positions, y: Positions, span: tuple[int, int], fixed: Flags, level: Levels
) -> None:
    """Set the levels of a ring: its first vertex and the fixed ones are always needed."""
    first, last = span
    before, n_fixed = first, 0
    for i in range(first + 1, last + 1):
        if i == last or fixed[i]:
            if i < last:
                n_fixed += 1
            elif n_fixed == 0:
                # Start and end are one place: the farthest of all is the farthest from it.
                middle, _ = farthest(x, y, first, last)
                split(x, y, first, middle, level)
                before = middle
            split(x, y, before, i, level)
            before = i


@nb.njit(cache=True, nogil=True)
def part_levels(x: Positions, y: Positions, parts: Ints, kinds: Levels, fixed: Flags) -> Levels:
    """Give for each vertex the first zoom at which leaving it out would be seen.

    Ends of lines are always needed, of rings the first vertex and the fixed ones, or the
    vertex farthest from it.
    """
    level = np.zeros(len(x), np.uint8)
    for part in range(len(parts) - 1):
        a, b = parts[part], parts[part + 1] - 1
        if kinds[part] == POINT or b - a < 2:
            continue
        if kinds[part] == RING:
            ring_levels(x, y, (a, b), fixed, level)
        else:
            split(x, y, a, b, level)
    return level


def vertex_levels(x: Positions, y: Positions, parts: Ints, kinds: Levels) -> Levels:
    """Give the zoom from which each vertex is drawn, the same for all that lie in one place.

    Neighbours that share a border therefore keep the same vertices of it at every zoom, and
    no crack opens between them. Where three meet, the vertex is always kept.
    """
    if not (kinds == RING).any():
        lines: Levels = part_levels(x, y, parts, kinds, np.zeros(len(x), dtype=bool))
        return lines
    order, first = _places(x, y)
    sizes = np.diff(first, append=len(order))
    number = np.empty(len(x), dtype=np.int64)
    number[order] = np.repeat(np.arange(len(first)), sizes)
    level = part_levels(x, y, parts, kinds, junctions(number, parts, kinds))
    out = np.empty_like(level)
    out[order] = np.repeat(np.minimum.reduceat(level[order], first), sizes)
    return out


def _places(x: Positions, y: Positions) -> tuple[Ints, Ints]:
    """Give the vertices ordered by place, and where each place begins among them."""
    place = (x.astype(np.uint64) << np.uint64(32)) | y
    order = np.argsort(place, kind="stable")
    sorted_places = place[order]
    new = np.concatenate([[True], sorted_places[1:] != sorted_places[:-1]])
    return order, np.flatnonzero(new)


def junctions(number: Ints, parts: Ints, kinds: Levels) -> Flags:
    """Mark the vertices of rings at places from which borders lead three ways or more.

    Parameters
    ----------
    number
        n, the number of the place each vertex lies in.
    parts, kinds
        First vertex and kind of each part.
    """
    in_ring = np.repeat(kinds == RING, np.diff(parts))
    follows = in_ring.copy()
    follows[parts[1:] - 1] = False
    start = np.flatnonzero(follows)
    a, b = number[start], number[start + 1]
    apart = a != b
    low, high = np.minimum(a, b)[apart], np.maximum(a, b)[apart]
    edges = np.unique((low << 32) | high)
    ways = np.bincount(
        np.concatenate([edges >> 32, edges & 0xFFFFFFFF]), minlength=number.max() + 1
    )
    marked: Flags = in_ring & (ways[number] > 2)
    return marked


def point_levels(x: Positions, y: Positions, *, pixels_bits: int, full_zoom: int) -> Levels:
    """Give the zoom from which each point is drawn.

    Below `full_zoom` one point is drawn for each pixel of a tile of ``2**pixels_bits`` pixels:
    the first along the Z-curve. What is drawn at a zoom is drawn at all that follow.
    """
    code = (_spread(x) << np.uint64(1)) | _spread(y)
    order = np.argsort(code, kind="stable")
    apart = code[order][1:] ^ code[order][:-1]
    # The highest bit in which it differs from the one before says how fine the grid must be.
    bits = np.zeros(len(apart), dtype=np.int64)
    found = apart > 0
    bits[found] = np.frexp(apart[found].astype(np.float64))[1]
    # Rounding up to 64 bits cannot take it past the next pair.
    depth = 32 - (np.minimum(bits, 64) + 1) // 2 + 1
    zoom = np.clip(depth - pixels_bits, 0, full_zoom)
    zoom[~found] = full_zoom
    level = np.zeros(len(x), dtype=np.uint8)
    level[order[1:]] = zoom
    return level


def ranked_levels(
    x: Positions, y: Positions, rank: npt.NDArray[np.int64], *, pixels_bits: int, full_zoom: int
) -> Levels:
    """Give the zoom from which each point is drawn, where some matter more than others.

    As `point_levels`, but of the points in a pixel that of the lowest rank is drawn, and the
    first along the Z-curve of several.

    Examples
    --------
    >>> at = np.array([0, 1, 2**31], dtype=np.uint32)
    >>> rank = np.array([1, 0, 2])
    >>> ranked_levels(at, at, rank, pixels_bits=8, full_zoom=14).tolist()
    [14, 0, 0]
    """
    code = (_spread(x) << np.uint64(1)) | _spread(y)
    level = np.full(len(x), full_zoom, dtype=np.uint8)
    left = np.lexsort((code, rank))
    # Of the first by rank in a cell of one zoom come the first in the cells of the zoom before.
    for zoom in range(full_zoom - 1, -1, -1):
        cells = code[left] >> np.uint64(2 * (32 - zoom - pixels_bits))
        _, first = np.unique(cells, return_index=True)
        left = left[np.sort(first)]
        level[left] = zoom
    return level


def _spread(values: Positions) -> npt.NDArray[np.uint64]:
    """Put a zero between the bits of 32-bit numbers."""
    out = values.astype(np.uint64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        out = (out | (out << np.uint64(shift))) & np.uint64(mask)
    return out
