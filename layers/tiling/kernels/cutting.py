"""Cutting a tile: the parts of its features in tile units, clipped, tidied and turned."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from layers.packed.kernels import FANOUT, INSIDE, LINE, NONE, POINT, box_in
from layers.tiling.grid import BUFFER, EXTENT, EXTENT_BITS
from layers.tiling.kernels.clipping import (
    Scratch,
    clip_ring,
    doubled_area,
    point_along,
    share_inside,
    tidy,
)
from layers.tiling.kernels.levels import FINEST

LOW, HIGH = -BUFFER, EXTENT + BUFFER
# What became of a feature: it lies outside, is drawn, has shrunk to nothing, gave way to others.
OUTSIDE, DRAWN, COLLAPSED, THINNED = 0, 1, 2, 3
# A hint is a square of this side, in tile units.
HINT = 2

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Units = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.uint32]
# x, y, level of vertices; first vertex, kind and hole of parts; first part of features.
Shapes = tuple[Positions, Positions, Bytes, Ints, Bytes, Flags, Ints]
# x, y of vertices; end, owner, kind and hole of parts; vertices, parts and lost parts so far.
Sink = tuple[Units, Units, Ints, Ints, Bytes, Flags, Ints]


@nb.njit(cache=True, nogil=True)
def search(tree: tuple[Floats, Ints, Ints], q: Floats) -> Ints:
    """Give the positions of features whose boxes meet the box q, ascending."""
    boxes, starts, sizes = tree
    top = len(sizes) - 1
    stack = np.empty((top + 1) * FANOUT + sizes[top], np.int64)
    level = np.empty(len(stack), np.int64)
    out = np.empty(256, np.int64)
    got = height = 0
    for i in range(sizes[top] - 1, -1, -1):
        stack[height], level[height] = i, top
        height += 1
    while height:
        height -= 1
        i, k = stack[height], level[height]
        lies = box_in(i, sizes[k], starts[k], boxes, q)
        if lies == NONE:
            continue
        if k == 0 or lies == INSIDE:
            span = FANOUT**k
            first, last = i * span, min(sizes[0], (i + 1) * span)
            while got + last - first > len(out):
                out = np.concatenate((out, np.empty(len(out), np.int64)))
            for found in range(first, last):
                out[got] = found
                got += 1
            continue
        for j in range(min(sizes[k - 1], (i + 1) * FANOUT) - 1, i * FANOUT - 1, -1):
            stack[height], level[height] = j, k - 1
            height += 1
    return out[:got]


@nb.njit(cache=True, nogil=True)
def unit(position: np.int64, zoom: int) -> np.int64:
    """Give a position of the world in tile units of a zoom, to the nearest."""
    if zoom >= FINEST:
        return position << (zoom - FINEST)
    shift = FINEST - zoom
    return (position + (1 << (shift - 1))) >> shift


@nb.njit(cache=True, nogil=True, inline="always")
def place(part: int, shapes: Shapes, window: Ints, s: Scratch) -> int:
    """Put the vertices of a part that a zoom needs into scratch, in tile units."""
    x, y, level, parts = shapes[0], shapes[1], shapes[2], shapes[3]
    zoom, left, top = window[0], window[1] << EXTENT_BITS, window[2] << EXTENT_BITS
    n = 0
    for i in range(parts[part], parts[part + 1]):
        if level[i] > zoom:
            continue
        px, py = unit(np.int64(x[i]), zoom) - left, unit(np.int64(y[i]), zoom) - top
        if n == 0 or px != s[0, n - 1] or py != s[1, n - 1]:
            s[0, n], s[1, n] = px, py
            n += 1
    return n


@nb.njit(cache=True, nogil=True, inline="always")
def lies(s: Scratch, n: int) -> int:
    """Say whether vertices lie outside of the tile with its margin, inside, or both."""
    x0 = x1 = s[0, 0]
    y0 = y1 = s[1, 0]
    for i in range(1, n):
        x0, x1 = min(x0, s[0, i]), max(x1, s[0, i])
        y0, y1 = min(y0, s[1, i]), max(y1, s[1, i])
    if x1 < LOW or y1 < LOW or x0 > HIGH or y0 > HIGH:
        return NONE
    return INSIDE if x0 >= LOW and y0 >= LOW and x1 <= HIGH and y1 <= HIGH else NONE + 1


@nb.njit(cache=True, nogil=True, inline="always")
def keep(s: Scratch, n: int, row: int, sink: Sink) -> None:
    """Write vertices from the rows of scratch that begin at `row` as they are."""
    xs, ys, at = sink[0], sink[1], sink[6]
    for i in range(n):
        xs[at[0] + i], ys[at[0] + i] = s[row, i], s[row + 1, i]
    at[0] += n


@nb.njit(cache=True, nogil=True, inline="always")
def close_part(owner: int, kind: int, hole: bool, sink: Sink) -> None:
    """End a part at the vertices written so far."""
    at = sink[6]
    sink[2][at[1]], sink[3][at[1]] = at[0], owner
    sink[4][at[1]], sink[5][at[1]] = kind, hole
    at[1] += 1


@nb.njit(cache=True, nogil=True, inline="always")
def cut_line(s: Scratch, n: int, owner: int, sink: Sink) -> int:
    """Write what of a line lies in the tile, as one part or several."""
    if n < 2:
        return COLLAPSED
    where = lies(s, n)
    if where == NONE:
        return OUTSIDE
    if where == INSIDE:
        keep(s, n, 0, sink)
        close_part(owner, LINE, False, sink)
        return DRAWN
    m, done = 0, OUTSIDE
    for i in range(1, n + 1):
        t0, t1 = share_inside(s, i, LOW, HIGH) if i < n else (1.0, 0.0)
        if t0 <= t1:
            if m == 0:
                s[2, 0], s[3, 0] = point_along(s, i, t0)
                m = 1
            s[2, m], s[3, m] = point_along(s, i, t1)
            if s[2, m] != s[2, m - 1] or s[3, m] != s[3, m - 1]:
                m += 1
        if m > 1 and (t0 > t1 or t1 < 1.0):
            keep(s, m, 2, sink)
            close_part(owner, LINE, False, sink)
            done = DRAWN
        if t0 > t1 or t1 < 1.0:
            m = 0
    return done


@nb.njit(cache=True, nogil=True)
def cut_ring(s: Scratch, n: int, owner: int, hole: bool, sink: Sink) -> int:
    """Write what of a ring lies in the tile, turned as the format wants it."""
    n = tidy(s, n)
    where = lies(s, n)
    if where == NONE:
        return OUTSIDE
    if n < 3:
        return COLLAPSED
    if where != INSIDE:
        n = clip_ring(s, n, LOW, HIGH)
        n = tidy(s, n) if n else 0
        if n < 3:
            return OUTSIDE
    area = doubled_area(s, n)
    if area == 0:
        return COLLAPSED
    if (area < 0) != hole:
        for i in range(n):
            s[2, i], s[3, i] = s[0, n - 1 - i], s[1, n - 1 - i]
        keep(s, n, 2, sink)
    else:
        keep(s, n, 0, sink)
    close_part(owner, 2, hole, sink)
    return DRAWN


@nb.njit(cache=True, nogil=True, inline="always")
def cut_rings(
    feature: int, shapes: Shapes, window: Ints, s: Scratch, place_in: tuple[int, Sink]
) -> int:
    """Write the rings of a feature; a hole goes with the outer ring it lies in."""
    owner, sink = place_in
    done, outer = OUTSIDE, OUTSIDE
    for part in range(shapes[6][feature], shapes[6][feature + 1]):
        if shapes[4][part] <= LINE:
            continue
        hole = shapes[5][part]
        if hole and outer != DRAWN:
            continue
        n = place(part, shapes, window, s)
        was = cut_ring(s, n, owner, hole, sink) if n else COLLAPSED
        if not hole:
            outer = was
            sink[6][2] += was == COLLAPSED
            if done != DRAWN and was != OUTSIDE:
                done = was
    return done


@nb.njit(cache=True, nogil=True, inline="always")
def cut_open(
    feature: int, shapes: Shapes, window: Ints, s: Scratch, place_in: tuple[int, Sink]
) -> int:
    """Write the points and lines of a feature."""
    owner, sink = place_in
    done = OUTSIDE
    for part in range(shapes[6][feature], shapes[6][feature + 1]):
        kind = shapes[4][part]
        if kind > LINE:
            continue
        n = place(part, shapes, window, s)
        if kind == LINE:
            was = cut_line(s, n, owner, sink) if n else COLLAPSED
        elif n == 0:
            was = THINNED
        elif lies(s, n) == INSIDE:
            keep(s, n, 0, sink)
            close_part(owner, POINT, False, sink)
            was = DRAWN
        else:
            was = OUTSIDE
        sink[6][2] += was in (COLLAPSED, THINNED)
        if done != DRAWN and was != OUTSIDE:
            done = was
    return done


@nb.njit(cache=True, nogil=True)
def area_in_units(feature: int, shapes: Shapes, zoom: int) -> float:
    """Give the area of a feature's rings in square tile units of a zoom."""
    x, y, parts = shapes[0], shapes[1], shapes[3]
    total = 0.0
    for part in range(shapes[6][feature], shapes[6][feature + 1]):
        a, b = parts[part], parts[part + 1]
        ring = 0.0
        for i in range(a + 1, b - 1):
            ux, uy = float(x[i]) - float(x[a]), float(y[i]) - float(y[a])
            vx, vy = float(x[i + 1]) - float(x[a]), float(y[i + 1]) - float(y[a])
            ring += ux * vy - uy * vx
        total += -abs(ring) if shapes[5][part] else abs(ring)
    return total / 2 / 4.0 ** (FINEST - zoom)


