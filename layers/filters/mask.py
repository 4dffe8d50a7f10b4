"""A filter as a mask over columns held as arrays: what is true, and what is false."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import shapely

from layers.filters.comparing import RELATIONS
from layers.filters.folding import fold, like_pattern
from layers.filters.limits import require_time
from layers.filters.moments import FIRST, LAST
from layers.filters.numbers import combined
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
    Like,
    Missing,
    Not,
    Predicate,
    Some,
    Spatial,
    SpatialRelation,
    Truth,
    Unplaced,
    Value,
)

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coded:
    """Texts as codes into their words; code -1 stands for a missing one."""

    codes: npt.NDArray[np.integer]
    words: Sequence[str]


class Columns(Protocol):
    """Features as columns: what a mask is computed over."""

    @property
    def n(self) -> int:
        """How many features there are."""

    def texts(self, name: str) -> Coded:
        """Give a field of texts, days or moments."""

    def numbers(self, name: str) -> Floats:
        """Give a field of numbers or truth values (0, 1); NaN where missing."""

    def placed(self) -> Mask:
        """Mark the features that have a geometry."""

    def related(self, relation: SpatialRelation, shape: shapely.Geometry, asked: Mask) -> Mask:
        """Mark, of the features asked for, those whose geometry so stands to the shape."""


@dataclass(frozen=True, slots=True)
class Truths:
    """Where a predicate is true and where it is false; neither where it is not known."""

    true: Mask
    false: Mask


def selected(
    predicate: Predicate,
    columns: Columns,
    within: Mask | None = None,
    *,
    seconds: float = math.inf,
) -> Mask:
    """Mark the features that a filter selects.

    Parameters
    ----------
    predicate
        The filter.
    columns
        The features.
    within
        Features that matter at all; shapes are compared for no others.
    seconds
        How long it may take; looked at between the parts of the filter.

    Raises
    ------
    QueryError
        If it takes longer.

    Returns
    -------
    numpy.ndarray
        True for each feature that the filter is true of.
    """
    everywhere = np.ones(columns.n, dtype=bool) if within is None else within
    evaluation = _Evaluation(columns, time.monotonic() + seconds)
    return evaluation.truths(predicate, everywhere).true & everywhere


class _Evaluation:
    def __init__(self, columns: Columns, until: float) -> None:
        self._columns = columns
        self._until = until

    def truths(self, predicate: Predicate, asked: Mask) -> Truths:
        """Give the truths of a predicate; beyond `asked` they may be anything."""
        require_time(self._until)
        if isinstance(predicate, Every):
            return self._every(predicate.parts, asked)
        if isinstance(predicate, Some):
            inner = self._every(tuple(Not(part) for part in predicate.parts), asked)
            return Truths(inner.false, inner.true)
        if isinstance(predicate, Not):
            inner = self.truths(predicate.part, asked)
            return Truths(inner.false, inner.true)
        if isinstance(predicate, Spatial):
            true = self._columns.related(predicate.relation, predicate.shape, asked)
            return Truths(true, ~true & self._columns.placed())
        return self._plain(predicate)

    def _every(self, parts: tuple[Predicate, ...], asked: Mask) -> Truths:
        true, false = np.ones(self._columns.n, dtype=bool), np.zeros(self._columns.n, dtype=bool)
        # Shapes last, and only where nothing else has said no.
        for part in sorted(parts, key=_is_dear):
            found = self.truths(part, asked & ~false)
            true, false = true & found.true, false | found.false
        return Truths(true, false)

    def _plain(self, predicate: Predicate) -> Truths:
        if isinstance(predicate, Compare):
            return self._compared(predicate)
        if isinstance(predicate, Among):
            return self._among(predicate)
        if isinstance(predicate, Like):
            fits = like_pattern(predicate.pattern).fullmatch
            return _by_word(self._texts(predicate.value), lambda word: fits(word) is not None)
        return self._simple(predicate)

    def _simple(self, predicate: Predicate) -> Truths:
        n = self._columns.n
        if isinstance(predicate, Truth):
            return Truths(np.full(n, predicate.value is True), np.full(n, predicate.value is False))
        if isinstance(predicate, Flag):
            numbers = self._columns.numbers(predicate.column.name)
            return Truths(numbers == 1, numbers == 0)
        if isinstance(predicate, Missing):
            missing = self._missing(predicate.value)
            return Truths(missing, ~missing)
        if isinstance(predicate, Unplaced):
            placed = self._columns.placed()
            return Truths(~placed, placed)
        raise TypeError(type(predicate).__name__)

    def _missing(self, value: Value) -> Mask:
        if value.kind in ("number", "boolean"):
            return np.isnan(self._numbers(value))
        return self._texts(value).codes < 0

    def _among(self, predicate: Among) -> Truths:
        value, items = predicate.value, predicate.items
        if all(isinstance(item, Constant) for item in items):
            sought = [item.value for item in items if isinstance(item, Constant)]
            if value.kind not in ("number", "boolean"):
                return _by_word(self._texts(value), set(sought).__contains__)
            numbers = self._numbers(value)
            true = np.isin(numbers, np.array(sought, dtype=np.float64))
            return Truths(true, ~true & ~np.isnan(numbers))
        found = [self._compared(Compare("=", value, item)) for item in items]
        return Truths(
            np.logical_or.reduce([one.true for one in found]),
            np.logical_and.reduce([one.false for one in found]),
        )

    def _compared(self, predicate: Compare) -> Truths:
        relation, left, right = RELATIONS[predicate.relation], predicate.left, predicate.right
        if left.kind in ("number", "boolean"):
            a, b = self._numbers(left), self._numbers(right)
            known, true = ~(np.isnan(a) | np.isnan(b)), relation(a, b)
            return Truths(true & known, ~true & known)
        if isinstance(right, Constant):
            word = right.value
            return _by_word(self._texts(left), lambda other: bool(relation(other, word)))
        if isinstance(left, Constant):
            word = left.value
            return _by_word(self._texts(right), lambda other: bool(relation(word, other)))
        one, two = self._texts(left), self._texts(right)
        known = (one.codes >= 0) & (two.codes >= 0)
        true = np.zeros(len(known), dtype=bool)
        true[known] = relation(_words(one, known), _words(two, known)).astype(bool)
        return Truths(true, ~true & known)

    def _texts(self, value: Value) -> Coded:
        if isinstance(value, Column):
            return self._columns.texts(value.name)
        if isinstance(value, Folded):
            inner, how = self._texts(value.value), value.how
            return Coded(inner.codes, [fold(how, word) for word in inner.words])
        if isinstance(value, DayEdge):
            inner, edge = self._texts(value.value), LAST if value.last else FIRST
            return Coded(inner.codes, [word + edge for word in inner.words])
        raise TypeError(type(value).__name__)

    def _numbers(self, value: Value) -> Floats:
        if isinstance(value, Column):
            return self._columns.numbers(value.name)
        if isinstance(value, Arithmetic):
            left, right = self._numbers(value.left), self._numbers(value.right)
            return combined(value.operator, left, right)
        if isinstance(value, Constant):
            return np.array([np.nan if value.value is None else float(value.value)])
        raise TypeError(type(value).__name__)


def _is_dear(predicate: Predicate) -> int:
    """Say 1 of a predicate that has to look at shapes, else 0."""
    if isinstance(predicate, Every | Some):
        return max(map(_is_dear, predicate.parts))
    if isinstance(predicate, Not):
        return _is_dear(predicate.part)
    return int(isinstance(predicate, Spatial))


def _by_word(texts: Coded, holds: Callable[[str], bool]) -> Truths:
    # The last place answers for code -1: the missing.
    table = np.array([*map(holds, texts.words), False], dtype=bool)
    true = table[texts.codes]
    return Truths(true, ~true & (texts.codes >= 0))


def _words(texts: Coded, rows: Mask) -> npt.NDArray[np.object_]:
    words = np.empty(len(texts.words), dtype=object)
    words[:] = list(texts.words)
    chosen: npt.NDArray[np.object_] = words[texts.codes[rows]]
    return chosen
