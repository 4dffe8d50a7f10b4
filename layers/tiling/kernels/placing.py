"""Placing what a tile may show: vertices of parts in tile units, as many as its zoom needs."""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

from layers.packed.kernels import INSIDE, NONE, RING, SPANS
from layers.tiling.grid import BUFFER, EXTENT, EXTENT_BITS
from layers.tiling.kernels.levels import FINEST

LOW, HIGH = -BUFFER, EXTENT + BUFFER
# Rows of the table of parts that have been placed: where their vertices end, which part of the
# layer they are, and how they lie to the tile with its margin: NONE of it, INSIDE, or SPANS.
END, PART, LIES = 0, 1, 2

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.uint32]
Number = int | np.int64
# x, y, level of vertices; first vertex, kind and hole of parts; first part of features.
Shapes = tuple[Positions, Positions, Bytes, Ints, Bytes, Flags, Ints]
# Vertices (x and y), the table of parts, and the first part of each feature.
Placed = tuple[Ints, Ints, Ints]


@nb.njit(cache=True, nogil=True)
def unit(position: np.int64, zoom: int) -> np.int64:
    """Give a position of the world in tile units of a zoom, to the nearest."""
    if zoom >= FINEST:
        return position << (zoom - FINEST)
    shift = FINEST - zoom
    return (position + (1 << (shift - 1))) >> shift


@nb.njit(cache=True, nogil=True)
def lie(x0: Number, y0: Number, x1: Number, y1: Number) -> int:
    """Say how a box lies to the tile with its margin; one of nothing lies outside."""
    if x1 < LOW or y1 < LOW or x0 > HIGH or y0 > HIGH:
        return NONE
    return INSIDE if x0 >= LOW and y0 >= LOW and x1 <= HIGH and y1 <= HIGH else SPANS


@nb.njit(cache=True, nogil=True)
def in_order(found: Ints, shapes: Shapes) -> tuple[Ints, Ints, int]:
    """List the parts of features, points and lines before rings.

    Returns
    -------
    (m, n + 1, int)
        The parts, where those of each feature begin among them, and how many vertices they have.
    """
    parts, kinds, feature_parts = shapes[3], shapes[4], shapes[6]
    firsts = np.zeros(len(found) + 1, np.int64)
    for owner in range(len(found)):
        feature = found[owner]
        firsts[owner + 1] = firsts[owner] + feature_parts[feature + 1] - feature_parts[feature]
    which = np.empty(firsts[-1], np.int64)
    at = total = 0
    for owner in range(len(found)):
        first, last = feature_parts[found[owner]], feature_parts[found[owner] + 1]
        total += parts[last] - parts[first]
        for rings in range(2):
            for part in range(first, last):
                if (kinds[part] == RING) == rings:
                    which[at] = part
                    at += 1
    return which, firsts, total


@nb.njit(cache=True, nogil=True)
def placed(found: Ints, shapes: Shapes, window: Ints) -> Placed:
    """Place the parts of features; vertices in one place with the one before are left out.

    Parameters
    ----------
    found
        Positions of the features.
    shapes
        Vertices and parts of the layer.
    window
        (zoom of the square world, column, row).

    Returns
    -------
    (2 × n, 3 × m, k + 1)
        Vertices, the table of parts, and where the parts of each feature begin.
    """
    x, y, level, parts = shapes[0], shapes[1], shapes[2], shapes[3]
    zoom, left, top = window[0], window[1] << EXTENT_BITS, window[2] << EXTENT_BITS
    which, firsts, total = in_order(found, shapes)
    v = np.empty((2, total), np.int64)
    xs, ys = v[0], v[1]
    needed = np.empty(total + 1, np.uint64)
    laid = np.empty((3, len(which)), np.int64)
    # Without branches, which no processor could foretell; numbers that cannot be negative need
    # no look at whether they count from the end.
    far, n = np.int64(1) << 60, np.uint64(0)
    for k in range(len(which)):
        m = np.uint64(0)
        for i in range(np.uint64(parts[which[k]]), np.uint64(parts[which[k] + 1])):
            needed[m] = i
            m += np.uint64(level[i] <= zoom)
        px, py, x0, x1, y0, y1 = far, far, far, -far, far, -far
        for i in needed[:m]:
            qx, qy = unit(np.int64(x[i]), zoom) - left, unit(np.int64(y[i]), zoom) - top
            xs[n], ys[n] = qx, qy
            n += np.uint64((qx != px) | (qy != py))
            px, py = qx, qy
            x0, x1, y0, y1 = min(x0, px), max(x1, px), min(y0, py), max(y1, py)
        laid[END, k], laid[PART, k], laid[LIES, k] = n, which[k], lie(x0, y0, x1, y1)
    return v, laid, firsts
