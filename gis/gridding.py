"""Counts of units spread over the cells of a grid, so that every unit keeps its total."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from numpy.typing import NDArray
from scipy.sparse import coo_array, csc_array, csr_array, diags_array
from scipy.sparse.linalg import MatrixRankWarning, spsolve

from gis.checks import (
    has_shape,
    require_crs,
    require_not_empty,
    require_polygons,
    require_unique_index,
)
from gis.errors import GeometryError, InputError
from gis.interpolation import require_weights
from layers.raster import Raster
from layers.text import Text

METHOD = (
    "counts of each unit divided over cells in proportion to weight x exact share of the cell "
    "inside the unit (exactextract)"
)
BALANCED = (
    METHOD + ", then scaled so that exact fractional sums over each unit return its count; cells "
    "only partly within the units hold nobody, unless a unit has no other"
)
# exactextract keeps the share of a cell in 32 bits.
WHOLE_CELL = 1.0 - 1e-6
SOLVED = 1e-10
REGULAR = 1e-13

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gridded:
    """Counts per cell, and what each unit gets back from them.

    `raster` holds counts, NaN where no unit reaches; its sum is the sum of
    `placed`. `table` has the units' index: `count` as given, `placed` in cells,
    `returned` by exact fractional sums over the unit, and `how`: "weights",
    "even" (no cell of the unit weighs anything) or "outside" (no cell at all:
    not placed). `balanced` says whether every unit gets its count back, to a
    millionth; where not, neighbours share what lies in their common cells.
    """

    raster: Raster
    table: pd.DataFrame
    balanced: bool
    method: str


def counts_per_cell(
    units: gpd.GeoDataFrame, count: str, weights: Raster, *, balance: bool = True
) -> Gridded:
    """Spread a count of each unit over the cells of a raster of weights.

    Parameters
    ----------
    units
        Valid polygons in any known CRS, unique index.
    count
        Column of counts, 0 or more.
    weights
        Weight per cell, 0 or more; its grid is the grid of the answer.
    balance
        Whether to make the exact fractional sums over the units return their
        counts, as far as the cells allow; see `Gridded.balanced`.

    Raises
    ------
    InputError
        If the count has gaps or is below 0, or a weight is below 0.
    GeometryError
        If a unit is no valid polygon, or the raster is not north-up.
    """
    require_weights(weights)
    counts = _counts(units, count)
    cover = _cover(units, weights)
    weight = _weight(weights)
    weighed, how = _weighed(cover, weight)
    spread = _balanced(cover, weighed, counts) if balance else _divided(weighed, counts)
    placed = np.where(how == "outside", 0.0, counts)
    returned = np.asarray(cover @ spread)
    table = pd.DataFrame(
        {"count": counts, "placed": placed, "returned": returned, "how": how}, index=units.index
    )
    balanced = bool(np.allclose(returned, placed, rtol=1e-6, atol=1e-6))
    reached = np.asarray(cover.sum(axis=0)).ravel() > 0
    values = np.where(reached, spread, np.nan).reshape(weights.shape)
    raster = Raster(values, weights.transform, weights.crs, None)
    return Gridded(raster, table, balanced, BALANCED if balance else METHOD)


def _counts(units: gpd.GeoDataFrame, count: str) -> Floats:
    require_crs(units, "units")
    require_polygons(units, "units")
    require_unique_index(units, "units")
    require_not_empty(units, "units")
    if count not in units or count == units.geometry.name:
        raise InputError(
            Text(
                f"units tidak punya kolom {count!r}; kolomnya {', '.join(map(str, units.columns))}",
                f"units have no column {count!r}; the columns are "
                f"{', '.join(map(str, units.columns))}",
            )
        )
    values = pd.to_numeric(units[count], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    bad = np.flatnonzero(~np.isfinite(values) | (values < 0))
    if len(bad):
        where = ", ".join(str(units.index[i]) for i in bad[:5])
        raise InputError(
            Text(
                f"{count}: {len(bad)} baris tidak memuat bilangan 0 atau lebih ({where}); isi "
                "atau buang",
                f"{count}: {len(bad)} rows hold no number of 0 or more ({where}); fill or leave "
                "out",
            )
        )
    return np.asarray(values, dtype=np.float64)


def _cover(units: gpd.GeoDataFrame, grid: Raster) -> csr_array:
    """Measure the share of each cell inside each unit (units x cells)."""
    t = grid.transform
    if t.b or t.d or t.a <= 0 or t.e >= 0:
        raise GeometryError(
            Text(
                f"raster tidak mengarah ke utara (transform {tuple(t)[:6]}); putar dahulu",
                f"raster is not north-up (transform {tuple(t)[:6]}); warp it first",
            )
        )
    west, south, east, north = grid.bounds
    zeros = np.zeros(grid.shape, dtype=np.uint8)
    wkt = grid.crs.to_wkt()
    source = NumPyRasterSource(zeros, west, south, east, north, srs_wkt=wkt)
    sound = np.flatnonzero(has_shape(units))
    shapes = units.geometry.iloc[sound].to_crs(grid.crs).to_numpy()
    frame = gpd.GeoDataFrame(geometry=shapes, crs=grid.crs)
    found = exact_extract(source, frame, ["cell_id", "coverage"], output="pandas")
    cells = [np.asarray(c, dtype=np.intp) for c in found["cell_id"]]
    shares = [np.asarray(c, dtype=np.float64) for c in found["coverage"]]
    unit = np.repeat(sound, [len(c) for c in cells])
    pairs = (unit, np.concatenate(cells))
    size = (len(units), grid.shape[0] * grid.shape[1])
    return coo_array((np.concatenate(shares), pairs), shape=size).tocsr()


def _weight(weights: Raster) -> Floats:
    values = weights.values.astype(np.float64).ravel()
    if weights.nodata is not None:
        values[values == weights.nodata] = np.nan
    return np.nan_to_num(values, nan=0.0)


def _weighed(cover: csr_array, weight: Floats) -> tuple[csr_array, NDArray[np.object_]]:
    """Weigh each unit's cells; evenly where none weighs anything."""
    weighed = (cover @ diags_array(weight)).tocsr()
    none = _rows(weighed) == 0
    how = np.full(cover.shape[0], "weights", dtype=object)
    how[none] = "even"
    how[none & (_rows(cover) == 0)] = "outside"
    weighed = weighed + diags_array(none.astype(np.float64)) @ cover
    return csr_array(weighed), how


