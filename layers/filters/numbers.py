"""Arithmetic of filters: one rule for every store, number by number and array by array."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from layers.filters.tree import Operator

Floats = npt.NDArray[np.float64]


def combined(operator: Operator, left: Floats, right: Floats) -> Floats:
    """Combine numbers; NaN where there is no finite result.

    `div` and `%` cut off towards zero, so that a = b * (a div b) + a % b.

    Examples
    --------
    >>> combined("div", np.array([7.0, -7.0, 7.0]), np.array([2.0, 2.0, 0.0]))
    array([ 3., -3., nan])
    """
    with np.errstate(all="ignore"):
        out = np.asarray(_RULES[operator](left, right), dtype=np.float64)
    # 1 to the power of a missing number would be 1.
    known = np.isfinite(out) & ~np.isnan(left) & ~np.isnan(right)
    return np.where(known, out, np.nan)


def combined_pair(operator: Operator, left: float | None, right: float | None) -> float | None:
    """Combine two numbers; None where one is missing or there is no finite result.

    Examples
    --------
    >>> combined_pair("^", 2, 10), combined_pair("/", 1, 0), combined_pair("+", None, 1)
    (1024.0, None, None)
    """
    if left is None or right is None:
        return None
    out = float(combined(operator, np.array([float(left)]), np.array([float(right)]))[0])
    return None if math.isnan(out) else out


def _quotient(left: Floats, right: Floats) -> Any:
    return left / right


def _remainder(left: Floats, right: Floats) -> Any:
    return left - right * np.trunc(left / right)


def _whole_quotient(left: Floats, right: Floats) -> Any:
    return np.trunc(left / right)


_RULES: dict[Operator, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": _quotient,
    "%": _remainder,
    "div": _whole_quotient,
    "^": np.power,
}
