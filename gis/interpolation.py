"""Figures carried from one set of units to another, by shared area or by weights, losing nothing.

Counts (extensive figures: people, hectares) are divided, levels (intensive figures:
rates, densities) averaged. What no target takes is reported beside the result, so
that placed and unplaced together are what was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from gis.areas import area_m2
from gis.checks import (
    has_shape,
    require_not_empty,
    require_polygons,
    require_unique_index,
    to_lonlat,
)
from gis.errors import InputError
from gis.zonal import sums_of_pieces
from layers.crs import STORAGE_CRS
from layers.raster import Raster
from layers.text import Text

# Shares of area are exact to rounding; exactextract keeps a cell's share in 32 bits.
AREA_ROUNDING = 1e-9
WEIGHT_ROUNDING = 1e-6
COVERED = "share_covered"

AREAL = "shared area, equal-area on WGS 84: counts divided, levels averaged by area"
DASYMETRIC = (
    "weights of raster cells by exact fractions: counts divided, levels averaged by weight; "
    "units without any weight by area"
)

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Transferred:
    """Figures on the target units, and what could not be placed.

    `table` has the targets' index: the figures, and `share_covered`, the part of
    the target's area that sources cover (levels are those of that part, missing
    where there is none). `unplaced` has the index of the sources that lie partly
    or wholly beyond the targets: `share`, and how much of each count was not
    placed. `n_claimed_twice` sources lie in targets that overlap: their counts
    were divided, not doubled. `by_area` are sources without any weight.
    """

    table: pd.DataFrame
    unplaced: pd.DataFrame
    n_claimed_twice: int
    by_area: pd.Index
    method: str


@dataclass(frozen=True, slots=True)
class _Overlay:
    """What each source shares with each target it meets.

    `share` is the part of the source's counts, `amount` what the source's level
    weighs in the target; shares within `rounding` of the whole are the whole.
    """

    source: Ints
    target: Ints
    shapes: gpd.GeoSeries
    area_m2: Floats
    share: Floats
    amount: Floats
    rounding: float


def areal(
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    extensive: Sequence[str] = (),
    intensive: Sequence[str] = (),
    keep_all: bool = False,
) -> Transferred:
    """Carry figures over by shared area, as if spread evenly over each source unit.

    Parameters
    ----------
    source, target
        Valid polygons in any known CRS, each index unique.
    extensive, intensive
        Columns of counts, and of levels.
    keep_all
        Whether a source partly beyond the targets puts all its counts into those
        it meets (coasts drawn differently); if not, that part stays unplaced.

    Returns
    -------
    Transferred
        Sum of a count in `table` plus that in `unplaced` is the sum given.

    Raises
    ------
    InputError
        If a column is missing, holds gaps or no numbers, or none is named.
    GeometryError
        If a shape is no valid polygon.
    CRSError
        If a frame has no CRS.
    """
    columns = _columns(source, extensive, intensive)
    overlay = _overlay(source, target)
    return _transfer(columns, target, overlay, keep_all=keep_all)


def dasymetric(
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame | gpd.GeoSeries,
    weights: Raster,
    *,
    extensive: Sequence[str] = (),
    intensive: Sequence[str] = (),
    keep_all: bool = False,
) -> Transferred:
    """Carry figures over by the weights of raster cells, such as houses or built-up ground.

    Parameters
    ----------
    source, target, extensive, intensive, keep_all
        As for `areal`.
    weights
        Weight per cell, 0 or more, without a value where nothing lies; from
        classes by `class_weights`. Only the proportions within a source count.

    Returns
    -------
    Transferred
        Sources in which no cell weighs anything are divided by area, and listed.

    Raises
    ------
    InputError
        As `areal`, and if a weight is below 0.
    """
    require_weights(weights)
    columns = _columns(source, extensive, intensive)
    by_ground = _overlay(source, target)
    whole = sums_of_pieces(to_lonlat(source, "source"), weights)
    amount = sums_of_pieces(by_ground.shapes, weights)
    weightless = ~(whole > 0)
    of_source = whole[by_ground.source]
    share = np.divide(amount, of_source, out=by_ground.share.copy(), where=of_source > 0)
    overlay = replace(by_ground, share=share, amount=amount, rounding=WEIGHT_ROUNDING)
    found = _transfer(columns, target, overlay, keep_all=keep_all)
    by_area = source.index[weightless & has_shape(source)]
    return replace(found, by_area=by_area, method=DASYMETRIC)


def class_weights(classes: Raster, weights: Mapping[int, float]) -> Raster:
    """Make weights per cell from a raster of classes, such as land cover.

    Parameters
    ----------
    classes
        Codes per cell.
    weights
        Weight of every code that occurs, 0 or more; how many people live on a
        hectare of it compared with the others.

    Raises
    ------
    InputError
        If a code that occurs has no weight, or a weight is below 0 or not finite.

    Examples
    --------
    >>> built, forest = 8, 1
    >>> weights = class_weights(land_cover, {built: 1.0, forest: 0.01})  # doctest: +SKIP
    """
    bad = {code: w for code, w in weights.items() if not (np.isfinite(w) and w >= 0)}
    if bad:
        raise InputError(
            Text(
                f"bobot {bad}; yang diminta bilangan hingga, 0 atau lebih",
                f"weights {bad}; wanted finite numbers, 0 or more",
            )
        )
    empty = ~np.isfinite(classes.values.astype(np.float64))
    if classes.nodata is not None:
        empty |= classes.values == classes.nodata
    codes, where = np.unique(classes.values[~empty], return_inverse=True)
    unknown = [float(code) for code in codes if code not in weights]
    if unknown:
        raise InputError(
            Text(
                f"kelas {', '.join(f'{code:g}' for code in unknown)} ada tetapi tanpa bobot; "
                "beri satu untuk setiap kelas, 0 di tempat tak berpenduduk",
                f"classes {', '.join(f'{code:g}' for code in unknown)} occur but have no weight; "
                "give one for each, 0 where nobody lives",
            )
        )
    out = np.full(classes.shape, np.nan)
    out[~empty] = np.array([weights[code] for code in codes], dtype=np.float64)[where]
    return Raster(out, classes.transform, classes.crs, None)


def require_weights(weights: Raster) -> None:
    """Refuse weights below zero: most often an undeclared nodata value.

    Raises
    ------
    InputError
        If a cell with a value is below 0 or infinite.
    """
    values = weights.values.astype(np.float64)
    if weights.nodata is not None:
        values = values[values != weights.nodata]
    bad = values[(values < 0) | np.isinf(values)]
    if bad.size:
        raise InputError(
            Text(
                f"bobot: {bad.size} sel di bawah 0 atau tak terhingga (yang pertama "
                f"{bad.flat[0]:g}); sebutkan nilai nodata atau jadikan 0",
                f"weights: {bad.size} cells are below 0 or infinite (first {bad.flat[0]:g}); "
                "declare the nodata value or set them to 0",
            )
        )


_NONE_NAMED = Text(
    "tidak ada yang disebut; sebut jumlah atau tingkat yang dibawa",
    "none named; name counts or levels to carry over",
)
_TWICE = Text("disebut dua kali; sebut sekali saja", "named twice; name it once")
_TAKEN = Text(
    f"tabel hasil punya kolom {COVERED!r} sendiri; ganti namanya",
    f"the table has a column {COVERED!r} of its own; rename",
)


def _columns(
    source: gpd.GeoDataFrame, extensive: Sequence[str], intensive: Sequence[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Give the figures as numbers, and which of them are counts; list every fault."""
    named = [*extensive, *intensive]
    faults = [] if named else [("columns", _NONE_NAMED)]
    faults += [(c, _TWICE) for c in dict.fromkeys(named) if named.count(c) > 1]
    faults += [(c, _TAKEN) for c in named if c == COVERED]
    figures = {}
    for name in dict.fromkeys(named):
        if name not in source or name == source.geometry.name:
            have = ", ".join(str(c) for c in source.columns if c != source.geometry.name)
            unknown = Text("tidak ada kolom itu; yang ada: ", "no such column; there are ")
            faults.append((name, unknown + (have or "-")))
            continue
        values = pd.to_numeric(source[name], errors="coerce").to_numpy(np.float64, na_value=np.nan)
        bad = np.flatnonzero(~np.isfinite(values))
        if len(bad):
            where = ", ".join(str(source.index[i]) for i in bad[:5])
            empty = Text(
                f"tanpa bilangan di {len(bad)} baris ({where}); isi atau buang",
                f"no number in {len(bad)} rows ({where}); fill or leave them out",
            )
            faults.append((name, empty))
        figures[name] = values
    if faults:
        raise InputError.of(faults)
    return pd.DataFrame(figures, index=source.index), tuple(extensive)


