"""Quantities by cell: people, heights, slopes, and what cannot be one of them."""

from __future__ import annotations

import re

import numpy as np

from layers import density
from layers.raster import Raster
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster import StagedRaster
from layers.themes.rasters.theme import (
    Cells,
    FittedRaster,
    RasterAsked,
    RasterTheme,
    as_staged,
    from_value,
    in_indonesian,
)

PEOPLE_RAMP = ("#f6e8c3", "#eac98a", "#d99a55", "#bf6a36", "#8f3f22")
PEOPLE_STEPS = (1, 10, 50, 200, 1000)
SLOPE_RAMP = ("#f3f0e4", "#e2d5ae", "#cfae72", "#a97c46", "#6f4a28")
SLOPE_STEPS = (0, 2, 8, 15, 25)
HEIGHT_RAMP = ("#e4efd9", "#bcd7a1", "#dcc98a", "#b58d56", "#7b5a3c")
HEIGHT_STEPS = (0, 25, 100, 500, 1000)
# Dead Sea shore and Everest, in metres.
LOWEST_M, HIGHEST_M = -450.0, 8900.0
CHUNK_CELLS = 4_000_000
# A few cells below zero are noise of a model; more are a nodata value, or no people at all.
MOST_NEGATIVE = 0.01
PEOPLE_IDS = r"(population|people|penduduk|orang|jiwa|pop|worldpop|ghs_?pop)"
PEOPLE_WORDS = re.compile(rf"(?<![^\W_])(?:{PEOPLE_IDS}(?![^\W\d_])|ppp_)", re.IGNORECASE)


def fit_population(staged: StagedRaster, asked: RasterAsked) -> FittedRaster:  # noqa: ARG001
    """Take people per cell, if they can be people at all.

    Figures that no place on earth has are an error: the raster is then no count of
    people, whatever it is called.
    """
    fitted = as_staged(staged, Text("Orang per sel", "People per cell"), unit="people")
    classes = [from_value(v, c) for v, c in zip(PEOPLE_STEPS, PEOPLE_RAMP, strict=True)]
    fitted = fitted.with_(hints={**fitted.hints, "classes": classes})
    assert staged.crs is not None
    people = Raster(fitted.cells, staged.transform, staged.crs, fitted.nodata)
    n_values = staged.census.n_cells - staged.census.n_missing
    return fitted.with_(*(_implausible(f, n_values) for f in density.of_raster(people)))


def _implausible(found: density.PlausibilityFinding, n_values: int) -> Finding:
    said = found.message
    if found.kind == "negative":
        share = found.measured / max(n_values, 1)
        part = f"{share:.1%}"
        said += Text(f" ({in_indonesian(part)} sel)", f" ({part} of the cells)")
        if share <= MOST_NEGATIVE:
            return say.warning("population-negative", said, "counts nothing in analyses")
        said += Text(
            "; sebut nilai nodata dengan --nodata, atau tambahkan dengan --theme generic",
            "; name the nodata value with --nodata, or add it with --theme generic",
        )
        return Finding(None, "population-negative", said.en, "error", message_id=said.id)
    if found.kind == "unit":
        said += Text(
            "; bila ini bukan orang per sel, tambahkan dengan --theme generic",
            "; if these are no people per cell, add it with --theme generic",
        )
    return Finding(None, "population-implausible", said.en, "error", message_id=said.id)


def fit_elevation(staged: StagedRaster, asked: RasterAsked) -> FittedRaster:  # noqa: ARG001
    """Take heights in metres above the sea."""
    title = Text("Ketinggian", "Elevation")
    fitted = as_staged(staged, title, unit="m", ramp=HEIGHT_RAMP)
    low, high = staged.census.minimum, staged.census.maximum
    if low < LOWEST_M or high > HIGHEST_M:
        why = Text(
            f"ketinggian dari {low:g} sampai {high:g} m; permukaan bumi terletak antara "
            f"{LOWEST_M:g} dan {HIGHEST_M:g}: barangkali sentimeter atau kaki, atau nilai "
            "nodata yang tidak disebut",
            f"heights from {low:g} to {high:g} m; the ground lies between {LOWEST_M:g} and "
            f"{HIGHEST_M:g}: perhaps centimetres or feet, or a nodata value not declared",
        )
        fitted = fitted.with_(say.warning("elevation-range", why, "kept"))
    return fitted


