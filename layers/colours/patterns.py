"""Patterns over areas: hatches for classes whose colours alone are not told apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from layers.colours.vision import APART, differences

SIDE_PX = 16
Mask = npt.NDArray[np.bool_]


def patterns_of(colours: Sequence[str]) -> tuple[int, ...]:
    """Give each class a pattern so that no two are alike in colour and pattern.

    Parameters
    ----------
    colours
        One for each class, ``#rrggbb``.

    Returns
    -------
    tuple of int
        0 for no pattern, else from 1 to `N_PATTERNS`. Where more classes look alike than
        there are patterns, the last ones share one.

    Examples
    --------
    >>> patterns_of(["#ff0000", "#0000ff", "#fe0101"])
    (0, 0, 1)
    """
    alike = differences(colours) < APART if colours else np.zeros((0, 0))
    given: list[int] = []
    for k in range(len(colours)):
        taken = {given[j] for j in range(k) if alike[k, j]}
        free = (p for p in range(N_PATTERNS + 1) if p not in taken)
        given.append(next(free, N_PATTERNS))
    return tuple(given)


def pattern_mask(number: int, scale: int = 1) -> Mask:
    """Draw a pattern on a square that repeats without a seam.

    Parameters
    ----------
    number
        From 1 to `N_PATTERNS`.
    scale
        Pixels to a pixel of the map; 2 for sharp screens.

    Returns
    -------
    square of bool
        True where the pattern has ink; its side is `SIDE_PX` times `scale`.
    """
    side = SIDE_PX * scale
    y, x = (np.indices((side, side)) + 0.5) / scale
    return _DRAWN[number - 1](x, y)


def _lines(across: npt.NDArray[np.float64], every: float, width: float) -> Mask:
    return across % every < width


def _dots(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], every: float, r: float) -> Mask:
    shifted = x + np.where(np.floor(y / every) % 2 == 1, every / 2, 0)
    near: Mask = np.hypot(shifted % every - every / 2, y % every - every / 2) < r
    return near


_DRAWN = (
    lambda x, y: _lines(x + y, 8, 1.3),
    lambda x, y: _lines(x - y, 8, 1.3),
    lambda x, y: _dots(x, y, 8, 1.5),
    lambda x, y: _lines(y + 0 * x, 8, 1.3),
    lambda x, y: _lines(x + 0 * y, 8, 1.3),
    lambda x, y: _lines(x + y, 8, 1.3) | _lines(x - y, 8, 1.3),
    lambda x, y: _lines(x + 0 * y, 8, 1.3) | _lines(y + 0 * x, 8, 1.3),
    lambda x, y: _lines(x + y, 4, 1.3),
    lambda x, y: _lines(x - y, 4, 1.3),
    lambda x, y: _dots(x, y, 4, 1.1),
    lambda x, y: _lines(x + y, 16, 3),
    lambda x, y: _lines(x - y, 16, 3),
)
N_PATTERNS = len(_DRAWN)