def _rows(matrix: csr_array) -> Floats:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _divided(weighed: csr_array, counts: Floats) -> Floats:
    """Divide each unit's count over its cells in proportion."""
    total = _rows(weighed)
    factor = np.divide(counts, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(weighed.T @ factor, dtype=np.float64)


def _balanced(cover: csr_array, weighed: csr_array, counts: Floats) -> Floats:
    """Scale so that units get their counts back; None where the cells cannot tell units apart.

    In cells wholly covered by the units that take part, what the units get back
    adds up to what the cells hold. A unit that cannot take part (no people, no
    such cell, or far fewer people than its neighbours) keeps to its own cells.
    """
    lonely = counts == 0
    while True:
        lonely, whole = _apart(cover, weighed, lonely)
        taking, cells = np.flatnonzero(~lonely), np.flatnonzero(whole)
        if not len(taking):
            return _in_own_cells(cover, weighed, counts)
        inside = cover[taking][:, cells]
        inside = (inside @ diags_array(1.0 / np.asarray(inside.sum(axis=0)).ravel())).tocsr()
        spread = weighed[taking][:, cells].T.tocsr()
        factor, fits = _solved((inside @ spread).tocsc(), counts[taking])
        if fits.all():
            break
        lonely[taking[~fits]] = True
    out = _in_own_cells(cover, weighed, np.where(lonely, counts, 0.0))
    out[cells] += spread @ factor
    return out


def _apart(
    cover: csr_array, weighed: csr_array, lonely: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Leave out units without a weighed cell that those taking part cover wholly."""
    while True:
        held = np.asarray((~lonely).astype(np.float64) @ cover, dtype=np.float64)
        whole = held >= WHOLE_CELL
        less = _rows((weighed @ diags_array(whole.astype(np.float64))).tocsr()) == 0
        if not (less & ~lonely).any():
            return lonely, whole
        lonely = lonely | less


def _solved(matrix: csc_array, wanted: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Solve for one factor per unit, and tell which of them fit: not below 0, and exact.

    Units that share all their cells cannot be told apart: the matrix is singular.
    The least of weights on its diagonal keeps that from spoiling the other units.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MatrixRankWarning)
        factor = np.atleast_1d(spsolve(matrix, wanted))
        if not np.isfinite(factor).all():
            slightly = matrix + diags_array(REGULAR * matrix.diagonal(), format="csc")
            factor = np.atleast_1d(spsolve(slightly, wanted))
    fits = np.isfinite(factor) & (factor >= 0)
    missed = np.abs(matrix @ np.where(np.isfinite(factor), factor, 0.0) - wanted)
    fits &= missed <= SOLVED * wanted.max()
    return np.asarray(factor, dtype=np.float64), np.asarray(fits)


def _in_own_cells(cover: csr_array, weighed: csr_array, counts: Floats) -> Floats:
    """Divide counts over cells no other unit touches, or over all where there is none."""
    alone = (cover >= WHOLE_CELL).astype(np.float64)
    own = csr_array(weighed.multiply(alone))
    without = (_rows(own) == 0).astype(np.float64)
    return _divided(csr_array(own + diags_array(without) @ weighed), counts)
