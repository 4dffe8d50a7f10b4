"""Harvest: rows taken from an extract, gathered column by column and made in batches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.errors import SourceError
from layers.query import BBox
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.osm.shapes import Geometries, meeting, shaped
from layers.sources.osm.theme import OsmTheme

BATCH = 50_000
NAMED = 1000  # objects left out that are named one by one


@dataclass(frozen=True, slots=True)
class Kept:
    """One batch of rows with their geometries; `codes` point into the words of each column."""

    ids: npt.NDArray[np.int64]
    types: Geometries
    shapes: Geometries
    rows: npt.NDArray[np.int64]
    codes: list[npt.NDArray[np.int32]]


class Words:
    """The values of one column: each different word once, and its number for every row."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def numbered(self, words: Geometries) -> npt.NDArray[np.int32]:
        """Give the numbers of these words, new ones after those known; -1 for None."""
        codes, different = pd.factorize(words)
        known = self._numbers
        numbers = [known.setdefault(word, len(known)) for word in different.tolist()]
        return np.array([*numbers, -1], dtype=np.int32)[codes]

    def values(self, codes: npt.NDArray[np.int32]) -> Geometries:
        """Give the words of these numbers, spaces at their ends removed, empty ones missing."""
        held = np.empty(len(self._numbers) + 1, dtype=object)
        held[:-1] = [word.strip() or None for word in self._numbers]
        return held[codes]


