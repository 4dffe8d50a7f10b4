"""Hilbert order: features that lie near each other get positions near each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ORDER = 16


def hilbert_index(x: npt.NDArray[np.int64], y: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Give the place along the Hilbert curve of integer cells in [0, 2**16).

    Examples
    --------
    >>> hilbert_index(np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])).tolist()
    [0, 3, 2, 1]
    """
    x, y = x.astype(np.int64), y.astype(np.int64)
    distance = np.zeros(len(x), dtype=np.int64)
    # The curve's turns at a level depend on how many levels lie below it being even.
    for bit in range(ORDER - 1, -1, -1):
        side = np.int64(1) << bit
        right, upper = (x & side) > 0, (y & side) > 0
        distance += side * side * ((3 * right.astype(np.int64)) ^ upper.astype(np.int64))
        x, y = x & (side - 1), y & (side - 1)
        mirror = ~upper & right
        x, y = np.where(mirror, side - 1 - x, x), np.where(mirror, side - 1 - y, y)
        x, y = np.where(upper, x, y), np.where(upper, y, x)
    return distance


def hilbert_order(bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Give the order of boxes (n × 4: minx, miny, maxx, maxy) along the curve by their centres."""
    if not len(bounds):
        return np.empty(0, dtype=np.int64)
    centres = (bounds[:, :2] + bounds[:, 2:]) / 2
    low, high = centres.min(axis=0), centres.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    cells = ((centres - low) / span * (2**ORDER - 1)).astype(np.int64)
    return np.argsort(hilbert_index(cells[:, 0], cells[:, 1]), kind="stable")
