"""Keys of cells: which change, or which conflict, a cell of a grid shows, and its area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gis.landcover.classes import Classes
from gis.landcover.grids import Cells, cell_areas
from gis.landcover.shares import Zoned

Floats = NDArray[np.float64]
Keys = NDArray[np.uint16]


class Keyed(Protocol):
    """Cells of a grid with a key (0: none), and the hectares of each that count."""

    @property
    def grid(self) -> Cells:
        """The grid."""
        ...

    def read(self, rows: slice, columns: slice) -> tuple[Keys, Floats]:
        """Give keys and hectares of a window (one column where all of a row are alike)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Changed:
    """Cells whose class is another at the later date; the key tells both classes.

    With `zones` only what lies inside them counts, by exact shares.
    """

    before: Cells
    after: Cells
    classes: tuple[Classes, Classes]
    zones: Zoned | None = None

    @property
    def grid(self) -> Cells:
        """The grid of both."""
        return self.before

    def read(self, rows: slice, columns: slice) -> tuple[Keys, Floats]:
        """Give keys and hectares of a window."""
        one, other = self.classes
        a = one.numbered(self.before.read(rows, columns), self.before.nodata)
        b = other.numbered(self.after.read(rows, columns), self.after.nodata)
        codes_a = np.array([0, *one.codes, 0])
        codes_b = np.array([0, *other.codes, 0])
        told = (a > 0) & (a < one.unknown) & (b > 0) & (b < other.unknown)
        told &= codes_a[a] != codes_b[b]
        keys = np.where(told, a.astype(np.uint16) * (other.unknown + 1) + b, np.uint16(0))
        return counted(keys, self.before, self.zones, (rows, columns))

    def pair(self, key: int) -> tuple[int, int]:
        """Give the earlier and the later code of a key.

        Examples
        --------
        >>> Changed(None, None, (Classes((1, 8)), Classes((1, 8)))).pair(1 * 4 + 2)
        (1, 8)
        """
        a, b = divmod(int(key), self.classes[1].unknown + 1)
        return self.classes[0].codes[a - 1], self.classes[1].codes[b - 1]


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """Cells of certain classes inside zones, by exact shares.

    `key_of` has the key of each class number (0: none).
    """

    cells: Cells
    classes: Classes
    zones: Zoned
    key_of: Keys

    @property
    def grid(self) -> Cells:
        """The grid."""
        return self.cells

    def read(self, rows: slice, columns: slice) -> tuple[Keys, Floats]:
        """Give keys and hectares of a window."""
        number = self.classes.numbered(self.cells.read(rows, columns), self.cells.nodata)
        return counted(self.key_of[number], self.cells, self.zones, (rows, columns))


def counted(
    keys: Keys, grid: Cells, zones: Zoned | None, window: tuple[slice, slice]
) -> tuple[Keys, Floats]:
    """Give keys and hectares of what lies inside the zones (all of it where there are none)."""
    areas = cell_areas(grid, *window)
    if zones is None:
        return keys, areas
    share = zones.painted(window[0])[:, window[1]]
    return np.where(share > 0, keys, np.uint16(0)), share * areas