def fit_slope(staged: StagedRaster, asked: RasterAsked) -> FittedRaster:
    """Take slopes in degrees; percent are converted where the caller says they are."""
    fitted = as_staged(staged, Text("Kemiringan", "Slope"), unit="degree")
    classes = [from_value(v, c) for v, c in zip(SLOPE_STEPS, SLOPE_RAMP, strict=True)]
    fitted = fitted.with_(hints={**fitted.hints, "classes": classes})
    low, high = staged.census.minimum, staged.census.maximum
    if low < 0:
        why = Text(
            f"lereng terendah {low:g}, padahal tidak ada yang di bawah 0; sebutkan nodata "
            "dengan --nodata",
            f"the lowest slope is {low:g}, and none is below 0; name the nodata with --nodata",
        )
        return fitted.with_(say.refusal("slope-range", why))
    if asked.unit == "percent":
        found = say.note(
            "slope-converted",
            Text(f"{low:g} sampai {high:g} persen", f"{low:g} to {high:g} percent"),
            "made degrees",
        )
        return fitted.with_(
            found, cells=_degrees(fitted.cells), method="percent converted to degrees"
        )
    if high > 90:
        why = Text(
            f"lereng tercuram {high:g}, padahal tidak ada lereng lebih dari 90 derajat; jika "
            "ini persen, berikan --unit percent",
            f"the steepest slope is {high:g}, and no slope has more than 90 degrees; "
            "if these are percent, give --unit percent",
        )
        return fitted.with_(say.refusal("slope-range", why))
    if asked.unit is None and high > 60:
        why = Text(
            f"lereng tercuram {high:g}; dianggap derajat, berikan --unit percent jika bukan",
            f"the steepest slope is {high:g}; taken as degrees, give --unit percent if it is not",
        )
        return fitted.with_(say.warning("slope-unit", why, "kept"))
    return fitted


def _degrees(percent: Cells) -> Cells:
    out = np.empty(percent.shape, dtype=np.float32)
    rows = max(1, CHUNK_CELLS // percent.shape[1])
    for first in range(0, len(percent), rows):
        part = percent[first : first + rows].astype(np.float64)
        out[first : first + rows] = np.degrees(np.arctan(part / 100.0))
    return out


def fit_generic(staged: StagedRaster, asked: RasterAsked) -> FittedRaster:
    """Take any number, in the unit the caller names; say so where a name speaks of people."""
    fitted = as_staged(staged, Text("Nilai", "Value"), unit=asked.unit)
    names = (asked.layer_id, asked.file, staged.layer)
    told = next((name for name in names if PEOPLE_WORDS.search(name)), None)
    if told is None or asked.theme_asked:
        return fitted
    said = Text(
        f"{told!r} terdengar seperti jumlah penduduk, tetapi nilainya diambil sebagai angka biasa "
        "dan tidak diperiksa; tambahkan dengan --theme population, atau --theme generic bila bukan",
        f"{told!r} sounds like people, but the values are taken as any number and not checked; "
        "add it with --theme population, or with --theme generic if it holds none",
    )
    return fitted.with_(say.warning("population-unchecked", said, "kept"))


POPULATION = RasterTheme(
    "population",
    Text("Penduduk", "Population"),
    stored="population",
    map_group="population",
    fit=fit_population,
    layer_ids=re.compile(rf"{PEOPLE_IDS}(_.*)?"),
    aliases=("people", "penduduk"),
    amounts=True,
)
ELEVATION = RasterTheme(
    "elevation",
    Text("Ketinggian", "Elevation"),
    stored="land",
    map_group="land",
    fit=fit_elevation,
    layer_ids=re.compile(r"(elevation|dem|ketinggian)(_.*)?"),
    aliases=("dem", "ketinggian"),
)
SLOPE = RasterTheme(
    "slope",
    Text("Lereng", "Slope"),
    stored="land",
    map_group="land",
    fit=fit_slope,
    layer_ids=re.compile(r"(slope|lereng)(_.*)?"),
    aliases=("lereng",),
)
GENERIC = RasterTheme(
    "generic",
    Text("Umum", "Generic"),
    stored="added",
    map_group="added",
    fit=fit_generic,
    layer_ids=re.compile(r".*"),
)
