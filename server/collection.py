"""Collection: a vector layer as it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.layer import Layer
from layers.schema import Field

PAGING = (
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "f",
    "lang",
    "limit",
    "next",
    "offset",
    "properties",
)


@dataclass(frozen=True, slots=True)
class Collection:
    """A vector layer as it is published: what does not change until its revision does."""

    layer: Layer
    filters: Mapping[str, Field]
    known: frozenset[str]

    @classmethod
    def of(cls, layer: Layer) -> Collection:
        """Prepare a layer; a field named like a parameter of ours cannot be filtered by."""
        filters = {f.name: f for f in layer.schema.fields if f.name not in PAGING}
        return cls(layer, filters, frozenset((*PAGING, *filters)))