@nb.njit(cache=True, nogil=True)
def hint(feature: int, shapes: Shapes, window: Ints, place_in: tuple[int, Sink]) -> bool:
    """Write a small square where a feature has shrunk to nothing, if that is in the tile."""
    owner, sink = place_in
    first = shapes[3][shapes[6][feature]]
    x = unit(np.int64(shapes[0][first]), window[0]) - (window[1] << EXTENT_BITS)
    y = unit(np.int64(shapes[1][first]), window[0]) - (window[2] << EXTENT_BITS)
    if not (x - 1 >= LOW and x + 1 <= HIGH and y - 1 >= LOW and y + 1 <= HIGH):
        return False
    xs, ys, at = sink[0], sink[1], sink[6]
    for i in range(4):
        xs[at[0] + i] = x - 1 + (HINT if i in (1, 2) else 0)
        ys[at[0] + i] = y - 1 + (HINT if i > 1 else 0)
    at[0] += 4
    close_part(owner, 2, False, sink)
    return True


@nb.njit(cache=True, nogil=True)
def room(found: Ints, shapes: Shapes) -> tuple[int, int]:
    """Give how many vertices a tile may come to hold at most, and the longest part."""
    total = longest = 0
    for position in range(len(found)):
        feature = found[position]
        a, b = shapes[6][feature], shapes[6][feature + 1]
        total += 6 * (shapes[3][b] - shapes[3][a]) + 4
        for part in range(a, b):
            longest = max(longest, shapes[3][part + 1] - shapes[3][part])
    return total, longest


