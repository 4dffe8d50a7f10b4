"""Units of areas: hectares among km2, columns in another unit than named, figures at odds."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from layers.crs import EQUAL_AREA_CRS, STORAGE_CRS
from layers.defects.defect import Detector, Places, Suspicion, Table
from layers.defects.detectors.shapes import areas_of
from layers.defects.finding import rows_said
from layers.schema import Text

# How many of the unit make a km2.
UNITS = {"km2": 1.0, "ha": 100.0, "are": 10_000.0, "m2": 1_000_000.0, "acre": 247.105}
AREA_NAME = re.compile(
    r"(?:^|_)(?:luas\w*|area\w*|hektar\w*|hectares?|shape_area|st_area\w*|acres?)(?:$|_)"
)
NOT_AREA = re.compile(r"kode|code|name|nama|persen|percent|pct|_id$|type|jenis")
NAMED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"km2|km_2|sqkm|sq_km|kmpersegi|km_persegi"), "km2"),
    (re.compile(r"(?:^|_)ha(?:$|_)|luasha$|hektar|hectare|luaswh"), "ha"),
    (re.compile(r"(?:^|_)(?:m2|sqm|m_persegi)(?:$|_)"), "m2"),
    (re.compile(r"acre"), "acre"),
)
# Units that stand for each other by mistake; an acre is a difference like any other.
MIXED_UP = ("km2", "ha", "m2")
AGREES, CLEAR, MOSTLY = 0.10, 0.05, 0.5
LEAST_KM2 = 1e-4
Floats = npt.NDArray[np.float64]


def unit_named(name: str) -> str | None:
    """Tell the unit a column's name says.

    Examples
    --------
    >>> unit_named("luas_ha"), unit_named("area_km2"), unit_named("luas")
    ('ha', 'km2', None)
    """
    return next((unit for form, unit in NAMED if form.search(name)), None)


def area_km2(table: Table) -> Floats:
    """Give the area of each polygon in km2 (EPSG:6933), NaN for other rows."""
    out = np.full(len(table), np.nan)
    places, shapes = areas_of(table)
    project = pyproj.Transformer.from_crs(STORAGE_CRS, EQUAL_AREA_CRS, always_xy=True)
    flat = shapely.transform(shapes, project.transform, interleaved=False)
    out[places] = shapely.area(flat) / 1e6
    return out


def area_columns(table: Table) -> list[str]:
    """List the columns of numbers that hold areas by their name."""
    return [
        c
        for c in table.of_kind("number", "integer")
        if AREA_NAME.search(c) and not NOT_AREA.search(c)
    ]


def unit_of(ratio: Floats) -> str | None:
    """Tell the unit most values are in, from their ratio to km2; None if they fit none."""
    known = ratio[np.isfinite(ratio) & (ratio > 0)]
    if not len(known):
        return None
    shares = {unit: float(_near(known / n, AGREES).mean()) for unit, n in UNITS.items()}
    best = max(shares, key=lambda unit: shares[unit])
    if shares[best] >= MOSTLY:
        return best
    middle = float(np.median(known))
    return next((u for u, n in UNITS.items() if abs(np.log(middle / n)) < np.log(1.6)), None)


def _near(ratio: Floats, tolerance: float) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(np.log(ratio)) <= np.log1p(tolerance))


def _against_polygons(table: Table) -> list[Suspicion]:
    names = area_columns(table)
    if not names or not len(areas_of(table)[0]):
        return []
    real = area_km2(table)
    out = []
    for name in names:
        given = table.numbers(name)
        able = np.flatnonzero((given > 0) & (real > LEAST_KM2))
        ratio = given[able] / real[able]
        unit = unit_of(ratio) if len(able) else None
        if unit is not None:
            out += _column(table, name, (able, ratio, given[able]), unit)
    return out


def _column(
    table: Table, name: str, measured: tuple[Places, Floats, Floats], unit: str
) -> list[Suspicion]:
    able, ratio, given = measured
    named = unit_named(name)
    off = ratio / UNITS[unit]
    if named is not None and named != unit and _near(off, AGREES).mean() >= 0.8:
        return [_wrong_unit(table, name, unit, named)]
    out = []
    bad = ~_near(off, AGREES)
    factor = _factors(off)
    mixed = bad & ~np.isnan(factor)
    if mixed.any() and mixed.mean() < MOSTLY:
        out.append(_mixed(table, name, (able[mixed], given[mixed], factor[mixed]), unit))
    differ = bad & ~mixed
    if differ.any():
        out.append(_differs(table, name, (able[differ], given[differ], off[differ]), unit))
    return out


def _factors(off: Floats) -> Floats:
    """Give the factor of units that explains each deviation, NaN where none does."""
    out = np.full(len(off), np.nan)
    for one, other in combinations(MIXED_UP, 2):
        for factor in (UNITS[one] / UNITS[other], UNITS[other] / UNITS[one]):
            out[_near(off / factor, CLEAR)] = factor
    return out


def _wrong_unit(table: Table, name: str, unit: str, named: str) -> Suspicion:
    every = np.flatnonzero(~np.isnan(table.numbers(name)))
    values = table.numbers(name)[every]
    factor = UNITS[named] / UNITS[unit]
    message = Text(
        f"kolom {table.title(name)!r}: menurut namanya {named}, menurut poligonnya {unit} "
        f"(faktor {factor:g})",
        f"column {table.title(name)!r}: {named} by its name, {unit} by the polygons "
        f"(factor {factor:g})",
    )
    after = [float(v) for v in values * factor]
    return Suspicion(
        "unit-column", message, every, name, [float(v) for v in values], after, clear=True
    )


def _mixed(
    table: Table, name: str, measured: tuple[Places, Floats, Floats], unit: str
) -> Suspicion:
    at, given, factor = measured
    rows = rows_said(table.rows[at])
    message = Text(
        f"kolom {table.title(name)!r} dalam {unit}, tetapi {rows.id} berfaktor {factor[0]:g}",
        f"column {table.title(name)!r} is in {unit}, but {rows.en} are off by {factor[0]:g}",
    )
    after = [float(v) for v in given / factor]
    before = [float(v) for v in given]
    return Suspicion("units-disagree", message, at, name, before, after, clear=True)


def _differs(
    table: Table, name: str, measured: tuple[Places, Floats, Floats], unit: str
) -> Suspicion:
    at, given, off = measured
    rows = rows_said(table.rows[at])
    spread = f"{off.min() - 1:+.0%} … {off.max() - 1:+.0%}"
    message = Text(
        f"kolom {table.title(name)!r} ({unit}) berbeda dari poligon {spread} pada {rows.id}",
        f"column {table.title(name)!r} ({unit}) differs from the polygons by {spread} in {rows.en}",
    )
    before = [f"{v:g} ({f:.2f} ×)" for v, f in zip(given, off, strict=True)]
    return Suspicion("area-differs", message, at, name, before)


def _against_each_other(table: Table) -> list[Suspicion]:
    """Compare columns of areas two by two, once their units are made equal."""
    out = []
    for one, other in combinations(area_columns(table)[:4], 2):
        a, b = table.numbers(one), table.numbers(other)
        able = np.flatnonzero((a > 0) & (b > 0))
        if not len(able):
            continue
        ratio = a[able] / b[able]
        factor = _likely(ratio, one, other)
        bad = ~_near(ratio / factor, AGREES)
        if bad.any():
            out.append(_at_odds(table, (one, other), able[bad], (ratio[bad] / factor, factor)))
    return out


def _likely(ratio: Floats, one: str, other: str) -> float:
    """Give the factor between the units of two columns: by their names, else by their values."""
    units = unit_named(one), unit_named(other)
    if units[0] and units[1]:
        return UNITS[units[0]] / UNITS[units[1]]
    factors = [a / b for a in UNITS.values() for b in UNITS.values()]
    middle = np.log(np.median(ratio))
    return min(factors, key=lambda factor: abs(np.log(factor) - middle))


def _at_odds(
    table: Table, pair: tuple[str, str], at: Places, found: tuple[Floats, float]
) -> Suspicion:
    one, other = pair
    off, factor = found
    rows = rows_said(table.rows[at])
    names = f"{table.title(one)!r}, {table.title(other)!r}"
    spread = f"{off.min() - 1:+.0%} … {off.max() - 1:+.0%}"
    message = Text(
        f"kolom {names} (faktor satuan {factor:g}) berbeda {spread} pada {rows.id}",
        f"columns {names} (units differ by {factor:g}) contradict by {spread} in {rows.en}",
    )
    a, b = table.numbers(one)[at], table.numbers(other)[at]
    before = [f"{x:g} · {y:g}" for x, y in zip(a, b, strict=True)]
    return Suspicion("columns-disagree", message, at, one, before)


DETECTORS = (
    Detector(("unit-column", "units-disagree", "area-differs"), _against_polygons),
    Detector(("columns-disagree",), _against_each_other),
)
