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
from layers.tiling.kernels.writing import (
    Codes,
    commands,
    copied,
    features,
    gathered,
    grouped,
    tags,
)

# Where the counts of a tile hold lost parts and how many polygons need repair; before them
# stands what became of features, as that is numbered.
LOST_AT, UNSOUND_AT = 4, 5
N_COUNTS = 6
# So many features are cut together, and this much more room than the first of them took is
# made for each of those that follow.
AT_ONCE, ROOM = 512, 1.1
Values = tuple[Ints, Codes, Ints, Codes, Bytes, Ints]


@nb.njit(cache=True, nogil=True)
def longer(out: Bytes, n: int, more: Bytes, still: float) -> Bytes:
    """Give bytes of which n are in use with these after them; `still` tells how many may follow."""
    if n + len(more) > len(out):
        grown = np.empty(n + len(more) + int(still), np.uint8)
        copied(grown, 0, out, 0, n)
        out = grown
    copied(out, n, more, 0, len(more))
    return out


@nb.njit(cache=True, nogil=True)
def begun(values: Values, n_found: int) -> Codes:
    """Give room for the values that a tile of so many features may use, none of them used yet."""
    used = np.empty(min(len(values[3]), len(values[2]) * n_found) + 1, np.int32)
    used[-1] = 0
    return used


@nb.njit(cache=True, nogil=True)
def told(xy: Units, rows: Ints, found: Ints, values: Values, used: Codes) -> Bytes:
    """Give features as bytes; `used` counts the values they have."""
    ids, codes, chosen, numbers = values[:4]
    lasts = grouped(rows)
    drawn = found[rows[OWNER][lasts - 1]]
    tagged = tags(drawn, codes, chosen, numbers, used)
    return features(ids[drawn], rows[KIND][lasts - 1], tagged, commands(xy, rows, lasts))


@nb.njit(cache=True, nogil=True)
def ended(values: Values, used: Codes) -> Bytes:
    """Give the values used in a tile as bytes, and forget their numbers."""
    # Taken out of the tuple once: each time, its users would be counted.
    numbers, codes = values[3], used[: used[-1]]
    for code in codes:
        numbers[np.uint32(code)] = -1
    return gathered(values[4], values[5], codes)


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
    used = begun(values, len(found))
    return told(xy, rows, found, values, used), ended(values, used)


@nb.njit(cache=True, nogil=True)
def drawn(found: Ints, shapes: Shapes, window: Ints, values: Values) -> tuple[Bytes, Bytes, Ints]:
    """Cut and write a tile of the features found, some at a time: what these need stays at hand.

    Returns
    -------
    (n, m, 6)
        Features and values as bytes, and counts. Where polygons need repair the last count
        says so, and the bytes are empty.
    """
    counts = np.zeros(N_COUNTS, np.int64)
    used = begun(values, len(found))
    out = np.empty(0, np.uint8)
    n, shrunk = 0, 0.0
    for first in range(0, len(found), AT_ONCE):
        some = found[first : first + AT_ONCE]
        (xy, rows, at), became, shrunk = cut(some, shapes, window, shrunk)
        for one in became:
            counts[one] += 1
        xy, rows = xy[:, : at[VERTICES]], rows[:, : at[PARTS]]
        counts[LOST_AT] += at[LOST]
        counts[UNSOUND_AT] += len(unsound(xy, rows))
        if counts[UNSOUND_AT]:
            ended(values, used)
            nothing = np.empty(0, np.uint8)
            return nothing, nothing, counts
        if at[PARTS]:
            more = told(xy, rows, some, values, used)
            left = (len(found) - first) / len(some) - 1
            out = longer(out, n, more, ROOM * left * len(more))
            n += len(more)
    return out[:n], ended(values, used), counts


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
        here, own, counts[i] = drawn(search(tree, q[i]), shapes, windows[i], values)
        out = longer(out, n, here, n)
        n = ends[2 * i] = n + len(here)
        out = longer(out, n, own, n)
        n = ends[2 * i + 1] = n + len(own)
    return out[:n], ends, counts
