"""Classes of a raster as small numbers: no value, the classes of a list, and all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis.errors import InputError
from layers.text import Text

Bytes = NDArray[np.uint8]
MOST_CLASSES = 250
# Codes up to this are looked up in a table.
TABLE_SIZE = 65_536


@dataclass(frozen=True, slots=True)
class Classes:
    """The codes of a legend, in order, and those that mean "no data".

    Numbers of classes start at 1: 0 is "no value", the last "a code of no class".

    Examples
    --------
    >>> Classes((10, 20), missing=(0,)).numbered(np.array([[20, 0], [99, 10]])).tolist()
    [[2, 0], [3, 1]]
    """

    codes: tuple[int, ...]
    missing: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse no class, too many, and codes that occur twice."""
        every = (*self.codes, *self.missing)
        if not self.codes or len(self.codes) > MOST_CLASSES or len(set(every)) < len(every):
            raise InputError(
                Text(
                    f"{len(self.codes)} kelas diberikan; yang diminta 1 sampai {MOST_CLASSES} "
                    "kode, masing-masing sekali",
                    f"{len(self.codes)} classes given; wanted 1 to {MOST_CLASSES} codes, each once",
                )
            )

    @property
    def unknown(self) -> int:
        """The number of cells whose code is of no class."""
        return len(self.codes) + 1

    def numbered(self, values: NDArray[Any], nodata: float | None = None) -> Bytes:
        """Give the number of the class of each cell.

        Parameters
        ----------
        values
            Codes of any type and shape; what is not finite has no value.
        nodata
            What marks cells without a value.
        """
        if values.dtype.kind in "ui" and values.dtype.itemsize <= 2:
            return self._looked_up(values, nodata)
        order = np.argsort(self.codes)
        codes = np.asarray(self.codes)[order]
        place = np.clip(np.searchsorted(codes, values), 0, len(codes) - 1)
        found: Bytes = np.where(codes[place] == values, order[place] + 1, self.unknown)
        found = found.astype(np.uint8)
        found[np.isin(values, self.missing) | ~np.isfinite(values)] = 0
        if nodata is not None:
            found[values == values.dtype.type(nodata)] = 0
        return found

    def encoded(self, values: NDArray[Any], nodata: float | None = None) -> tuple[Bytes, Bytes]:
        """Give cells as bytes, and the number of the class of each byte.

        Cells of 8 bits stay as they are, which saves the time to number them.
        """
        if values.dtype == np.uint8:
            return values, self._looked_up(np.arange(256, dtype=np.uint8), nodata)
        return self.numbered(values, nodata), np.arange(256, dtype=np.uint16).astype(np.uint8)

    def _looked_up(self, values: NDArray[Any], nodata: float | None) -> Bytes:
        """Look up codes of 8 and 16 bits; those below zero stand behind the others."""
        table = np.full(TABLE_SIZE, self.unknown, dtype=np.uint8)
        for number, code in enumerate(self.codes, start=1):
            if -(TABLE_SIZE // 2) <= code < TABLE_SIZE:
                table[code] = number
        empty = [float(c) for c in (*self.missing, nodata) if c is not None]
        for value in empty:
            if value.is_integer() and -(TABLE_SIZE // 2) <= value < TABLE_SIZE:
                table[int(value)] = 0
        if values.dtype == np.uint8:
            return np.take(table[:256], values)
        return np.take(table, values, mode="wrap")
