"""Between degrees (EPSG:4326) and the metres everything is constructed in (EPSG:32750)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from layers.crs import METRIC_CRS, STORAGE_CRS

_FORTH = pyproj.Transformer.from_crs(STORAGE_CRS, METRIC_CRS, always_xy=True)


def to_metres(geometry: Any) -> Any:
    """Project one geometry or an array of them from EPSG:4326 to EPSG:32750."""
    return shapely.transform(geometry, lonlat_to_xy)


def to_lonlat(geometry: Any) -> Any:
    """Project one geometry or an array of them from EPSG:32750 to EPSG:4326."""
    return shapely.transform(geometry, xy_to_lonlat)


def lonlat_to_xy(lonlat: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Project coordinates of shape (n, 2), longitude first, to metres."""
    return np.column_stack(_FORTH.transform(lonlat[:, 0], lonlat[:, 1]))


def xy_to_lonlat(xy: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Project coordinates of shape (n, 2) in metres to longitude and latitude."""
    return np.column_stack(_FORTH.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))
