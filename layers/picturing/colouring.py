"""Colouring: from the values of pixels to the colours of a palette."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from layers.colours import rgb
from layers.picturing.encoding import Indices, Palette
from layers.picturing.sampling import Sampled

# Shades between the colours of a legend that a smooth picture has.
SHADES = 250


class Colouring(Protocol):
    """A way to colour values.

    `smooth` says that values are drawn between the middles of cells.
    """

    @property
    def palette(self) -> Palette:
        """Its colours."""

    @property
    def smooth(self) -> bool:
        """Whether values between cells have a meaning."""

    def indices(self, sampled: Sampled) -> Indices:
        """Give each pixel the number of its colour, 0 where there is no value."""


@dataclass(frozen=True)
class ByClass:
    """A colour for each class; a value that is no class has the last one.

    Parameters
    ----------
    values
        The classes, whole numbers.
    colours
        One for each class and one for the rest, ``#rrggbb``.
    """

    values: tuple[int, ...]
    colours: tuple[str, ...]
    palette: Palette = field(init=False)
    table: npt.NDArray[np.uint8] = field(init=False)
    smooth: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "palette", Palette.of(rgb(self.colours)))
        table = np.full(256, len(self.colours), np.uint8)
        for k, value in enumerate(self.values):
            if 0 <= value < 256:
                table[value] = k + 1
        object.__setattr__(self, "table", table)

    def indices(self, sampled: Sampled) -> Indices:
        """Give each pixel the number of its class's colour."""
        values = sampled.values
        out = self.table.take(values) if values.dtype == np.uint8 else self._searched(values)
        np.putmask(out, sampled.missing, 0)
        return out

    def alone(self, classes: Collection[int]) -> Indices:
        """Give for each number of a colour itself where it is of one of the classes, else 0."""
        kept = np.zeros(len(self.colours) + 1, np.uint8)
        for k, value in enumerate(self.values, 1):
            kept[k] = k if value in classes else 0
        return kept

    def _searched(self, values: npt.NDArray[Any]) -> Indices:
        order = np.argsort(self.values)
        known = np.array(self.values, dtype=np.float64)[order]
        at = np.minimum(np.searchsorted(known, values), len(known) - 1)
        found = known[at] == values
        return np.where(found, order[at] + 1, len(self.colours)).astype(np.uint8)


@dataclass(frozen=True)
class BySteps:
    """A colour from each value of a legend on.

    Parameters
    ----------
    edges
        Where each colour begins, rising.
    colours
        As many, ``#rrggbb``.
    floor
        Give what lies below the first edge the first colour, else none.
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    floor: bool
    palette: Palette = field(init=False)
    smooth: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "palette", Palette.of(rgb(self.colours)))

    def indices(self, sampled: Sampled) -> Indices:
        """Give each pixel the number of its step's colour."""
        out = np.zeros(sampled.values.shape, np.uint8)
        for edge in self.edges:
            out += sampled.values >= edge
        if self.floor:
            np.maximum(out, 1, out=out)
        np.putmask(out, sampled.missing, 0)
        return out


@dataclass(frozen=True)
class ByRamp:
    """Colours drawn out between those of a legend, for values drawn out between cells.

    Parameters
    ----------
    edges, colours, floor
        As of `BySteps`.
    """

    edges: tuple[float, ...]
    colours: tuple[str, ...]
    floor: bool
    palette: Palette = field(init=False)
    smooth: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        stops = rgb(self.colours).astype(np.float64)
        at = np.linspace(0, len(stops) - 1, SHADES)
        drawn = [np.interp(at, np.arange(len(stops)), stops[:, k]) for k in range(3)]
        object.__setattr__(
            self, "palette", Palette.of(np.rint(np.column_stack(drawn)).astype("u1"))
        )

    def indices(self, sampled: Sampled) -> Indices:
        """Give each pixel the number of its shade."""
        steps = np.arange(len(self.edges), dtype=np.float64)
        at = np.interp(sampled.values, self.edges, steps) if len(self.edges) > 1 else 0.0
        shade = np.rint(np.asarray(at) * (SHADES - 1) / max(1, len(self.edges) - 1))
        out = np.broadcast_to(shade + 1, sampled.values.shape).astype(np.uint8)
        if not self.floor:
            out[sampled.values < self.edges[0]] = 0
        np.putmask(out, sampled.missing, 0)
        return out


def stepped(
    edges: Sequence[float], colours: Sequence[str], *, floor: bool, smooth: bool
) -> BySteps | ByRamp:
    """Give the colouring of a quantity.

    Examples
    --------
    >>> stepped((0, 10), ("#000000", "#ffffff"), floor=True, smooth=False).edges
    (0.0, 10.0)
    """
    kind = ByRamp if smooth else BySteps
    return kind(tuple(float(e) for e in edges), tuple(colours), floor)
