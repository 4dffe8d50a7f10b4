"""Solution: the sites that were chosen, how good they are, and how good any choice could be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Status = Literal["optimal", "bounded"]

# A gap below this share is rounding of the solver.
PROVED = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Sites chosen under a model.

    Attributes
    ----------
    model
        ``lscp``, ``mclp``, ``backup``, ``p-median``, ``p-center`` or ``cp-median``.
    sites
        Positions of the candidates chosen, those that add most first, int32.
    gains
        What each adds to those before it, in the unit of `value`, float64; for
        ``p-center`` by how much the longest time falls.
    value
        What the model counts: people reached (``mclp``, ``backup``), sum of weight times
        time (``p-median``, ``cp-median``), longest time (``p-center``), cost (``lscp``).
    before
        The same with what there is today; NaN where it has no meaning.
    bound
        No choice is better than that.
    gap
        How far `value` is from `bound` at most, as a share of `value`; 0: proved best.
    status
        ``optimal`` where the gap is 0, else ``bounded``.
    solver
        How it was found, in a word: ``bound``, ``highs`` or ``interchange``.
    """

    model: str
    sites: NDArray[np.int32]
    gains: Floats
    value: float
    before: float
    bound: float
    gap: float
    status: Status
    solver: str


def gap_of(value: float, bound: float) -> float:
    """Give the distance of a value and its bound, as a share of the value; 0 for rounding.

    Examples
    --------
    >>> gap_of(99.0, 100.0), gap_of(0.0, 0.0)
    (0.010101010101010102, 0.0)
    """
    apart = abs(bound - value)
    if apart <= PROVED * max(abs(value), abs(bound)):
        return 0.0
    return apart / abs(value) if value else float("inf")


def status_of(gap: float) -> Status:
    """Say whether a gap proves the best."""
    return "optimal" if gap == 0.0 else "bounded"
