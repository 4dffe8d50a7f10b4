"""Collection: a vector layer as it is published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from layers.layer import Layer
from layers.schema import Field
from layers.tiling.labels import is_named

PAGING = (
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "f",
    "filter",
    "filter-crs",
    "filter-lang",
    "lang",
    "limit",
    "max-allowable-offset",
    "maxAllowableOffset",
    "next",
    "offset",
    "properties",
    "skip-geometry",
    "skipGeometry",
    "sortby",
    "zoom-level",
)


def label_source(layer: Layer) -> str | None:
    """Give the address of the points that name the areas of a layer; None where none do."""
    return f"/geojson/{layer.id}/labels" if is_named(layer) else None


def is_drawn(layer: Layer) -> bool:
    """Say whether a vector layer has places, so that there are tiles of it; a table has none."""
    return layer.bbox is not None or not layer.n_features


@dataclass(frozen=True, slots=True)
class Collection:
    """A vector layer as it is published: what does not change until its revision does.

    `home` is its address in the service.
    """

    layer: Layer
    filters: Mapping[str, Field]
    known: frozenset[str]
    home: str

    @classmethod
    def of(cls, layer: Layer) -> Collection:
        """Prepare a layer; a field named like a parameter of ours cannot be filtered by."""
        filters = {f.name: f for f in layer.schema.fields if f.name not in PAGING}
        known = frozenset((*PAGING, *filters))
        return cls(layer, filters, known, f"/collections/{layer.id}")
