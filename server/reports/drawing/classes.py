"""Classes of values: round limits, and the colours from light to dark."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

N_CLASSES = 5
NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
# One hue from light to dark, so that they stay apart in grey and for colour-blind people.
RAMP = ("#e8f0d8", "#c2ddb4", "#93c4a0", "#5fa390", "#2f7f7d", "#155a63", "#0a3545")
NONE = "#ffffff"


def step_of(span: float, n: int = N_CLASSES) -> float:
    """Give the least round step with which `n` classes hold a span.

    Examples
    --------
    >>> step_of(83.0)
    20.0
    """
    if not span > 0:
        return 1.0
    raw = span / n
    power = 10.0 ** math.floor(math.log10(raw))
    return next(nice * power for nice in NICE if nice * power >= raw * (1 - 1e-9))


def limits(values: Sequence[float]) -> list[float]:
    """Give round limits of classes that hold all values: one more than there are classes.

    Examples
    --------
    >>> limits([3.0, 41.0, 78.0])
    [0.0, 20.0, 40.0, 60.0, 80.0]
    >>> limits([5.0])
    [5.0, 6.0]
    """
    low, high = min(values), max(values)
    step = step_of(high - low)
    first = math.floor(low / step * (1 + 1e-12)) * step
    out = [first]
    while out[-1] <= high * (1 - 1e-12) or len(out) < 2:
        out.append(round(first + len(out) * step, 12))
    return out


def colours(n: int) -> list[str]:
    """Give `n` colours from light to dark."""
    if n == 1:
        return [RAMP[2]]
    last = len(RAMP) - 1
    return [RAMP[round(k * last / (n - 1))] for k in range(n)]


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Give the class that a value lies in; the last one holds its upper limit.

    Examples
    --------
    >>> [class_of(v, [0.0, 20.0, 40.0]) for v in (0.0, 20.0, 40.0)]
    [0, 1, 1]
    """
    found = next((k for k, (_, upper) in enumerate(pairwise(bounds)) if value < upper), None)
    return len(bounds) - 2 if found is None else found
