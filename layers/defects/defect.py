"""Defects: what can be wrong with data, told in both languages, and how it is looked for."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import shapely

from layers.defects.finding import Finding, Severity
from layers.schema import Text

GEOMETRY = "geometry"
LISTED = 1000
SHOWN_LETTERS = 160
Places = npt.NDArray[np.intp]
Floats = npt.NDArray[np.float64]
TABLES = ("defects.csv", "plans.csv", "rasters.csv", "osm.csv", "levels.csv")


@dataclass(frozen=True, slots=True)
class Defect:
    """A kind of defect: its stable code, and what it is, why it matters and how it is mended."""

    code: str
    severity: Severity
    can_repair: bool
    title: Text
    explanation: Text

    def to_dict(self) -> dict[str, Any]:
        """Give the defect as plain data for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "can_repair": self.can_repair,
            "title": self.title.to_dict(),
            "explanation": self.explanation.to_dict(),
        }


@lru_cache(maxsize=1)
def known_defects() -> Mapping[str, Defect]:
    """Give every defect there is by its code, from the tables of this package."""
    tables = [files("layers.defects") / name for name in TABLES]
    lines = [csv.DictReader(t.read_text(encoding="utf-8").splitlines()) for t in tables]
    out = {}
    for line in chain.from_iterable(lines):
        severity = _severity(line["severity"])
        out[line["code"]] = Defect(
            line["code"],
            severity,
            line["repair"] == "yes",
            Text(line["title_id"], line["title_en"]),
            Text(line["explanation_id"], line["explanation_en"]),
        )
    return MappingProxyType(out)


def _severity(word: str) -> Severity:
    severities: dict[str, Severity] = {"error": "error", "warning": "warning", "note": "note"}
    return severities[word]


@dataclass(frozen=True)
class Table:
    """The rows of a file as detectors look at them.

    Attributes
    ----------
    attributes
        Columns under safe names, one type each, index 0…n-1.
    geometry
        Shapes in EPSG:4326 (x = longitude), None where there is none.
    rows
        Number of each row in the file.
    kinds
        Column → field type (`text`, `integer`, `number`, `boolean`, `date`, `datetime`).
    titles
        Column → its name in the file.
    today
        The day the data are looked at.
    written
        The coordinates stand in the file as decimal degrees in letters.
    arrow
        Columns of texts once more as Arrow keeps them, where there are such.
    """

    attributes: pd.DataFrame
    geometry: npt.NDArray[np.object_]
    rows: npt.NDArray[np.int64]
    kinds: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    today: dt.date = dt.date(9999, 12, 31)
    written: bool = False
    arrow: Mapping[str, pa.Array] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self.rows)

    def with_(self, **changes: Any) -> Table:
        """Give a copy with some parts changed."""
        if "attributes" in changes:
            changes = {"arrow": {}, **changes}
        return replace(self, **changes)

    def title(self, name: str) -> str:
        """Give the name a column has in the file."""
        return str(self.titles.get(name, name))

    def of_kind(self, *kinds: str) -> list[str]:
        """List the columns of some field types."""
        return [c for c in self.attributes.columns if self.kinds.get(c) in kinds]

    def values(self, name: str) -> npt.NDArray[np.object_]:
        """Give the values of a column, None for missing ones."""
        column = self.attributes[name]
        return column.astype(object).where(column.notna(), None).to_numpy(dtype=object, copy=True)

    def numbers(self, name: str) -> npt.NDArray[np.float64]:
        """Give the values of a column of numbers, NaN for missing ones."""
        return pd.to_numeric(self.attributes[name], errors="coerce").to_numpy(
            dtype=np.float64, na_value=np.nan
        )

    @cached_property
    def distinct(self) -> Mapping[str, pd.Series[Any]]:
        """The distinct texts of each column of texts, with how often each occurs."""
        names = self.of_kind("text", "date", "datetime")
        return {n: _counted(self.attributes[n], self.arrow.get(n)) for n in names}

    @cached_property
    def shape_kinds(self) -> npt.NDArray[np.int32]:
        """The type id of each geometry, -1 where there is none."""
        return np.asarray(shapely.get_type_id(self.geometry), dtype=np.int32)

    @cached_property
    def points(self) -> tuple[Places, Floats, Floats]:
        """The places of the points that are not empty, with their x and y."""
        places = np.flatnonzero(self.shape_kinds == 0)
        shapes = self.geometry if len(places) == len(self) else self.geometry[places]
        xy = shapely.get_coordinates(shapes)
        if len(xy) < len(places):
            places = places[~shapely.is_empty(shapes)]
        x, y = np.ascontiguousarray(xy.T)
        return places, x, y

    @cached_property
    def n_missing(self) -> Mapping[str, int]:
        """How many rows have no value, for each column."""
        counted = {name: len(self) - int(seen.sum()) for name, seen in self.distinct.items()}
        return {
            str(c): counted[c] if c in counted else int(self.attributes[c].isna().sum())
            for c in self.attributes.columns
        }

    @cached_property
    def shape_keys(self) -> npt.NDArray[np.uint64]:
        """A number for each geometry that is the same where the geometries are."""
        shapes = self.geometry
        places, x, y = self.points
        if len(places) == len(self):
            return pair_keys(x, y)
        blobs = shapely.to_wkb(shapes)
        blobs[self.shape_kinds < 0] = b""
        return np.asarray(pd.util.hash_array(blobs, categorize=False), dtype=np.uint64)

    @cached_property
    def stacked(self) -> Places:
        """The places of rows whose geometry another row has too."""
        return repeated(self.shape_keys)

    @cached_property
    def _spellings(self) -> Mapping[str, list[str]]:
        return {n: _spelled(self.distinct[n].index) for n in self.of_kind("text")}

    def texts(self) -> Iterator[tuple[str, list[str]]]:
        """Give the columns of texts, each with its distinct values."""
        yield from self._spellings.items()

    def places_of(self, name: str, wanted: Mapping[str, Any]) -> Places:
        """Give the places at which a column has one of some values."""
        return np.flatnonzero(self.attributes[name].isin(list(wanted)).to_numpy(dtype=bool))


