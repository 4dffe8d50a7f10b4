"""The check of a PostGIS workspace names what others broke."""

from __future__ import annotations

import pytest

from layers.testing import tiny_districts, tiny_facilities, tiny_roads

BREAKS = [
    ("DELETE FROM {s}.facilities WHERE fid = 2", "facilities: description says 6 features"),
    ("UPDATE {s}.facilities SET geom = NULL WHERE fid = 3", "facilities: extent says"),
    (
        "UPDATE {s}.roads SET geom = ST_SetSRID(ST_MakePoint('NaN', 1), 4326) WHERE fid = 1",
        "roads: ",
    ),
    ("DROP INDEX {s}.penyangga_geom_roads", "roads: spatial index: it is missing"),
    ("DROP TABLE {s}.roads", "roads: described, but no table"),
    ("CREATE TABLE {s}.mine (a int)", "mine: a table without a description"),
    ("ALTER TABLE {s}.roads DROP COLUMN lanes", "roads: column 'lanes' is missing"),
    ("ALTER TABLE {s}.roads ADD COLUMN extra int", "roads: column 'extra' is not in the schema"),
    (
        "ALTER TABLE {s}.roads ALTER COLUMN lanes TYPE text",
        "roads: column 'lanes' is text, wanted bigint",
    ),
    ("SELECT setval('{s}.penyangga_seq_roads', 1, false)", "roads: the next id would repeat"),
    (
        "UPDATE {s}.penyangga_layers SET content_hash = 'x' WHERE layer_id = 'roads'",
        "roads: revision 1 is not the audit's last change",
    ),
    ("DELETE FROM {s}.penyangga_audit WHERE layer_id = 'roads'", "roads: revision 1 is not"),
]


@pytest.mark.parametrize(("statement", "finding"), BREAKS, ids=lambda text: text[:40])
def test_each_break_is_named(tiny_postgis, postgres, statement, finding):
    assert tiny_postgis.check() == []
    schema = tiny_postgis.store.address.schema
    postgres.execute("region", statement.format(s=schema))
    found = tiny_postgis.check()
    assert any(line.startswith(finding) for line in found), found
    for table in ("mine", "roads", "facilities", "districts"):
        postgres.execute("region", f"DROP TABLE IF EXISTS {schema}.{table}")
    postgres.execute("region", f"DELETE FROM {schema}.penyangga_layers")
    for layer, frame in (tiny_districts(), tiny_facilities(), tiny_roads()):
        tiny_postgis.write(layer, frame)


def test_a_schema_that_is_gone_is_said_in_a_sentence(tiny_postgis, postgres):
    schema = tiny_postgis.store.address.schema
    postgres.execute("region", f"ALTER SCHEMA {schema} RENAME TO elsewhere")
    assert len(tiny_postgis.check()) == 1
    postgres.execute("region", f"ALTER SCHEMA elsewhere RENAME TO {schema}")
