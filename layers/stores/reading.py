"""Query → bound SQL over a layer's table, and its rows as a frame."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import Any

import apsw
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.crs import STORAGE_CRS
from layers.errors import QueryError, SchemaError
from layers.filters import bound_filter
from layers.filters.sql import Bound, SqliteDialect, compiled
from layers.filters.tree import Spatial, conjuncts
from layers.layer import Layer
from layers.query import BBox, Query
from layers.schema import Schema, Text
from layers.stores.blob import decode
from layers.stores.connection import quote
from layers.stores.tables import rtree_name
from layers.stores.values import SqlValue, from_sql, to_text

# Rows taken from SQLite at a time: what they need beside the result stays small.
BLOCK = 20_000
MANY_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as the store keeps them: ids, geometries and a list of values per field."""

    ids: npt.NDArray[np.int64]
    geometries: npt.NDArray[np.object_]
    columns: dict[str, list[SqlValue]]


def read_rows(connection: apsw.Connection, layer: Layer, query: Query | None = None) -> Rows:
    """Read the rows of a layer that a query asks for, in order of id unless it sorts them.

    A feature matches a bbox when its geometry meets the box (edges count).

    Raises
    ------
    QueryError
        If the query names a property the layer has not, or its filter cannot be taken.
    """
    query = query or Query()
    wanted = chosen_fields(layer.schema, query)
    columns = "".join(f", {quote(name)}" for name in wanted)
    where, values = _where(layer, query)
    order = f" ORDER BY {_order(query)}"
    sql = f"SELECT fid, geom{columns} FROM {quote(layer.id)}{where}{order}"
    ids: list[int] = []
    shapes = [np.empty(0, dtype=object)]
    lists: dict[str, list[SqlValue]] = {name: [] for name in wanted}
    words: dict[str, dict[SqlValue, SqlValue]] = {name: {} for name in wanted}
    first, last = query.offset, None if query.limit is None else query.offset + query.limit
    with closing(connection.execute(sql, values)) as cursor:
        while (last is None or len(ids) < last) and (found := list(islice(cursor, BLOCK))):
            geometries = decode(row[1] for row in found)
            keep = _exact(geometries, query)
            if keep is not None:
                found = [row for row, inside in zip(found, keep, strict=True) if inside]
                geometries = geometries[keep]
            ids += [row[0] for row in found]
            shapes.append(geometries)
            for i, name in enumerate(wanted, start=2):
                lists[name] += _shared([row[i] for row in found], words[name])
    return Rows(
        np.array(ids[first:last], dtype=np.int64),
        np.concatenate(shapes)[first:last],
        {name: column[first:last] for name, column in lists.items()},
    )


def _shared(values: list[SqlValue], words: dict[SqlValue, SqlValue]) -> list[SqlValue]:
    """Give equal texts as one object, as long as there are not too many different ones."""
    if len(words) > MANY_WORDS or not any(isinstance(value, str) for value in values[:10]):
        return values
    return [words.setdefault(v, v) if isinstance(v, str) else v for v in values]


def to_frame(rows: Rows, layer: Layer) -> gpd.GeoDataFrame:
    """Give rows as a GeoDataFrame in EPSG:4326 whose index is the feature id."""
    data: dict[str, Any] = {
        name: from_sql(values, layer.schema[name]).array for name, values in rows.columns.items()
    }
    return gpd.GeoDataFrame(
        data, geometry=rows.geometries, crs=STORAGE_CRS, index=pd.Index(rows.ids, name="id")
    )


def chosen_fields(schema: Schema, query: Query) -> tuple[str, ...]:
    """Give the field names a query wants, all of them by default.

    Raises
    ------
    QueryError
        If one is not a field of the layer.
    """
    for name in (*(query.properties or ()), *query.equals, *(name for name, _ in query.sortby)):
        if name not in schema.names:
            raise QueryError(
                Text(
                    f"kolom {name!r} tidak dikenal; layer ini memiliki "
                    f"{', '.join(schema.names) or 'tidak satu pun'}",
                    f"unknown property {name!r}; the layer has {', '.join(schema.names) or 'none'}",
                ),
                code="unknown-property",
            )
    if query.properties is None:
        return schema.names
    return tuple(name for name in schema.names if name in query.properties)


