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
NONE, CORNER, SPANS, INSIDE = 0, 1, 2, 3

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
def box_in(i: int, size: int, base: int, boxes: Floats, q: Floats) -> int:
    """Say how box i of a level lies to the box q: NONE, CORNER, SPANS or INSIDE of it."""
    x0, x1 = boxes[base + i], boxes[base + 2 * size + i]
    if x0 > q[2] or x1 < q[0]:
        return NONE
    y0, y1 = boxes[base + size + i], boxes[base + 3 * size + i]
    if y0 > q[3] or y1 < q[1]:
        return NONE
    wide, high = x0 >= q[0] and x1 <= q[2], y0 >= q[1] and y1 <= q[3]
    if wide and high:
        return INSIDE
    return SPANS if wide or high else CORNER


@nb.njit(cache=True, nogil=True)
def leaves(
    run: tuple[int, int],
    boxes: Floats,
    q: Floats,
    shapes: tuple[Floats, Ints, Kinds, Ints],
    paging: tuple[int, int, int, int],
    out: Ints,
) -> tuple[int, int, int]:
    """Look at a run of features (first, last + 1); give matches, positions given, left to skip.

    `paging` is (start position, matches to skip, most positions to give, given so far).
    """
    coordinates, parts, kinds, feature_parts = shapes
    size = len(feature_parts) - 1
    start, skip, limit, got = paging
    total = 0
    for leaf in range(run[0], run[1]):
        lies = box_in(leaf, size, 0, boxes, q)
        if lies == NONE:
            continue
        a, b = feature_parts[leaf], feature_parts[leaf + 1]
        # One connected part as wide or high as the box at most, and over it, meets it.
        sure = lies == INSIDE or (lies == SPANS and b - a == 1)
        if not sure and not shape_meets(a, b, q, coordinates, parts, kinds):
            continue
        total += 1
        if leaf < start or got >= limit:
            continue
        if skip > 0:
            skip -= 1
            continue
        out[got] = leaf
        got += 1
    return total, got, skip


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
    skip, limit, counting = paging[1], paging[2], paging[3]
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
        lies = box_in(i, sizes[k], starts[k], boxes, q)
        if lies == NONE:
            continue
        if k > 1 and lies != INSIDE:
            for j in range(min(sizes[k - 1], (i + 1) * FANOUT) - 1, i * FANOUT - 1, -1):
                stack[height], level[height] = j, k - 1
                height += 1
            continue
        span = FANOUT**k
        first, last = i * span, min(sizes[0], (i + 1) * span)
        if lies == INSIDE:
            total += last - first
            position = max(first, paging[0])
            jump = min(skip, max(0, last - position))
            skip -= jump
            for found in range(position + jump, min(last, position + jump + limit - got)):
                out[got] = found
                got += 1
        else:
            page = (paging[0], skip, limit, got)
            n, got, skip = leaves((first, last), boxes, q, shapes, page, out)
            total += n
        if got >= limit and not counting:
            break
    return got, total


@nb.njit(cache=True, nogil=True)
def runs(chosen: Ints, offsets: Ints, edges: Ints) -> int:
    """Write where each run of neighbours among ascending positions begins and ends, in bytes.

    Returns
    -------
    int
        How many of `edges` were written: two a run.
    """
    n = 0
    for k in range(len(chosen)):
        position = chosen[k]
        if k == 0 or position != chosen[k - 1] + 1:
            edges[n] = offsets[position]
            n += 2
        edges[n - 1] = offsets[position + 1]
    return n
