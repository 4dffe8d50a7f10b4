"""How many metres the steps on a grid are: on the ground, by latitude in rasters of degrees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.errors import GeometryError, InputError
from layers.crs import GEOD, STORAGE_CRS
from layers.raster import Raster
from layers.text import Text

# Beyond this difference of scale between the columns one length per row is no answer.
MOST_UNEVEN = 0.005

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StepMetres:
    """Metres between cell centres, by row, each from a row to one south of it.

    `across` (n rows) leads one column east in the row; `down` (n - 1), `slant` (n - 1, one
    column aside) and `wide` (n - 1, two columns aside) one row south; `tall` (n - 2, one
    column aside) two rows south. `uneven` is the largest relative difference between
    the western, middle and eastern columns; the middle one is taken.
    """

    across: Floats
    down: Floats
    slant: Floats
    wide: Floats
    tall: Floats
    uneven: float = 0.0

    @property
    def n_rows(self) -> int:
        """How many rows the grid has."""
        return len(self.across)


def even_metres(n_rows: int, *, width_m: float, height_m: float) -> StepMetres:
    """Give the metres of a grid in a plane whose cells are all alike.

    Raises
    ------
    InputError
        If a size is not positive and finite.

    Examples
    --------
    >>> even_metres(3, width_m=30, height_m=40).slant.tolist()
    [50.0, 50.0]
    """
    width, height = require_positive(width_m, "width_m"), require_positive(height_m, "height_m")

    def each(n: int, columns: int, rows: int) -> Floats:
        return np.full(max(n, 0), np.hypot(columns * width, rows * height))

    return StepMetres(
        each(n_rows, 1, 0),
        each(n_rows - 1, 0, 1),
        each(n_rows - 1, 1, 1),
        each(n_rows - 1, 2, 1),
        each(n_rows - 2, 1, 2),
    )


def ground_metres(raster: Raster) -> StepMetres:
    """Measure the steps of a raster as geodesics on the ellipsoid.

    Parameters
    ----------
    raster
        North-up, in any known CRS.

    Raises
    ------
    GeometryError
        If the raster is turned or upside down.
    InputError
        If the scale differs by more than 0.5 % between its columns.
    """
    t = raster.transform
    if t.b or t.d or t.a <= 0 or t.e >= 0:
        raise GeometryError(
            Text(
                f"friction tidak mengarah ke utara (transform {tuple(t)[:6]}); putar dahulu",
                f"friction is not north-up (transform {tuple(t)[:6]}); warp it first",
            )
        )
    rows, columns = raster.shape
    places = [0, columns // 2, max(columns - 3, 0)]
    west, middle, east = (_measured(raster, rows, at) for at in places)
    worst = max(
        float(np.abs(one / two - 1.0).max(initial=0.0))
        for side in (west, east)
        for one, two in zip(side, middle, strict=True)
    )
    if not worst <= MOST_UNEVEN:
        raise InputError(
            Text(
                f"skala {raster.crs.to_string()} berbeda {worst:.1%} antara kolom-kolom raster; "
                f"yang diminta paling banyak {MOST_UNEVEN:.1%}: ubah ke EPSG:4326",
                f"the scale of {raster.crs.to_string()} differs by {worst:.1%} between the "
                f"columns of the raster; wanted {MOST_UNEVEN:.1%} at most: warp it to EPSG:4326",
            )
        )
    across, down, slant, wide, tall = middle
    return StepMetres(across, down, slant, wide, tall, uneven=worst)


def _measured(raster: Raster, n_rows: int, column: int) -> tuple[Floats, ...]:
    t = raster.transform
    x = t.c + t.a * (column + 0.5 + np.arange(3))
    y = t.f + t.e * (np.arange(n_rows) + 0.5)
    grid_x, grid_y = np.meshgrid(x, y)
    to_lonlat = pyproj.Transformer.from_crs(raster.crs, STORAGE_CRS, always_xy=True)
    lon, lat = to_lonlat.transform(grid_x, grid_y)

    def metres(n: int, columns: int, rows: int) -> Floats:
        n = max(n, 0)
        ends = slice(rows, rows + n)
        here, there = (lon[:n, 0], lat[:n, 0]), (lon[ends, columns], lat[ends, columns])
        return np.asarray(GEOD.inv(*here, *there)[2], dtype=np.float64)

    n = n_rows
    return (
        metres(n, 1, 0),
        metres(n - 1, 0, 1),
        metres(n - 1, 1, 1),
        metres(n - 1, 2, 1),
        metres(n - 2, 1, 2),
    )
