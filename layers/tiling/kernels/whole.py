"""Whole tiles at one go: for tiles of few features most of the time is in the calls."""

from __future__ import annotations

import numba as nb
import numpy as np

from layers.tiling.kernels.cutting import (
    KIND,
    LOST,
    OWNER,
    PARTS,
    VERTICES,
    Floats,
    Units,
    cut,
    search,
)
from layers.tiling.kernels.placing import Bytes, Ints, Shapes
from layers.tiling.kernels.soundness import unsound
from layers.tiling.kernels.writing import Codes, commands, features, gathered, grouped, tags

# Where the counts of a tile hold lost parts and how many polygons need repair; before them
# stands what became of features, as that is numbered.
LOST_AT, UNSOUND_AT = 4, 5
N_COUNTS = 6
Values = tuple[Ints, Codes, Ints, Codes, Bytes, Ints]


@nb.njit(cache=True, nogil=True)
def written(xy: Units, rows: Ints, found: Ints, values: Values) -> tuple[Bytes, Bytes]:
    """Give the features and the values of a tile as bytes.

    Parameters
    ----------
    xy, rows
        Vertices and parts as `cut` gives them.
    found
        Positions of the owners in the layer.
    values
        Ids and codes of the features, columns wanted, the map of `tags`, and the values.
    """
    ids, codes, chosen, numbers, data, ends = values
    used = np.zeros(min(len(numbers), len(chosen) * len(found)) + 1, np.int32)
    lasts = grouped(rows)
    drawn = found[rows[OWNER][lasts - 1]]
    told = tags(drawn, codes, chosen, numbers, used)
    out = features(ids[drawn], rows[KIND][lasts - 1], told, commands(xy, rows, lasts))
    return out, gathered(data, ends, used[: used[-1]])


@nb.njit(cache=True, nogil=True)
def drawn(found: Ints, shapes: Shapes, window: Ints, values: Values) -> tuple[Bytes, Bytes, Ints]:
    """Cut and write a tile of the features found.

    Returns
    -------
    (n, m, 6)
        Features and values as bytes, and counts. Where polygons need repair the last count
        says how many, and the bytes are empty.
    """
    (xy, rows, at), became = cut(found, shapes, window)
    counts = np.zeros(N_COUNTS, np.int64)
    for one in became:
        counts[one] += 1
    xy, rows = xy[:, : at[VERTICES]], rows[:, : at[PARTS]]
    counts[LOST_AT], counts[UNSOUND_AT] = at[LOST], len(unsound(xy, rows))
    if counts[UNSOUND_AT] or not at[PARTS]:
        nothing = np.empty(0, np.uint8)
        return nothing, nothing, counts
    out, own = written(xy, rows, found, values)
    return out, own, counts


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
        As `written` takes them.

    Returns
    -------
    (n, m, 6)
        As `drawn` gives them.
    """
    return drawn(search(tree, q), shapes, window, values)


@nb.njit(cache=True, nogil=True)
def longer(out: Bytes, n: int, more: Bytes) -> Bytes:
    """Give bytes of which n are in use with room for more, and these in it."""
    if n + len(more) > len(out):
        grown = np.empty(2 * (n + len(more)), np.uint8)
        grown[:n] = out[:n]
        out = grown
    out[n : n + len(more)] = more
    return out


@nb.njit(cache=True, nogil=True)
def several(
    tree: tuple[Floats, Ints, Ints], q: Floats, shapes: Shapes, windows: Ints, values: Values
) -> tuple[Bytes, Ints, Ints]:
    """Search, cut and write several tiles.

    Parameters
    ----------
    tree, shapes, values
        As `whole` takes them.
    q, windows
        k × 4 and k × 3, a row for each tile.

    Returns
    -------
    (n, 2 k, k × 6)
        Features and values of each tile in turns as bytes, where they end, and counts.
    """
    k = len(windows)
    out = np.empty(1 << 16, np.uint8)
    ends = np.empty(2 * k, np.int64)
    counts = np.empty((k, N_COUNTS), np.int64)
    n = 0
    for i in range(k):
        told, own, counts[i] = drawn(search(tree, q[i]), shapes, windows[i], values)
        out = longer(longer(out, n, told), n + len(told), own)
        ends[2 * i] = n + len(told)
        n = ends[2 * i + 1] = n + len(told) + len(own)
    return out[:n], ends, counts
