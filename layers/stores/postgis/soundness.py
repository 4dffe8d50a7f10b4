"""Soundness of a PostGIS workspace: does everything still agree with everything else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import sql

from layers.layer import Layer
from layers.stores.postgis.connection import Connection
from layers.stores.postgis.tables import (
    OWN_TABLES,
    SQL_TYPES,
    column_names,
    index_name,
    sequence_name,
)
from layers.stores.soundness import extent_problems

CHUNK = 20_000

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relkind IN ('r', 'p')
"""
_COLUMNS = """
SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
_INDEX = """
SELECT i.indisvalid AND i.indisready AND m.amname = 'gist' FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = %s AND c.relname = %s AND x.relname = %s
"""


def check_store(
    connection: Connection, schema: str, layers: Sequence[Layer], audit: Sequence[Mapping[str, Any]]
) -> list[str]:
    """List every unsoundness, as of the caller's moment.

    Returns
    -------
    list of str
        One sentence each; empty when the store is sound.
    """
    described = {layer.id for layer in layers if layer.kind == "vector"}
    held = {name for (name,) in connection.execute(_TABLES, (schema,))}
    found = [f"{name}: a table is missing" for name in OWN_TABLES if name not in held]
    extra = sorted(held - described - set(OWN_TABLES))
    found += [f"{name}: a table without a description" for name in extra]
    found += [f"{name}: described, but no table" for name in sorted(described - held)]
    found += _history(connection, schema, audit)
    for layer in layers:
        if layer.id in described & held:
            found += [f"{layer.id}: {problem}" for problem in _layer(connection, schema, layer)]
    return found


def _history(connection: Connection, schema: str, audit: Sequence[Mapping[str, Any]]) -> list[str]:
    """Compare each description with the last change of its layer."""
    last = {row["layer_id"]: row for row in audit}
    query = sql.SQL("SELECT layer_id, revision, content_hash FROM {} ORDER BY id").format(
        sql.Identifier(schema, "penyangga_layers")
    )
    problems = []
    for layer_id, revision, content_hash in connection.execute(query):
        row = last.get(layer_id)
        if row is None or (row["revision"], row["hash_after"]) != (revision, content_hash):
            problems.append(f"{layer_id}: revision {revision} is not the audit's last change")
    return problems


def _layer(connection: Connection, schema: str, layer: Layer) -> list[str]:
    table = sql.Identifier(schema, layer.id)
    problems = _columns(connection, schema, layer)
    if problems:
        return problems
    rows, last = connection.execute(
        sql.SQL("SELECT count(*), coalesce(max(fid), 0) FROM {}").format(table)
    ).fetchall()[0]
    if layer.n_features != rows:
        problems.append(f"description says {layer.n_features} features, the table has {rows}")
    next_id = sql.SQL("SELECT last_value + is_called::integer FROM {}").format(
        sql.Identifier(schema, sequence_name(layer.id))
    )
    if connection.execute(next_id).fetchall()[0][0] <= last:
        problems.append(f"the next id would repeat one of those up to {last}")
    return problems + _geometries(connection, schema, layer)


def _columns(connection: Connection, schema: str, layer: Layer) -> list[str]:
    named = column_names(layer.schema)
    wanted = {named[f.name]: SQL_TYPES[f.type] for f in layer.schema.fields}
    wanted |= {"fid": "bigint", "geom": f"geometry({layer.schema.geometry},4326)"}
    if layer.schema.geometry == "Geometry":
        wanted["geom"] = "geometry(Geometry,4326)"
    held: dict[str, str] = dict(connection.execute(_COLUMNS, (schema, layer.id)).fetchall())
    missing = sorted(set(wanted) - set(held))
    problems = [f"column {name!r} is missing" for name in missing]
    problems += [
        f"column {name!r} is {held[name]}, wanted {kind}"
        for name, kind in wanted.items()
        if name in held and held[name] != kind
    ]
    return problems + [f"column {name!r} is not in the schema" for name in set(held) - set(wanted)]


def _geometries(connection: Connection, schema: str, layer: Layer) -> list[str]:
    problems = []
    bounds = []
    finite = True
    for geometries in _chunks(connection, schema, layer):
        each = shapely.bounds(geometries)
        bounds.append(each[np.isfinite(each).all(axis=1)])
        finite &= bool(np.isfinite(shapely.get_coordinates(geometries)).all())
    full = np.vstack(bounds) if bounds else np.empty((0, 4))
    if not finite:
        problems.append("coordinates that are not finite")
    problems += _index(connection, schema, layer, len(full))
    return problems + extent_problems(layer, full)


def _chunks(connection: Connection, schema: str, layer: Layer) -> Iterator[npt.NDArray[np.object_]]:
    query = sql.SQL("SELECT ST_AsBinary(geom, 'NDR') FROM {}").format(
        sql.Identifier(schema, layer.id)
    )
    with connection.cursor("penyangga_check", binary=True) as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(CHUNK):
            bodies = np.array([row[0] for row in rows], dtype=object)
            yield np.asarray(shapely.from_wkb(bodies), dtype=object)


def _index(connection: Connection, schema: str, layer: Layer, full: int) -> list[str]:
    """See that the spatial index is whole: it must find every geometry that has an extent."""
    found = connection.execute(_INDEX, (schema, layer.id, index_name(layer.id))).fetchall()
    if not found:
        return ["spatial index: it is missing"]
    if not found[0][0]:
        return ["spatial index: it is not valid; run REINDEX"]
    query = sql.SQL(
        "SELECT count(*) FROM {} WHERE geom && ST_MakeEnvelope(-1e9, -1e9, 1e9, 1e9, 4326)"
    ).format(sql.Identifier(schema, layer.id))
    connection.execute("SET LOCAL enable_seqscan = off")
    try:
        indexed = int(connection.execute(query).fetchall()[0][0])
    finally:
        connection.execute("SET LOCAL enable_seqscan = on")
    if indexed != full:
        return [f"spatial index: it finds {indexed} features, {full} have an extent"]
    return []
