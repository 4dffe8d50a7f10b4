"""Whether figures of population can be true: density, totals, signs, and their likely unit."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.areas import area_m2
from gis.checks import require_polygons, to_lonlat
from gis.errors import InputError
from layers.density import (
    TOTAL_TOLERANCE,
    PlausibilityFinding,
    of_raster,
    of_values,
    total_finding,
)
from layers.raster import Raster
from layers.schema import Text


def check_population_raster(
    raster: Raster,
    *,
    official_total: float | None = None,
    tolerance: float = TOTAL_TOLERANCE,
) -> list[PlausibilityFinding]:
    """Check a raster that is said to hold people per cell.

    Parameters
    ----------
    raster
        People per cell, in a known CRS.
    official_total
        People in the area of the raster by official figures, if known.
    tolerance
        Part of the official total by which the sum may differ.

    Returns
    -------
    list of PlausibilityFinding
        Empty where nothing speaks against it.

    Raises
    ------
    InputError
        If the official total or the tolerance is not above 0.
    """
    _require_total(official_total, tolerance)
    return of_raster(raster, official_total=official_total, tolerance=tolerance)


def check_population_column(
    units: gpd.GeoDataFrame,
    column: str,
    *,
    official_total: float | None = None,
    tolerance: float = TOTAL_TOLERANCE,
) -> list[PlausibilityFinding]:
    """Check a column that is said to hold people per unit.

    Parameters
    ----------
    units
        Polygons in a known CRS.
    column
        People per unit; missing values are told and left out.
    official_total, tolerance
        As for `check_population_raster`.

    Raises
    ------
    InputError
        If there is no such column, or it holds no numbers.
    CRSError
        If the frame has no CRS.
    """
    _require_total(official_total, tolerance)
    if column not in units or not pd.api.types.is_numeric_dtype(units[column]):
        numeric = ", ".join(str(c) for c in units.select_dtypes("number").columns) or "none"
        raise InputError(
            Text(
                f"tidak ada kolom bilangan {column!r}; yang berupa bilangan {numeric}",
                f"no column {column!r} of numbers; those of numbers are {numeric}",
            )
        )
    require_polygons(units, "units")
    km2 = area_m2(to_lonlat(units, "units").to_numpy()) / 1e6
    values = units[column].to_numpy(dtype=np.float64, na_value=np.nan)
    there = np.isfinite(values)
    n_missing = int(np.count_nonzero(~there))
    found = of_values(values[there], km2[there], "units", official_total, tolerance)
    if n_missing and there.any():
        message = Text(
            f"{n_missing} dari {len(values)} unit tanpa angka penduduk",
            f"{n_missing} of {len(values)} units have no number of people",
        )
        found.insert(0, PlausibilityFinding("missing", message, float(n_missing)))
    return found


def compare_totals(
    measured: Mapping[str, float],
    official: Mapping[str, float],
    *,
    tolerance: float = TOTAL_TOLERANCE,
) -> list[PlausibilityFinding]:
    """Compare sums per unit with official figures; units without a measured sum are told.

    Parameters
    ----------
    measured, official
        People by code of unit.
    tolerance
        Part of the official figure by which a sum may differ.
    """
    found = []
    for code, wanted in official.items():
        got = float(measured.get(code, np.nan))
        if np.isnan(got):
            message = Text(
                f"{code}: tidak ada jumlah, resmi {wanted:,.0f} orang",
                f"{code}: no sum, officially {wanted:,.0f} people",
            )
            found.append(PlausibilityFinding("missing", message, 0.0, float(wanted)))
        elif abs(got - wanted) > tolerance * wanted:
            found.append(total_finding(got, float(wanted), f"{code}: "))
    return found


def _require_total(official_total: float | None, tolerance: float) -> None:
    for what, value in (("official total", official_total), ("tolerance", tolerance)):
        if value is not None and not (np.isfinite(value) and value > 0):
            raise InputError(
                Text(
                    f"{what} adalah {value}; yang diminta bilangan hingga di atas 0",
                    f"{what} is {value}; wanted a finite number above 0",
                )
            )
