"""Patches: touching cells with one key, the largest of each key, found band by band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rasterio.features import shapes
from scipy import ndimage
from shapely.geometry import box, shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from gis.errors import InputError
from gis.landcover import labelling
from gis.landcover.grids import Cells, bands
from gis.landcover.keys import Floats, Keyed, Keys
from gis.landcover.labelling import COLUMN, KEY, ROW, Above, Found, Place
from layers.text import Text

CONNECT = (4, 8)
# Beyond so many cells the outline of a patch is that of its window.
OUTLINE_CELLS = 4_000_000
MOST_KEYS = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """Patches of touching cells with one key.

    `largest` has one row for each of the largest of every key, the largest first: `key`,
    `area_ha`, `n_cells`, its window (`top`, `bottom`, `left`, `right`, in rows and
    columns, both ends in it), its first cell (`row`, `column`), and its centre of area
    (`x`, `y`, in the reference system of the grid). `by_key` counts all patches
    (`n_patches`, `area_ha`) on the key.
    """

    largest: pd.DataFrame
    by_key: pd.DataFrame
    connect: int


class _Window(NamedTuple):
    rows: slice
    columns: slice


def patches(
    keyed: Keyed,
    *,
    connect: int = 8,
    per_key: int = 20,
    window: tuple[slice, slice] | None = None,
) -> Patches:
    """Find the patches of touching cells with one key.

    Only a band of rows is in memory at a time, with the patches that are not closed yet.

    Parameters
    ----------
    keyed
        Cells with keys and hectares.
    connect
        4: cells touch by their sides; 8: by their corners too.
    per_key
        How many of the largest of each key to give.
    window
        Rows and columns to look at; all unless given.

    Raises
    ------
    InputError
        If `connect` is neither 4 nor 8, or `per_key` is below 1.
    """
    if connect not in CONNECT or per_key < 1:
        raise InputError(
            Text(
                f"connect {connect} dan per_key {per_key}; yang diminta 4 atau 8, dan 1 ke atas",
                f"connect {connect} and per_key {per_key}; wanted 4 or 8, and 1 or more",
            )
        )
    depth, breadth = keyed.grid.shape
    place = _Window(*(window or (slice(0, depth), slice(0, breadth))))
    width = place.columns.stop - place.columns.start
    above = Above(np.zeros(width, np.int32), np.zeros(width, np.uint16))
    alive = Found(np.zeros((1, 3)), np.zeros((1, 8), np.int64))
    totals = np.zeros((MOST_KEYS, 2))
    best = alive
    for rows in _bands(keyed.grid, place.rows):
        keys, areas = keyed.read(rows, place.columns)
        corner = Place(rows.start, place.columns.start, connect == 8)
        done, alive = _labelled((keys, areas), above, alive, corner)
        best = _best(best, done, totals, per_key)
    best = _best(best, Found(alive.sums[1:], alive.whole[1:]), totals, per_key)
    return Patches(_table(best, keyed.grid), _by_key(totals), connect)


def _bands(grid: Cells, rows: slice) -> list[slice]:
    cut = (slice(max(b.start, rows.start), min(b.stop, rows.stop)) for b in bands(grid))
    return [band for band in cut if band.start < band.stop]


def _labelled(
    band: tuple[Keys, Floats], above: Above, alive: Found, corner: Place
) -> tuple[Found, Found]:
    """Label a band; give the patches that ended, and those that reach its last row."""
    keys, areas = band
    starts = int(np.count_nonzero(keys[:, 0]))
    starts += int(np.count_nonzero((keys[:, 1:] != keys[:, :-1]) & (keys[:, 1:] != 0)))
    size = len(alive.sums) + starts
    found = Found(np.empty((size, 3)), np.empty((size, 8), np.int64))
    found.sums[: len(alive.sums)], found.whole[: len(alive.sums)] = alive
    parent = np.arange(size, dtype=np.int32)
    n = labelling.label_band(keys, areas, above, found, parent, corner)
    n = max(n, len(alive.sums) - 1)
    labelling.gather(found, parent, n)
    roots = np.flatnonzero(parent[: n + 1] == np.arange(n + 1))[1:]
    held = above.label > 0
    on_edge, number = np.unique(_roots(parent, above.label[held]), return_inverse=True)
    above.label[held] = number + 1
    ended = np.setdiff1d(roots, on_edge, assume_unique=True)
    kept = np.r_[0, on_edge]
    return (
        Found(found.sums[ended], found.whole[ended]),
        Found(found.sums[kept], found.whole[kept]),
    )


def _roots(parent: NDArray[np.int32], labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give the label that stands for each, all at once."""
    here = parent[labels]
    while not np.array_equal(parent[here], here):
        here = parent[here]
    return here


