"""State of a layer while edits are applied to it: the baseline's rows, and those changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import shapely

from layers.crs import STORAGE_CRS
from layers.scenarios.rows import Delta

if TYPE_CHECKING:
    from layers.layer import Layer

# Features that edits add are numbered above all others: this and the number of the edit.
ADDED = 1_000_000_000
GEOMETRY = "geometry"
CODE = "code"
Row = dict[str, Any]


class LayerState:
    """The rows of a layer, as the edits so far have left them.

    Parameters
    ----------
    layer
        The layer of the baseline.
    frame
        Its rows, whose index is the feature id.
    """

    def __init__(self, layer: Layer, frame: gpd.GeoDataFrame) -> None:
        self.layer = layer
        self.frame = frame
        self._changed: dict[int, Row] = {}
        self._gone: set[int] = set()

    def __contains__(self, feature: int) -> bool:
        """Say whether there is such a feature."""
        if feature in self._changed:
            return True
        return feature in self.frame.index and feature not in self._gone

    def row(self, feature: int) -> Row:
        """Give a row by its id: values by name, and its geometry."""
        found = self._changed.get(feature)
        return dict(self.frame.loc[feature]) if found is None else dict(found)

    def rows(self, features: Sequence[int]) -> dict[int, Row]:
        """Give many rows by their ids, as `row` gives them."""
        held = rows_of(self.frame, [i for i in features if i not in self._changed])
        return {i: held[i] if i in held else self.row(i) for i in features}

    def put(self, feature: int, row: Row) -> None:
        """Add a row, or change one."""
        self._changed[feature] = row
        self._gone.discard(feature)

    def take(self, feature: int) -> None:
        """Take a row off."""
        self._changed.pop(feature, None)
        if feature in self.frame.index:
            self._gone.add(feature)

    def find(self, name: str) -> int | None:
        """Give the id of a feature named by its id or by its code."""
        if name.isascii() and name.isdigit() and int(name) in self:
            return int(name)
        codes = (i for i, row in self._changed.items() if row.get(CODE) == name)
        found = next(codes, None)
        if found is None and CODE in self.frame:
            there = self.frame.index[(self.frame[CODE] == name).to_numpy()]
            found = next((int(i) for i in there if int(i) in self and i not in self._changed), None)
        return found

    def names(self) -> list[str]:
        """Give ids and codes there are, to tell of what is like one that is not."""
        codes = self.frame[CODE].dropna().astype(str).tolist() if CODE in self.frame else []
        return codes or [str(i) for i in self.frame.index]

    def meeting(self, shape: shapely.Geometry) -> list[int]:
        """Give the features whose geometry meets a shape."""
        hits = self.frame.sindex.query(shape, predicate="intersects")
        untouched = [int(i) for i in self.frame.index[np.sort(hits)]]
        found = [i for i in untouched if i in self and i not in self._changed]
        changed = (i for i, row in self._changed.items() if row[GEOMETRY] is not None)
        return found + [i for i in changed if shapely.intersects(self._changed[i][GEOMETRY], shape)]

    def where(self, field: str, value: Any) -> list[int]:
        """Give the features that have a value in a field."""
        there = self.frame.index[(self.frame[field] == value).to_numpy()]
        found = [int(i) for i in there if int(i) in self and int(i) not in self._changed]
        return found + [i for i, row in self._changed.items() if row.get(field) == value]

    def delta(self) -> Delta:
        """Give what has become of the layer."""
        ids = sorted(self._changed)
        added = frozenset(i for i in ids if i not in self.frame.index)
        columns = [c for c in self.frame.columns if c != GEOMETRY]
        data = {
            name: _typed([self._changed[i].get(name) for i in ids], self.frame[name])
            for name in columns
        }
        shapes = np.array([self._changed[i][GEOMETRY] for i in ids], dtype=object)
        frame = gpd.GeoDataFrame(
            data, geometry=shapes, crs=STORAGE_CRS, index=pd.Index(ids, dtype=np.int64, name="id")
        )
        return Delta(frame, added, frozenset(self._gone))


def rows_of(frame: gpd.GeoDataFrame, features: Sequence[int]) -> dict[int, Row]:
    """Give rows of a frame by their ids, all of which are there."""
    part = frame.loc[list(features)]
    columns = zip(*(list(part[name]) for name in part), strict=True)
    names = list(part)
    return {i: dict(zip(names, row, strict=True)) for i, row in zip(features, columns, strict=True)}


def _typed(values: list[Any], like: pd.Series[Any]) -> Any:
    missing = [None if value is None or pd.isna(value) else value for value in values]
    series = pd.Series(missing, dtype=object)
    try:
        return series.astype(like.dtype).array
    except (TypeError, ValueError):
        # A column of whole numbers or truths in which some are missing now.
        return series.array


def fingerprint(row: Mapping[str, Any]) -> str:
    """Give a short mark of a feature that differs when anything of it does."""
    shape = row[GEOMETRY]
    values = [(k, _told(v)) for k, v in sorted(row.items()) if k != GEOMETRY]
    wkb = b"" if shape is None else shapely.to_wkb(shapely.normalize(shape))
    return hashlib.sha256(orjson.dumps(values) + wkb).hexdigest()[:12]


def is_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two features have the same fingerprint, by their values first."""
    names = {*one, *other} - {GEOMETRY}
    if any(_told(one.get(name)) != _told(other.get(name)) for name in names):
        return False
    return fingerprint(one) == fingerprint(other)


def fingerprints(state: LayerState, features: Iterable[int]) -> dict[str, str]:
    """Give the marks of features of the baseline, by id."""
    there = state.frame.index
    return {str(i): fingerprint(dict(state.frame.loc[i])) for i in features if i in there}


def _told(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # noqa: PLR0124
        return None
    return value if isinstance(value, str) else str(value)
