"""Clipping to a tile in whole numbers: rings side by side, lines segment by segment.

A border is cut at the same place whichever way it is walked, so neighbours still meet.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

# Scratch: rows 0 and 1 hold x and y, rows 2 and 3 what is being made of them.
Scratch = npt.NDArray[np.int64]


@nb.njit(cache=True, nogil=True)
def crossing(u0: int, v0: int, u1: int, v1: int, bound: int) -> int:
    """Give v where a segment crosses u = bound."""
    if u0 > u1:
        u0, v0, u1, v1 = u1, v1, u0, v0
    return int(np.floor(v0 + (v1 - v0) * ((bound - u0) / (u1 - u0)) + 0.5))


@nb.njit(cache=True, nogil=True)
def clip_side(s: Scratch, n: int, axis: int, bound: int, sign: int) -> int:
    """Keep what of a ring lies on one side: sign * (coordinate - bound) not negative."""
    m = 0
    other = 1 - axis
    for i in range(n):
        j = i - 1 if i else n - 1
        here, before = sign * (s[axis, i] - bound), sign * (s[axis, j] - bound)
        if (here >= 0) != (before >= 0):
            s[2 + axis, m] = bound
            s[2 + other, m] = crossing(s[axis, j], s[other, j], s[axis, i], s[other, i], bound)
            m += 1
        if here >= 0:
            s[2, m], s[3, m] = s[0, i], s[1, i]
            m += 1
    for i in range(m):
        s[0, i], s[1, i] = s[2, i], s[3, i]
    return m


@nb.njit(cache=True, nogil=True)
def clip_ring(s: Scratch, n: int, low: int, high: int) -> int:
    """Clip an open ring of n vertices to a square; gives how many are left."""
    for axis in range(2):
        n = clip_side(s, n, axis, low, 1)
        if n:
            n = clip_side(s, n, axis, high, -1)
        if n == 0:
            return 0
    return n


@nb.njit(cache=True, nogil=True)
def turns_back(s: Scratch, a: int, b: int, c: int) -> bool:
    """Say whether the way from a over b to c goes back on itself."""
    ux, uy = s[0, b] - s[0, a], s[1, b] - s[1, a]
    vx, vy = s[0, c] - s[0, b], s[1, c] - s[1, b]
    return bool(ux * vy - uy * vx == 0 and ux * vx + uy * vy < 0)


@nb.njit(cache=True, nogil=True)
def same(s: Scratch, a: int, b: int) -> bool:
    """Say whether two vertices lie in one place."""
    return bool(s[0, a] == s[0, b] and s[1, a] == s[1, b])


@nb.njit(cache=True, nogil=True)
def tidy(s: Scratch, n: int) -> int:
    """Take repeated vertices and spikes without area out of an open or closed ring."""
    m = 0
    for i in range(n):
        s[0, m], s[1, m] = s[0, i], s[1, i]
        m += 1
        while m > 1:
            if same(s, m - 1, m - 2):
                m -= 1
            elif m > 2 and turns_back(s, m - 3, m - 2, m - 1):
                s[0, m - 2], s[1, m - 2] = s[0, m - 1], s[1, m - 1]
                m -= 1
            else:
                break
    start = 0
    while m - start > 1:
        if same(s, start, m - 1) or (m - start > 2 and turns_back(s, m - 2, m - 1, start)):
            m -= 1
        elif m - start > 2 and turns_back(s, m - 1, start, start + 1):
            start += 1
        else:
            break
    for i in range(start, m):
        s[0, i - start], s[1, i - start] = s[0, i], s[1, i]
    return m - start


@nb.njit(cache=True, nogil=True)
def doubled_area(s: Scratch, n: int) -> int:
    """Give twice the area of an open ring; positive where it turns from x to y."""
    total = 0
    for i in range(n):
        j = i + 1 if i + 1 < n else 0
        total += s[0, i] * s[1, j] - s[0, j] * s[1, i]
    return total


@nb.njit(cache=True, nogil=True)
def share_inside(
    s: Scratch, i: int, ends: tuple[int, int], square: tuple[int, int]
) -> tuple[float, float]:
    """Give from which to which share the segment before vertex i lies in a square.

    Liang and Barsky, asking only the sides that are crossed.

    Parameters
    ----------
    s, i
        Vertices, and the second one of the segment.
    ends
        Beyond which sides its two vertices lie: a bit each for low x, high x, low y, high y.
    square
        The lowest and the highest place in it, either way.
    """
    t0, t1 = 0.0, 1.0
    for k in range(4):
        bit = 1 << k
        if not (ends[0] | ends[1]) & bit:
            continue
        start, bound = s[k >> 1, i - 1], square[k & 1]
        t = (bound - start) / (s[k >> 1, i] - start) if ends[0] & bit != ends[1] & bit else 2.0
        if ends[0] & bit:
            t0 = max(t0, t)
        if ends[1] & bit:
            t1 = min(t1, t)
    return t0, t1


@nb.njit(cache=True, nogil=True)
def point_along(s: Scratch, i: int, t: float) -> tuple[int, int]:
    """Give the place at a share of the segment before vertex i."""
    if t == 1.0:
        return s[0, i], s[1, i]
    x = s[0, i - 1] + t * (s[0, i] - s[0, i - 1])
    y = s[1, i - 1] + t * (s[1, i] - s[1, i - 1])
    return int(np.floor(x + 0.5)), int(np.floor(y + 0.5))
