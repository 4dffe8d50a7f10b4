"""SQLite: the functions a filter needs, and the index it uses."""

from __future__ import annotations

import apsw
import pytest
import shapely

from layers.filters import read_filter
from layers.filters.sql.compiling import compiled
from layers.filters.sql.sqlite import SqliteDialect, sqlite_functions


@pytest.fixture
def connection():
    held = apsw.Connection(":memory:")
    for name, (function, count) in sqlite_functions(lambda blob: blob).items():
        held.create_scalar_function(name, function, count, deterministic=True)
    yield held
    held.close()


@pytest.mark.parametrize(
    ("expression", "values", "result"),
    [
        ("cql_casei(?)", ("ÉTÉ",), "été"),
        ("cql_accenti(?)", ("été",), "ete"),
        ("cql_casei(NULL)", (), None),
        ("cql_like(?, ?)", ("Desa", "D%"), 1),
        ("cql_like(?, ?)", ("desa", "D%"), 0),
        ("cql_like(NULL, ?)", ("D%",), None),
        ("cql_number('div', ?, ?)", (7, 2), 3.0),
        ("cql_number('/', ?, NULL)", (7,), None),
        (
            "cql_spatial('s_within', ?, ?)",
            (shapely.Point(1, 1).wkb, shapely.box(0, 0, 2, 2).wkb),
            1,
        ),
        (
            "cql_spatial('s_contains', ?, ?)",
            (shapely.Point(1, 1).wkb, shapely.box(0, 0, 2, 2).wkb),
            0,
        ),
        (
            "cql_spatial('s_contains', ?, ?)",
            (shapely.box(0, 0, 2, 2).wkb, shapely.Point(1, 1).wkb),
            1,
        ),
    ],
)
def test_functions(connection, expression, values, result):
    assert connection.execute(f"SELECT {expression}", values).get == result


def test_a_shape_is_looked_for_in_the_index(things_schema):
    dialect = SqliteDialect("rtree_x", lambda name: name)
    piece = compiled(read_filter("s_touches(geometry, BBOX(1,2,3,4))", things_schema), dialect)
    assert "fid IN (SELECT id FROM rtree_x WHERE" in piece.text
    assert piece.values[:4] == (3.0, 1.0, 4.0, 2.0)
    assert dialect.near(shapely.Point(5, 6)).values == (5.0, 5.0, 6.0, 6.0)
