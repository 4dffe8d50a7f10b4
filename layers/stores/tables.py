"""Tables of a workspace GeoPackage: the standard's own, ours, and one per layer.

Source: OGC 12-128r19 (GeoPackage 1.4), annexes on core tables and the R-tree
extension. `gpkg_ogr_contents` holds the feature counts that GDAL reads.
"""

from __future__ import annotations

import apsw
import pyproj

from layers.layer import Layer
from layers.schema import Field
from layers.stores.blob import SRS_ID
from layers.stores.connection import APPLICATION_ID, USER_VERSION, quote

_SQL_TYPES = {
    "text": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "DATETIME",
}
_RTREE_DEFINITION = "http://www.geopackage.org/spec120/#extension_rtree"
_OWN_TABLES = {
    "penyangga_layers": "What each layer is: its description as JSON, revision and content hash",
    "penyangga_audit": "Every change of a layer: when, who, what, before and after",
}

CORE = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
  organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
  identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
  m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
  definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE gpkg_ogr_contents (table_name TEXT NOT NULL PRIMARY KEY,
  feature_count INTEGER DEFAULT NULL);
CREATE TABLE penyangga_layers (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  layer_id TEXT NOT NULL UNIQUE, description TEXT NOT NULL, revision INTEGER NOT NULL,
  content_hash TEXT NOT NULL, file TEXT);
CREATE TABLE penyangga_audit (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, at TEXT NOT NULL,
  who TEXT NOT NULL, action TEXT NOT NULL, layer_id TEXT NOT NULL, revision INTEGER NOT NULL,
  rows_before INTEGER NOT NULL, rows_after INTEGER NOT NULL, hash_before TEXT NOT NULL,
  hash_after TEXT NOT NULL, provenance TEXT NOT NULL);
"""


def create_core(connection: apsw.Connection) -> None:
    """Lay out an empty workspace file (inside the caller's transaction)."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={USER_VERSION}")
    connection.execute(CORE)
    wgs84 = pyproj.CRS.from_epsg(SRS_ID).to_wkt("WKT1_GDAL")
    connection.executemany(
        "INSERT INTO gpkg_spatial_ref_sys VALUES (?,?,?,?,?,?)",
        [
            ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian"),
            ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic"),
            ("WGS 84 geodetic", SRS_ID, "EPSG", SRS_ID, wgs84, "longitude/latitude, WGS 84"),
        ],
    )
    connection.executemany(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
        "VALUES (?, 'attributes', ?, ?)",
        [(name, name, about) for name, about in _OWN_TABLES.items()],
    )


def create_feature_table(connection: apsw.Connection, layer: Layer) -> None:
    """Create the table, R-tree and catalogue rows of a vector layer, without triggers."""
    table = quote(layer.id)
    columns = "".join(f", {column_sql(f)}" for f in layer.schema.fields)
    kind = layer.schema.geometry.upper()
    connection.execute(
        f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        f"geom {kind}{columns})"
    )
    connection.execute(
        f"CREATE VIRTUAL TABLE {rtree_name(layer.id)} USING rtree(id, minx, maxx, miny, maxy)"
    )
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id) "
        "VALUES (?, 'features', ?, ?, ?)",
        (layer.id, layer.id, layer.title.en, SRS_ID),
    )
    connection.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)",
        (layer.id, kind, SRS_ID),
    )
    connection.execute(
        "INSERT INTO gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')",
        (layer.id, _RTREE_DEFINITION),
    )
    connection.execute("INSERT INTO gpkg_ogr_contents VALUES (?, 0)", (layer.id,))


def drop_feature_table(connection: apsw.Connection, layer_id: str) -> None:
    """Remove a vector layer's table and everything that speaks of it."""
    connection.execute(f"DROP TABLE {rtree_name(layer_id)}")
    connection.execute(f"DROP TABLE {quote(layer_id)}")
    for table in (
        "gpkg_ogr_contents",
        "gpkg_extensions",
        "gpkg_geometry_columns",
        "gpkg_contents",
    ):
        connection.execute(f"DELETE FROM {table} WHERE table_name = ?", (layer_id,))


