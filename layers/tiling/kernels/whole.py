"""A whole tile at one go: for tiles of few features most of the time is in the calls."""

from __future__ import annotations

import numba as nb
import numpy as np

from layers.tiling.kernels.cutting import Bytes, Floats, Ints, Shapes, cut, search
from layers.tiling.kernels.soundness import unsound
from layers.tiling.kernels.writing import Codes, features, gathered

# Where the counts hold what became of features (as they are numbered there), and lost parts.
LOST, UNSOUND = 4, 5
Values = tuple[Ints, Codes, Ints, Codes, Bytes, Ints]


@nb.njit(cache=True, nogil=True)
def whole(
    tree: tuple[Floats, Ints, Ints], q: Floats, shapes: Shapes, window: Ints, values: Values
) -> tuple[Bytes, Bytes, Ints]:
    """Search, cut and write a tile.

    Parameters
    ----------
    tree, q
        Boxes of the features, and the box to be searched.
    shapes, window
        As `cut` takes them.
    values
        Ids and codes of the features, columns wanted, the map of `tags`, and the values.

    Returns
    -------
    (n, m, 6)
        Features and values as bytes, and counts. Where polygons need repair the last count
        says how many, and the bytes are empty.
    """
    found = search(tree, q)
    sink, became = cut(found, shapes, window)
    counts = np.zeros(6, np.int64)
    for one in became:
        counts[one] += 1
    counts[LOST] = sink[6][2]
    xs, ys = sink[0][: sink[6][0]], sink[1][: sink[6][0]]
    ends, owners = sink[2][: sink[6][1]], sink[3][: sink[6][1]]
    kinds, holes = sink[4][: sink[6][1]], sink[5][: sink[6][1]]
    counts[UNSOUND] = len(unsound((xs, ys), ends, owners, kinds, holes))
    nothing = np.empty(0, np.uint8)
    if counts[UNSOUND] or not len(ends):
        return nothing, nothing, counts
    ids, codes, chosen, numbers, data, value_ends = values
    used = np.zeros(min(len(value_ends) - 1, len(chosen) * len(found)) + 1, np.int32)
    tables = (codes, chosen, numbers, used)
    written, _ = features((xs, ys), (ends, owners, kinds), (found, ids), tables)
    return written, gathered(data, value_ends, used[: used[-1]]), counts
