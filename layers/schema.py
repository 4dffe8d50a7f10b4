"""The shape of a layer's table: fields, their types, units and code lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from layers.errors import SchemaError
from layers.text import Text

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Field", "FieldType", "GeometryType", "Schema", "Text"]

FieldType = Literal["text", "integer", "number", "boolean", "date", "datetime"]
GeometryType = Literal[
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "Geometry"
]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, type, title, unit and, where it has one, its code list."""

    name: str
    type: FieldType
    title: Text
    unit: str | None = None
    codes: Mapping[str, Text] | None = None
    required: bool = False
    aliases: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the field as plain data for JSON."""
        out: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "title": self.title.to_dict(),
        }
        if self.unit:
            out["unit"] = self.unit
        if self.codes:
            out["codes"] = {code: text.to_dict() for code, text in self.codes.items()}
        if self.required:
            out["required"] = True
        if self.aliases:
            out["aliases"] = list(self.aliases)
        return out

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Field:
        """Read what `to_dict` wrote."""
        codes = data.get("codes")
        return cls(
            name=data["name"],
            type=data["type"],
            title=Text.of(data["title"]),
            unit=data.get("unit"),
            codes={k: Text.of(v) for k, v in codes.items()} if codes else None,
            required=bool(data.get("required", False)),
            aliases=tuple(data.get("aliases", ())),
        )


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a layer and the kind of geometry it holds."""

    fields: tuple[Field, ...] = field(default=())
    geometry: GeometryType = "Geometry"

    def __getitem__(self, name: str) -> Field:
        """Give the field of that name; SchemaError names the ones there are."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        have = ", ".join(self.names)
        raise SchemaError(
            Text(
                f"tidak ada kolom {name!r}; layer ini memiliki {have or 'tidak satu pun'}",
                f"no field {name!r}; the layer has {have or 'none'}",
            )
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fields, in order."""
        return tuple(f.name for f in self.fields)

    @property
    def time_field(self) -> Field | None:
        """The first date or datetime field, by which `datetime` filters."""
        return next((f for f in self.fields if f.type in ("date", "datetime")), None)

    def check(self, columns: Iterable[str]) -> list[str]:
        """List every problem between the given columns and this schema (empty = fits)."""
        have = set(columns)
        missing = [f.name for f in self.fields if f.required and f.name not in have]
        unknown = sorted(have - set(self.names) - {"geometry"})
        problems = [f"column {name!r} is missing" for name in missing]
        problems += [f"column {name!r} is not in the schema" for name in unknown]
        return problems

    def check_codes(self, frame: pd.DataFrame) -> list[str]:
        """List every value that is not in its field's code list, with how often it occurs."""
        problems = []
        for f in self.fields:
            if not f.codes or f.name not in frame:
                continue
            values = frame[f.name].dropna()
            strange = values[~values.isin(list(f.codes))].value_counts()
            problems += [f"{f.name}: unknown code {v!r} ({n} rows)" for v, n in strange.items()]
        return problems

    def to_dict(self) -> dict[str, Any]:
        """Give the schema as plain data for JSON."""
        return {"geometry": self.geometry, "fields": [f.to_dict() for f in self.fields]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Schema:
        """Read what `to_dict` wrote."""
        return cls(tuple(Field.from_dict(f) for f in data["fields"]), data["geometry"])