def column_sql(field: Field) -> str:
    """Give the column definition of a field."""
    return f"{quote(field.name)} {_SQL_TYPES[field.type]}"


def rtree_name(layer_id: str) -> str:
    """Give the quoted name of a layer's R-tree table."""
    return quote(bare_rtree_name(layer_id))


def bare_rtree_name(layer_id: str) -> str:
    """Give the name of a layer's R-tree table as it is, for arguments that are no SQL."""
    return f"rtree_{layer_id}_geom"


def create_triggers(connection: apsw.Connection, layer_id: str) -> None:
    """Keep R-tree and feature count in step with rows that others change one by one."""
    for sql in _triggers(layer_id).values():
        connection.execute(sql)


def drop_triggers(connection: apsw.Connection, layer_id: str) -> None:
    """Take the triggers off while rows and index are written in bulk."""
    for name in _triggers(layer_id):
        connection.execute(f"DROP TRIGGER IF EXISTS {quote(name)}")


def _triggers(layer_id: str) -> dict[str, str]:
    table, tree, stem = quote(layer_id), rtree_name(layer_id), f"rtree_{layer_id}_geom"
    box = "ST_MinX(NEW.geom), ST_MaxX(NEW.geom), ST_MinY(NEW.geom), ST_MaxY(NEW.geom)"
    new_full = "(NEW.geom NOTNULL AND NOT ST_IsEmpty(NEW.geom))"
    new_void = "(NEW.geom ISNULL OR ST_IsEmpty(NEW.geom))"
    old_full = "(OLD.geom NOTNULL AND NOT ST_IsEmpty(OLD.geom))"
    old_void = "(OLD.geom ISNULL OR ST_IsEmpty(OLD.geom))"
    same, moved = "OLD.fid = NEW.fid", "OLD.fid != NEW.fid"
    put = f"INSERT OR REPLACE INTO {tree} VALUES (NEW.fid, {box});"
    take = f"DELETE FROM {tree} WHERE id = OLD.fid;"
    alter = (
        f"UPDATE {tree} SET minx = ST_MinX(NEW.geom), maxx = ST_MaxX(NEW.geom), "
        "miny = ST_MinY(NEW.geom), maxy = ST_MaxY(NEW.geom) WHERE id = NEW.fid;"
    )
    count = (
        "UPDATE gpkg_ogr_contents SET feature_count = feature_count {} 1 WHERE table_name = '{}';"
    )
    on_geom = f"UPDATE OF geom ON {table}"
    body = {
        f"{stem}_insert": (f"INSERT ON {table}", new_full, put),
        f"{stem}_update6": (on_geom, f"{same} AND {new_full} AND {old_full}", alter),
        f"{stem}_update7": (on_geom, f"{same} AND {new_full} AND {old_void}", put),
        f"{stem}_update2": (on_geom, f"{same} AND {new_void}", take),
        f"{stem}_update5": (f"UPDATE ON {table}", f"{moved} AND {new_full}", take + put),
        f"{stem}_update4": (
            f"UPDATE ON {table}",
            f"{moved} AND {new_void}",
            f"DELETE FROM {tree} WHERE id IN (OLD.fid, NEW.fid);",
        ),
        f"{stem}_delete": (f"DELETE ON {table}", "OLD.geom NOT NULL", take),
        f"trigger_insert_feature_count_{layer_id}": (
            f"INSERT ON {table}",
            "1",
            count.format("+", layer_id),
        ),
        f"trigger_delete_feature_count_{layer_id}": (
            f"DELETE ON {table}",
            "1",
            count.format("-", layer_id),
        ),
    }
    return {
        name: f"CREATE TRIGGER {quote(name)} AFTER {event} WHEN {when} BEGIN {action} END"
        for name, (event, when, action) in body.items()
    }
