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
Marks = npt.NDArray[np.bool_]


@nb.njit(cache=True, nogil=True)
def path_meets(
    run: tuple[int, int], kind: int, q: Floats, coordinates: Floats
) -> tuple[bool, bool]:
    """Say whether a path, the vertices of a run (first, last + 1), meets the box q.

    Returns
    -------
    (bool, bool)
        Whether it does; if not, whether a ring crosses a ray east of the box's corner an odd
        number of times.
    """
    west, south, east, north = q[0], q[1], q[2], q[3]
    ax, ay, before = np.nan, np.nan, -1
    odd = False
    for k in range(run[0], run[1]):
        bx, by = coordinates[k, 0], coordinates[k, 1]
        # Beyond which edges it lies: a bit for each.
        side = (1 if bx < west else 0) | (2 if bx > east else 0)
        side |= (4 if by < south else 0) | (8 if by > north else 0)
        if side == 0:
            return True, odd
        if before & side == 0:
            # Both ends are outside: it meets the box unless all corners lie on one side of it.
            dx, dy = bx - ax, by - ay
            low, high = dx * (south - ay), dx * (north - ay)
            left, right = dy * (west - ax), dy * (east - ax)
            least = min(low - left, low - right, high - right, high - left)
            if least <= 0 <= max(low - left, low - right, high - right, high - left):
                return True, odd
        if kind == RING and (ay > south) != (by > south):
            odd = odd != (west < (bx - ax) * (south - ay) / (by - ay) + ax)
        ax, ay, before = bx, by, side
    return False, odd


@nb.njit(cache=True, nogil=True)
def shape_meets(
    first: int, last: int, q: Floats, coordinates: Floats, parts: Ints, kinds: Kinds
) -> bool:
    """Say whether the parts [first, last) of a feature meet the box q."""
    within = False
    for part in range(first, last):
        run = parts[part], parts[part + 1]
        if kinds[part] == POINT:
            for k in range(run[0], run[1]):
                x, y = coordinates[k, 0], coordinates[k, 1]
                if q[0] <= x <= q[2] and q[1] <= y <= q[3]:
                    return True
            continue
        meets, odd = path_meets(run, kinds[part], q, coordinates)
        if meets:
            return True
        within = within != odd
    return within


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
def mark(
    run: tuple[int, int], level: tuple[int, int], boxes: Floats, q: Floats, hits: Marks
) -> None:
    """Mark which boxes of a run (first, last + 1) of a level (where it begins, its length) meet q.

    Without a branch, so that several are looked at in one step.
    """
    west, south, east, north = q[0], q[1], q[2], q[3]
    (first, last), (base, size) = run, level
    x0, y0 = boxes[base + first : base + last], boxes[base + size + first : base + size + last]
    high = base + 2 * size
    x1, y1 = boxes[high + first : high + last], boxes[high + size + first : high + size + last]
    for i in range(last - first):
        hits[i] = (x0[i] <= east) & (x1[i] >= west) & (y0[i] <= north) & (y1[i] >= south)


