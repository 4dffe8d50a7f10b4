"""Density: whether figures of people can be true, by density, totals, signs and likely unit.

The limits stand far above what people have ever lived at, so that only the absurd is caught.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pyproj
from numpy.typing import NDArray

from layers.crs import GEOD, STORAGE_CRS
from layers.raster import Raster
from layers.schema import Text

Kind = Literal["empty", "negative", "missing", "cell-density", "mean-density", "total", "unit"]
Unit = Literal["people-per-km2", "people-per-hectare", "thousands", "thousandths"]

# People per km2 no place has exceeded: Kowloon Walled City had about 33,000 people on 2.6 ha
# (1.3 million per km2); whole quarters of the densest cities stay below 150,000. A tower may
# stand ten times as dense on less than a hectare. Compiled.
MOST_IN_A_CELL_PER_KM2 = 1_500_000.0
MOST_ON_A_SMALL_CELL_PER_KM2 = 15_000_000.0
SMALL_CELL_KM2 = 0.01
MOST_IN_THE_MEAN_PER_KM2 = 150_000.0
TOTAL_TOLERANCE = 0.05
UNIT_TOLERANCE = 0.1

UNIT_TEXT: Mapping[Unit, Text] = {
    "people-per-km2": Text("orang per km2", "people per km2"),
    "people-per-hectare": Text("orang per hektare", "people per hectare"),
    "thousands": Text("ribuan orang", "thousands of people"),
    "thousandths": Text("perseribu orang", "thousandths of a person"),
}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlausibilityFinding:
    """One thing that cannot be true, or hardly: what was measured, against which limit."""

    kind: Kind
    message: Text
    measured: float
    limit: float | None = None
    unit: Unit | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as plain data for JSON."""
        return {
            "kind": self.kind,
            "message": self.message.to_dict(),
            "measured": self.measured,
            "limit": self.limit,
            "unit": self.unit,
        }


def of_raster(
    raster: Raster, *, official_total: float | None = None, tolerance: float = TOTAL_TOLERANCE
) -> list[PlausibilityFinding]:
    """Check a raster that is said to hold people per cell.

    Parameters
    ----------
    raster
        People per cell, in a known CRS; nodata and NaN count nothing.
    official_total
        People in the area of the raster by official figures, if known.
    tolerance
        Part of the official total by which the sum may differ.

    Returns
    -------
    list of PlausibilityFinding
        Empty where nothing speaks against it.
    """
    values = raster.values.astype(np.float64)
    if raster.nodata is not None:
        values[values == raster.nodata] = np.nan
    there = np.isfinite(values)
    km2 = np.broadcast_to(row_km2(raster)[:, None], values.shape)[there]
    return of_values(values[there], km2, "raster", official_total, tolerance)


def row_km2(raster: Raster) -> Floats:
    """Give the geodesic area of a cell in each row of a north-up raster, in km2 (WGS 84)."""
    rows, columns = raster.shape
    column = columns // 2
    t = raster.transform
    x = np.array([[column, column + 1, column + 1, column]] * rows, dtype=np.float64)
    y = np.arange(rows, dtype=np.float64)[:, None] + [0, 0, 1, 1]
    project = pyproj.Transformer.from_crs(raster.crs, STORAGE_CRS, always_xy=True)
    lon, lat = project.transform(t.a * x + t.b * y + t.c, t.d * x + t.e * y + t.f)
    areas = [abs(GEOD.polygon_area_perimeter(lon[i], lat[i])[0]) for i in range(rows)]
    return np.array(areas, dtype=np.float64) / 1e6


def of_values(
    values: Floats, km2: Floats, what: str, official_total: float | None, tolerance: float
) -> list[PlausibilityFinding]:
    """Check figures of people against the ground they live on.

    Parameters
    ----------
    values, km2
        People and area of each cell or unit, finite.
    what
        `raster` or `units`, for the wording.
    official_total, tolerance
        As for `of_raster`.
    """
    if not values.size:
        return [
            PlausibilityFinding("empty", Text("tidak ada satu nilai pun", "no value at all"), 0)
        ]
    found = _negatives(values)
    good = values >= 0
    values, km2 = values[good], km2[good]
    total, ground = float(values.sum()), float(km2.sum())
    if not values.size or ground <= 0:
        return found
    dense = _densities(values, km2, what)
    found += dense
    off = official_total is not None and abs(total - official_total) > tolerance * official_total
    if official_total is not None and off:
        found.append(total_finding(total, official_total, ""))
    if dense or off:
        found.append(_unit_finding(values, km2, official_total))
    return found


