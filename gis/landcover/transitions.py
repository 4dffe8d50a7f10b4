"""What became of what: areas of every pair of classes at two dates, whole or by zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.errors import InputError
from gis.landcover import kernels
from gis.landcover.classes import Classes
from gis.landcover.grids import Cells, bands, row_areas, same_grid
from gis.landcover.kernels import Pair, Runs
from gis.landcover.shares import Zoned, whole, zoned
from gis.parts import THREADS
from layers.text import Text

Floats = NDArray[np.float64]
Zones: TypeAlias = gpd.GeoDataFrame | gpd.GeoSeries


@dataclass(frozen=True, slots=True, eq=False)
class Transitions:
    """Hectares of every pair of classes, zone by zone.

    `table` is zone × (earlier classes + 2) × (later classes + 2): first no value, then
    the classes in the order of `before` and `after`, last codes of no class. `index`
    names the zones; `drawn_ha` is the area of each as drawn (not a number for a whole
    raster), of which what lies beyond the raster is in no cell of `table`.
    """

    before: Classes
    after: Classes
    index: pd.Index
    table: Floats
    drawn_ha: Floats
    n_without_shape: int = 0

    @property
    def hectares(self) -> Floats:
        """Zone × earlier class × later class, where both dates have one."""
        return self.table[:, 1:-1, 1:-1]

    @property
    def counted_ha(self) -> Floats:
        """Area of each zone where both dates have a class."""
        total: Floats = self.hectares.sum(axis=(1, 2))
        return total

    @property
    def unknown_ha(self) -> Floats:
        """Area of each zone with a code of no class at either date."""
        either: Floats = self.table[:, -1, :].sum(axis=1) + self.table[:, :-1, -1].sum(axis=1)
        return either

    @property
    def no_value_ha(self) -> Floats:
        """Area of each zone within the raster with no value at a date, and no strange code."""
        held = self.table[:, :-1, :-1]
        either: Floats = held[:, 0, :].sum(axis=1) + held[:, 1:, 0].sum(axis=1)
        return either

    @property
    def beyond_ha(self) -> Floats:
        """Area of each zone as drawn that lies beyond the raster; 0 within rounding."""
        left = self.drawn_ha - self.table.sum(axis=(1, 2))
        # Edges of a zone are straight in lon/lat, and in the plane of a projected raster.
        return np.where(left > 1e-6 * self.drawn_ha, left, 0.0)

    def together(self) -> Floats:
        """Give the sum of all zones, earlier class × later class."""
        total: Floats = self.hectares.sum(axis=0)
        return total

    def pairs(self) -> pd.DataFrame:
        """List what is there: one row for each zone and pair of classes with an area.

        Returns
        -------
        pandas.DataFrame
            `zone` (of `index`), `from`, `to` (codes) and `area_ha`.
        """
        zone, a, b = np.nonzero(self.hectares)
        return pd.DataFrame(
            {
                "zone": self.index[zone],
                "from": np.asarray(self.before.codes)[a],
                "to": np.asarray(self.after.codes)[b],
                "area_ha": self.hectares[zone, a, b],
            }
        )


def transitions(
    before: Cells,
    after: Cells,
    classes: tuple[Classes, Classes],
    zones: Zones | None = None,
) -> Transitions:
    """Measure what became of what, band by band: rasters of any size fit in memory.

    Parameters
    ----------
    before, after
        Land cover at two dates on the same grid; see `aligned` for others.
    classes
        The classes of the earlier and of the later.
    zones
        Valid polygons in any known CRS, each counted by itself; all of the raster as one
        zone unless given.

    Returns
    -------
    Transitions
        In true hectares: the exact share of each cell inside a zone times the area of
        the cell on the ellipsoid.

    Raises
    ------
    InputError
        `other-grid`, if the two are not on the same grid; if an index value of the zones
        occurs twice.
    CRSError, GeometryError
        As in `zoned`.
    """
    require_same_grid(before, after)
    laid = whole(before) if zones is None else zoned(zones, before)
    table = summed(laid, (before, after), classes)
    index = pd.RangeIndex(1) if zones is None else zones.index
    return Transitions(*classes, index, table, laid.area_ha, laid.n_without_shape)


def summed(
    laid: Zoned, pair: tuple[Cells, Cells | None], classes: tuple[Classes, Classes | None]
) -> Floats:
    """Sum the hectares of each pair of classes in each zone, bands side by side.

    Parameters
    ----------
    laid
        The zones on the grid.
    pair, classes
        The earlier and the later raster with their classes; without a later one, only
        the classes of the first.

    Returns
    -------
    numpy.ndarray
        Zone × earlier classes + 2 × later classes + 2 (1 without a later one).
    """
    cut = list(bands(pair[0]))
    n_later = classes[1].unknown + 1 if classes[1] else 1
    shape = (len(laid), 2, (classes[0].unknown + 1) * n_later)

    def some(first: int) -> Floats:
        out = np.zeros(shape)
        for rows, columns, runs in pieces(laid, cut[first::THREADS]):
            codes = _coded(pair, classes, rows, columns)
            kernels.tally(runs, codes, row_areas(pair[0], rows, columns), out)
        halves: Floats = out.sum(axis=1)
        return halves

    with ThreadPoolExecutor(THREADS) as pool:
        total: Floats = np.sum(list(pool.map(some, range(THREADS))), axis=0)
    table: Floats = total.reshape(len(laid), -1, n_later)
    return table


def _coded(
    pair: tuple[Cells, Cells | None],
    classes: tuple[Classes, Classes | None],
    rows: slice,
    columns: slice,
) -> Pair:
    """Read both rasters, and say where in the list of pairs each code leads."""
    (one, other), (before, after) = pair, classes
    codes, number = before.encoded(np.ascontiguousarray(one.read(rows, columns)), one.nodata)
    if other is None or after is None:
        return Pair(codes, codes, number.astype(np.uint32), np.zeros(256, np.uint32))
    later, low = after.encoded(np.ascontiguousarray(other.read(rows, columns)), other.nodata)
    high = number.astype(np.uint32) * np.uint32(after.unknown + 1)
    return Pair(codes, later, high, low.astype(np.uint32))


def pieces(laid: Zoned, some: Iterable[slice]) -> Iterator[tuple[slice, slice, Runs]]:
    """Give the parts of some bands that zones touch: rows, columns, and the runs in them."""
    for rows in some:
        runs = laid.runs(rows)
        if not len(runs.line):
            continue
        first, last = int(runs.start.min()), int(runs.stop.max())
        yield (
            rows,
            slice(first, last),
            runs._replace(start=runs.start - first, stop=runs.stop - first),
        )


def require_same_grid(one: Cells, other: Cells) -> None:
    """Refuse two rasters whose cells are not the same ones.

    Raises
    ------
    InputError
        `other-grid`.
    """
    if not same_grid(one, other):
        raise InputError(
            Text(
                f"kedua raster tidak segrid: {_grid(one)} dan {_grid(other)}; sejajarkan dahulu",
                f"the two rasters are on other grids: {_grid(one)} and {_grid(other)}; "
                "align them first",
            ),
            code="other-grid",
        )


def _grid(cells: Cells) -> str:
    rows, columns = cells.shape
    return f"{rows}×{columns}, {cells.transform.a:g}, {cells.crs.to_string()[:40]}"
