"""Filters in PostGIS: its dialect. No function has to be made in the database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import shapely

from layers.filters.folding import folding_table
from layers.filters.sql.compiling import Bound, Piece, put
from layers.filters.tree import Column, Folding, Kind, Operator, SpatialRelation

_TYPES: dict[Kind, str] = {
    "text": 'text COLLATE "C"',
    "number": "double precision",
    "boolean": "boolean",
    "date": "date",
    "moment": "timestamptz",
}
_ONE_BYTE_EACH = "octet_length(t) = length(t)"
# Each uses its operands more than once, so they are named first.
_RULES: dict[Operator, str] = {
    "+": "a + b",
    "-": "a - b",
    "*": "a * b",
    "/": "a / nullif(b, 0)",
    "div": "trunc(a / nullif(b, 0))",
    "%": "a - b * trunc(a / nullif(b, 0))",
    "^": "CASE WHEN a = 0 AND b < 0 OR a < 0 AND b <> trunc(b) THEN NULL ELSE power(a, b) END",
}


@dataclass(frozen=True, slots=True)
class PostgisDialect:
    """PostgreSQL 15 with PostGIS 3.3, or later; `named` gives a field's column as SQL."""

    named: Callable[[str], str]

    def column(self, column: Column) -> str:
        """Give a field as an expression: texts by code points, numbers as doubles."""
        name = self.named(column.name)
        if column.kind == "text":
            return f'({name} COLLATE "C")'
        return f"{name}::double precision" if column.kind == "number" else name

    def constant(self, value: Bound, kind: Kind) -> Piece:
        """Give a bound value with its type."""
        return Piece(f"%s::{_TYPES[kind]}", (value,))

    def folded(self, how: Folding, text: Piece) -> Piece:
        """Fold by a table of characters: the database's language settings play no part."""
        plain = 'lower(t COLLATE "C")' if how == "casei" else "t"
        table = Piece("%s::text, %s::text", folding_table(how))
        case = f"(SELECT CASE WHEN {_ONE_BYTE_EACH} THEN {plain} ELSE translate(t, {{}}) END"
        return put(f'({case} FROM (SELECT {{}} AS t) AS folded) COLLATE "C")', table, text)

    def combined(self, operator: Operator, left: Piece, right: Piece) -> Piece:
        """Combine doubles; a result beyond them is refused by the database."""
        return put(
            f"(SELECT {_RULES[operator]} FROM (SELECT {{}} AS a, {{}} AS b) AS pair)", left, right
        )

    def day_edge(self, day: Piece, *, last: bool) -> Piece:
        """Give a moment, UTC."""
        time = "23:59:59.999" if last else "00:00:00"
        return put(f"(({{}} + time '{time}') AT TIME ZONE 'UTC')", day)

    def like(self, text: Piece, pattern: str) -> Piece:
        r"""Match with \ as the escape sign."""
        return put("({} LIKE {} ESCAPE '\\')", text, Piece("%s::text", (pattern,)))

    def flag(self, column: Column) -> str:
        """Give a boolean field as the condition it is."""
        return f"({self.named(column.name)})"

    def related(self, relation: SpatialRelation, shape: shapely.Geometry) -> Piece:
        """Relate by PostGIS, which asks its index itself."""
        function = "ST_" + relation.removeprefix("s_").capitalize()
        wkb = shapely.to_wkb(shape, flavor="iso")
        return Piece(f"{function}(geom, ST_GeomFromWKB(%s, 4326))", (wkb,))
