"""Arrow tables: rows of GDAL and Parquet made into attributes and geometries."""

from __future__ import annotations

import datetime as dt
import decimal
import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from layers.errors import SourceError
from layers.geometry import wkb_depth
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.reading import Geometries, geometry_array

BYTES_A_VERTEX = 16
# A little-endian point, line or polygon this short cannot nest or be too long.
SHORT, FLAT = 64, frozenset((1, 2, 3))
_PLAIN_TYPES = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_integer,
    pa.types.is_boolean,
)


def attributes(table: pa.Table, skip: set[str]) -> tuple[pd.DataFrame, list[Finding]]:
    """Give the columns as plain Python values (dates as ISO text); binary ones are left out.

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
            found.append(say.warning("column-dropped", f"column {name!r} is binary", "left out"))
            continue
        columns[name] = pd.Series(_values(column), dtype=object)
    return pd.DataFrame(columns, index=pd.RangeIndex(table.num_rows)), found


def _values(column: pa.ChunkedArray) -> list[Any]:
    """Give a column's values, those that need no look one by one all at once."""
    kind = column.type
    if pa.types.is_floating(kind):
        return list(pc.if_else(pc.is_nan(column), None, column).to_pylist())
    if any(is_plain(kind) for is_plain in _PLAIN_TYPES):
        return list(column.to_pylist())
    return [_plain(value) for value in column.to_pylist()]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return float(value) if isinstance(value, decimal.Decimal) else str(value)


def shapes(blobs: npt.NDArray[Any], limits: Limits) -> tuple[Geometries, list[Finding]]:
    """Build geometries from WKB, each checked for depth and size before GEOS sees it.

    Returns
    -------
    tuple
        One geometry or None per blob, and an error for each that failed.
    """
    out = geometry_array([None] * len(blobs))
    found: list[Finding] = []
    safe = np.ones(len(blobs), dtype=bool)
    for place, blob in enumerate(blobs):
        if blob is None or (4 < len(blob) < SHORT and blob[0] == 1 and blob[1] in FLAT):
            continue
        fault = _fault(blob, limits)
        if fault:
            safe[place] = False
            found.append(say.error(place + 1, fault.code, str(fault)))
    chosen = np.flatnonzero(safe & np.array([b is not None for b in blobs], dtype=bool))
    built = shapely.from_wkb(blobs[chosen], on_invalid="ignore")
    out[chosen] = built
    failed = chosen[shapely.get_type_id(built) < 0] if len(chosen) else []
    found += [say.error(int(p) + 1, "bad-geometry", _why(blobs[p])) for p in failed]
    return out, found


def is_curve(blob: bytes) -> bool:
    """Say whether a WKB blob holds arcs (types 8 to 12), which GEOS does not read."""
    kind = int.from_bytes(blob[1:5], "little" if blob[:1] == b"\x01" else "big") % 1000
    return 8 <= kind <= 12


def _fault(blob: bytes, limits: Limits) -> SourceError | None:
    if len(blob) > limits.vertices * BYTES_A_VERTEX * 3:
        return SourceError(
            f"more than {limits.vertices:,} vertices; split or simplify it",
            code="too-many-vertices",
        )
    try:
        wkb_depth(blob, limits.collection_depth)
    except SourceError as fault:
        return fault
    return None


def _why(blob: bytes) -> str:
    try:
        shapely.from_wkb(blob)
    except shapely.errors.ShapelyError as fault:
        return str(fault).splitlines()[0][:160]
    return "cannot be read"
