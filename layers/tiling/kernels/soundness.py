"""Is a polygon still valid once its vertices are whole numbers: no edges meet, holes lie inside."""

from __future__ import annotations

import numba as nb
import numpy as np

from layers.packed.kernels import RING
from layers.tiling.kernels.cutting import HOLE, KIND, OWNER, Units
from layers.tiling.kernels.placing import END, Ints

Edges = Ints


@nb.njit(cache=True, nogil=True)
def side(e: Edges, i: int, x: int, y: int) -> int:
    """Say on which side of edge i a place lies: -1, 0 or 1."""
    turn = (e[i, 2] - e[i, 0]) * (y - e[i, 1]) - (e[i, 3] - e[i, 1]) * (x - e[i, 0])
    return int(turn > 0) - int(turn < 0)


@nb.njit(cache=True, nogil=True)
def meet(e: Edges, i: int, j: int) -> bool:
    """Say whether two edges share any place; their spans of x are known to overlap."""
    if max(e[i, 1], e[i, 3]) < min(e[j, 1], e[j, 3]):
        return False
    if max(e[j, 1], e[j, 3]) < min(e[i, 1], e[i, 3]):
        return False
    if side(e, i, e[j, 0], e[j, 1]) * side(e, i, e[j, 2], e[j, 3]) > 0:
        return False
    return side(e, j, e[i, 0], e[i, 1]) * side(e, j, e[i, 2], e[i, 3]) <= 0


@nb.njit(cache=True, nogil=True)
def edges_of(xs: Units, ys: Units, ends: Ints, first: int, last: int) -> Edges:
    """Give the edges of rings: x0, y0, x1, y1, number, and the number of the one that follows."""
    start = ends[first - 1] if first else 0
    e = np.empty((ends[last - 1] - start, 6), np.int64)
    k = 0
    for part in range(first, last):
        a, b = ends[part - 1] if part else 0, ends[part]
        for i in range(a, b):
            j = i + 1 if i + 1 < b else a
            e[k, 0], e[k, 1], e[k, 2], e[k, 3] = xs[i], ys[i], xs[j], ys[j]
            e[k, 4], e[k, 5] = i, j
            k += 1
    return e


@nb.njit(cache=True, nogil=True)
def edges_apart(e: Edges) -> bool:
    """Say whether no two edges share a place, but for the ends of neighbours in a ring."""
    n = len(e)
    low = np.empty(n, np.int64)
    for i in range(n):
        low[i] = min(e[i, 0], e[i, 2])
    order = np.argsort(low)
    for p in range(n):
        i = order[p]
        high = max(e[i, 0], e[i, 2])
        for q in range(p + 1, n):
            j = order[q]
            if low[j] > high:
                break
            if e[i, 5] == e[j, 4] or e[j, 5] == e[i, 4]:
                continue
            if meet(e, i, j):
                return False
    return True


@nb.njit(cache=True, nogil=True)
def turn(xs: Units, ys: Units, a: int, b: int, c: int) -> int:
    """Say to which side of the way from vertex a to b vertex c lies: -1, 0 or 1."""
    ax, ay = np.int64(xs[a]), np.int64(ys[a])
    cross = (xs[b] - ax) * (ys[c] - ay) - (ys[b] - ay) * (xs[c] - ax)
    return int(cross > 0) - int(cross < 0)


@nb.njit(cache=True, nogil=True)
def small_and_sound(xs: Units, ys: Units, a: int, n: int) -> bool:
    """Say of a ring from vertex a on that it is sound: a triangle, or convex with four corners.

    What is not known here may still be sound.
    """
    if n < 3 or n > 4:
        return False
    first = turn(xs, ys, a, a + 1, a + 2)
    if n == 3:
        return first != 0
    return bool(
        first != 0
        and turn(xs, ys, a + 1, a + 2, a + 3) == first
        and turn(xs, ys, a + 2, a + 3, a) == first
        and turn(xs, ys, a + 3, a, a + 1) == first
    )


@nb.njit(cache=True, nogil=True)
def inside(xs: Units, ys: Units, a: int, b: int, k: int) -> bool:
    """Say whether vertex k lies inside of the ring of vertices a to b, which it does not touch."""
    odd = False
    x, y = np.int64(xs[k]), np.int64(ys[k])
    for i in range(a, b):
        j = i + 1 if i + 1 < b else a
        x0, y0, x1, y1 = np.int64(xs[i]), np.int64(ys[i]), np.int64(xs[j]), np.int64(ys[j])
        if (y0 > y) != (y1 > y):
            turn = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
            if (turn > 0) == (y1 > y0):
                odd = not odd
    return odd


@nb.njit(cache=True, nogil=True)
def boxes_of(xs: Units, ys: Units, ends: Ints, first: int, last: int) -> Ints:
    """Give the boxes of rings: x0, y0, x1, y1."""
    out = np.empty((last - first, 4), np.int64)
    for part in range(first, last):
        a, b = ends[part - 1] if part else 0, ends[part]
        out[part - first, 0], out[part - first, 1] = xs[a:b].min(), ys[a:b].min()
        out[part - first, 2], out[part - first, 3] = xs[a:b].max(), ys[a:b].max()
    return out


@nb.njit(cache=True, nogil=True)
def nested(xs: Units, ys: Units, rows: Ints, first: int, last: int) -> bool:
    """Say whether every hole lies in its outer ring, and no outer ring in another's ground."""
    if last - first == 1:
        return True
    ends, holes = rows[END], rows[HOLE]
    box = boxes_of(xs, ys, ends, first, last)
    outer = first
    for part in range(first, last):
        if not holes[part]:
            outer = part
        k = ends[part - 1] if part else 0
        depth, in_outer = 0, False
        for other in range(first, last):
            o = other - first
            if other == part or xs[k] < box[o, 0] or xs[k] > box[o, 2]:
                continue
            if ys[k] < box[o, 1] or ys[k] > box[o, 3]:
                continue
            if inside(xs, ys, ends[other - 1] if other else 0, ends[other], k):
                depth += 1
                in_outer = in_outer or other == outer
        if depth % 2 != holes[part] or (holes[part] and not in_outer):
            return False
    return True


@nb.njit(cache=True, nogil=True)
def unsound(xy: Units, rows: Ints) -> Ints:
    """List the owners of polygons that are not valid, and of those that need a closer look.

    Parts that touch in a place are listed too: whether that is allowed is seen later.

    Parameters
    ----------
    xy
        2 × n, vertices in tile units.
    rows
        4 × m, end, owner, kind and hole of parts.
    """
    xs, ys, ends, owners, kinds = xy[0], xy[1], rows[END], rows[OWNER], rows[KIND]
    n_parts = rows.shape[1]
    out = np.empty(n_parts, np.int64)
    n = last = 0
    while last < n_parts:
        first = last
        last = first + 1
        if kinds[first] != RING:
            continue
        while last < n_parts and owners[last] == owners[first] and kinds[last] == RING:
            last += 1
        start = ends[first - 1] if first else 0
        if last - first == 1 and small_and_sound(xs, ys, start, ends[first] - start):
            continue
        sound = edges_apart(edges_of(xs, ys, ends, first, last))
        if not sound or not nested(xs, ys, rows, first, last):
            out[n] = owners[first]
            n += 1
    return out[:n]
