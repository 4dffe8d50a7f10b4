"""Scores: what a distance, a slope or a class is worth, from 0 (unfit) to 1 (best).

The direction is part of the curve and always said: the score at every point is given,
never guessed from the data, so that two regions are judged alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from layers.text import Text

Floats = NDArray[np.float64]
# Beyond this many widths a sigmoid differs from its end by less than 1e-9.
SIGMOID_WIDTHS = 20.8


class Score(Protocol):
    """From values to scores; NaN stays NaN."""

    def __call__(self, values: Floats) -> Floats:
        """Give the scores of values, same shape."""
        ...

    @property
    def reach(self) -> float:
        """From which value on the score no longer changes."""
        ...


@dataclass(frozen=True, slots=True)
class Curve:
    """Straight lines between points (value, score); level before the first and after the last.

    Examples
    --------
    >>> near = Curve.linear(0.0, 5000.0, better="less")
    >>> near(np.array([0.0, 2500.0, 9000.0])).tolist()
    [1.0, 0.5, 0.0]
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        """Refuse values that do not ascend, and scores beyond 0 to 1."""
        values = [value for value, _ in self.points]
        if len(values) < 2 or any(not a < b for a, b in pairwise(values)):
            raise _fault(
                f"nilai kurva {values}; yang diminta dua atau lebih yang menaik",
                f"values of the curve {values}; wanted two or more, ascending",
            )
        _require_scores([score for _, score in self.points])

    @classmethod
    def linear(cls, low: float, high: float, *, better: str) -> Curve:
        """Give the straight line between two values; `better` is ``less`` or ``more``."""
        falling = _is_less(better)
        return cls(((low, 1.0 if falling else 0.0), (high, 0.0 if falling else 1.0)))

    def __call__(self, values: Floats) -> Floats:
        """Give the scores of values, same shape; NaN stays NaN."""
        xs, ys = zip(*self.points, strict=True)
        return np.asarray(np.interp(values, xs, ys), dtype=np.float64)

    @property
    def reach(self) -> float:
        """From which value on the score no longer changes."""
        return self.points[-1][0]


@dataclass(frozen=True, slots=True)
class Sigmoid:
    """A logistic curve: 0.5 at `middle`, 0.73 or 0.27 one `width` away.

    Examples
    --------
    >>> Sigmoid(1000.0, 200.0, falling=True)(np.array([1000.0])).tolist()
    [0.5]
    """

    middle: float
    width: float
    falling: bool

    def __post_init__(self) -> None:
        """Refuse a width that is not above 0."""
        if not (np.isfinite([self.middle, self.width]).all() and self.width > 0):
            raise _fault(
                f"sigmoid {self.middle:g} ± {self.width:g}; yang diminta lebar di atas 0",
                f"sigmoid {self.middle:g} ± {self.width:g}; wanted a width above 0",
            )

    @classmethod
    def of(cls, middle: float, width: float, *, better: str) -> Sigmoid:
        """Give the curve that falls (`better` is ``less``) or rises (``more``)."""
        return cls(middle, width, _is_less(better))

    def __call__(self, values: Floats) -> Floats:
        """Give the scores of values, same shape; NaN stays NaN."""
        steps = np.clip((values - self.middle) / self.width, -700.0, 700.0)
        return np.asarray(1.0 / (1.0 + np.exp(steps if self.falling else -steps)))

    @property
    def reach(self) -> float:
        """From which value on the score no longer changes by more than 1e-9."""
        return self.middle + SIGMOID_WIDTHS * self.width


@dataclass(frozen=True, slots=True)
class Classes:
    """A score for each class; classes that are not named get `other` (NaN: no score).

    Examples
    --------
    >>> Classes({4: 1.0, 5: 0.5})(np.array([5.0, 4.0, 8.0])).tolist()
    [0.5, 1.0, 0.0]
    """

    table: Mapping[int, float]
    other: float = 0.0

    def __post_init__(self) -> None:
        """Refuse an empty table, and scores beyond 0 to 1."""
        if not self.table:
            raise _fault("tidak ada kelas", "no class given")
        _require_scores([*self.table.values(), self.other])

    def __call__(self, values: Floats) -> Floats:
        """Give the scores of values, same shape; NaN stays NaN."""
        keys = np.array(sorted(self.table), dtype=np.float64)
        worth = np.array([self.table[int(key)] for key in keys])
        at = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
        scores = np.where(keys[at] == values, worth[at], self.other)
        return np.where(np.isnan(values), np.nan, scores)

    @property
    def reach(self) -> float:
        """Classes have no order: never."""
        return np.inf


def _is_less(better: str) -> bool:
    if better not in ("less", "more"):
        raise _fault(
            f"arah {better!r}; yang diminta less (makin kecil makin baik) atau more",
            f"direction {better!r}; wanted less (the smaller the better) or more",
        )
    return better == "less"


def _require_scores(scores: list[float]) -> None:
    bad = [score for score in scores if not 0.0 <= score <= 1.0]
    if bad:
        raise _fault(
            f"skor {bad[0]:g}; yang diminta 0 sampai 1", f"score {bad[0]:g}; wanted 0 to 1"
        )


def _fault(indonesian: str, english: str) -> InputError:
    text = Text(indonesian, english)
    return InputError(text, faults=[("criteria", text)])
