"""Patches: suitable cells that lie together, found band by band, the best one first."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import shapes as outlines
from scipy import ndimage
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from gis.suitability.grid import Grid
from layers.crs import STORAGE_CRS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Cells of a patch share a side: a corner is no way through.
SIDES = np.array([[0, 1, 0], [1, 1, 1], [0, 1, 0]])


@dataclass(frozen=True, slots=True)
class Patches:
    """Patches, the one with the largest score × hectares first.

    `frame` has one row each: `area_ha`, `mean` and `best` score, `lon` and `lat` of the
    best cell, and the outline in EPSG:4326. `n_patches` and `area_ha` are of all patches
    that are large enough, also of those not listed.
    """

    frame: gpd.GeoDataFrame
    n_patches: int
    area_ha: float


@dataclass(slots=True)
class PatchFinder:
    """Joins suitable cells of one band after the other into patches.

    `least` is the least score that is suitable.
    """

    grid: Grid
    least: float
    _packed: dict[int, bytes] = field(default_factory=dict)
    _parts: list[pd.DataFrame] = field(default_factory=list)
    _joins: list[Ints] = field(default_factory=list)
    _edge: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _count: int = 0

    def add(self, rows: slice, scores: Floats, hectares: Floats) -> None:
        """Take the next band; bands come from north to south without a gap."""
        with np.errstate(invalid="ignore"):
            mask = scores >= self.least
        self._packed[rows.start] = zlib.compress(np.packbits(mask, axis=1).tobytes(), 1)
        labels, n = ndimage.label(mask, structure=SIDES)
        labels = np.where(mask, labels.astype(np.int64) + self._count, 0)
        if len(self._edge):
            meet = (labels[0] > 0) & (self._edge > 0)
            self._joins.append(np.column_stack([self._edge[meet], labels[0][meet]]))
        self._edge, self._count = labels[-1], self._count + int(n)
        if n:
            self._parts.append(_parts(labels[mask], np.argwhere(mask), rows, (scores, hectares)))

    def found(self, *, least_ha: float, most: int) -> Patches:
        """Give the patches of at least some size, at most so many of them."""
        parts = pd.concat(self._parts) if self._parts else _no_parts()
        root = _roots(self._count, self._joins)
        parts["patch"] = root[parts.index.to_numpy(dtype=np.int64)]
        best = parts.sort_values(["best", "row", "column"], ascending=[False, True, True])
        table = parts.groupby("patch").agg(
            area_ha=("area_ha", "sum"),
            weighed=("weighed", "sum"),
            first_row=("first_row", "min"),
            last_row=("last_row", "max"),
            first_column=("first_column", "min"),
            last_column=("last_column", "max"),
        )
        table = table.join(best.drop_duplicates("patch").set_index("patch")[["best", *_SPOT]])
        table = table[table["area_ha"] >= least_ha].sort_values(
            ["weighed", "row", "column"], ascending=[False, True, True]
        )
        return Patches(self._frame(table.head(most)), len(table), float(table["area_ha"].sum()))

    def _frame(self, table: pd.DataFrame) -> gpd.GeoDataFrame:
        t = self.grid.transform
        spots = gpd.GeoSeries.from_xy(
            t.c + t.a * (table["column"].to_numpy(dtype=float) + 0.5),
            t.f + t.e * (table["row"].to_numpy(dtype=float) + 0.5),
            crs=self.grid.crs,
        ).to_crs(STORAGE_CRS)
        columns = {
            "area_ha": table["area_ha"].to_numpy(dtype=float),
            "mean": (table["weighed"] / table["area_ha"]).to_numpy(dtype=float),
            "best": table["best"].to_numpy(dtype=float),
            "lon": spots.x.to_numpy(),
            "lat": spots.y.to_numpy(),
        }
        shapes = [self._outline(row) for _, row in table.iterrows()]
        outlined = gpd.GeoSeries(shapes, crs=self.grid.crs).to_crs(STORAGE_CRS)
        index = pd.RangeIndex(1, len(table) + 1, name="rank")
        return gpd.GeoDataFrame(columns, index=index, geometry=outlined.to_numpy(), crs=STORAGE_CRS)

    def _outline(self, row: pd.Series) -> shapely.Geometry:
        """Draw one patch: the connected cells around its best one, within its window."""
        first, last, left, right = (
            int(row[name]) for name in ("first_row", "last_row", "first_column", "last_column")
        )
        mask = self._mask(first, last)[:, left : right + 1]
        labels, _ = ndimage.label(mask, structure=SIDES)
        own = labels == labels[int(row["row"]) - first, int(row["column"]) - left]
        place = self.grid.transform @ Affine.translation(left, first)
        found = outlines(own.astype(np.uint8), mask=own, connectivity=4, transform=place)
        return shapely.union_all([shapely.geometry.shape(shape) for shape, _ in found])

    def _mask(self, first: int, last: int) -> NDArray[np.bool_]:
        starts = np.array(sorted(self._packed))
        used = starts[max(int(np.searchsorted(starts, first, side="right")) - 1, 0) :]
        used = used[used <= last]
        columns = self.grid.shape[1]
        bits = [np.frombuffer(zlib.decompress(self._packed[int(s)]), np.uint8) for s in used]
        wide = -(-columns // 8)
        rows = [np.unpackbits(b.reshape(-1, wide), axis=1, count=columns) for b in bits]
        mask = np.concatenate(rows)[first - used[0] : last + 1 - used[0]]
        return np.asarray(mask, dtype=bool)


_SPOT = ("row", "column")


def _parts(label: Ints, cells: Ints, rows: slice, values: tuple[Floats, Floats]) -> pd.DataFrame:
    """Sum up the cells of each label of a band."""
    row, column = cells[:, 0], cells[:, 1]
    score, ha = (v[row, column] for v in values)
    order = np.lexsort((column, row, -score, label))
    starts = np.flatnonzero(np.r_[True, np.diff(label[order]) > 0])
    label, row, column = label[order], row[order] + rows.start, column[order]
    score, ha = score[order], ha[order]
    return pd.DataFrame(
        {
            "area_ha": np.add.reduceat(ha, starts),
            "weighed": np.add.reduceat(ha * score, starts),
            "best": score[starts],
            "row": row[starts],
            "column": column[starts],
            "first_row": np.minimum.reduceat(row, starts),
            "last_row": np.maximum.reduceat(row, starts),
            "first_column": np.minimum.reduceat(column, starts),
            "last_column": np.maximum.reduceat(column, starts),
        },
        index=label[starts],
    )


def _no_parts() -> pd.DataFrame:
    one = _parts(np.ones(1, np.int64), np.zeros((1, 2), np.int64), slice(0, 1), (_ONE, _ONE))
    return one.iloc[:0]


_ONE = np.ones((1, 1))


def _roots(count: int, joins: Sequence[Ints]) -> Ints:
    """Give the least label of those that are one patch, by label."""
    pairs = np.concatenate(joins) if joins else np.zeros((0, 2), dtype=np.int64)
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_array((ones, (pairs[:, 0], pairs[:, 1])), shape=(count + 1, count + 1))
    _, component = connected_components(graph, directed=False)
    return np.asarray(component, dtype=np.int64)


def find_patches(
    grid: Grid, scores: Floats, *, least: float, least_ha: float = 0.0, most: int = 20
) -> Patches:
    """Find the patches of a grid of scores that is held in memory.

    Parameters
    ----------
    grid
        Where the cells lie.
    scores
        0 to 1, NaN where there is none, rows × columns.
    least
        The least score that is suitable.
    least_ha
        Smaller patches are left out.
    most
        How many patches are listed.
    """
    finder = PatchFinder(grid, least)
    for rows in grid.bands():
        finder.add(rows, scores[rows], grid.hectares(rows))
    return finder.found(least_ha=least_ha, most=most)