def pair_keys(x: Floats, y: Floats) -> npt.NDArray[np.uint64]:
    """Give a number for each pair of numbers that is the same where the pairs are."""
    return np.asarray(x.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15) ^ y.view(np.uint64))


def repeated(keys: npt.NDArray[np.uint64]) -> Places:
    """Give the places of the keys that occur more than once.

    Examples
    --------
    >>> repeated(np.array([7, 5, 7, 6], dtype=np.uint64)).tolist()
    [0, 2]
    """
    # Sorting plain numbers takes a third of the time of looking each up.
    in_order = np.sort(keys)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    if not len(twice):
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(pd.Series(keys).isin(twice).to_numpy())


def _spelled(values: pd.Index[Any]) -> list[str]:
    plain = pd.api.types.infer_dtype(values, skipna=False) == "string"
    return list(values) if plain else [str(v) for v in values]


def _counted(texts: pd.Series[Any], column: pa.Array | None) -> pd.Series[Any]:
    """Count distinct texts, in order of their first place; `column` are the same in Arrow."""
    plain = texts.astype(object)
    try:
        if column is None:
            column = pa.array(plain.to_numpy(), type=pa.string(), from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError, TypeError):
        return plain.value_counts(dropna=True, sort=False)
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    seen = column.drop_null().value_counts()
    # Where each is there but once, the texts are at hand.
    alone = len(seen) == len(plain)
    words = plain.to_numpy() if alone else seen.field("values").to_numpy(zero_copy_only=False)
    names = pd.Index(words, dtype=object)
    return pd.Series(seen.field("counts").to_numpy(), index=names, name="count")


@dataclass(frozen=True)
class Suspicion:
    """One defect as it shows in a table.

    Attributes
    ----------
    code
        Which defect.
    message
        What was seen, with its numbers.
    places
        Positions in the table (0…n-1), empty where it concerns all of it.
    column
        The column concerned, `geometry` for shapes.
    before, after
        Values at the places; `after` is None where nothing can be proposed.
    clear
        There is one way to mend it, so that it may be mended on request.
    """

    code: str
    message: Text
    places: Places = field(default_factory=lambda: np.zeros(0, dtype=np.intp))
    column: str = ""
    before: Sequence[Any] = ()
    after: Sequence[Any] | None = None
    clear: bool = False

    def finding(self, table: Table, *, repaired: bool = False) -> Finding:
        """Give what is told about it; of rows that stay as they are, the first thousand."""
        defect = known_defects()[self.code]
        n = len(self.places) if repaired else LISTED
        action = "repaired" if repaired else "" if defect.severity == "note" else "kept"
        return Finding(
            None,
            self.code,
            self.message.en,
            defect.severity,
            action,
            self.message.id,
            self.column,
            tuple(table.rows[self.places[:n]].tolist()),
            tuple(shown(v) for v in self.before[:n]),
            tuple(shown(v) for v in self.after[:n]) if self.after is not None else (),
        )


def shown(value: Any) -> str:
    """Give a value as people read it: a position for a point, the kind for other shapes."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, shapely.Geometry):
        if value.geom_type == "Point" and not value.is_empty:
            return f"{value.x:.7g}, {value.y:.7g}"
        x0, y0, x1, y1 = value.bounds if not value.is_empty else (0, 0, 0, 0)
        return f"{value.geom_type} {x0:.5g}…{x1:.5g}, {y0:.5g}…{y1:.5g}"
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return text if len(text) <= SHOWN_LETTERS else text[: SHOWN_LETTERS - 1] + "…"


Look = Callable[[Table], Sequence[Suspicion]]
Mend = Callable[[Table, Suspicion], Table]


def put_values(table: Table, seen: Suspicion) -> Table:
    """Put the proposed values in place of the given ones."""
    assert seen.after is not None
    if seen.column == GEOMETRY:
        shapes = table.geometry.copy()
        shapes[seen.places] = np.array([*seen.after, None], dtype=object)[:-1]
        return table.with_(geometry=shapes)
    values = table.values(seen.column)
    values[seen.places] = np.array([*seen.after, None], dtype=object)[:-1]
    return with_column(table, seen.column, values, table.kinds[seen.column])


def with_column(
    table: Table, name: str, values: Sequence[Any] | npt.NDArray[Any], kind: str
) -> Table:
    """Give the table with a column of values of a field type, new or in place of the old."""
    dtypes = {"integer": "Int64", "number": "float64", "boolean": "boolean"}
    dtype = dtypes.get(kind, "object")
    plain = [np.nan if v is None else v for v in values] if kind == "number" else list(values)
    columns = {c: table.attributes[c] for c in table.attributes.columns}
    columns[name] = pd.Series(plain, dtype=dtype)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(table)))
    return table.with_(attributes=frame, kinds={**table.kinds, name: kind})


@dataclass(frozen=True, slots=True)
class Detector:
    """How defects of some codes are looked for, and mended where that is clear.

    `dear` detectors take time that grows faster than the rows: they run where the
    caller says so, or where a table is small.
    """

    codes: tuple[str, ...]
    look: Look
    mend: Mend = put_values
    dear: bool = False
