"""Guards: a hostile statement is refused by the connection itself, whoever compiled it."""

from __future__ import annotations

import apsw
import pytest

from layers.errors import LayerNotFoundError
from layers.query import Query
from layers.stores.guards import only_reading

REFUSED = "authoriz|is prohibited|may not be modified|no such function: readfile"
HOSTILE = [
    "SELECT * FROM districts",
    "SELECT * FROM penyangga_audit",
    "SELECT sql FROM sqlite_master",
    "SELECT * FROM facilities WHERE fid IN (SELECT fid FROM districts)",
    "SELECT name FROM facilities UNION SELECT name FROM roads",
    "DELETE FROM facilities",
    "UPDATE facilities SET name = 'x'",
    "INSERT INTO facilities (name) VALUES ('x')",
    "DROP TABLE facilities",
    "CREATE TABLE t (a)",
    "CREATE TEMP TABLE t (a)",
    "CREATE TEMP VIEW v AS SELECT 1",
    "CREATE TEMP TRIGGER t AFTER DELETE ON facilities BEGIN SELECT 1; END",
    "ATTACH 'other.db' AS other",
    "VACUUM INTO 'copy.db'",
    "PRAGMA query_only=OFF",
    "PRAGMA writable_schema=ON",
    "SELECT * FROM pragma_table_info('districts')",
    "SELECT load_extension('evil')",
    "SELECT readfile('/etc/passwd')",
    "SELECT randomblob(1000000000)",
    "SELECT zeroblob(1000000000)",
    "SELECT sqlite_version()",
    "SELECT hex(name) FROM facilities",
    "SELECT * FROM rtree_districts_geom",
    "INSERT INTO rtree_facilities_geom VALUES (99, 0, 1, 0, 1)",
    "INSERT INTO rtree_facilities_geom_node VALUES (99, x'00')",
    "DELETE FROM rtree_facilities_geom_rowid",
    "SELECT rtreecheck('rtree_facilities_geom')",
    "ANALYZE",
    "REINDEX",
]


@pytest.fixture
def guarded_one(tiny_gpkg):
    """The connection that reads what queries ask for, as it is after some of them."""
    assert len(tiny_gpkg["facilities"].read(bbox=(100, -10, 130, 10))) == 6
    return tiny_gpkg.store._readers.held()


def test_hostile_statements_are_refused_by_the_connection_itself(tiny_gpkg, guarded_one):
    before = tiny_gpkg["facilities"].read()
    for statement in HOSTILE:
        with (
            pytest.raises((apsw.AuthError, apsw.SQLError), match=REFUSED),
            only_reading(guarded_one, "facilities", "rtree_facilities_geom"),
        ):
            guarded_one.execute(statement).fetchall()
    assert tiny_gpkg["facilities"].read().equals(before)


def test_what_is_open_is_one_layer_only_while_it_is_read(tiny_gpkg, guarded_one):
    asked = "SELECT count(*) FROM facilities"
    with only_reading(guarded_one, "facilities", "rtree_facilities_geom"):
        assert guarded_one.execute(asked).get == 6
    with pytest.raises(apsw.AuthError):
        guarded_one.execute("SELECT count(*) FROM facilities WHERE fid > 0").fetchall()
    assert guarded_one.execute("SELECT count(*) FROM penyangga_layers").get == len(
        tiny_gpkg.layers()
    )
    free = only_reading(tiny_gpkg.store.connection, "facilities", "rtree_facilities_geom")
    with pytest.raises(TypeError, match="wanted a connection of guarded"):
        free.__enter__()


def test_readers_see_what_writers_of_the_same_thread_wrote(tiny):
    handle = tiny["facilities"]
    layer, frame = handle.layer, handle.read()
    for turn in range(1, 4):
        tiny.write(layer, frame, mode="append")
        assert len(handle.read(bbox=(100, -10, 130, 10))) == 6 * (turn + 1)
    tiny.write(layer, frame, mode="replace")
    assert len(handle.read(filter=None, bbox=(100, -10, 130, 10))) == 6
    tiny.delete("facilities")
    with pytest.raises(LayerNotFoundError, match="no layer 'facilities'"):
        tiny.store.rows("facilities", Query())
