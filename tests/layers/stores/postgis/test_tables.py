"""Tables of a layer: named so that others can use them, whatever the fields are called."""

from __future__ import annotations

import pytest

from layers import Field, Schema, Text
from layers.stores.postgis.tables import column_names
from layers.testing import tiny_districts


def _schema(*names):
    return Schema(tuple(Field(n, "text", Text.of("x")) for n in names))


@pytest.mark.parametrize("name", ["name", "Nama Kecamatan", 'a"b', "naïve", "n" * 63, "select"])
def test_a_name_that_postgresql_takes_is_the_columns_name(name):
    assert column_names(_schema(name)) == {name: name}


@pytest.mark.parametrize("name", ["xmin", "ctid", "", "n" * 64, "é" * 32, "up_%", "a\0b"])
def test_any_other_gets_one_that_it_takes(name):
    column = column_names(_schema("a", name))[name]
    assert column != name
    assert 0 < len(column.encode()) <= 63
    assert not set("%\0") & set(column)


def test_no_two_fields_share_a_column():
    names = ["up_%", "up_pct__0", "n" * 70, "n" * 71, "xmin", "xmin__4"]
    assert len(set(column_names(_schema(*names)).values())) == len(names)


def test_others_find_key_index_comment_and_a_sequence_that_goes_on(tiny_postgis, postgres):
    layer, frame = tiny_districts()
    tiny_postgis.write(layer, frame, mode="replace")
    schema = tiny_postgis.store.address.schema
    run = tiny_postgis.store._sessions.connection.execute
    indexes = run(
        "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = 'districts'",
        (schema,),
    ).fetchall()
    assert sorted(indexes) == [("penyangga_fid_districts",), ("penyangga_geom_districts",)]
    kind = run(
        "SELECT type, srid FROM geometry_columns WHERE f_table_schema = %s "
        "AND f_table_name = 'districts'",
        (schema,),
    ).fetchone()
    assert kind == ("POLYGON", 4326)
    fid = run(
        f"INSERT INTO {schema}.districts (code, name) VALUES ('64.71.04', 'Baru') RETURNING fid"
    ).fetchone()
    assert fid == (4,)
    assert run("SELECT obj_description(%s::regclass)", (f"{schema}.districts",)).fetchone() == (
        "Districts",
    )
    leftovers = run(
        "SELECT count(*) FROM pg_class WHERE relname LIKE 'penyangga_new%%' "
        "AND relnamespace = %s::regnamespace",
        (schema,),
    ).fetchone()
    assert leftovers == (0,)
    tiny_postgis.write(layer, frame, mode="replace")


def test_a_layer_named_like_anothers_index_is_no_trouble(postgis):
    layer, frame = tiny_districts()
    for layer_id in ("roads", "roads_pkey", "roads_geom_idx", "roads_fid_seq", "a" * 48):
        postgis.write(layer.with_(id=layer_id), frame)
        postgis.write(layer.with_(id=layer_id), frame, mode="replace")
    assert len(postgis.ids()) == 5
