"""Friction of walking: seconds per metre from land cover and slope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis.checks import require_positive
from gis.costdistance.hiking import Hiking
from gis.errors import InputError
from layers.raster import Raster
from layers.text import Text

KMH_TO_PACE = 3.6
METHOD = "walking speed of the land-cover class; slope by Tobler's hiking function"


@dataclass(frozen=True, slots=True)
class WalkingFriction:
    """Seconds per metre of every cell, and what could not be walked or was not known.

    `raster` is float32, inf where nobody walks. `unknown` counts the cells by code
    that have no speed in the table; they are barriers. `n_nodata` cells had no class,
    `n_no_slope` had a class but no slope and are taken as flat.
    """

    raster: Raster
    unknown: tuple[tuple[int, int], ...]
    n_nodata: int
    n_no_slope: int
    method: str = METHOD


def walking_friction(
    cover: Raster,
    speeds_kmh: Mapping[int, float | None],
    *,
    slope_deg: Raster | None = None,
    hiking: Hiking | None = None,
) -> WalkingFriction:
    """Turn land cover into seconds per metre.

    Parameters
    ----------
    cover
        Codes of classes, whole numbers.
    speeds_kmh
        Walking speed on the flat by code; None where nobody walks (water).
    slope_deg
        Slope in degrees on the same grid. It slows a walk as one straight up it does
        (the way of Weiss et al.): for up and down apart, leave it out here and
        give heights to `cost_distance`.
    hiking
        The hiking function; needed with `slope_deg`.

    Raises
    ------
    InputError
        If a speed is not positive, the grids differ, or slope comes without hiking.

    Examples
    --------
    >>> from affine import Affine
    >>> import pyproj
    >>> cover = Raster(np.array([[8, 10]]), Affine(1, 0, 0, 0, -1, 0), pyproj.CRS(32750))
    >>> walking_friction(cover, {8: 5.0, 10: None}).raster.values.round(2).tolist()
    [[0.7200000286102295, inf]]
    """
    for code, speed in speeds_kmh.items():
        if speed is not None:
            require_positive(speed, f"speed of class {code}")
    codes = cover.values
    nodata = np.zeros(codes.shape, dtype=bool) if cover.nodata is None else codes == cover.nodata
    seconds = np.full(codes.shape, np.inf, dtype=np.float32)
    known = nodata.copy()
    for code, speed in speeds_kmh.items():
        here = codes == code
        known |= here
        if speed is not None:
            seconds[here & ~nodata] = KMH_TO_PACE / speed
    n_flat = 0
    if slope_deg is not None:
        rising, n_flat = _rise(cover, slope_deg, np.isfinite(seconds))
        if hiking is None:
            raise InputError(
                Text(
                    "slope_deg diberikan tanpa hiking; berikan juga fungsi jalan kakinya",
                    "slope_deg is given without hiking; give the hiking function too",
                )
            )
        seconds *= hiking.pace(rising).astype(np.float32)
    raster = Raster(seconds, cover.transform, cover.crs)
    return WalkingFriction(raster, _counted(codes[~known]), int(nodata.sum()), n_flat)


def barred_values(friction: Raster) -> NDArray[np.floating]:
    """Give the values of a friction raster, nodata as inf: a barrier."""
    values: NDArray[np.floating] = friction.values
    if friction.nodata is None:
        return values
    lost = np.isnan(values) if np.isnan(friction.nodata) else values == friction.nodata
    return np.where(lost, values.dtype.type(np.inf), values)


def _rise(
    cover: Raster, slope: Raster, walked: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], int]:
    """Give rise over run on the cover's grid, 0 where the slope is not known."""
    same = slope.shape == cover.shape and slope.crs == cover.crs
    if not (same and slope.transform.almost_equals(cover.transform, 1e-9)):
        raise InputError(
            Text(
                f"slope_deg adalah kisi {slope.shape} dalam {slope.crs.to_string()}, tutupan "
                f"lahan {cover.shape} dalam {cover.crs.to_string()}; samakan kisinya dahulu",
                f"slope_deg is a grid of {slope.shape} in {slope.crs.to_string()}, land cover "
                f"one of {cover.shape} in {cover.crs.to_string()}; bring it to the same grid "
                "first",
            )
        )
    degrees = slope.values.astype(np.float64)
    lost = ~np.isfinite(degrees)
    if slope.nodata is not None:
        lost |= slope.values == slope.nodata
    bad = ~lost & ((degrees < 0) | (degrees >= 90))
    if bad.any():
        raise InputError(
            Text(
                f"slope_deg memuat {degrees[bad][0]}; yang diminta derajat dari 0 sampai di "
                "bawah 90 (apakah ini persen?)",
                f"slope_deg holds {degrees[bad][0]}; wanted degrees from 0 to below 90 (per cent?)",
            )
        )
    return np.tan(np.radians(np.where(lost, 0.0, degrees))), int(np.count_nonzero(lost & walked))


def _counted(codes: NDArray[np.generic]) -> tuple[tuple[int, int], ...]:
    values, counts = np.unique(codes, return_counts=True)
    return tuple((int(v), int(n)) for v, n in zip(values, counts, strict=True))
