"""Compiled kernels of the packed layer: tree walk and exact box test.

The tree is a packed R-tree: features stand in Hilbert order, `FANOUT`
neighbours share a parent box, level by level. Boxes of all levels lie in one
flat array, each level as minx…, miny…, maxx…, maxy….
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

FANOUT = 64
POINT, LINE, RING = 0, 1, 2

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]


@nb.njit(cache=True, nogil=True)
def segment_meets(ax: float, ay: float, bx: float, by: float, q: Floats) -> bool:
    """Say whether a segment meets the box q (edges count)."""
    if max(ax, bx) < q[0] or min(ax, bx) > q[2] or max(ay, by) < q[1] or min(ay, by) > q[3]:
        return False
    if q[0] <= ax <= q[2] and q[1] <= ay <= q[3]:
        return True
    if q[0] <= bx <= q[2] and q[1] <= by <= q[3]:
        return True
    # Both ends are outside: it meets the box unless all corners lie on one side of it.
    dx, dy = bx - ax, by - ay
    s0 = dx * (q[1] - ay) - dy * (q[0] - ax)
    s1 = dx * (q[1] - ay) - dy * (q[2] - ax)
    s2 = dx * (q[3] - ay) - dy * (q[2] - ax)
    s3 = dx * (q[3] - ay) - dy * (q[0] - ax)
    return not (min(s0, s1, s2, s3) > 0 or max(s0, s1, s2, s3) < 0)


@nb.njit(cache=True, nogil=True)
def shape_meets(
    first: int, last: int, q: Floats, coordinates: Floats, parts: Ints, kinds: Kinds
) -> bool:
    """Say whether the parts [first, last) of a feature meet the box q."""
    odd = False
    for part in range(first, last):
        a, b = parts[part], parts[part + 1]
        if kinds[part] == POINT:
            for k in range(a, b):
                x, y = coordinates[k, 0], coordinates[k, 1]
                if q[0] <= x <= q[2] and q[1] <= y <= q[3]:
                    return True
            continue
        for k in range(a, b - 1):
            ax, ay = coordinates[k, 0], coordinates[k, 1]
            bx, by = coordinates[k + 1, 0], coordinates[k + 1, 1]
            if segment_meets(ax, ay, bx, by, q):
                return True
            # No edge met so far: does a ray from the box's corner cross this one?
            crosses = kinds[part] == RING and (ay > q[1]) != (by > q[1])
            if crosses and q[0] < (bx - ax) * (q[1] - ay) / (by - ay) + ax:
                odd = not odd
    return odd


@nb.njit(cache=True, nogil=True)
def walk(
    tree: tuple[Floats, Ints, Ints],
    q: Floats,
    paging: Ints,
    shapes: tuple[Floats, Ints, Kinds, Ints],
    out: Ints,
) -> tuple[int, int]:
    """Walk the tree in storage order.

    Parameters
    ----------
    tree
        (boxes of all levels, where each level begins, how long it is).
    q
        The box: minx, miny, maxx, maxy.
    paging
        (start position, matches to skip, most positions to give, 1 to count all).
    shapes
        (coordinates n × 2, part offsets, part kinds, feature → part offsets).
    out
        Receives the positions.

    Returns
    -------
    (int, int)
        Positions written, and matches counted (all of them when asked to count).
    """
    boxes, starts, sizes = tree
    coordinates, parts, kinds, feature_parts = shapes
    start, skip, limit, counting = paging[0], paging[1], paging[2], paging[3]
    top = len(sizes) - 1
    stack = np.empty((top + 1) * FANOUT + sizes[top], np.int64)
    level = np.empty(len(stack), np.int64)
    height = 0
    for i in range(sizes[top] - 1, -1, -1):
        stack[height], level[height] = i, top
        height += 1
    got = 0
    total = 0
    while height:
        height -= 1
        i, k = stack[height], level[height]
        size, base = sizes[k], starts[k]
        x0, y0 = boxes[base + i], boxes[base + size + i]
        x1, y1 = boxes[base + 2 * size + i], boxes[base + 3 * size + i]
        if x0 > q[2] or x1 < q[0] or y0 > q[3] or y1 < q[1]:
            continue
        inside = x0 >= q[0] and y0 >= q[1] and x1 <= q[2] and y1 <= q[3]
        if k > 0 and not inside:
            for j in range(min(sizes[k - 1], (i + 1) * FANOUT) - 1, i * FANOUT - 1, -1):
                stack[height], level[height] = j, k - 1
                height += 1
            continue
        if k == 0:
            first, last = i, i + 1
            a, b = feature_parts[i], feature_parts[i + 1]
            spans = (x0 >= q[0] and x1 <= q[2]) or (y0 >= q[1] and y1 <= q[3])
            # One connected part that spans the box's width or height must meet it.
            sure = inside or (spans and b - a == 1)
            if not sure and not shape_meets(a, b, q, coordinates, parts, kinds):
                continue
        else:
            first, last = i * FANOUT**k, min(sizes[0], (i + 1) * FANOUT**k)
        total += last - first
        position = max(first, start)
        jump = min(skip, max(0, last - position))
        skip -= jump
        position += jump
        while position < last and got < limit:
            out[got] = position
            got += 1
            position += 1
        if got >= limit and not counting:
            break
    return got, total
