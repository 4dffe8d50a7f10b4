"""Filters in SQLite: its dialect, and the functions a connection must have for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely

from layers.filters.folding import fold, like_pattern
from layers.filters.moments import FIRST, LAST
from layers.filters.numbers import combined_pair
from layers.filters.predicates import SPATIAL
from layers.filters.sql.compiling import Bound, Piece, put
from layers.filters.tree import Column, Folding, Kind, Operator, SpatialRelation

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class SqliteDialect:
    """SQLite with the functions of `sqlite_functions`.

    `rtree` is the layer's index table, `quote` makes an identifier of a name.
    """

    rtree: str
    quote: Callable[[str], str]

    def column(self, column: Column) -> str:
        """Give a field as an expression; numbers as doubles, as everywhere."""
        name = self.quote(column.name)
        return f"CAST({name} AS REAL)" if column.kind == "number" else name

    def constant(self, value: Bound, kind: Kind) -> Piece:
        """Give a bound value; SQLite needs no type with it."""
        return Piece("?", (int(value) if kind == "boolean" else value,))

    def folded(self, how: Folding, text: Piece) -> Piece:
        """Fold a text by our own function."""
        return put(f"cql_{how}({{}})", text)

    def combined(self, operator: Operator, left: Piece, right: Piece) -> Piece:
        """Combine numbers by our own function: SQLite's would divide whole numbers."""
        return put(f"cql_number('{operator}', {{}}, {{}})", left, right)

    def day_edge(self, day: Piece, *, last: bool) -> Piece:
        """Give a moment as text."""
        return put(f"({{}} || '{LAST if last else FIRST}')", day)

    def like(self, text: Piece, pattern: str) -> Piece:
        """Match by our own function: SQLite's LIKE does not tell a from A."""
        return put("cql_like({}, {})", text, Piece("?", (pattern,)))

    def flag(self, column: Column) -> str:
        """Give a boolean field: it holds 0 and 1."""
        return f"({self.quote(column.name)} = 1)"

    def related(self, relation: SpatialRelation, shape: shapely.Geometry) -> Piece:
        """Relate by our own function, but only features near enough."""
        near = self.near(shape)
        exact = Piece(f"cql_spatial('{relation}', geom, ?)", (shapely.to_wkb(shape),))
        case = "(CASE WHEN geom IS NULL THEN NULL WHEN {} THEN {} ELSE 0 END)"
        return put(case, near, exact)

    def near(self, shape: shapely.Geometry) -> Piece:
        """Give the condition that a feature's box meets the shape's."""
        west, south, east, north = shape.bounds
        return Piece(
            f"fid IN (SELECT id FROM {self.rtree} "
            "WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?)",
            (east, west, north, south),
        )


def sqlite_functions(body_of: Callable[[bytes], bytes]) -> dict[str, tuple[Function, int]]:
    """Give the functions filters use: name → (function, number of arguments).

    Parameters
    ----------
    body_of
        Gives the WKB inside a stored geometry.
    """

    def spatial(relation: str, blob: bytes, shape: bytes) -> int:
        geometry = shapely.from_wkb(body_of(blob))
        return int(_SEEN[relation](_prepared(shape), geometry))

    return {
        "cql_casei": (lambda text: _folded("casei", text), 1),
        "cql_accenti": (lambda text: _folded("accenti", text), 1),
        "cql_like": (_like, 2),
        "cql_number": (combined_pair, 3),
        "cql_spatial": (spatial, 3),
    }


# The shape comes first, prepared: what a feature does to it, seen from its side.
_SEEN = SPATIAL | {"s_within": shapely.contains, "s_contains": shapely.within}


def _folded(how: Folding, text: str | None) -> str | None:
    return None if text is None else fold(how, text)


def _like(text: str | None, pattern: str) -> int | None:
    return None if text is None else int(_pattern(pattern).fullmatch(text) is not None)


_pattern = lru_cache(maxsize=64)(like_pattern)


@lru_cache(maxsize=64)
def _prepared(shape: bytes) -> shapely.Geometry:
    geometry = shapely.from_wkb(shape)
    shapely.prepare(geometry)
    return geometry