def _where(layer: Layer, query: Query) -> tuple[str, list[Bound]]:
    parts: list[str] = []
    values: list[Bound] = []
    boxes = query.boxes()
    if boxes:
        one = "SELECT id FROM {} WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?"
        each = one.format(rtree_name(layer.id))
        near = f"fid IN ({' UNION '.join([each] * len(boxes))})"
        # What has no geometry is in no tree.
        nowhere = f"fid NOT IN (SELECT id FROM {rtree_name(layer.id)})"
        parts.append(f"({near} OR {nowhere})" if query.unplaced else near)
        for west, south, east, north in boxes:
            values += [east, west, north, south]
    for name, value in query.equals.items():
        parts.append(f"{quote(name)} = ?")
        values.append(value)
    for clause, value in _time_clauses(layer, query):
        parts.append(clause)
        values.append(value)
    for clause, bound in _filter_clauses(layer, query):
        parts.append(clause)
        values += bound
    return (" WHERE " + " AND ".join(parts) if parts else ""), values


def _order(query: Query) -> str:
    keys = [
        f"{quote(name)} IS NULL, {quote(name)}{' DESC' if down else ''}"
        for name, down in query.sortby
    ]
    return ", ".join((*keys, "fid"))


def _filter_clauses(layer: Layer, query: Query) -> list[tuple[str, tuple[Bound, ...]]]:
    predicate = bound_filter(query.filter, layer.schema)
    if predicate is None:
        return []
    dialect = SqliteDialect(rtree_name(layer.id), quote)
    # A shape that must be met in any case is looked for in the index first.
    near = [dialect.near(p.shape) for p in conjuncts(predicate) if isinstance(p, Spatial)]
    return [(piece.text, piece.values) for piece in (*near, compiled(predicate, dialect))]


def _time_clauses(layer: Layer, query: Query) -> list[tuple[str, str]]:
    field = layer.schema.time_field
    if query.time is None or field is None:
        return []
    low, high = (time_bound(end, field.type, last=i == 1) for i, end in enumerate(query.time))
    column = quote(field.name)
    # Features without a time are selected whatever the interval (OGC 17-069r4, 7.15.4).
    clauses = []
    if low is not None:
        clauses.append((f"({column} IS NULL OR {column} >= ?)", low))
    if high is not None:
        clauses.append((f"({column} IS NULL OR {column} <= ?)", high))
    return clauses


def time_bound(text: str | None, kind: str, *, last: bool) -> str | None:
    """Give an interval's end as the store writes times of that kind, so that texts compare.

    A date stands for its whole day: as the last end of an interval of datetimes
    it reaches to the end of it.

    Raises
    ------
    QueryError
        If the text is not an ISO 8601 date or datetime.
    """
    if text is None:
        return None
    try:
        moment = pd.Timestamp(text)
    except ValueError as error:
        raise QueryError(
            Text(
                f"{text[:40]!r} bukan tanggal; yang diminta YYYY-MM-DD atau tanggal-waktu RFC 3339",
                f"{text[:40]!r} is not a date; wanted YYYY-MM-DD or an RFC 3339 date-time",
            ),
            code="bad-datetime",
        ) from error
    if kind == "date":
        return str(moment.date())
    if len(text) == 10 and last:
        moment = moment + pd.Timedelta(days=1) - pd.Timedelta(milliseconds=1)
    moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
    return to_text(moment)


def _exact(geometries: npt.NDArray[np.object_], query: Query) -> npt.NDArray[np.bool_] | None:
    boxes = query.boxes()
    if not boxes:
        return None
    keep = np.zeros(len(geometries), dtype=bool)
    if query.unplaced:
        keep |= shapely.is_missing(geometries)
    for box in boxes:
        keep |= meets(geometries, box)
    return keep


def meets(geometries: npt.NDArray[np.object_], box: BBox) -> npt.NDArray[np.bool_]:
    """Say of each geometry whether it meets the box; touching counts, missing does not.

    A box of no width or height stands for the line or point it has shrunk to.
    """
    shape = box_shape(box)
    shapely.prepare(shape)
    return np.asarray(shapely.intersects(shape, geometries), dtype=bool)


def box_shape(box: BBox) -> shapely.Geometry:
    """Give the rectangle of a box, or the line or point it has shrunk to."""
    west, south, east, north = box
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(*box)


def require_fields(layer: Layer, columns: list[str]) -> None:
    """Refuse columns the layer's schema does not hold, or required ones that are missing.

    Raises
    ------
    SchemaError
        Naming every column that is missing or unknown.
    """
    problems = layer.schema.check(columns)
    if problems:
        raise SchemaError(
            Text(
                f"layer {layer.id!r}: {'; '.join(problems)}",
                f"layer {layer.id!r}: {'; '.join(problems)}",
            ),
            code="schema-mismatch",
        )