def _overlay(source: gpd.GeoDataFrame, target: gpd.GeoDataFrame | gpd.GeoSeries) -> _Overlay:
    shapes = []
    for frame, what in ((source, "source"), (target, "target")):
        require_polygons(frame, what)
        require_unique_index(frame, what)
        require_not_empty(frame, what)
        shapes.append(to_lonlat(frame, what).to_numpy())
    above, below = shapes
    j, i = shapely.STRtree(above).query(below, predicate="intersects")
    shared = shapely.intersection(above[i], below[j])
    area = area_m2(shared)
    solid = area > 0
    i, j, area = i[solid], j[solid], area[solid]
    ground = gpd.GeoSeries(_polygonal(shared[solid]), crs=STORAGE_CRS)
    share = area / area_m2(above)[i]
    return _Overlay(i, j, ground, area, share, area, AREA_ROUNDING)


def _polygonal(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Keep the polygons of collections, which intersections along edges leave."""
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == 7)
    out: NDArray[np.object_] = shapes.copy()
    for i in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[i]))
        out[i] = shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])
    return out


def _transfer(
    columns: tuple[pd.DataFrame, tuple[str, ...]],
    target: gpd.GeoDataFrame | gpd.GeoSeries,
    overlay: _Overlay,
    *,
    keep_all: bool,
) -> Transferred:
    figures, counts = columns
    i, j, n = overlay.source, overlay.target, len(target)
    claimed = np.bincount(i, weights=overlay.share, minlength=len(figures))
    whole = np.maximum(claimed, 1.0)
    everything = keep_all | (np.abs(claimed - 1.0) <= overlay.rounding)
    whole = np.where(everything & (claimed > 0), claimed, whole)
    share = overlay.share / whole[i]
    table = pd.DataFrame(index=target.index)
    for name in figures:
        values = figures[name].to_numpy()[i]
        if name in counts:
            table[name] = np.bincount(j, weights=values * share, minlength=n)
        else:
            top = np.bincount(j, weights=values * overlay.amount, minlength=n)
            bottom = np.bincount(j, weights=overlay.amount, minlength=n)
            table[name] = np.divide(top, bottom, out=np.full(n, np.nan), where=bottom > 0)
    ground = area_m2(to_lonlat(target, "target").to_numpy())
    covered = np.bincount(j, weights=overlay.area_m2, minlength=n)
    table[COVERED] = np.divide(covered, ground, out=np.full(n, np.nan), where=ground > 0)
    left = np.where(everything & (claimed > 0), 0.0, 1.0 - claimed / whole)
    unplaced = figures.loc[left > 0, list(counts)].mul(left[left > 0], axis=0)
    unplaced.insert(0, "share", left[left > 0])
    twice = int(np.count_nonzero(claimed > 1.0 + overlay.rounding))
    return Transferred(table, unplaced, twice, figures.index[:0], AREAL)
