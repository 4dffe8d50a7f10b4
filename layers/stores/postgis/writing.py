"""Writing features into PostGIS: rows by binary COPY, description and audit, in one transaction."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import orjson
import psycopg
from psycopg import sql

from layers.errors import SchemaError
from layers.layer import Layer
from layers.schema import Field, Text
from layers.stores import audit
from layers.stores.base import Kept
from layers.stores.blob import body_of
from layers.stores.features import (
    Count,
    Features,
    Held,
    WriteMode,
    after_write,
    from_rows,
    in_parts,
    prepare,
    require_mode,
)
from layers.stores.postgis import tables
from layers.stores.postgis.connection import Connection
from layers.stores.values import SqlValue

# COPY sends no types, so the driver is told how to write each kind of field.
_WIRE = {
    "text": "text",
    "integer": "int8",
    "number": "float8",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamptz",
}
_CONVERT: Mapping[str, Callable[[Any], Any]] = {
    "boolean": bool,
    "date": dt.date.fromisoformat,
    "datetime": dt.datetime.fromisoformat,
}


def write_features(
    place: tuple[Connection, str],
    layer: Layer,
    frame: gpd.GeoDataFrame,
    *,
    mode: WriteMode,
    provenance: Mapping[str, Any],
    progress: Count | None = None,
) -> Layer:
    """Write a frame as a layer (create, replace) or to one (append).

    `place` is the connection, in a transaction, and the schema of the workspace.

    Raises
    ------
    LayerExistsError, LayerNotFoundError
        If `mode` does not fit what the store holds.
    CRSError, SchemaError
        If the frame is not in EPSG:4326 or does not fit the schema.
    """
    connection, schema = place
    held = held_of(connection, schema, layer.id)
    require_mode(layer.id, held, mode)
    features = prepare(layer, frame)
    if mode == "append":
        _append(place, layer, features, progress)
    else:
        _fill(place, layer, np.arange(1, len(features) + 1), features, progress)
        tables.put_in_place(connection, schema, layer, replaces=held.exists)
    stored, content_hash = after_write(layer, held, features, mode=mode, moment=audit.now())
    describe(connection, schema, Kept(stored, content_hash))
    row = audit.entry(
        stored,
        action=mode,
        rows=(held.rows, stored.n_features),
        hashes=(held.content_hash, content_hash),
        provenance=provenance,
    )
    put_audit(connection, schema, row)
    return stored


def restore_layer(
    connection: Connection, schema: str, kept: Kept, *, replace: bool = False
) -> None:
    """Put a layer as another store keeps it into this one: ids, description and hash as they are.

    Raises
    ------
    LayerExistsError
        If there is a layer of that id, and `replace` is not given.
    """
    layer = kept.layer
    held = held_of(connection, schema, layer.id)
    if replace and held.exists:
        remove_layer(connection, schema, layer.with_(kind=held.kind))
        held = Held()
    require_mode(layer.id, held, "create", kind=layer.kind)
    if kept.rows is not None:
        _fill((connection, schema), layer, kept.rows.ids, from_rows(layer, kept.rows))
        tables.put_in_place(connection, schema, layer, replaces=False)
    describe(connection, schema, kept)


def remove_layer(connection: Connection, schema: str, layer: Layer) -> None:
    """Remove a layer's table, if it has one, and its description."""
    if layer.kind == "vector":
        tables.drop_feature_table(connection, schema, layer.id)
    connection.execute(
        sql.SQL("DELETE FROM {} WHERE layer_id = %s").format(
            sql.Identifier(schema, "penyangga_layers")
        ),
        (layer.id,),
    )


def held_of(connection: Connection, schema: str, layer_id: str) -> Held:
    """Give what the store holds of a layer, inside the caller's transaction."""
    row = connection.execute(
        sql.SQL("SELECT content_hash, description::text, file FROM {} WHERE layer_id = %s").format(
            sql.Identifier(schema, "penyangga_layers")
        ),
        (layer_id,),
    ).fetchone()
    if row is not None:
        return Held.of(Layer.from_dict(orjson.loads(row[1])), row[0], row[2])
    # The id may have been used and deleted before: revisions must not repeat.
    last = connection.execute(
        sql.SQL("SELECT coalesce(max(revision), 0) FROM {} WHERE layer_id = %s").format(
            sql.Identifier(schema, "penyangga_audit")
        ),
        (layer_id,),
    ).fetchone()
    return Held(revision=int(last[0]) if last else 0)


