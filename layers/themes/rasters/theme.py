"""Raster themes: what the cells of an added raster mean, and how they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.schema import Field, Text
from layers.sources.findings import Finding
from layers.sources.raster import StagedRaster

Cells = npt.NDArray[Any]
RAMP = ("#eef3f1", "#c3dcd6", "#8fbfb8", "#549a96", "#1f6f72")


@dataclass(frozen=True, slots=True)
class RasterAsked:
    """What the caller said about the cells; `theme_asked`: and what they are."""

    layer_id: str
    file: str = ""
    legend: str | None = None
    keep_codes: bool = False
    unit: str | None = None
    data_date: str | None = None
    theme_asked: bool = False


@dataclass(frozen=True)
class FittedRaster:
    """Cells as the theme wants them, what one is, and what was seen on the way."""

    cells: Cells
    nodata: float | None
    value: Field
    hints: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    data_date: str | None = None
    method: str = ""

    def with_(self, *findings: Finding, **changes: Any) -> FittedRaster:
        """Give a copy with some parts changed and findings added."""
        return replace(self, findings=(*self.findings, *findings), **changes)


Fit = Callable[[StagedRaster, RasterAsked], FittedRaster]


@dataclass(frozen=True, slots=True)
class RasterTheme:
    """One kind of raster an import knows.

    `layer_ids` matches the ids that have this theme when none is asked for; `amounts`
    and `classes` say how cells may be resampled: amounts are shared out, classes
    taken from the nearest.
    """

    id: str
    title: Text
    stored: str
    map_group: str
    fit: Fit
    layer_ids: re.Pattern[str]
    aliases: tuple[str, ...] = ()
    amounts: bool = False
    classes: bool = False


def as_staged(
    staged: StagedRaster, title: Text, *, unit: str | None = None, ramp: tuple[str, ...] = RAMP
) -> FittedRaster:
    """Keep the cells as they are, in a type that a COG can hold without loss."""
    assert staged.cells is not None
    census = staged.census
    cells, nodata = narrowed(staged)
    kind: Any = "integer" if np.issubdtype(cells.dtype, np.integer) else "number"
    hints = {"class_field": None, "classes": steps(census.minimum, census.maximum, ramp)}
    return FittedRaster(cells, nodata, Field("value", kind, title, unit=unit), hints)


def narrowed(staged: StagedRaster) -> tuple[Cells, float | None]:
    """Give cells of 64 bits in 32 where nothing is lost, and the mark of missing ones.

    Raises
    ------
    SchemaError
        `raster-type` from whoever stores 64-bit numbers that fit nothing smaller.
    """
    cells, census = staged.cells, staged.census
    assert cells is not None
    if np.issubdtype(cells.dtype, np.floating):
        exact = census.whole and max(abs(census.minimum), abs(census.maximum)) < 2**24
        small = cells.astype(np.float32) if exact and cells.dtype == np.float64 else cells
        return small, float("nan")
    if cells.dtype.itemsize < 8:
        return cells, staged.nodata
    low = min(census.minimum, staged.nodata if staged.nodata is not None else census.minimum)
    high = max(census.maximum, staged.nodata if staged.nodata is not None else census.maximum)
    if low >= -(2**31) and high < 2**31:
        return cells.astype(np.int32), staged.nodata
    wide = cells.astype(np.float64)
    if staged.nodata is not None:
        wide[cells == int(staged.nodata)] = np.nan
    return wide, float("nan")


def in_indonesian(figure: str) -> str:
    """Write a figure with the marks of Indonesian: a dot between thousands, a decimal comma.

    Examples
    --------
    >>> in_indonesian(f"{6671.5:,.1f}")
    '6.671,5'
    """
    return figure.translate(str.maketrans(",.", ".,"))


def steps(low: float, high: float, ramp: tuple[str, ...]) -> list[dict[str, Any]]:
    """Give classes from a value on, in even rounded steps between the extremes.

    Examples
    --------
    >>> [c["value"] for c in steps(0.0, 10.0, ("#000000", "#ffffff"))]
    [0.0, 5.0]
    """
    if not high > low:
        return [from_value(low, ramp[-1])]
    edges = np.linspace(low, high, len(ramp) + 1)[:-1]
    digits = max(0, 2 - int(np.floor(np.log10(high - low))))
    rounded = dict.fromkeys(float(np.round(e, digits)) for e in edges)
    return [from_value(v, colour) for v, colour in zip(rounded, ramp, strict=False)]


def from_value(value: float, colour: str) -> dict[str, Any]:
    """Give the class of all values from one on, up to the next class.

    Examples
    --------
    >>> from_value(50, "#d99a55")["label"]["en"]
    '≥ 50'
    """
    label = f"≥ {value:g}"
    return {"value": value, "label": {"id": label, "en": label}, "colour": colour}
