"""Features as files of other programs: FlatGeobuf, GeoParquet, GeoPackage."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from layers.formats.table import GEOMETRY, Selection, table

COVERING = "bbox"
_NO_GEOMETRY = "Unknown"


def write_flatgeobuf(selection: Selection, target: Path) -> None:
    """Write FlatGeobuf, with its index unless a feature has no place to be found at."""
    index = "YES" if selection.is_placed and selection.n and not selection.skip_geometry else "NO"
    _write_ogr(selection, target, "FlatGeobuf", "id", SPATIAL_INDEX=index)


def write_geopackage(selection: Selection, target: Path) -> None:
    """Write a GeoPackage of one table, whose `fid` are the ids of the features."""
    _write_ogr(selection, target, "GPKG", "fid")


def _write_ogr(
    selection: Selection, target: Path, driver: str, id_name: str, **options: Any
) -> None:
    import pyogrio

    kind = selection.layer.schema.geometry
    placed = {
        "geometry_name": GEOMETRY,
        "geometry_type": _NO_GEOMETRY if kind == "Geometry" else kind,
        "crs": _crs(selection),
    }
    pyogrio.write_arrow(
        table(selection, id_name),
        target,
        layer=selection.layer.id,
        driver=driver,
        **(placed if not selection.skip_geometry else {"geometry_name": None}),
        **options,
    )


def _crs(selection: Selection) -> str:
    # Known to more programs than OGC:CRS84.
    return "EPSG:4326" if selection.system.is_lonlat else selection.system.short


def write_geoparquet(selection: Selection, target: Path) -> None:
    """Write GeoParquet 1.1 with a box for each row, by which readers find what they need."""
    reader = table(selection)
    schema = reader.schema
    if not selection.skip_geometry:
        schema = schema.append(pa.field(COVERING, _BOX))
        schema = schema.with_metadata({b"geo": orjson.dumps(_geo(selection))})
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in reader:
            rows = batch if selection.skip_geometry else _with_boxes(batch, schema)
            writer.write_batch(rows)


_BOX = pa.struct([pa.field(name, pa.float64()) for name in ("xmin", "ymin", "xmax", "ymax")])


def _with_boxes(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    shapes = shapely.from_wkb(batch.column(GEOMETRY).to_numpy(zero_copy_only=False))
    bounds = shapely.bounds(shapes)
    gone = pa.array(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    sides = [pa.array(side) for side in bounds.T]
    boxes = pa.StructArray.from_arrays(sides, fields=list(_BOX), mask=gone)
    return pa.RecordBatch.from_arrays([*batch.columns, boxes], schema=schema)


def _geo(selection: Selection) -> dict[str, Any]:
    """Give the metadata by which a Parquet file is a GeoParquet one."""
    kind = selection.layer.schema.geometry
    # In files x is east whatever the authority says.
    crs = pyproj.CRS(_crs(selection))
    column = {
        "encoding": "WKB",
        "geometry_types": [] if kind == "Geometry" else [kind],
        "crs": crs.to_json_dict(),
        "covering": {
            COVERING: {side: [COVERING, side] for side in ("xmin", "ymin", "xmax", "ymax")}
        },
    }
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
