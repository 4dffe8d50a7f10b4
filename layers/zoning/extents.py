"""Published areas against the polygons: which unit they are in, and where they differ."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.crs import to_equal_area
from layers.schema import Text
from layers.sources.findings import Finding
from layers.zoning.telling import told

UNITS_M2: Mapping[str, float] = {"ha": 1e4, "km2": 1e6, "m2": 1.0}
UNIT_OF_NAME: Mapping[str, str] = {"luasha": "ha"}
UNIT_TOLERANCE = 0.05
TOLERANCE = 0.005


def area_unit(published: npt.ArrayLike, measured_m2: npt.ArrayLike) -> str | None:
    """Tell the unit of published areas from the polygons: by the median of their ratio.

    Returns
    -------
    str or None
        `ha`, `km2` or `m2`; None when no unit fits within 5 %, or nothing can be compared.

    Examples
    --------
    >>> area_unit([1.0, 2.01], [10_000, 20_000])
    'ha'
    """
    given = np.asarray(published, dtype=np.float64)
    ground = np.asarray(measured_m2, dtype=np.float64)
    usable = np.isfinite(given) & (given > 0) & (ground > 0)
    if not usable.any():
        return None
    metres = float(np.median(ground[usable] / given[usable]))
    fits = [u for u, m2 in UNITS_M2.items() if abs(metres / m2 - 1) <= UNIT_TOLERANCE]
    return fits[0] if fits else None


def area_findings(frame: gpd.GeoDataFrame, column: str = "luasha") -> list[Finding]:
    """Compare a column of areas with the polygons (equal-area, EPSG:6933).

    A column in another unit than its name says is told once; a feature whose area differs
    by more than 0.5 % is told by its row.

    Raises
    ------
    CRSError
        If the frame has no CRS.
    """
    if column not in frame or not len(frame):
        return []
    published = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=np.float64)
    measured = to_equal_area(frame).area.to_numpy(dtype=np.float64)
    comparable = np.isfinite(published) & (measured > 0)
    if not comparable.any():
        return []
    unit = area_unit(published, measured)
    named = UNIT_OF_NAME.get(column, unit)
    found = []
    if unit is not None and unit != named:
        message = Text(
            f"{column.upper()} berisi {unit}, namanya berarti {named}",
            f"{column.upper()} holds {unit}, its name says {named}",
        )
        found.append(told(None, "zone-area-unit", message))
    scale = UNITS_M2[unit or named or "ha"]
    for k in np.flatnonzero(comparable):
        ours, theirs = measured[k] / scale, published[k]
        if abs(theirs - ours) > TOLERANCE * max(ours, theirs):
            message = Text(
                f"{column.upper()} {theirs:,.4f}, poligonnya {ours:,.4f} {unit or named}",
                f"{column.upper()} {theirs:,.4f}, the polygon has {ours:,.4f} {unit or named}",
            )
            found.append(told(frame.index[k], "zone-area-differs", message))
    return found
