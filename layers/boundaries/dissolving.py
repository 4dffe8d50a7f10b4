"""Upper levels dissolved from the villages by code, so that every level tiles exactly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.boundaries.codes import LEVEL_NAMES, ancestor_of, level_of
from layers.errors import CRSError, SchemaError
from layers.schema import Text


def dissolve_up(
    units: gpd.GeoDataFrame, level: int, *, names: Mapping[str, str] | None = None
) -> gpd.GeoDataFrame:
    """Dissolve villages (or any lower level) to the units of a level above, by code.

    Parameters
    ----------
    units
        Column `code` (Kemendagri, with dots) and valid polygons in a known CRS.
    level
        1 province, 2 regency or city, 3 district.
    names
        Code to name, such as ``known_regions().names``.

    Returns
    -------
    geopandas.GeoDataFrame
        In the CRS of the units, sorted by code: `code`, `name` (None where the
        lookup has none), `parent` (None for provinces), `n_units`, `united_by`
        (``coverage`` where the units tile without overlap or gap, so that every
        vertex is kept; ``union`` where they do not), geometry.

    Raises
    ------
    CRSError
        If the frame has no CRS.
    SchemaError
        If a code is malformed, repeated or not below the level, or a geometry is
        missing or invalid: a level made of less than all its units would be wrong.
    """
    if units.crs is None:
        raise CRSError(
            Text(
                "satuan wilayah tidak memiliki CRS; tetapkan dahulu",
                "units have no CRS; set it first",
            ),
            code="crs-missing",
        )
    codes = _sound_codes(units, level)
    shapes = _sound_shapes(units, codes)
    above = np.array([ancestor_of(code, level) for code in codes], dtype=object)
    rows = []
    for code in sorted(set(above)):
        geometry, way = _united(shapes[above == code])
        rows.append(
            {
                "code": code,
                "name": (names or {}).get(code),
                "parent": code.rpartition(".")[0] or None,
                "n_units": int(np.count_nonzero(above == code)),
                "united_by": way,
                "geometry": geometry,
            }
        )
    columns = ["code", "name", "parent", "n_units", "united_by", "geometry"]
    frame = pd.DataFrame(rows, columns=columns)
    text = ["code", "name", "parent", "united_by"]
    frame[text] = frame[text].astype(object).where(frame[text].notna(), None)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=units.crs)


def _united(shapes: np.ndarray[Any, np.dtype[np.object_]]) -> tuple[Any, str]:
    if shapely.coverage_is_valid(shapes):
        return shapely.coverage_union_all(shapes), "coverage"
    return shapely.union_all(shapes), "union"


def _sound_codes(units: gpd.GeoDataFrame, level: int) -> Sequence[str]:
    if level not in LEVEL_NAMES or level == max(LEVEL_NAMES):
        raise SchemaError(
            Text(f"tingkat {level}; yang diminta 1, 2, atau 3", f"level {level}; wanted 1, 2 or 3"),
            code="code-level",
        )
    if "code" not in units:
        have = ", ".join(str(c) for c in units.columns)
        raise SchemaError(
            Text(
                f"tidak ada kolom 'code'; kolomnya {have}: ganti nama kolom yang memuat kode "
                "Kemendagri",
                f"no column 'code'; the columns are {have}: rename the one with Kemendagri codes",
            ),
            code="column-missing",
        )
    codes = [str(code) for code in units["code"]]
    high = [code for code in codes if level_of(code) <= level]
    if high:
        raise SchemaError(
            Text(
                f"{_some(high)} bertingkat {level_of(high[0])} dan tidak dapat digabungkan ke "
                f"tingkat {level}; berikan satuan bertingkat lebih rendah",
                f"{_some(high)} of level {level_of(high[0])} cannot be dissolved to level {level}; "
                "give units of a lower level",
            ),
            code="code-level",
        )
    twice = sorted(code for code, n in Counter(codes).items() if n > 1)
    if twice:
        raise SchemaError(
            Text(
                f"ada kode yang muncul dua kali: {_some(twice)}; pertahankan satu baris "
                "masing-masing",
                f"codes occur twice: {_some(twice)}; keep one row of each",
            ),
            code="duplicate-code",
        )
    return codes


def _sound_shapes(
    units: gpd.GeoDataFrame, codes: Sequence[str]
) -> np.ndarray[Any, np.dtype[np.object_]]:
    shapes = units.geometry.to_numpy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for bad, what, code in (
        (empty, "have no geometry; add it", "null-geometry"),
        (~empty & ~shapely.is_valid(shapes), "are invalid; repair them first", "invalid-geometry"),
        (~empty & ~np.isin(shapely.get_type_id(shapes), (3, 6)), "are no polygons", "bad-geometry"),
    ):
        if bad.any():
            some = _some([code for code, is_bad in zip(codes, bad, strict=True) if is_bad])
            raise SchemaError(f"{some} {what}", code=code)
    return np.asarray(shapes, dtype=object)


def _some(codes: Sequence[str]) -> str:
    more = f" and {len(codes) - 5} more" if len(codes) > 5 else ""
    return ", ".join(codes[:5]) + more