@nb.njit(cache=True, nogil=True)
def cut(found: Ints, shapes: Shapes, window: Ints) -> tuple[Sink, Bytes]:
    """Cut the features found to a tile.

    Of polygons that have shrunk to nothing the areas are summed up as they come; each time
    the sum reaches that of a hint, one is drawn, so that many small ones still show as many.

    Parameters
    ----------
    found
        Positions of the features.
    shapes
        Their vertices and parts.
    window
        (zoom of the square world, column, row).

    Returns
    -------
    (Sink, n)
        Vertices and parts, how many parts of drawn features are lost, and what became of each
        feature found.
    """
    total, longest = room(found, shapes)
    s = np.empty((4, 6 * longest + 16), np.int64)
    sink = (
        np.empty(total, np.int32),
        np.empty(total, np.int32),
        np.empty(total, np.int64),
        np.empty(total, np.int64),
        np.empty(total, np.uint8),
        np.empty(total, np.bool_),
        np.zeros(3, np.int64),
    )
    became = np.empty(len(found), np.uint8)
    shrunk = 0.0
    for owner in range(len(found)):
        feature = found[owner]
        place_in = (owner, sink)
        lost = sink[6][2]
        was = cut_open(feature, shapes, window, s, place_in)
        rings = cut_rings(feature, shapes, window, s, place_in)
        if DRAWN not in (was, rings):
            sink[6][2] = lost
        if rings == COLLAPSED:
            shrunk += area_in_units(feature, shapes, window[0])
            if shrunk >= HINT * HINT and hint(feature, shapes, window, place_in):
                shrunk -= HINT * HINT
                rings = DRAWN
        became[owner] = was if was == DRAWN or rings == OUTSIDE else rings
    return sink, became
