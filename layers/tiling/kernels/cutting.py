"""Cutting a tile: the parts of its features in tile units, clipped, tidied and turned."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from layers.packed.kernels import FANOUT, INSIDE, LINE, NONE, RING, box_in
from layers.tiling.grid import EXTENT_BITS
from layers.tiling.kernels.clipping import (
    Scratch,
    clip_ring,
    doubled_area,
    point_along,
    share_inside,
    tidy,
)
from layers.tiling.kernels.levels import FINEST
from layers.tiling.kernels.placing import (
    END,
    HIGH,
    LIES,
    LOW,
    PART,
    Bytes,
    Flags,
    Ints,
    Number,
    Shapes,
    lie,
    placed,
    unit,
)

# What became of a feature: it lies outside, is drawn, has shrunk to nothing, gave way to others.
OUTSIDE, DRAWN, COLLAPSED, THINNED = 0, 1, 2, 3
# What is still to be done with a placed part: turn it round, or cut it.
TURNED, CUT = 4, 5
# Rows of the table of parts that are drawn, and of the counts: so many vertices and parts, and
# parts lost of features that are drawn.
OWNER, KIND, HOLE = 1, 2, 3
VERTICES, PARTS, LOST = 0, 1, 2
# A hint is a square of this side, in tile units.
HINT = 2

Floats = npt.NDArray[np.float64]
Units = npt.NDArray[np.int32]
# Vertices (x and y), the table of parts, and the counts.
Sink = tuple[Units, Ints, Ints]


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
def close_part(owner: int, kind: Number, hole: int, rows: Ints, at: Ints) -> None:
    """End a part at the vertices written so far."""
    k = at[PARTS]
    rows[END, k], rows[OWNER, k], rows[KIND, k], rows[HOLE, k] = at[VERTICES], owner, kind, hole
    at[PARTS] += 1


@nb.njit(cache=True, nogil=True)
def keep(s: Scratch, n: int, row: int, xy: Units, at: Ints) -> None:
    """Write vertices from the rows of scratch that begin at `row` as they are."""
    for i in range(n):
        xy[0, at[VERTICES] + i], xy[1, at[VERTICES] + i] = s[row, i], s[row + 1, i]
    at[VERTICES] += n


@nb.njit(cache=True, nogil=True)
def beyond(v: Ints, i: Number) -> int:
    """Say beyond which sides of the tile with its margin a vertex lies: a bit for each."""
    x, y = v[0, i], v[1, i]
    return int((x < LOW) | ((x > HIGH) << 1) | ((y < LOW) << 2) | ((y > HIGH) << 3))


@nb.njit(cache=True, nogil=True)
def cut_line(v: Ints, a: Number, b: Number, owner: int, sink: Sink) -> int:
    """Write what of a line of vertices a to b lies in the tile, as one part or several."""
    xy, rows, at = sink
    done, before = OUTSIDE, beyond(v, a)
    n = first = at[VERTICES]
    for i in range(a + 1, b + 1):
        here = beyond(v, i) if i < b else before
        out = before | here
        ends = i == b or before & here != 0
        if not ends and not out:
            # Written out: most segments of most lines lie inside.
            if n == first:
                xy[0, n], xy[1, n] = v[0, i - 1], v[1, i - 1]
                n += 1
            xy[0, n], xy[1, n] = v[0, i], v[1, i]
            n += xy[0, n] != xy[0, n - 1] or xy[1, n] != xy[1, n - 1]
        elif not ends:
            t0, t1 = share_inside(v, i, (before, here), (LOW, HIGH))
            if t0 <= t1 and n == first:
                xy[0, n], xy[1, n] = point_along(v, i, t0)
                n += 1
            if t0 <= t1:
                xy[0, n], xy[1, n] = point_along(v, i, t1)
                n += xy[0, n] != xy[0, n - 1] or xy[1, n] != xy[1, n - 1]
            ends = t0 > t1 or t1 != 1.0
        before = here
        if ends and n > first + 1:
            at[VERTICES] = first = n
            close_part(owner, LINE, 0, rows, at)
            done = DRAWN
        if ends:
            n = first
    return done


@nb.njit(cache=True, nogil=True)
def lies(s: Scratch, n: int) -> int:
    """Say how the box of vertices lies to the tile with its margin."""
    x0 = x1 = s[0, 0]
    y0 = y1 = s[1, 0]
    for i in range(1, n):
        x0, x1 = min(x0, s[0, i]), max(x1, s[0, i])
        y0, y1 = min(y0, s[1, i]), max(y1, s[1, i])
    return lie(x0, y0, x1, y1)


@nb.njit(cache=True, nogil=True)
def cut_ring(s: Scratch, n: int, hole: bool, sink: Sink) -> int:
    """Write what of a ring lies in the tile, turned as the format wants it; its part stays open."""
    xy, _, at = sink
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
        keep(s, n, 2, xy, at)
    else:
        keep(s, n, 0, xy, at)
    return DRAWN


@nb.njit(cache=True, nogil=True)
def plain_area(v: Ints, a: Number, n: Number) -> int:
    """Give twice the area of an open ring of n vertices from a on; 0 where it turns back somewhere.

    What turns back is looked at more closely.
    """
    total = 0
    px, py = v[0, a + n - 1], v[1, a + n - 1]
    ux, uy = px - v[0, a + n - 2], py - v[1, a + n - 2]
    for i in range(a, a + n):
        qx, qy = v[0, i], v[1, i]
        wx, wy = qx - px, qy - py
        if ux * wy - uy * wx == 0 and ux * wx + uy * wy < 0:
            return 0
        total += px * qy - qx * py
        px, py, ux, uy = qx, qy, wx, wy
    return total


@nb.njit(cache=True, nogil=True)
def state_of_ring(v: Ints, a: Number, b: Number, where: int, hole: bool) -> int:
    """Say what is to be done with a placed ring."""
    if where == NONE:
        return OUTSIDE if b > a else COLLAPSED
    n = b - a - 1
    if where != INSIDE or n < 3 or v[0, a] != v[0, b - 1] or v[1, a] != v[1, b - 1]:
        return CUT
    area = plain_area(v, a, n)
    if area == 0:
        return CUT
    return TURNED if (area < 0) != hole else DRAWN


@nb.njit(cache=True, nogil=True)
def state_of_open(n: int, where: int, kind: int) -> int:
    """Say what is to be done with n vertices of a placed line or point."""
    if kind == LINE and n < 2:
        return COLLAPSED
    if n == 0:
        return THINNED
    if where == INSIDE:
        return DRAWN
    return OUTSIDE if where == NONE or kind != LINE else CUT


@nb.njit(cache=True, nogil=True)
def states(v: Ints, parts: Ints, kinds: Bytes, holes: Flags) -> Bytes:
    """Say of each placed part what is to be done with it.

    It may be DRAWN as it is or TURNED round, must be CUT first, or is not drawn at all.
    """
    out = np.empty(parts.shape[1], np.uint8)
    a = np.int64(0)
    for k in range(len(out)):
        part, b, where = parts[PART, k], parts[END, k], parts[LIES, k]
        if kinds[part] == RING:
            out[k] = state_of_ring(v, a, b, where, holes[part])
        else:
            out[k] = state_of_open(b - a, where, kinds[part])
        a = b
    return out


@nb.njit(cache=True, nogil=True)
def cut_part(
    v: Ints, span: tuple[Number, Number], owner: tuple[int, int, bool], s: Scratch, sink: Sink
) -> int:
    """Write what of a part lies in the tile; `owner` tells the feature, the kind and if a hole."""
    a, n = span[0], int(span[1] - span[0])
    if owner[1] == LINE:
        return cut_line(v, a, span[1], owner[0], sink)
    for i in range(n):
        s[0, i], s[1, i] = v[0, a + i], v[1, a + i]
    was = cut_ring(s, n, owner[2], sink)
    if was == DRAWN:
        close_part(owner[0], RING, owner[2], sink[1], sink[2])
    return was


@nb.njit(cache=True, nogil=True)
def better(done: int, now: int) -> int:
    """Give what became of a feature so far when one more of its parts is known."""
    return now if done != DRAWN and now != OUTSIDE else done


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
def hint(feature: int, shapes: Shapes, window: Ints, xy: Units, at: Ints) -> bool:
    """Write a small square where a feature has shrunk to nothing, if that is in the tile."""
    first = shapes[3][shapes[6][feature]]
    x = unit(np.int64(shapes[0][first]), window[0]) - (window[1] << EXTENT_BITS)
    y = unit(np.int64(shapes[1][first]), window[0]) - (window[2] << EXTENT_BITS)
    if not (x - 1 >= LOW and x + 1 <= HIGH and y - 1 >= LOW and y + 1 <= HIGH):
        return False
    for i in range(4):
        xy[0, at[VERTICES] + i] = x - 1 + (HINT if i in (1, 2) else 0)
        xy[1, at[VERTICES] + i] = y - 1 + (HINT if i > 1 else 0)
    at[VERTICES] += 4
    return True


@nb.njit(cache=True, nogil=True)
def hinted(
    feature: int, owner: int, shapes: Shapes, window: Ints, shrunk: float, sink: Sink
) -> float:
    """Add the area of a feature that has shrunk to nothing; give what is left after a hint."""
    shrunk += area_in_units(feature, shapes, window[0])
    if shrunk >= HINT * HINT and hint(feature, shapes, window, sink[0], sink[2]):
        close_part(owner, RING, 0, sink[1], sink[2])
        return shrunk - HINT * HINT
    return shrunk


@nb.njit(cache=True, nogil=True)
def room(parts: Ints, state: Bytes, n_features: int) -> tuple[Scratch, Sink]:
    """Give room for what becomes of placed parts: scratch for one, and for all that is drawn."""
    longest = total = beyond = 0
    for k in range(parts.shape[1]):
        n = parts[END, k] - total
        total = parts[END, k]
        if state[k] == CUT:
            longest, beyond = max(longest, n), beyond + 5 * n
    s = np.empty((4, 6 * longest + 16), np.int64)
    xy = np.empty((2, total + beyond + 4 * n_features), np.int32)
    return s, (xy, np.empty((4, total + n_features), np.int64), np.zeros(3, np.int64))


@nb.njit(cache=True, nogil=True)
def cut(found: Ints, shapes: Shapes, window: Ints, shrunk: float) -> tuple[Sink, Bytes, float]:
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
    shrunk
        What is left of the sum after the features before these; 0 for the first of a tile.

    Returns
    -------
    (Sink, n, float)
        Vertices and parts, how many parts of drawn features are lost, what became of each
        feature found, and what is left of the sum.
    """
    v, parts, firsts = placed(found, shapes, window)
    kinds, holes = shapes[4], shapes[5]
    state = states(v, parts, kinds, holes)
    s, sink = room(parts, state, len(found))
    xy, rows, at = sink
    became = np.empty(len(found), np.uint8)
    a = np.int64(0)
    for owner in range(len(found)):
        lost, was, rings, outer = at[LOST], OUTSIDE, OUTSIDE, OUTSIDE
        for k in range(firsts[owner], firsts[owner + 1]):
            b, kind, hole = parts[END, k], kinds[parts[PART, k]], holes[parts[PART, k]]
            # A hole goes with the outer ring it lies in.
            now = OUTSIDE if hole and outer != DRAWN else state[k]
            if now == CUT:
                now = cut_part(v, (a, b), (owner, kind, hole), s, sink)
            elif now in (DRAWN, TURNED):
                # Written out, as is all that is done for most parts: a call would cost more.
                n, k_out, at_out = b - a - (kind == RING), at[PARTS], at[VERTICES]
                first, way = (a + n - 1, -1) if now == TURNED else (a, 1)
                for i in range(n):
                    xy[0, at_out + i] = v[0, first + way * i]
                    xy[1, at_out + i] = v[1, first + way * i]
                rows[END, k_out], rows[OWNER, k_out] = at_out + n, owner
                rows[KIND, k_out], rows[HOLE, k_out] = kind, hole
                at[VERTICES], at[PARTS], now = at_out + n, k_out + 1, DRAWN
            a = b
            if kind != RING:
                was = better(was, now)
            elif not hole:
                rings, outer = better(rings, now), now
            at[LOST] += not hole and now in (COLLAPSED, THINNED)
        if DRAWN not in (was, rings):
            at[LOST] = lost
        if rings == COLLAPSED:
            n = at[PARTS]
            shrunk = hinted(found[owner], owner, shapes, window, shrunk, sink)
            rings = DRAWN if at[PARTS] > n else COLLAPSED
        became[owner] = was if was == DRAWN or rings == OUTSIDE else rings
    return sink, became, shrunk
