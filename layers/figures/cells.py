"""Cells of a raster as a picture in longitude and latitude."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from affine import Affine

from layers.query import BBox

if TYPE_CHECKING:
    from layers.raster import Raster

MAX_CELLS = 1200
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cells:
    """Numbers of cells, NaN where there is none, and their bounds in EPSG:4326."""

    values: Numbers
    bounds: BBox


def cells_of(raster: Raster, most: int = MAX_CELLS) -> Cells:
    """Give a raster in EPSG:4326, thinned to so many rows and columns at most.

    Parameters
    ----------
    raster
        In any reference system; in another than EPSG:4326 each place takes the cell it is in.
    most
        Rows and columns at most; of more, every second, third, … is taken.
    """
    from rasterio.warp import Resampling, reproject

    step = max(1, int(np.ceil(max(raster.shape) / most)))
    values = np.asarray(raster.values, dtype=float)[::step, ::step]
    if raster.nodata is not None:
        values[values == raster.nodata] = np.nan
    transform = raster.transform @ raster.transform.scale(step)
    if raster.crs.is_geographic:
        west, north = transform @ (0, 0)
        east, south = transform @ (values.shape[1], values.shape[0])
        return Cells(values, (west, south, east, north))
    west, south, east, north = raster.lonlat_bounds
    rows, columns = values.shape
    there = Affine((east - west) / columns, 0, west, 0, (south - north) / rows, north)
    out = np.full(values.shape, np.nan)
    reproject(
        values,
        out,
        src_transform=transform,
        src_crs=raster.crs,
        src_nodata=np.nan,
        dst_transform=there,
        dst_crs="EPSG:4326",
        dst_nodata=np.nan,
        resampling=Resampling.nearest,
    )
    return Cells(out, raster.lonlat_bounds)


def of_class(
    values: Numbers, edges: Sequence[float], *, exact: bool
) -> list[npt.NDArray[np.bool_]]:
    """Give for each class which cells are of it: equal to it, or from it to the next.

    Examples
    --------
    >>> [c.tolist() for c in of_class(np.array([1.0, 5.0, 9.0]), [0, 5], exact=False)]
    [[True, False, False], [False, True, True]]
    """
    if exact:
        return [values == edge for edge in edges]
    ends = [*edges[1:], np.inf]
    return [(values >= low) & (values < high) for low, high in zip(edges, ends, strict=True)]