def _negatives(values: Floats) -> list[PlausibilityFinding]:
    n = int(np.count_nonzero(values < 0))
    if not n:
        return []
    least = float(values.min())
    message = Text(
        f"{n} nilai di bawah nol (terkecil {least:g}); mungkin nilai nodata yang tidak dinyatakan",
        f"{n} values are below zero (least {least:g}); perhaps a nodata value that is not declared",
    )
    return [PlausibilityFinding("negative", message, float(n), 0.0)]


def _densities(values: Floats, km2: Floats, what: str) -> list[PlausibilityFinding]:
    found = []
    total, ground = float(values.sum()), float(km2.sum())
    mean = total / ground
    if mean > MOST_IN_THE_MEAN_PER_KM2:
        message = Text(
            f"{total:,.0f} orang di {ground:,.1f} km2 berarti {mean:,.0f} orang per km2; "
            f"kota terpadat pun di bawah {MOST_IN_THE_MEAN_PER_KM2:,.0f}: ini bukan jumlah orang",
            f"{total:,.0f} people on {ground:,.1f} km2 would be {mean:,.0f} people per km2; even "
            f"the densest cities stay below {MOST_IN_THE_MEAN_PER_KM2:,.0f}: these are no counts "
            "of people",
        )
        found.append(PlausibilityFinding("mean-density", message, mean, MOST_IN_THE_MEAN_PER_KM2))
    density = np.divide(values, km2, out=np.where(values > 0, np.inf, 0.0), where=km2 > 0)
    limits = np.where(km2 < SMALL_CELL_KM2, MOST_ON_A_SMALL_CELL_PER_KM2, MOST_IN_A_CELL_PER_KM2)
    over = density > limits
    if over.any():
        n, most, limit = int(over.sum()), float(density[over].max()), float(limits[over].min())
        word = Text("sel", "cells") if what == "raster" else Text("unit", "units")
        message = Text(
            f"{n} {word.id} lebih padat dari {limit:,.0f} orang per km2 (terpadat {most:,.0f})",
            f"{n} {word.en} hold more than {limit:,.0f} people per km2 (densest {most:,.0f})",
        )
        found.append(PlausibilityFinding("cell-density", message, most, limit))
    return found


def total_finding(got: float, wanted: float, prefix: str) -> PlausibilityFinding:
    """Say by how much a sum differs from the official figure."""
    share = got / wanted - 1 if wanted else np.inf
    message = Text(
        f"{prefix}jumlah {got:,.0f} orang, resmi {wanted:,.0f} ({share:+.1%})",
        f"{prefix}{got:,.0f} people in all, officially {wanted:,.0f} ({share:+.1%})",
    )
    return PlausibilityFinding("total", message, got, wanted)


def _unit_finding(values: Floats, km2: Floats, official_total: float | None) -> PlausibilityFinding:
    """Name the unit in which the values would make sense, or say that none does."""
    readings: dict[Unit, Floats] = {
        "people-per-km2": values * km2,
        "people-per-hectare": values * km2 * 100.0,
        "thousands": values * 1000.0,
    }
    if official_total is not None:
        readings["thousandths"] = values / 1000.0
    total = float(values.sum())
    for unit, people in readings.items():
        if _fits(people, km2, official_total):
            name, sum_ = UNIT_TEXT[unit], float(people.sum())
            message = Text(
                f"sebagai {name.id} jumlahnya {sum_:,.0f} orang, masuk akal: periksa satuannya",
                f"read as {name.en} they give {sum_:,.0f} people, which makes sense: check it",
            )
            return PlausibilityFinding("unit", message, sum_, official_total, unit)
    message = Text(
        f"tidak ada satuan lazim (orang per km2, per hektare, ribuan) yang membuat jumlah "
        f"{total:,.0f} masuk akal: satuannya tidak diketahui, jangan dipakai sebagai penduduk",
        f"no usual unit (people per km2, per hectare, thousands) makes sense of a sum of "
        f"{total:,.0f}: the unit is not known, do not use it as population",
    )
    return PlausibilityFinding("unit", message, total, official_total)


def _fits(people: Floats, km2: Floats, official_total: float | None) -> bool:
    total = float(people.sum())
    if official_total is not None:
        return abs(total - official_total) <= UNIT_TOLERANCE * official_total
    return not _densities(people, km2, "raster")
