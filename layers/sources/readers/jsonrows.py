"""Rows of GeoJSON as they come in: checked, and kept column by column."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from layers.defects.defect import shown
from layers.errors import SourceError
from layers.schema import Text
from layers.sources import findings as say
from layers.sources.findings import Finding, rows_said
from layers.sources.limits import Limits
from layers.sources.readers.jsonshapes import shapes
from layers.sources.reading import Geometries, geometry_array

if TYPE_CHECKING:
    from layers.sources.readers.regular.columns import Columns


@dataclass(frozen=True, slots=True)
class Repeated:
    """A name that occurs twice in one feature, with the value lost and the one kept."""

    row: int
    name: str
    lost: Any
    kept: Any


class _Object(list[tuple[str, Any]]):
    """The members of a JSON object, repeated ones too."""


@dataclass
class Gathered:
    """Features as they come in, column by column."""

    limits: Limits
    columns: dict[str, list[Any]] = field(default_factory=dict)
    geometry: list[Geometries] = field(default_factory=list)
    ids: list[Any] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    repeated: list[Repeated] = field(default_factory=list)
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
                Text(
                    f"lebih dari {self.limits.columns} properti berbeda; ini bukan tabel fitur",
                    f"more than {self.limits.columns} different properties; "
                    "this is not a table of features",
                ),
                code="too-many-columns",
            )
        for name in new:
            self.columns[name] = [None] * self.n
        for name, values in self.columns.items():
            values += [row.get(name) for row in rows]


def repeated(row: int, text: bytes) -> list[Repeated]:
    """Find names that occur twice among the members of a feature or its properties.

    Examples
    --------
    >>> repeated(1, b'{"properties": {"nama": "y", "nama": "z"}}')
    [Repeated(row=1, name='nama', lost='y', kept='z')]
    """
    found = []
    whole = json.loads(text, object_pairs_hook=_Object)
    pairs = whole if isinstance(whole, _Object) else _Object()
    inner = [v for name, v in pairs if name == "properties" and isinstance(v, _Object)]
    for members in (pairs, *inner):
        held: dict[str, Any] = {}
        for name, value in members:
            if name in held:
                found.append(Repeated(row, name, _told(held[name]), _told(value)))
            held[name] = value
    return found


def _told(value: Any) -> Any:
    return "{…}" if isinstance(value, _Object | list) else value


def repeated_said(found: Sequence[Repeated]) -> list[Finding]:
    """Tell of each name that occurs twice in features, with all rows and values."""
    out = []
    for name in dict.fromkeys(one.name for one in found):
        of_name = [one for one in found if one.name == name]
        rows = rows_said([one.row for one in of_name])
        first = of_name[0]
        lost, kept = shown(first.lost), shown(first.kept)
        out.append(
            Finding(
                None,
                "duplicate-name",
                f"{name!r} occurs twice in {rows.en}: {lost!r} is lost, {kept!r} kept",
                "warning",
                "",
                f"{name!r} muncul dua kali pada {rows.id}: {lost!r} hilang, {kept!r} disimpan",
                name,
                tuple(one.row for one in of_name),
                tuple(shown(one.lost) for one in of_name),
                tuple(shown(one.kept) for one in of_name),
            )
        )
    return out


def _too_many(limits: Limits) -> SourceError:
    return SourceError(
        Text(
            f"lebih dari {limits.rows:,} fitur; belah berkasnya",
            f"more than {limits.rows:,} features; split the file",
        ),
        code="too-big",
    )


def _fault(feature: Any) -> Text | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        kind = feature.get("type") if isinstance(feature, dict) else feature
        return Text(
            f"yang diminta objek bertipe Feature, yang ada {str(kind)[:40]!r}",
            f"wanted an object of type Feature, got {str(kind)[:40]!r}",
        )
    if not isinstance(feature.get("properties"), dict | None):
        return Text(
            "properties harus berupa objek atau null", "properties must be an object or null"
        )
    return None


def _has_height(geometry: Any) -> bool:
    """Look at the first position only: files hold heights throughout or not at all."""
    inner = geometry.get("coordinates") if isinstance(geometry, dict) else None
    while isinstance(inner, list) and inner and isinstance(inner[0], list):
        inner = inner[0]
    return isinstance(inner, list) and len(inner) > 2
