"""Where costs start: cells with an owner and a cost to begin with, and points that have no cell."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from gis.checks import has_shape, lonlat_of_points
from gis.costdistance.kernels import NO_OWNER
from gis.errors import GeometryError, InputError
from layers.raster import Raster
from layers.text import Text


@dataclass(frozen=True, slots=True)
class Starts:
    """Cells that costs spread from.

    `row`, `column` are cells of the grid, `owner` is the position of the facility
    each belongs to, `seconds` what it costs before the first step (boarding, the way
    from a road). One facility may start in many cells. `off_grid` are the owners
    that lie outside the grid.
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    owner: NDArray[np.int32]
    seconds: NDArray[np.float64]
    off_grid: NDArray[np.int64]


def starts_in(
    cells: NDArray[np.integer],
    *,
    owner: NDArray[np.integer] | None = None,
    seconds: NDArray[np.floating] | None = None,
) -> Starts:
    """Start in given cells.

    Parameters
    ----------
    cells
        n × 2 array of row and column.
    owner
        Whose cell each is, 0 or more; each its own (0 … n - 1) if not given.
    seconds
        Cost to begin with, 0 or more; 0 if not given.

    Raises
    ------
    InputError
        If lengths differ, an owner is negative, or a cost is negative or not finite.

    Examples
    --------
    >>> starts_in(np.array([[0, 3], [2, 1]])).owner.tolist()
    [0, 1]
    """
    places = np.asarray(cells, dtype=np.int64).reshape(-1, 2)
    n = len(places)
    owners = np.arange(n) if owner is None else np.asarray(owner)
    first = np.zeros(n) if seconds is None else np.asarray(seconds, dtype=np.float64)
    if len(owners) != n or len(first) != n:
        raise InputError(
            Text(
                f"{n} sel awal, {len(owners)} pemilik, {len(first)} biaya; yang diminta satu "
                "untuk setiap sel",
                f"{n} cells to start in, {len(owners)} owners, {len(first)} costs; wanted one "
                "for each",
            )
        )
    if n and owners.min() < 0:
        raise InputError(
            Text(
                f"pemilik {owners.min()} pada sel awal; yang diminta 0 atau lebih",
                f"owner {owners.min()} of a cell to start in; wanted 0 or more",
            )
        )
    if n and owners.max() >= NO_OWNER:
        raise InputError(
            Text(
                f"pemilik {owners.max()} pada sel awal; yang diminta di bawah {NO_OWNER}",
                f"owner {owners.max()} of a cell to start in; wanted below {NO_OWNER}",
            )
        )
    if not (np.isfinite(first) & (first >= 0)).all():
        bad = first[~(np.isfinite(first) & (first >= 0))][0]
        raise InputError(
            Text(
                f"biaya sel awal {bad} detik; yang diminta bilangan hingga, 0 atau lebih",
                f"a start costs {bad} seconds; wanted a finite number of 0 or more",
            )
        )
    none = np.empty(0, dtype=np.int64)
    return Starts(places[:, 0], places[:, 1], owners.astype(np.int32), first, none)


def starts_at(
    points: gpd.GeoSeries, raster: Raster, *, seconds: NDArray[np.floating] | None = None
) -> Starts:
    """Start in the cells that points lie in; the owner is the position of the point.

    Parameters
    ----------
    points
        Points in any known CRS.
    raster
        The grid of friction, north-up.
    seconds
        Cost to begin with for each point.

    Returns
    -------
    Starts
        Points outside the grid are left out and named in `off_grid`.

    Raises
    ------
    CRSError
        If the points have no CRS.
    GeometryError
        If one of them is missing or is no point.
    """
    lonlat_of_points(points[has_shape(points)], "sources")
    kinds = points.geom_type
    if not (kinds == "Point").all():
        at = int(np.flatnonzero((kinds != "Point").to_numpy())[0])
        kind = kinds.iloc[at] if isinstance(kinds.iloc[at], str) else "missing"
        raise GeometryError(
            Text(
                f"sources: baris {points.index[at]} berupa {kind}; yang diminta titik: berikan "
                "selnya dengan starts_in, atau buang",
                f"sources: row {points.index[at]} is {kind}; wanted points: give their cells "
                "with starts_in, or drop it",
            )
        )
    flat = points if points.crs == raster.crs else points.to_crs(raster.crs)
    column, row = ~raster.transform @ (flat.x.to_numpy(), flat.y.to_numpy())
    rows, columns = raster.shape
    inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
    cells = np.floor(np.column_stack([row[inside], column[inside]])).astype(np.int64)
    first = None if seconds is None else np.asarray(seconds, dtype=np.float64)
    if first is not None and len(first) != len(points):
        raise InputError(
            Text(
                f"{len(first)} biaya untuk {len(points)} titik awal; yang diminta satu untuk "
                "setiap titik",
                f"{len(first)} costs for {len(points)} sources; wanted one for each",
            )
        )
    found = starts_in(
        cells,
        owner=np.flatnonzero(inside),
        seconds=None if first is None else first[inside],
    )
    return Starts(found.row, found.column, found.owner, found.seconds, np.flatnonzero(~inside))


def sorted_out(
    friction: NDArray[np.floating], starts: Starts
) -> tuple[Starts, NDArray[np.int64], NDArray[np.int64]]:
    """Keep the starts that can start; name the owners of which none can.

    Returns
    -------
    tuple
        The starts kept, the owners off the grid, and those on barriers.
    """
    rows, columns = friction.shape
    row, column, owner = starts.row, starts.column, starts.owner
    off = (row < 0) | (row >= rows) | (column < 0) | (column >= columns)
    barred = np.zeros(len(row), dtype=bool)
    barred[~off] = np.isinf(friction[row[~off], column[~off]])
    good = ~off & ~barred
    kept = Starts(row[good], column[good], owner[good], starts.seconds[good], starts.off_grid)
    on_barrier = np.setdiff1d(owner[barred], owner[good]).astype(np.int64)
    beyond = np.union1d(starts.off_grid, owner[off]).astype(np.int64)
    return kept, np.setdiff1d(beyond, np.union1d(owner[good], on_barrier)), on_barrier
