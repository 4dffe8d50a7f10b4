"""Fitted: a frame on its way to the columns of a theme, and the steps every theme takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.errors import SchemaError
from layers.schema import Field, Text
from layers.sources.findings import Finding


@dataclass(frozen=True)
class Fitted:
    """A frame whose columns follow a theme, its fields, and what was seen on the way.

    `mapping` goes from the column's name in the file to its name in the layer.
    `asked` is what the caller said that a theme may need (legend, data_date, file);
    `told` what the theme tells of the data as a whole (data_date, method).
    """

    frame: gpd.GeoDataFrame
    fields: tuple[Field, ...]
    theme: str
    mapping: Mapping[str, str]
    findings: tuple[Finding, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)

    def with_(self, *findings: Finding, **changes: Any) -> Fitted:
        """Give a copy with some parts changed and findings added."""
        return replace(self, findings=(*self.findings, *findings), **changes)


def renamed(fitted: Fitted, old: str, new: Field) -> Fitted:
    """Give a column the name and description the theme has for it, putting it in front."""
    frame = fitted.frame
    if new.name in frame and old != new.name:
        fitted = aside(fitted, new.name)
        frame = fitted.frame
    frame = frame.rename(columns={old: new.name})
    if new.type == "text" and not isinstance(frame[new.name].dtype, pd.StringDtype):
        frame[new.name] = frame[new.name].astype(object).map(as_text)
    others = tuple(f for f in fitted.fields if f.name not in (old, new.name))
    mapping = {k: new.name if v == old else v for k, v in fitted.mapping.items()}
    return replace(fitted, frame=frame, fields=(new, *others), mapping=mapping)


def as_text(value: Any) -> str | None:
    """Give a value as text, None for what is missing."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return str(value)


def aside(fitted: Fitted, name: str) -> Fitted:
    """Rename a column that stands in the way, keeping its content."""
    free = f"{name}_source"
    while free in fitted.frame:
        free += "_"
    fields = tuple(replace(f, name=free) if f.name == name else f for f in fitted.fields)
    mapping = {k: free if v == name else v for k, v in fitted.mapping.items()}
    return replace(
        fitted, frame=fitted.frame.rename(columns={name: free}), fields=fields, mapping=mapping
    )


def found_column(frame: pd.DataFrame, names: Iterable[str]) -> str | None:
    """Give the first of the names that is a column."""
    return next((n for n in names if n in frame.columns), None)


def missing_column(what: str, frame: pd.DataFrame, names: Iterable[str]) -> SchemaError:
    """Give the error for a column that a theme cannot do without."""
    have = ", ".join(str(c) for c in frame.columns if c != "geometry") or "none"
    wanted = ", ".join(names)
    return SchemaError(
        Text(
            f"tidak ada kolom untuk {what}; kolomnya {have}. Yang diminta salah satu dari "
            f"{wanted}; atau sebutkan kolom yang memuatnya (--map {what}=KOLOM), atau tambahkan "
            "layer dengan --theme generic",
            f"no column for {what}; the columns are {have}. Wanted one of {wanted}; or name the "
            f"column that holds it (--map {what}=COLUMN), or add the layer with --theme generic",
        ),
        code="column-missing",
    )
