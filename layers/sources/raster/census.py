"""Census: what the cells of a raster hold, counted while they pass by."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.raster.head import Cells

MOST_VALUES = 1000
PIECE = 1 << 20
# Values that programs write where there is none, when nobody declared one.
ODD_VALUES = (
    *(-9999.0, -99999.0, -32768.0, -999.0, -99.0, -2147483648.0, 2147483647.0),
    *(1e20, float(np.float32(1e20)), 9.96921e36, float(np.float32(9.96921e36))),
    *(float(np.finfo(np.float32).min), float(np.finfo(np.float32).max), -3.4e38),
    float(np.float32(-3.4e38)),
)
HUGE = 1e30


@dataclass(frozen=True)
class Census:
    """What the cells of a raster hold.

    `n_missing` cells have no value; `n_nan` of them are NaN or infinite beside a
    declared nodata value; `n_near` lay close to a huge nodata value without being
    it. `whole` says that every value is a whole number; `values` counts each value
    while there are at most a thousand and all are whole.
    """

    n_cells: int = 0
    n_missing: int = 0
    n_nan: int = 0
    n_near: int = 0
    n_negative: int = 0
    minimum: float = math.nan
    maximum: float = math.nan
    total: float = 0.0
    whole: bool = True
    values: Mapping[str, int] = field(default_factory=dict)

    @property
    def n_valued(self) -> int:
        """How many cells have a value."""
        return self.n_cells - self.n_missing

    @property
    def constant(self) -> bool:
        """Whether all cells that have a value have the same."""
        return self.n_valued > 0 and self.minimum == self.maximum

    def to_dict(self) -> dict[str, Any]:
        """Give the census as plain data for JSON; what is not a number becomes None."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        for name in ("minimum", "maximum", "total"):
            plain[name] = plain[name] if math.isfinite(plain[name]) else None
        return plain | {"values": dict(self.values)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Census:
        """Read what `to_dict` wrote."""
        numbers = {n: math.nan if data[n] is None else data[n] for n in ("minimum", "maximum")}
        total = math.inf if data["total"] is None else data["total"]
        return cls(**{**data, **numbers, "total": total})


class Counting:
    """Counts cells chunk by chunk, and gives them back with one mark for what is missing."""

    def __init__(self, dtype: str, nodata: float | None) -> None:
        self._nodata = nodata
        self._kind = np.dtype(dtype)
        self._floats = np.issubdtype(self._kind, np.floating)
        self._seen = Counter[str]()
        self._listed = True
        self._totals: list[float] = []
        self._census = Census()

    def take(self, cells: Cells) -> Cells:
        """Count a chunk; floats come back with NaN wherever there is no value."""
        missing, n_nan, n_near = self._missing(cells)
        valued = cells[~missing] if missing.any() else cells.ravel()
        if self._floats and missing.any():
            cells = np.where(missing, np.asarray(np.nan, dtype=cells.dtype), cells)
        self._add(cells.size, int(missing.sum()), n_nan, n_near)
        if valued.size:
            self._measure(valued)
        return cells

    def result(self) -> Census:
        """Give the census of all chunks taken."""
        plain = {n: getattr(self._census, n) for n in Census.__dataclass_fields__}
        values = dict(self._seen) if self._listed and self._census.whole else {}
        return Census(**{**plain, "values": values, "total": math.fsum(self._totals)})

    def _missing(self, cells: Cells) -> tuple[Any, int, int]:
        if not self._floats:
            fits = self._nodata is not None and is_representable(self._nodata, self._kind)
            none = np.zeros(cells.shape, dtype=bool)
            return (cells == int(self._nodata or 0)) if fits else none, 0, 0
        strange = ~np.isfinite(cells)
        if self._nodata is None or not math.isfinite(self._nodata):
            return strange, int((~np.isnan(cells) & strange).sum()), 0
        with np.errstate(over="ignore"):
            mark = np.asarray(self._nodata).astype(cells.dtype)
        declared = cells == mark
        near = np.zeros(cells.shape, dtype=bool)
        if abs(self._nodata) >= HUGE:
            with np.errstate(invalid="ignore"):
                near = np.isfinite(cells) & ~declared & (abs(cells) >= 0.99 * abs(self._nodata))
        return declared | strange | near, int((strange & ~declared).sum()), int(near.sum())

    def _add(self, n_cells: int, n_missing: int, n_nan: int, n_near: int) -> None:
        old = self._census
        self._set(
            n_cells=old.n_cells + n_cells,
            n_missing=old.n_missing + n_missing,
            n_nan=old.n_nan + n_nan,
            n_near=old.n_near + n_near,
        )

    def _measure(self, valued: Cells) -> None:
        old = self._census
        low, high = float(valued.min()), float(valued.max())
        whole = old.whole and (not self._floats or bool((valued == np.floor(valued)).all()))
        if whole and self._listed:
            self._list(valued)
        with np.errstate(over="ignore"):
            self._totals.append(float(valued.sum(dtype=np.float64)))
        self._set(
            n_negative=old.n_negative + int((valued < 0).sum()),
            minimum=low if math.isnan(old.minimum) else min(low, old.minimum),
            maximum=high if math.isnan(old.maximum) else max(high, old.maximum),
            whole=whole,
        )

    def _list(self, valued: Cells) -> None:
        values, counts = _frequencies(valued)
        if len(values) + len(self._seen) > 2 * MOST_VALUES:
            self._listed = False
            return
        self._seen.update({f"{int(v)}": int(n) for v, n in zip(values, counts, strict=True)})
        self._listed = len(self._seen) <= MOST_VALUES

    def _set(self, **changes: Any) -> None:
        plain = {n: getattr(self._census, n) for n in Census.__dataclass_fields__}
        self._census = Census(**{**plain, **changes})


def _frequencies(valued: Cells) -> tuple[Cells, Cells]:
    """Count each value; numbers of 8 or 16 bits by a table, which is faster than sorting."""
    if valued.dtype not in (np.uint8, np.uint16):
        return np.unique(valued, return_counts=True)
    table = np.zeros(1 << 8 * valued.dtype.itemsize, dtype=np.int64)
    for first in range(0, len(valued), PIECE):
        table += np.bincount(valued[first : first + PIECE], minlength=len(table))
    values = np.flatnonzero(table)
    return values, table[values]


def is_representable(nodata: float, kind: np.dtype[Any]) -> bool:
    """Whether a whole-number type can hold a nodata value at all.

    Examples
    --------
    >>> is_representable(-9999.0, np.dtype("uint8")), is_representable(255.0, np.dtype("uint8"))
    (False, True)
    """
    if not math.isfinite(nodata) or nodata != int(nodata):
        return False
    bounds = np.iinfo(kind)
    return int(bounds.min) <= int(nodata) <= int(bounds.max)


def remarks(census: Census, dtype: str, nodata: float | None) -> list[Finding]:
    """Say what the cells show: no value at all, one value only, odd marks for nodata."""
    if not census.n_valued:
        why = Text(
            f"tidak satu pun dari {census.n_cells:,} sel memiliki nilai",
            f"none of the {census.n_cells:,} cells has a value",
        )
        return [say.refusal("raster-no-value", why)]
    found = list(_nodata(census, dtype, nodata))
    if census.constant:
        why = Text(
            f"semua {census.n_valued:,} sel yang bernilai berisi {census.minimum:g}",
            f"all {census.n_valued:,} cells that have a value hold {census.minimum:g}",
        )
        found.append(say.warning("raster-constant", why, "kept"))
    for odd in {float(v) for v in ODD_VALUES if v in (census.minimum, census.maximum)}:
        why = Text(
            f"nilai {'terendah' if odd == census.minimum else 'tertinggi'} adalah {odd:g}, "
            "yang sering berarti tanpa nilai, tetapi berkas tidak menyebutnya; sebutkan "
            "dengan --nodata jika memang demikian",
            f"the {'lowest' if odd == census.minimum else 'highest'} value is {odd:g}, which often "
            "stands for no value, but the file does not say so; name it with --nodata if it does",
        )
        found.append(say.warning("nodata-undeclared", why, "kept as a value"))
    return found


def _nodata(census: Census, dtype: str, nodata: float | None) -> list[Finding]:
    found = []
    kind = np.dtype(dtype)
    floats = np.issubdtype(kind, np.floating)
    if nodata is not None and not floats and not is_representable(nodata, kind):
        why = Text(
            f"nodata {nodata:g} disebut, tetapi sel {dtype} tidak dapat memuatnya",
            f"nodata {nodata:g} is declared, but {dtype} cells cannot hold it",
        )
        found.append(say.warning("nodata-impossible", why, "ignored"))
    if floats and nodata is not None and math.isfinite(nodata) and census.n_missing:
        said, held = f"{nodata:g}", f"{np.asarray(nodata).astype(kind):.17g}"
        exact = "" if float(said) == float(held) else f", held as {held}"
        why = Text(
            f"{census.n_missing:,} sel bernilai nodata {nodata:g}{exact}",
            f"{census.n_missing:,} cells of nodata {nodata:g}{exact}",
        )
        found.append(say.note("nodata-normalised", why, "stored as NaN"))
    if census.n_nan:
        why = Text(
            f"{census.n_nan:,} sel NaN atau tak hingga selain nodata yang disebut",
            f"{census.n_nan:,} cells are NaN or infinite beside the declared nodata",
        )
        found.append(say.warning("nodata-nan", why, "stored as no value"))
    if census.n_near:
        why = Text(
            f"{census.n_near:,} sel berada dalam 1 % dari nodata {nodata:g} tanpa sama dengannya",
            f"{census.n_near:,} cells lie within 1 % of nodata {nodata:g} without being it",
        )
        found.append(say.warning("nodata-near", why, "stored as no value"))
    return found