@nb.njit(cache=True, nogil=True)
def leaves(
    run: tuple[int, int],
    tree: tuple[Floats, Floats, Marks],
    shapes: tuple[Floats, Ints, Kinds, Ints],
    paging: tuple[int, int, int],
    out: Ints,
) -> tuple[int, int, int]:
    """Look at the marked ones of a run of features (first, last + 1).

    Parameters
    ----------
    run
        Which features.
    tree
        (boxes of all levels, the box asked for, whether the box of each of the run meets it).
    shapes
        As `walk` takes them.
    paging
        (start position, matches to skip, how many are given so far).
    out
        Receives the positions, as many as it holds.

    Returns
    -------
    (int, int, int)
        Matches, how many are given so far, and matches still to skip.
    """
    boxes, q, hits = tree
    coordinates, parts, kinds, feature_parts = shapes
    west, south, east, north = q[0], q[1], q[2], q[3]
    size = len(feature_parts) - 1
    start, skip, got = paging
    total = 0
    for leaf in range(run[0], run[1]):
        if not hits[leaf - run[0]]:
            continue
        wide = boxes[leaf] >= west and boxes[2 * size + leaf] <= east
        high = boxes[size + leaf] >= south and boxes[3 * size + leaf] <= north
        a, b = feature_parts[leaf], feature_parts[leaf + 1]
        # One connected part as wide or high as the box at most, and over it, meets it.
        sure = (wide and high) or ((wide or high) and b - a == 1)
        if not sure and not shape_meets(a, b, q, coordinates, parts, kinds):
            continue
        total += 1
        if leaf < start or got >= len(out):
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
    paging: tuple[int, int],
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
        (start position, matches to skip).
    shapes
        (coordinates n × 2, part offsets, part kinds, feature → part offsets).
    out
        Receives the positions, as many as it holds.

    Returns
    -------
    (int, int)
        Positions written, and matches in all.
    """
    boxes, starts, sizes = tree
    start, skip = paging
    top = len(sizes) - 1
    hits = np.empty(max(FANOUT, sizes[top]), np.bool_)
    # Boxes met whose children are to be looked at; above the top is one that holds all.
    stack = np.empty((top + 1) * len(hits) + 1, np.int64)
    level = np.empty(len(stack), np.int64)
    stack[0], level[0], height = 0, top + 1, 1
    got = 0
    total = 0
    while height:
        height -= 1
        i, k = stack[height], level[height]
        if k <= top and box_in(i, sizes[k], starts[k], boxes, q) == INSIDE:
            first, last = i * FANOUT**k, min(sizes[0], (i + 1) * FANOUT**k)
            total += last - first
            position = max(first, start)
            jump = min(skip, max(0, last - position))
            skip -= jump
            for found in range(position + jump, min(last, position + jump + len(out) - got)):
                out[got] = found
                got += 1
            continue
        k -= 1
        first, last = i * FANOUT, sizes[k] if k == top else min(sizes[k], (i + 1) * FANOUT)
        mark((first, last), (starts[k], sizes[k]), boxes, q, hits)
        if k > 0:
            for j in range(last - 1, first - 1, -1):
                if hits[j - first]:
                    stack[height], level[height] = j, k
                    height += 1
            continue
        page = (start, skip, got)
        n, got, skip = leaves((first, last), (boxes, q, hits), shapes, page, out)
        total += n
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


@nb.njit(cache=True)
def first_page(
    tree: tuple[Floats, Ints, Ints],
    box: tuple[float, float, float, float],
    shapes: tuple[Floats, Ints, Kinds, Ints],
    offsets: Ints,
    out: Ints,
    edges: Ints,
) -> tuple[int, int, int]:
    """Walk the tree for a first page, and write its bytes' runs as well.

    Parameters
    ----------
    tree, box, shapes
        As `walk` takes them.
    offsets
        Where the bytes of each feature begin.
    out
        Receives positions: those of the page, and that of the one after it.
    edges
        Receives where each run of neighbours begins and ends, in bytes.

    Returns
    -------
    (int, int, int)
        Positions written, matches in all, and how many of `edges` were written.
    """
    got, total = walk(tree, np.array(box), (0, 0), shapes, out)
    return got, total, runs(out[: min(got, len(out) - 1)], offsets, edges)


@nb.njit(cache=True)
def first_page_held(
    tree: tuple[Floats, Ints, Ints],
    box: tuple[float, float, float, float],
    shapes: tuple[Floats, Ints, Kinds, Ints],
    offsets: Ints,
    out: Ints,
    edges: Ints,
) -> tuple[int, int, int]:
    """Do the same without letting other threads have the interpreter meanwhile.

    To let go of it and wait for it again costs a quick answer more than the walk.
    """
    return first_page(tree, box, shapes, offsets, out, edges)
