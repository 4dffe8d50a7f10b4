"""A filter as SQL: text that depends on its operators and fields only, and the values to bind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import shapely

from layers.filters.tree import (
    Among,
    Arithmetic,
    Column,
    Compare,
    Constant,
    DayEdge,
    Every,
    Flag,
    Folded,
    Folding,
    Kind,
    Like,
    Missing,
    Not,
    Operator,
    Predicate,
    Some,
    Spatial,
    SpatialRelation,
    Truth,
    Unplaced,
    Value,
)

Bound = str | float | bytes | bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of SQL and the values bound in it, in order."""

    text: str
    values: tuple[Bound, ...] = ()


class Dialect(Protocol):
    """What differs between stores."""

    def column(self, column: Column) -> str:
        """Give a field as an expression."""

    def constant(self, value: Bound, kind: Kind) -> Piece:
        """Give a bound value of a kind."""

    def folded(self, how: Folding, text: Piece) -> Piece:
        """Fold a text."""

    def combined(self, operator: Operator, left: Piece, right: Piece) -> Piece:
        """Combine two numbers; NULL where there is no finite result."""

    def day_edge(self, day: Piece, *, last: bool) -> Piece:
        """Give the first or last moment of a day."""

    def like(self, text: Piece, pattern: str) -> Piece:
        """Match a whole text."""

    def flag(self, column: Column) -> str:
        """Give a boolean field as a condition."""

    def related(self, relation: SpatialRelation, shape: shapely.Geometry) -> Piece:
        """Relate the geometry to a shape; NULL where there is none."""


def compiled(predicate: Predicate, dialect: Dialect) -> Piece:
    """Give a filter as a condition.

    Parameters
    ----------
    predicate
        The filter.
    dialect
        The store's own words.

    Returns
    -------
    Piece
        The condition; no value of the filter is in its text.
    """
    return _Compiler(dialect).predicate(predicate)


class _Compiler:
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def predicate(self, predicate: Predicate) -> Piece:
        if isinstance(predicate, Every):
            return joined(" AND ", map(self.predicate, predicate.parts))
        if isinstance(predicate, Some):
            return joined(" OR ", map(self.predicate, predicate.parts))
        if isinstance(predicate, Not):
            return put("(NOT {})", self.predicate(predicate.part))
        if isinstance(predicate, Compare):
            left, right = self.value(predicate.left), self.value(predicate.right)
            return put(f"({{}} {predicate.relation} {{}})", left, right)
        if isinstance(predicate, Spatial):
            return self._dialect.related(predicate.relation, predicate.shape)
        return self._simple(predicate)

    def _simple(self, predicate: Predicate) -> Piece:
        if isinstance(predicate, Among):
            items = joined(", ", map(self.value, predicate.items))
            return put("({} IN {})", self.value(predicate.value), items)
        if isinstance(predicate, Like):
            return self._dialect.like(self.value(predicate.value), predicate.pattern)
        if isinstance(predicate, Missing):
            return put("({} IS NULL)", self.value(predicate.value))
        if isinstance(predicate, Unplaced):
            return Piece("(geom IS NULL)")
        if isinstance(predicate, Flag):
            return Piece(self._dialect.flag(predicate.column))
        if isinstance(predicate, Truth):
            return Piece({True: "(1 = 1)", False: "(1 = 0)", None: "(1 = NULL)"}[predicate.value])
        raise TypeError(type(predicate).__name__)

    def value(self, value: Value) -> Piece:
        if isinstance(value, Column):
            return Piece(self._dialect.column(value))
        if isinstance(value, Constant):
            if value.value is None:
                return Piece("NULL")
            return self._dialect.constant(value.value, value.kind)
        if isinstance(value, Folded):
            return self._dialect.folded(value.how, self.value(value.value))
        if isinstance(value, Arithmetic):
            left, right = self.value(value.left), self.value(value.right)
            return self._dialect.combined(value.operator, left, right)
        if isinstance(value, DayEdge):
            return self._dialect.day_edge(self.value(value.value), last=value.last)
        raise TypeError(type(value).__name__)


def put(template: str, *pieces: Piece) -> Piece:
    """Put pieces, in order, in the places {} of a template.

    Examples
    --------
    >>> put("({} = {})", Piece('"a"'), Piece("?", (1,)))
    Piece(text='("a" = ?)', values=(1,))
    """
    texts = (piece.text for piece in pieces)
    return Piece(template.format(*texts), tuple(v for piece in pieces for v in piece.values))


def joined(sign: str, pieces: Iterable[Piece]) -> Piece:
    """Give pieces in parentheses with a sign between them."""
    listed = list(pieces)
    text = f"({sign.join(piece.text for piece in listed)})"
    return Piece(text, tuple(v for piece in listed for v in piece.values))
