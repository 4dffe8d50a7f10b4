"""Contents: what a pyramid says of itself: its layers with their fields, extent and revisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from layers.layer import Layer
from layers.query import BBox
from layers.schema import FieldType
from layers.tiling import TileLayer
from layers.tiling.grid import MERCATOR_LATITUDE
from layers.tiling.labels import RANK

KINDS: Mapping[str, str] = {"integer": "Number", "number": "Number", "boolean": "Boolean"}
WORLD: BBox = (-180.0, -MERCATOR_LATITUDE, 180.0, MERCATOR_LATITUDE)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a pyramid holds.

    `layers` are told as TileJSON tells them; `revisions` map the id of each layer to the
    revision and moment of change that were drawn.
    """

    name: str
    description: str
    attribution: str
    bounds: BBox
    zooms: tuple[int, int]
    layers: Sequence[Mapping[str, Any]]
    revisions: Mapping[str, tuple[int, str]]

    def metadata(self) -> dict[str, Any]:
        """Give the metadata document of the file."""
        return {
            "name": self.name,
            "description": self.description,
            "attribution": self.attribution,
            "type": "overlay",
            "format": "pbf",
            "generator": "penyangga",
            "vector_layers": [dict(one) for one in self.layers],
            "revisions": {name: list(told) for name, told in self.revisions.items()},
        }


def contents_of(sources: Sequence[TileLayer], zooms: tuple[int, int], lang: str) -> Contents:
    """Say what a pyramid of some layers holds, in one language."""
    layers = [source.layer for source in sources]
    thanks = dict.fromkeys(layer.attribution for layer in layers if layer.attribution)
    return Contents(
        ", ".join(_said(layer, lang) for layer in layers),
        "\n".join(text for layer in layers if (text := getattr(layer.description, lang))),
        "; ".join(thanks),
        bounds_of(layers),
        zooms,
        [told for source in sources for told in _layers(source, zooms, lang)],
        {layer.id: (layer.revision, layer.modified) for layer in layers},
    )


def bounds_of(layers: Sequence[Layer]) -> BBox:
    """Give what layers cover together, within what Web Mercator reaches."""
    boxes = [layer.bbox for layer in layers if layer.bbox is not None]
    if not boxes:
        return WORLD
    west, south, east, north = zip(*boxes, strict=True)
    return (
        max(WORLD[0], min(west)),
        max(WORLD[1], min(south)),
        min(WORLD[2], max(east)),
        min(WORLD[3], max(north)),
    )


def _layers(source: TileLayer, zooms: tuple[int, int], lang: str) -> list[dict[str, Any]]:
    kinds: dict[str, FieldType] = {f.name: f.type for f in source.layer.schema.fields}
    kinds[RANK] = "integer"
    return [
        {
            "id": drawn.name,
            "description": _said(source.layer, lang),
            "minzoom": zooms[0],
            "maxzoom": zooms[1],
            "fields": {name: KINDS.get(kinds[name], "String") for name in drawn.fields},
        }
        for drawn in (source, source.labels)
        if drawn is not None
    ]


def _said(layer: Layer, lang: str) -> str:
    said: str = getattr(layer.title, lang)
    return said
