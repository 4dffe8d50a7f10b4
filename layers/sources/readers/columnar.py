"""GeoParquet: WKB and native encodings, read with pyarrow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.columns.attributes import clean
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers import arrow
from layers.sources.reading import Geometries, Progress, Reading, geometry_array, silent

NATIVE = {
    "point": shapely.GeometryType.POINT,
    "linestring": shapely.GeometryType.LINESTRING,
    "polygon": shapely.GeometryType.POLYGON,
    "multipoint": shapely.GeometryType.MULTIPOINT,
    "multilinestring": shapely.GeometryType.MULTILINESTRING,
    "multipolygon": shapely.GeometryType.MULTIPOLYGON,
}


def read(path: Path, limits: Limits, progress: Progress = silent) -> Reading:
    """Read a GeoParquet file.

    Raises
    ------
    SourceError
        `source-unreadable`, `too-big`, and `no-layer` where no geometry column is declared.
    """
    try:
        with pq.ParquetFile(path) as file:
            geo = _metadata(file)
            _guard_size(file.metadata, limits)
            table = file.read()
    except (pa.ArrowException, OSError) as fault:
        raise SourceError(
            Text(
                f"tidak terbaca sebagai Parquet: {str(fault).splitlines()[0][:200]}",
                f"not readable as Parquet: {str(fault).splitlines()[0][:200]}",
            )
        ) from fault
    progress(table.num_rows, table.num_rows)
    name = str(geo.get("primary_column"))
    column = geo.get("columns", {}).get(name)
    if not isinstance(column, dict) or name not in table.column_names:
        raise SourceError(
            Text(
                f"kolom geometri {name[:40]!r} tidak ada dalam berkas",
                f"geometry column {name[:40]!r} is not in the file",
            ),
            code="no-layer",
        )
    geometry, faults = _shapes(table.column(name), column, limits)
    others = {c for c in geo["columns"] if c != name}
    frame, dropped = arrow.attributes(table, {name, *others, *_covering(column)})
    dropped += [
        say.warning(
            "column-dropped", Text(f"kolom geometri {c!r}", f"geometry column {c!r}"), "left out"
        )
        for c in others
    ]
    return clean(
        Reading(
            attributes=frame,
            geometry=geometry,
            rows=np.arange(1, table.num_rows + 1, dtype=np.int64),
            driver="GeoParquet",
            crs=_crs(column),
            layer=path.stem,
            n_read=table.num_rows,
            findings=(*faults, *dropped),
        )
    )


def _metadata(file: pq.ParquetFile) -> dict[str, Any]:
    raw = (file.schema_arrow.metadata or {}).get(b"geo")
    if raw is None or len(raw) > 5_000_000:
        raise SourceError(
            Text(
                "berkas Parquet tanpa metadata 'geo'; kolomnya "
                f"{', '.join(file.schema_arrow.names[:30])}. Yang diminta GeoParquet, atau CSV "
                "dengan lon, lat",
                "a Parquet file without 'geo' metadata; its columns are "
                f"{', '.join(file.schema_arrow.names[:30])}. Wanted GeoParquet, or CSV with lon, "
                "lat",
            ),
            code="no-layer",
        )
    try:
        geo = json.loads(raw)
    except (ValueError, RecursionError) as fault:
        raise SourceError(
            Text("metadata 'geo' bukan JSON", "the 'geo' metadata is not JSON"), code="not-json"
        ) from fault
    if not isinstance(geo, dict) or not isinstance(geo.get("columns"), dict):
        raise SourceError(
            Text("metadata 'geo' tidak menyebut kolom", "the 'geo' metadata names no columns"),
            code="no-layer",
        )
    return geo


def _guard_size(metadata: pq.FileMetaData, limits: Limits) -> None:
    size = sum(metadata.row_group(i).total_byte_size for i in range(metadata.num_row_groups))
    if metadata.num_rows > limits.rows or size > limits.file_bytes:
        raise SourceError(
            Text(
                f"{metadata.num_rows:,} baris, {size / 1e6:,.0f} MB bila dibuka; paling banyak "
                f"{limits.rows:,} baris dan {limits.file_bytes / 1e6:,.0f} MB yang diterima",
                f"{metadata.num_rows:,} rows, {size / 1000000.0:,.0f} MB unpacked; at most "
                f"{limits.rows:,} rows and {limits.file_bytes / 1000000.0:,.0f} MB are accepted",
            ),
            code="too-big",
        )
    if metadata.num_columns > limits.columns * 8:
        raise SourceError(
            Text(
                f"{metadata.num_columns} kolom; paling banyak {limits.columns * 8} yang diterima",
                f"{metadata.num_columns} columns",
            ),
            code="too-many-columns",
        )


def _crs(column: dict[str, Any]) -> str | None:
    if "crs" not in column:
        return "OGC:CRS84"
    return None if column["crs"] is None else json.dumps(column["crs"])


def _covering(column: dict[str, Any]) -> set[str]:
    box = (column.get("covering") or {}).get("bbox") or {}
    return {str(path[0]) for path in box.values() if isinstance(path, list) and path}


def _shapes(
    column: pa.ChunkedArray, meta: dict[str, Any], limits: Limits
) -> tuple[Geometries, list[Finding]]:
    encoding = str(meta.get("encoding"))
    if encoding == "WKB":
        return arrow.shapes(column, limits)
    if encoding not in NATIVE:
        raise SourceError(
            Text(
                f"pengodean geometri {encoding[:40]!r} tidak dikenal",
                f"geometry encoding {encoding[:40]!r} is not known",
            ),
            code="no-layer",
        )
    combined = column.combine_chunks()
    values = combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
    return _native(values, NATIVE[encoding]), []


def _native(values: pa.Array, kind: shapely.GeometryType) -> Geometries:
    """Unwrap nested lists of x/y structs (or of pairs) into shapes; nulls stay None."""
    present = np.flatnonzero(~np.asarray(values.is_null()))
    out = geometry_array([None] * len(values))
    inner = values.take(pa.array(present)) if len(present) < len(values) else values
    offsets = []
    while pa.types.is_list(inner.type) or pa.types.is_large_list(inner.type):
        starts = np.asarray(inner.offsets)
        offsets.append(starts - starts[0])
        inner = inner.flatten()
    if pa.types.is_struct(inner.type):
        parts = [np.asarray(inner.field(axis), dtype=float) for axis in ("x", "y")]
        xy = np.column_stack(parts)
    elif pa.types.is_fixed_size_list(inner.type):
        width = inner.type.list_size
        xy = np.asarray(inner.flatten(), dtype=float).reshape(-1, width)[:, :2]
    else:
        raise SourceError(
            Text(
                f"nilai geometri bertipe {inner.type} tidak dikenal",
                f"geometry values of type {inner.type} are not known",
            ),
            code="no-layer",
        )
    try:
        out[present] = shapely.from_ragged_array(
            kind, np.ascontiguousarray(xy), offsets[::-1] or None
        )
    except (ValueError, IndexError, shapely.errors.ShapelyError) as fault:
        raise SourceError(
            Text(f"kolom geometri rusak: {fault}", f"damaged geometry column: {fault}"),
            code="bad-geometry",
        ) from fault
    return out
