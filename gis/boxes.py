"""Boxes: which of many points may lie in any of many boxes, asked of a grid instead of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# So many cells a grid has at most.
_MOST_CELLS = 4_000_000


def maybe_in(points: Floats, boxes: Floats, *, cell: float) -> NDArray[np.bool_]:
    """Tell which points may lie in a box: none that does is missed.

    Parameters
    ----------
    points
        Coordinates, n × 2; one with NaN lies nowhere.
    boxes
        West, south, east and north of each, m × 4, not NaN.
    cell
        Size of the grid's cells, above 0: a point up to that far from a box may be told
        to lie in it (farther, where the boxes are spread so widely that cells are larger).

    Examples
    --------
    >>> points = np.array([[0.5, 0.5], [3.5, 0.5], [5.5, 0.5]])
    >>> boxes = np.array([[0.0, 0.0, 3.0, 1.0], [7.0, 0.0, 8.0, 1.0]])
    >>> maybe_in(points, boxes, cell=1.0).tolist()
    [True, True, False]
    """
    if not len(boxes):
        return np.zeros(len(points), dtype=np.bool_)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    size = max(cell, float(np.sqrt(np.prod(np.maximum(high - low, cell)) / _MOST_CELLS)))
    shape = np.floor((high - low) / size).astype(np.int64) + 1
    first = np.floor((boxes[:, :2] - low) / size).astype(np.int64)
    last = np.floor((boxes[:, 2:] - low) / size).astype(np.int64) + 1
    # What opens and closes at the corners, added up both ways, is the number of boxes.
    marks = np.zeros((shape[0] + 1, shape[1] + 1), dtype=np.int32)
    for x, y, step in ((first, first, 1), (last, last, 1), (first, last, -1), (last, first, -1)):
        np.add.at(marks, (x[:, 0], y[:, 1]), step)
    within = marks.cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0
    with np.errstate(invalid="ignore"):
        inside: NDArray[np.bool_] = ((points >= low) & (points <= high)).all(axis=1)
    at = np.floor((points[inside] - low) / size).astype(np.int64)
    inside[inside] = within[at[:, 0], at[:, 1]]
    return inside
