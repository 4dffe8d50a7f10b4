"""Cost: how long an analysis takes, what that grows with, and what is known of it where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from layers.text import Text, figure

Basis = Literal["measured", "scaled", "runs"]
# Layers that differ by less from those of the measurement are like them.
ALIKE = 0.1
# What a run takes at least, be the layers ever so small.
LEAST_S = 0.001
# Below that, a time is told as less than it.
MOMENT_S = 0.1


@dataclass(frozen=True, slots=True)
class Measured:
    """How long runs took, and of what.

    Attributes
    ----------
    seconds
        Median of runs one after the other in one process.
    first_s
        The first run of a process on layers that nothing was computed from before.
    sizes
        Layer id → its features then, of the layers the cost grows with.
    """

    seconds: float
    first_s: float
    sizes: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will take in seconds, and from what that is known.

    `basis` is ``measured`` (on the starter region, whose layers these are like), ``scaled``
    (from there, by the features of the layers) or ``runs`` (the median of the last `n` jobs).
    """

    seconds: float
    basis: Basis
    n: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the estimate as plain data."""
        told: dict[str, Any] = {"seconds": rounded(self.seconds), "basis": self.basis}
        return told if self.n is None else told | {"runs": self.n}


@dataclass(frozen=True, slots=True)
class Cost:
    """What an analysis costs.

    Attributes
    ----------
    asked
        The inputs it was measured with.
    grows_with
        The inputs whose layer or value the time grows with.
    measured
        What was measured; None: nothing was.
    """

    asked: Mapping[str, Any]
    grows_with: tuple[str, ...]
    measured: Measured | None = None

    def expected(self, sizes: Mapping[str, int]) -> Estimate | None:
        """Estimate a run on other layers: in proportion to that which differs most.

        Parameters
        ----------
        sizes
            Layer id → its features, of the layers there are.

        Examples
        --------
        >>> cost = Cost({}, ("roads",), Measured(2.0, 9.0, {"roads": 1000}))
        >>> cost.expected({"roads": 1050}).to_dict(), cost.expected({"roads": 3000}).to_dict()
        ({'seconds': 2.0, 'basis': 'measured'}, {'seconds': 6.0, 'basis': 'scaled'})
        """
        if self.measured is None:
            return None
        known = self.measured.sizes
        ratios = [sizes[name] / n for name, n in known.items() if n and sizes.get(name)]
        ratio = max(ratios, key=lambda one: abs(one - 1.0), default=1.0)
        if abs(ratio - 1.0) <= ALIKE:
            return Estimate(self.measured.seconds, "measured")
        return Estimate(max(self.measured.seconds * ratio, LEAST_S), "scaled")


def rounded(seconds: float) -> float:
    """Give a time to two digits: more is not known of it.

    Examples
    --------
    >>> rounded(0.1234), rounded(87.6)
    (0.12, 88.0)
    """
    return float(f"{seconds:.2g}")


def seconds_text(seconds: float) -> Text:
    """Say a time: less than a tenth of a second, seconds, minutes.

    Examples
    --------
    >>> [seconds_text(s).en for s in (0.004, 0.26, 12.7, 250.0)]
    ['less than 0.1 s', 'about 0.3 s', 'about 13 s', 'about 4 min']
    """
    if seconds < MOMENT_S:
        least = figure(MOMENT_S, ".1f")
        return Text(f"kurang dari {least.id} detik", f"less than {least.en} s")
    if seconds < 90:
        many = figure(seconds, ".1f" if seconds < 9.95 else ".0f")
        return Text(f"sekitar {many.id} detik", f"about {many.en} s")
    many = figure(seconds / 60, ".0f")
    return Text(f"sekitar {many.id} menit", f"about {many.en} min")
