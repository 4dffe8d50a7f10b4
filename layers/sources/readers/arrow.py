"""Arrow tables: rows of GDAL and Parquet made into attributes and geometries."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from layers.errors import SourceError
from layers.geometry import wkb_depth
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.columns import wkb
from layers.sources.columns.plain import column_of
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import said_of
from layers.sources.reading import Geometries, geometry_array

BYTES_A_VERTEX = 16
# A little-endian point, line or polygon this short cannot nest or be too long.
SHORT, FLAT = 64, (1, 2, 3)


def attributes(table: pa.Table, skip: set[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """Give the columns as Arrow or plain Python values; binary ones are left out.

    Parameters
    ----------
    table
        As read.
    skip
        Columns that are not attributes.
    """
    columns: dict[str, Any] = {}
    found = []
    for name in table.column_names:
        if name in skip:
            continue
        column = table.column(name)
        kind = column.type
        if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
            found.append(
                say.warning(
                    "column-dropped",
                    Text(f"kolom {name!r} berisi data biner", f"column {name!r} is binary"),
                    "left out",
                )
            )
            continue
        columns[name] = column_of(column)
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows)), found


def shapes(column: Any, limits: Limits) -> tuple[Geometries, list[Finding]]:
    """Build geometries from WKB, each checked for depth and size before GEOS sees it.

    Parameters
    ----------
    column
        An Arrow column of binaries.
    limits
        How deep and long they may be.

    Returns
    -------
    tuple
        One geometry or None per blob, and an error for each that failed.
    """
    column = wkb.whole(column)
    points = wkb.points_of(column)
    if points is not None:
        return points, []
    heads = wkb.heads(column)
    blobs = np.array([*column.to_pylist(), None], dtype=object)[:-1]
    out = geometry_array([None] * len(blobs))
    found: list[Finding] = []
    present = ~np.asarray(column.is_null().to_numpy(zero_copy_only=False), dtype=bool)
    short = heads.little & (heads.lengths < SHORT) & np.isin(heads.kinds, FLAT)
    safe = np.ones(len(blobs), dtype=bool)
    for place in np.flatnonzero(present & ~short).tolist():
        fault = _fault(blobs[place], limits)
        if fault:
            safe[place] = False
            found.append(say.error(place + 1, fault.code, fault.text))
    chosen = np.flatnonzero(safe & present)
    built = shapely.from_wkb(blobs[chosen], on_invalid="ignore")
    out[chosen] = built
    failed = chosen[shapely.get_type_id(built) < 0] if len(chosen) else []
    found += [say.error(int(p) + 1, "bad-geometry", _why(blobs[p])) for p in failed]
    return out, found


def _fault(blob: bytes, limits: Limits) -> SourceError | None:
    if len(blob) > limits.vertices * BYTES_A_VERTEX * 3:
        return SourceError(
            Text(
                f"lebih dari {limits.vertices:,} titik sudut; belah atau sederhanakan",
                f"more than {limits.vertices:,} vertices; split or simplify it",
            ),
            code="too-many-vertices",
        )
    try:
        wkb_depth(blob, limits.collection_depth)
    except SourceError as fault:
        return fault
    return None


def _why(blob: bytes) -> Text:
    try:
        shapely.from_wkb(blob)
    except shapely.errors.ShapelyError as fault:
        return said_of(fault)
    return Text("tidak terbaca", "cannot be read")