def _best(best: Found, done: Found, totals: Floats, per_key: int) -> Found:
    """Count patches that ended, and keep the largest of each key."""
    keys = done.whole[:, KEY]
    totals[:, 0] += np.bincount(keys, minlength=MOST_KEYS)
    totals[:, 1] += np.bincount(keys, weights=done.sums[:, 0], minlength=MOST_KEYS)
    sums = np.concatenate([best.sums, done.sums])
    whole = np.concatenate([best.whole, done.whole])
    order = np.lexsort((whole[:, COLUMN], whole[:, ROW], -sums[:, 0], whole[:, KEY]))
    sums, whole = sums[order], whole[order]
    key = whole[:, KEY]
    first = np.searchsorted(key, key, side="left")
    keep = (np.arange(len(key)) - first < per_key) & (key > 0)
    return Found(sums[keep], whole[keep])


def _table(best: Found, grid: Cells) -> pd.DataFrame:
    area = best.sums[:, 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        column, row = best.sums[:, 1] / area, best.sums[:, 2] / area
    t = grid.transform
    names = ("key", "n_cells", "top", "bottom", "left", "right", "row", "column")
    table = pd.DataFrame(best.whole, columns=list(names))
    table.insert(1, "area_ha", area)
    table["x"], table["y"] = t.c + t.a * column, t.f + t.e * row
    order = np.lexsort((table["column"], table["row"], table["key"], -table["area_ha"]))
    return table.iloc[order].reset_index(drop=True)


def _by_key(totals: Floats) -> pd.DataFrame:
    seen = np.flatnonzero(totals[:, 0])
    return pd.DataFrame(
        {"n_patches": totals[seen, 0].astype(np.int64), "area_ha": totals[seen, 1]}, index=seen
    )


def outline(keyed: Keyed, patch: pd.Series, connect: int) -> BaseGeometry:
    """Give the outline of a patch along its cells, in the reference system of the grid.

    Parameters
    ----------
    keyed
        What the patch was found in.
    patch
        A row of `Patches.largest`.
    connect
        As in `patches`.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon
        The box of its window where that has over `OUTLINE_CELLS` cells.
    """
    rows = slice(int(patch["top"]), int(patch["bottom"]) + 1)
    columns = slice(int(patch["left"]), int(patch["right"]) + 1)
    t = keyed.grid.transform
    corners = (*(t @ (columns.start, rows.stop)), *(t @ (columns.stop, rows.start)))
    if (rows.stop - rows.start) * (columns.stop - columns.start) > OUTLINE_CELLS:
        return box(*corners)
    keys, _ = keyed.read(rows, columns)
    around = np.ones((3, 3)) if connect == 8 else None
    label, _ = ndimage.label(keys == patch["key"], structure=around)
    own = label == label[int(patch["row"]) - rows.start, int(patch["column"]) - columns.start]
    at = t @ t.translation(columns.start, rows.start)
    parts = [shape(s) for s, v in shapes(own.astype(np.uint8), mask=own, transform=at) if v]
    return unary_union(parts)
