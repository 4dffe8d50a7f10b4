"""Column: one indicator of every unit of a layer, added up to all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.processes.indicating.counted import value_of
from layers.text import Text

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One indicator of each unit of a layer.

    Attributes
    ----------
    id, title, unit
        What it is, and in what.
    part
        What is counted.
    whole, factor
        Of a share: the value is part by whole times the factor; None of what is counted as such.
    """

    id: str
    title: Text
    unit: Text
    part: Floats
    whole: Floats | None = None
    factor: float = 1.0

    def values(self) -> Floats:
        """Give the value of each unit; NaN where there is no whole."""
        if self.whole is None:
            return self.part
        return value_of(pd.Series(self.part), pd.Series(self.whole), self.factor).to_numpy()

    def total(self) -> float | None:
        """Give the value of all units together; None where there is no whole."""
        if self.whole is None:
            return float(self.part.sum())
        whole = float(self.whole.sum())
        return self.factor * float(self.part.sum()) / whole if whole > 0 else None

    def chosen(self, which: NDArray[np.bool_]) -> Column:
        """Give it of some units."""
        whole = None if self.whole is None else self.whole[which]
        return replace(self, part=np.asarray(self.part[which]), whole=whole)

    def none(self) -> Column:
        """Give the same where nothing is counted."""
        return replace(self, part=np.zeros(len(self.part)))