@dataclass
class Harvest:
    """Rows of one theme as they come out of a file, and what was left behind.

    `left` counts the objects left out by what was wrong with them; `values`
    counts tag values of the theme's keys that its table does not take.
    """

    theme: OsmTheme
    limits: Limits
    box: BBox | None = None
    n: int = 0
    n_outside: int = 0
    left: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)
    _types: list[str] = field(default_factory=list)
    _blobs: list[str] = field(default_factory=list)
    _values: list[str | None] = field(default_factory=list)
    _columns: dict[str, Words] = field(default_factory=dict)
    _keys: tuple[str, ...] = ()
    _kept: list[Kept] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._columns = {key: Words() for key, _ in self.theme.columns}
        self._keys = tuple(self._columns)

    def number(self) -> int:
        """Count one more object of the theme and give its row number.

        Raises
        ------
        SourceError
            `too-big` beyond the rows accepted.
        """
        self.n += 1
        if self.n > self.limits.rows:
            raise SourceError(
                Text(
                    f"lebih dari {self.limits.rows:,} {self.theme.title.id.lower()}; ambil ekstrak "
                    "yang lebih kecil atau berikan --bbox",
                    f"more than {self.limits.rows:,} {self.theme.title.en.lower()}; "
                    "take a smaller extract or give --bbox",
                ),
                code="too-big",
            )
        return self.n

    def add(self, kind: str, osm_id: int, tags: Mapping[str, str], blob: str) -> None:
        """Take one object: its kind, id, tags and WKB in hexadecimal letters."""
        self._rows.append(self.number())
        self._ids.append(osm_id)
        self._types.append(kind)
        self._blobs.append(blob)
        get = tags.get
        self._values += [get(key) for key in self._keys]
        if len(self._blobs) >= BATCH:
            self.flush()

    def refuse(self, code: str, what: str, why: Text) -> None:
        """Leave one object of the theme out, naming it as long as there are not too many."""
        self._leave(self.number(), code, what, why)

    def _leave(self, row: int, code: str, what: str, why: Text) -> None:
        self.left[code] += 1
        if self.left[code] <= NAMED:
            told = Text(f"{what}: {why.id}", f"{what}: {why.en}")
            self.findings.append(
                Finding(row, code, told.en, "warning", "left out", message_id=told.id)
            )

    def flush(self) -> None:
        """Make geometries of the rows gathered since the last time."""
        shapes = shaped(self._blobs, self.theme.shape)
        ids, rows = np.array(self._ids, dtype=np.int64), np.array(self._rows, dtype=np.int64)
        keep = shapely.get_type_id(shapes) >= 0
        self._open_lines(rows[~keep].tolist(), ids[~keep].tolist())
        if self.box is not None:
            met = meeting(shapes, self.box)
            self.n_outside += int((keep & ~met).sum())
            keep &= met
        types = np.array(self._types, dtype=object)
        table = np.empty(len(self._values), dtype=object)
        table[:] = self._values
        table = table.reshape(len(ids), len(self._keys))[keep]
        columns = zip(self._columns.values(), table.T, strict=True)
        codes = [words.numbered(np.ascontiguousarray(column)) for words, column in columns]
        self._kept.append(Kept(ids[keep], types[keep], shapes[keep], rows[keep], codes))
        self._rows, self._ids, self._types, self._blobs, self._values = [], [], [], [], []

    def _open_lines(self, rows: list[int], ids: list[int]) -> None:
        why = Text(
            "garisnya terbuka, padahal diperlukan area", "the line is open where an area was wanted"
        )
        for row, osm_id in zip(rows, ids, strict=True):
            self._leave(row, "osm-not-area", f"way {osm_id}", why)

    def rows(self) -> tuple[dict[str, Any], Geometries, Any]:
        """Give all rows: values by tag key, geometries and row numbers."""
        self.flush()
        kept = self._kept
        values: dict[str, Any] = {
            "osm_id": np.concatenate([k.ids for k in kept]),
            "osm_type": np.concatenate([k.types for k in kept]),
        }
        for place, (key, words) in enumerate(self._columns.items()):
            values[key] = words.values(np.concatenate([k.codes[place] for k in kept]))
        shapes = np.concatenate([k.shapes for k in kept])
        rows = np.concatenate([k.rows for k in kept])
        last = self._last(values["osm_id"], values["osm_type"], rows)
        if last.all():
            return values, shapes, rows
        return {key: held[last] for key, held in values.items()}, shapes[last], rows[last]

    def _last(self, ids: Any, types: Geometries, rows: Any) -> npt.NDArray[np.bool_]:
        """Mark the last of several objects of one kind and id: the newest version."""
        if len(np.unique(ids)) == len(ids):
            return np.ones(len(ids), dtype=bool)
        last = ~pd.DataFrame({"id": ids, "type": types}).duplicated(keep="last").to_numpy()
        objects = [f"{t} {i}" for t, i in zip(types[~last], ids[~last], strict=True)]
        why = Text("muncul lagi kemudian dalam berkas", "it comes again later in the file")
        for row, what in zip(rows[~last].tolist(), objects, strict=True):
            self._leave(row, "duplicate-id", what, why)
        return np.asarray(last, dtype=bool)

    def remarks(self) -> list[Finding]:
        """Say what was left out and why, in a few sentences about the whole file."""
        found = list(self.findings)
        for code, n in self.left.items():
            if n > NAMED and code != "osm-deleted":
                told = Text(f"{n - NAMED:,} objek lagi", f"{n - NAMED:,} more objects")
                found.append(say.warning(code, told, "left out"))
        if self.left["osm-deleted"]:
            n = self.left["osm-deleted"]
            told = Text(f"{n:,} objek sudah dihapus", f"{n:,} objects were deleted")
            found.append(say.note("osm-deleted", told, "left out"))
        if self.kinds:
            found.append(say.warning("osm-wrong-type", _counted(self.kinds, 8), "left out"))
        if self.values:
            found.append(say.note("osm-left-out", _counted(self.values, 12), "left out"))
        if self.box is not None:
            n = self.n - sum(self.left.values())
            told = Text(
                f"{self.n_outside:,} dari {n:,} objek di luar kotak; yang melintasinya utuh",
                f"{self.n_outside:,} of {n:,} objects outside the box; those crossing it are whole",
            )
            found.append(say.note("outside-box", told, "left out as asked"))
        return found


def _counted(counts: Counter[str], most: int) -> Text:
    """Name what was counted, the most frequent first."""
    shown = ", ".join(f"{what} ({n:,})" for what, n in counts.most_common(most))
    more = len(counts) - most
    if more <= 0:
        return Text(shown, shown)
    return Text(f"{shown} dan {more} nilai lain", f"{shown} and {more} more values")
