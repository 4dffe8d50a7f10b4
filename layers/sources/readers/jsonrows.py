"""Rows of GeoJSON as they come in: checked, and kept column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.errors import SourceError
from layers.sources import findings as say
from layers.sources.findings import Finding
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import shapes
from layers.sources.reading import Geometries, geometry_array

if TYPE_CHECKING:
    from layers.sources.readers.regular.columns import Columns


@dataclass
class Gathered:
    """Features as they come in, column by column."""

    limits: Limits
    columns: dict[str, list[Any]] = field(default_factory=dict)
    geometry: list[Geometries] = field(default_factory=list)
    ids: list[Any] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    n: int = 0
    n_high: int = 0

    def add(self, features: Sequence[Any]) -> None:
        """Take the next features of the file, in order."""
        if self.n + len(features) > self.limits.rows:
            raise _too_many(self.limits)
        good = [self._checked(i, f) for i, f in enumerate(features, self.n + 1)]
        held = [f.get("geometry") for f in good]
        made, faults = shapes(held, depth=self.limits.collection_depth)
        self.findings += [say.error(self.n + 1 + i, code, why) for i, code, why in faults]
        self.n_high += sum(map(_has_height, held))
        self.geometry.append(made)
        self.ids += [f.get("id") for f in good]
        self._properties([f.get("properties") or {} for f in good])
        self.n += len(features)

    def extend(self, columns: Columns) -> None:
        """Take the next features of the file as columns that were read already."""
        if self.n + len(columns.ids) > self.limits.rows:
            raise _too_many(self.limits)
        self.geometry.append(columns.geometry)
        self.ids += columns.ids
        for name, values in columns.properties.items():
            self.columns.setdefault(name, []).extend(values)
        self.n += len(columns.ids)

    def shapes(self) -> Geometries:
        """Give the shapes of all features, None where there is none."""
        return np.concatenate([geometry_array([]), *self.geometry])

    def _checked(self, row: int, feature: Any) -> dict[str, Any]:
        why = _fault(feature)
        if why is None:
            return feature  # type: ignore[no-any-return]
        self.findings.append(say.error(row, "bad-row", why))
        return {}

    def _properties(self, rows: list[dict[str, Any]]) -> None:
        names = [*rows[0]] if rows else []
        if not all(row.keys() == rows[0].keys() for row in rows):
            names = list(dict.fromkeys(name for row in rows for name in row))
        new = [name for name in names if name not in self.columns]
        if len(self.columns) + len(new) > self.limits.columns:
            raise SourceError(
                f"more than {self.limits.columns} different properties; "
                "this is not a table of features",
                code="too-many-columns",
            )
        for name in new:
            self.columns[name] = [None] * self.n
        for name, values in self.columns.items():
            values += [row.get(name) for row in rows]


def _too_many(limits: Limits) -> SourceError:
    return SourceError(f"more than {limits.rows:,} features; split the file", code="too-big")


def _fault(feature: Any) -> str | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        kind = feature.get("type") if isinstance(feature, dict) else feature
        return f"wanted an object of type Feature, got {str(kind)[:40]!r}"
    if not isinstance(feature.get("properties"), dict | None):
        return "properties must be an object or null"
    return None


def _has_height(geometry: Any) -> bool:
    """Look at the first position only: files hold heights throughout or not at all."""
    inner = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(inner, list) and inner and isinstance(inner[0], list):
        inner = inner[0]
    return isinstance(inner, list) and len(inner) > 2
