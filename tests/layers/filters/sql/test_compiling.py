"""Filters as SQL: values bound in order, never in the text."""

from __future__ import annotations

import pytest

from layers.filters import read_filter
from layers.filters.sql.compiling import Piece, compiled, joined, put
from layers.filters.sql.postgis import PostgisDialect
from layers.filters.sql.sqlite import SqliteDialect

SQLITE = SqliteDialect("rtree", lambda name: f"[{name}]")
POSTGIS = PostgisDialect(lambda name: f"[{name}]")


def test_pieces_keep_the_order_of_their_values():
    piece = put("({} = {})", Piece("?", (1,)), joined(", ", [Piece("?", (2,)), Piece("x")]))
    assert piece == Piece("(? = (?, x))", (1, 2))


@pytest.mark.parametrize(
    ("text", "sqlite", "postgis", "values"),
    [
        ("name = 'x'", "([name] = ?)", '(([name] COLLATE "C") = %s::text COLLATE "C")', ("x",)),
        (
            "floors > 1 AND NOT public",
            "((CAST([floors] AS REAL) > ?) AND (NOT ([public] = 1)))",
            "(([floors]::double precision > %s::double precision) AND (NOT ([public])))",
            (1.0,),
        ),
        ("name IS NULL", "([name] IS NULL)", '(([name] COLLATE "C") IS NULL)', ()),
        ("TRUE", "(1 = 1)", "(1 = 1)", ()),
        ("name = NULL", "(1 = NULL)", "(1 = NULL)", ()),
        (
            "name LIKE 'x%'",
            "cql_like([name], ?)",
            "(([name] COLLATE \"C\") LIKE %s::text ESCAPE '\\')",
            ("x%",),
        ),
        ("geom IS NULL", "(geom IS NULL)", "(geom IS NULL)", ()),
        (
            "floors IN (1, 2)",
            "(CAST([floors] AS REAL) IN (?, ?))",
            "([floors]::double precision IN (%s::double precision, %s::double precision))",
            (1.0, 2.0),
        ),
        (
            "built < seen",
            "(([built] || 'T00:00:00.000Z') < [seen])",
            "((([built] + time '00:00:00') AT TIME ZONE 'UTC') < [seen])",
            (),
        ),
    ],
)
def test_compiled(things_schema, text, sqlite, postgis, values):
    predicate = read_filter(text, things_schema)
    assert compiled(predicate, SQLITE) == Piece(sqlite, values)
    assert compiled(predicate, POSTGIS) == Piece(postgis, values)


def test_arithmetic_names_its_operands_once(things_schema):
    predicate = read_filter("floors % 2 = 1", things_schema)
    assert compiled(predicate, POSTGIS).text.count("[floors]") == 1
    assert compiled(predicate, SQLITE).text == "(cql_number('%', CAST([floors] AS REAL), ?) = ?)"