def describe(connection: Connection, schema: str, kept: Kept) -> None:
    """Write a layer's description, revision, hash and (of a raster) file."""
    layer = kept.layer
    connection.execute(
        sql.SQL(
            "INSERT INTO {t} AS held (id, layer_id, description, revision, content_hash, file) "
            "SELECT coalesce(max(id), 0) + 1, %s, %s::json, %s, %s, %s FROM {t} "
            "ON CONFLICT (layer_id) DO UPDATE SET description = excluded.description, "
            "revision = excluded.revision, content_hash = excluded.content_hash, "
            "file = coalesce(excluded.file, held.file)"
        ).format(t=sql.Identifier(schema, "penyangga_layers")),
        (
            layer.id,
            orjson.dumps(layer.to_dict()).decode(),
            layer.revision,
            kept.content_hash,
            kept.file,
        ),
    )


def put_audit(connection: Connection, schema: str, row: Mapping[str, Any]) -> None:
    """Write one audit row, inside the caller's transaction."""
    names = sql.SQL(", ").join(sql.Identifier(n) for n in audit.COLUMNS)
    marks = sql.SQL(", ").join([sql.Placeholder()] * len(audit.COLUMNS))
    connection.execute(
        sql.SQL(
            "INSERT INTO {t} (id, {names}) SELECT coalesce(max(id), 0) + 1, {marks} FROM {t}"
        ).format(t=sql.Identifier(schema, "penyangga_audit"), names=names, marks=marks),
        audit.values_of(row),
    )


def _fill(
    place: tuple[Connection, str],
    layer: Layer,
    ids: npt.NDArray[np.int64],
    features: Features,
    progress: Count | None = None,
) -> None:
    staging = tables.create_staging(*place, layer)
    _copy((place[0], staging), layer, ids, features, progress)


def _append(
    place: tuple[Connection, str], layer: Layer, features: Features, progress: Count | None
) -> None:
    connection, schema = place
    table = sql.Identifier(schema, layer.id)
    last = connection.execute(
        sql.SQL("SELECT coalesce(max(fid), 0) FROM {}").format(table)
    ).fetchone()
    first = 1 + (int(last[0]) if last else 0)
    ids = np.arange(first, first + len(features))
    _copy((connection, table), layer, ids, features, progress)
    tables.set_sequence(connection, schema, layer.id, tables.sequence_name(layer.id))


def _copy(
    place: tuple[Connection, sql.Identifier],
    layer: Layer,
    ids: npt.NDArray[np.int64],
    features: Features,
    progress: Count | None,
) -> None:
    connection, table = place
    named = tables.column_names(layer.schema)
    names = sql.SQL("").join(sql.SQL(", {}").format(sql.Identifier(n)) for n in named.values())
    statement = sql.SQL("COPY {} (fid, geom{}) FROM STDIN (FORMAT BINARY)").format(table, names)
    fields = layer.schema.fields
    bodies = [None if blob is None else body_of(blob) for blob in features.blobs]
    columns = [_wired(values, f) for values, f in zip(features.columns, fields, strict=True)]
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(["int8", "bytea", *(_WIRE[f.type] for f in fields)])
            rows = zip(ids.tolist(), bodies, *columns, strict=True)
            for part in in_parts(rows, len(features), progress):
                for row in part:
                    copy.write_row(row)
    except psycopg.errors.InternalError_ as error:
        raise _refused(layer, error) from error


def _wired(values: list[SqlValue], field: Field) -> list[Any]:
    convert = _CONVERT.get(field.type)
    if convert is None:
        return list(values)
    try:
        return [None if value is None else convert(value) for value in values]
    except ValueError as error:
        raise SchemaError(
            Text(
                f"kolom {field.name!r}: nilai {field.type} yang tidak dapat disimpan ({error})",
                f"field {field.name!r}: a {field.type} that the store cannot keep ({error})",
            ),
            code="wrong-type",
        ) from error


def _refused(layer: Layer, error: psycopg.Error) -> SchemaError:
    """Say which row's geometry PostGIS does not take (GEOS is less strict)."""
    line = re.search(r"line (\d+)", error.diag.context or "")
    where = f"row {line.group(1)} of those written" if line else "a row"
    return SchemaError(
        Text(
            f"layer {layer.id!r}: PostGIS tidak menerima geometri {where} "
            f"({error.diag.message_primary}); perbaiki atau hilangkan",
            f"layer {layer.id!r}: PostGIS does not take the geometry of {where} "
            f"({error.diag.message_primary}); correct or leave it out",
        ),
        code="wrong-geometry",
    )
