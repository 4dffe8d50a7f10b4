"""Query → bound SQL over a layer's PostGIS table, and its rows as every store gives them."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from psycopg import sql
from psycopg.errors import NumericValueOutOfRange

from layers.errors import QueryError
from layers.filters import bound_filter
from layers.filters.sql import PostgisDialect, compiled
from layers.layer import Layer
from layers.query import Query
from layers.schema import Field, Text
from layers.stores.postgis.connection import Connection
from layers.stores.postgis.tables import column_names
from layers.stores.reading import Rows, box_shape, chosen_fields, time_bound

Clause = tuple[sql.Composable, list[Any]]

_NOTHING: Clause = (sql.SQL("false"), [])
# Every store gives times as text and flags as 0 and 1.
_OUT = {
    "date": sql.SQL("{}::text"),
    "datetime": sql.SQL("to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"),
    "boolean": sql.SQL("{}::integer"),
}
_AS_IT_IS = sql.SQL("{}")


def read_rows(
    connection: Connection, schema: str, layer: Layer, query: Query | None = None
) -> Rows:
    """Read the rows of a layer that a query asks for, in order of id unless it sorts them.

    A feature matches a bbox when its geometry meets the box (edges count).

    Raises
    ------
    QueryError
        If the query names a property the layer has not.
    """
    query = query or Query()
    wanted = chosen_fields(layer.schema, query)
    statement, values = select_sql(schema, layer, query, wanted)
    with connection.cursor(binary=True) as cursor:
        try:
            found = cursor.execute(statement, values).fetchall()
        except NumericValueOutOfRange as error:
            raise _too_large() from error
    bodies = np.array([row[1] for row in found], dtype=object)
    geometries = np.asarray(shapely.from_wkb(bodies), dtype=object)
    ids = np.array([row[0] for row in found], dtype=np.int64)
    return Rows(ids, geometries, {n: [r[i + 2] for r in found] for i, n in enumerate(wanted)})


def select_sql(
    schema: str, layer: Layer, query: Query, wanted: tuple[str, ...]
) -> tuple[sql.Composed, list[Any]]:
    """Give the statement for a query and the values bound to it.

    The statement's text depends on the layer's fields and the kind of query
    only, never on a value.
    """
    named = column_names(layer.schema)
    columns = [sql.SQL(", ") + _out(layer.schema[n], named[n]) for n in wanted]
    clauses = [
        *_box_clauses(query),
        *_equal_clauses(layer, query),
        *_time_clauses(layer, query),
        *_filter_clauses(layer, query),
    ]
    statement = sql.SQL("SELECT fid, ST_AsBinary(geom, 'NDR'){} FROM {}").format(
        sql.Composed(columns), sql.Identifier(schema, layer.id)
    )
    if clauses:
        statement += sql.SQL(" WHERE ") + sql.SQL(" AND ").join(c for c, _ in clauses)
    values = [value for _, bound in clauses for value in bound]
    statement += sql.SQL(" ORDER BY {} LIMIT %s::bigint OFFSET %s::bigint").format(
        sql.SQL(", ").join([*_order(layer, query), sql.SQL("fid")])
    )
    return statement, [*values, _at_most(query.limit), _at_most(query.offset)]


def _order(layer: Layer, query: Query) -> list[sql.Composable]:
    named = column_names(layer.schema)
    return [
        # Texts by code points, as every store has them.
        sql.SQL("{}{}{} NULLS LAST").format(
            sql.Identifier(named[name]),
            sql.SQL(' COLLATE "C"' if layer.schema[name].type == "text" else ""),
            sql.SQL(" DESC" if down else " ASC"),
        )
        for name, down in query.sortby
    ]


def _filter_clauses(layer: Layer, query: Query) -> list[Clause]:
    predicate = bound_filter(query.filter, layer.schema)
    if predicate is None:
        return []
    named = column_names(layer.schema)

    def quoted(name: str) -> str:
        return sql.Identifier(named[name]).as_string(None)

    piece = compiled(predicate, PostgisDialect(quoted))
    # The text is made of our own words and of the names of columns, never of a value.
    return [(sql.SQL(piece.text), list(piece.values))]


def _too_large() -> QueryError:
    return QueryError(
        Text(
            "filter: hasil hitungannya terlalu besar untuk sebuah bilangan",
            "filter: what it computes is too large for a number",
        ),
        code="bad-filter",
    )


def _at_most(number: int | None) -> int | None:
    return None if number is None else min(number, 2**63 - 1)


def _out(field: Field, column: str) -> sql.Composable:
    return _OUT.get(field.type, _AS_IT_IS).format(sql.Identifier(column))


def _box_clauses(query: Query) -> list[Clause]:
    boxes = query.boxes()
    if not boxes:
        return []
    one = "(geom && {box} AND ST_Intersects(geom, {box}))"
    each = sql.SQL(one).format(box=sql.SQL("ST_GeomFromWKB(%s, 4326)"))
    shapes = [shapely.to_wkb(box_shape(box), flavor="iso") for box in boxes]
    nowhere = [sql.SQL("geom IS NULL OR ST_IsEmpty(geom)")] if query.unplaced else []
    either = sql.SQL("({})").format(sql.SQL(" OR ").join([*[each] * len(boxes), *nowhere]))
    return [(either, [wkb for shape in shapes for wkb in (shape, shape)])]


def _equal_clauses(layer: Layer, query: Query) -> list[Clause]:
    named = column_names(layer.schema)
    return [
        _equal_clause(layer.schema[name], named[name], value)
        for name, value in query.equals.items()
    ]


def _equal_clause(field: Field, column: str, value: str | float | bool) -> Clause:
    if field.type in {"text", "date", "datetime"}:
        text = str(int(value)) if isinstance(value, bool) else str(value)
        if "\x00" in text:
            return _NOTHING
        return _out(field, column) + sql.SQL(" = %s"), [text]
    number = as_number(value, whole=field.type != "number")
    if number is None:
        return _NOTHING
    if field.type == "boolean":
        return sql.SQL("{}::integer = %s").format(sql.Identifier(column)), [number]
    return sql.SQL("{} = %s").format(sql.Identifier(column)), [number]


def as_number(value: str | float | bool, *, whole: bool) -> int | float | None:
    """Give the number of the column's kind that a value equals, or None when there is none.

    Text that reads as a number counts as one, as it does in the embedded store.

    Examples
    --------
    >>> as_number("7", whole=True), as_number(7.5, whole=True), as_number("x", whole=False)
    (7, None, None)
    """
    try:
        number: int | float = _parsed(value) if isinstance(value, str) else value
        exact = int(number) if whole else float(number)
    except (ValueError, OverflowError):
        return None
    if exact != number or (whole and not -(2**63) <= exact < 2**63):
        return None
    return exact


def _parsed(text: str) -> int | float:
    if not text.isascii() or "_" in text:
        raise ValueError
    try:
        return int(text)
    except ValueError:
        return float(text)


def _time_clauses(layer: Layer, query: Query) -> list[Clause]:
    field = layer.schema.time_field
    if query.time is None or field is None:
        return []
    column = sql.Identifier(column_names(layer.schema)[field.name])
    kind = sql.SQL("date" if field.type == "date" else "timestamptz")
    clauses: list[Clause] = []
    # Features without a time are selected whatever the interval (OGC 17-069r4, 7.15.4).
    for last, sign in ((False, ">="), (True, "<=")):
        bound = time_bound(query.time[int(last)], field.type, last=last)
        if bound is not None:
            one = sql.SQL("({c} IS NULL OR {c} {sign} %s::{kind})")
            clauses.append((one.format(c=column, sign=sql.SQL(sign), kind=kind), [bound]))
    return clauses
