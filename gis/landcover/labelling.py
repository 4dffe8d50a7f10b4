"""Compiled loops: patches of touching cells with one key, row after row, closed when they end."""

from __future__ import annotations

from typing import NamedTuple

import numba as nb
import numpy as np
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


class Found(NamedTuple):
    """Patches: sums (area, area times column, area times row) and whole numbers of each.

    The columns of `whole` are: key, cells, first and last row, first and last column,
    row and column of the first cell.
    """

    sums: Floats
    whole: Longs


class Above(NamedTuple):
    """The row above a band: the patch of each cell (0: none) and its key."""

    label: NDArray[np.int32]
    key: NDArray[np.uint16]


class Place(NamedTuple):
    """Where a band begins, and whether cells that share a corner touch."""

    row: int
    column: int
    corners: bool


KEY, CELLS, TOP, BOTTOM, LEFT, RIGHT, ROW, COLUMN = range(8)


@nb.njit(cache=True, nogil=True)
def root_of(parent: NDArray[np.int32], label: int) -> int:
    """Give the label that stands for a patch, and shorten the way to it."""
    root = label
    while parent[root] != root:
        root = parent[root]
    while parent[label] != root:
        parent[label], label = root, parent[label]
    return root


@nb.njit(cache=True, nogil=True)
def _joined(parent: NDArray[np.int32], one: int, other: int) -> int:
    if one == 0:
        return other
    if other == 0:
        return one
    a, b = root_of(parent, one), root_of(parent, other)
    low, high = min(a, b), max(a, b)
    parent[high] = low
    return low


@nb.njit(cache=True, nogil=True)
def label_band(
    keys: NDArray[np.uint16],
    areas: Floats,
    above: Above,
    found: Found,
    parent: NDArray[np.int32],
    place: Place,
) -> int:
    """Give every cell of a band with a key to a patch, and add it to the patch's sums.

    Labels up to ``above.label.max()`` are in use; `parent` and `found` have room for
    all that may come. `above` is brought to the last row of the band. Returns the
    number of labels in use.
    """
    n = 0
    for label in above.label:
        n = max(n, label)
    depth, width = keys.shape
    row_label = np.zeros(width, np.int32)
    for row in range(depth):
        for column in range(width):
            key = keys[row, column]
            row_label[column] = 0
            if key == 0:
                continue
            label = 0
            if column > 0 and keys[row, column - 1] == key:
                label = row_label[column - 1]
            label = _met_above(above, (column, key, place.corners), parent, label)
            if label == 0:
                n += 1
                label = n
                parent[n] = n
                found.sums[n] = 0.0
                found.whole[n, KEY], found.whole[n, CELLS] = key, 0
            row_label[column] = label
            area = areas[row, 0] if areas.shape[1] == 1 else areas[row, column]
            _add(found, label, (place.row + row, place.column + column), area)
        above.label[:] = row_label
        above.key[:] = keys[row]
    return n


@nb.njit(cache=True, nogil=True)
def _met_above(
    above: Above, cell: tuple[int, int, bool], parent: NDArray[np.int32], label: int
) -> int:
    """Join the patches of the same key that the row above brings to a cell."""
    column, key, corners = cell
    reach = 1 if corners else 0
    for c in range(max(0, column - reach), min(len(above.key), column + reach + 1)):
        if above.key[c] == key:
            label = _joined(parent, label, above.label[c])
    return label


@nb.njit(cache=True, nogil=True)
def _add(found: Found, label: int, at: tuple[int, int], area: float) -> None:
    row, column = at
    sums, whole = found.sums[label], found.whole[label]
    sums[0] += area
    sums[1] += area * (column + 0.5)
    sums[2] += area * (row + 0.5)
    if whole[CELLS] == 0:
        whole[TOP], whole[BOTTOM], whole[LEFT], whole[RIGHT] = row, row, column, column
        whole[ROW], whole[COLUMN] = row, column
    whole[CELLS] += 1
    whole[BOTTOM] = max(whole[BOTTOM], row)
    whole[LEFT] = min(whole[LEFT], column)
    whole[RIGHT] = max(whole[RIGHT], column)


@nb.njit(cache=True, nogil=True)
def gather(found: Found, parent: NDArray[np.int32], n: int) -> None:
    """Add what was counted under joined labels to the label that stands for the patch."""
    for label in range(n, 0, -1):
        root = root_of(parent, label)
        if root == label:
            continue
        found.sums[root] += found.sums[label]
        here, there = found.whole[root], found.whole[label]
        here[CELLS] += there[CELLS]
        here[TOP] = min(here[TOP], there[TOP])
        here[BOTTOM] = max(here[BOTTOM], there[BOTTOM])
        here[LEFT] = min(here[LEFT], there[LEFT])
        here[RIGHT] = max(here[RIGHT], there[RIGHT])
        if there[ROW] < here[ROW] or (there[ROW] == here[ROW] and there[COLUMN] < here[COLUMN]):
            here[ROW], here[COLUMN] = there[ROW], there[COLUMN]
