"""Tilesets: what tiles a layer has, as OGC API Tiles and as TileJSON; and the grids themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from layers.layer import Layer
from layers.query import BBox
from layers.schema import FieldType
from layers.text import Text
from layers.tiling import GRIDS, WEB_MERCATOR, TileGrid
from layers.tiling.grid import (
    BUFFER,
    DEEPEST_USEFUL,
    DEGREE_M,
    EXTENT,
    MAX_ZOOM,
    MERCATOR_LATITUDE,
    PIXEL_M,
)
from layers.tiling.labels import RANK, SUFFIX, is_named, label_fields
from server.collection import Collection
from server.config import ServerSettings
from server.documents.collections import JSON_TYPES, licence_page
from server.exchange.answer import JSON, MVT
from server.exchange.language import Language, say
from server.exchange.links import Link, address, link
from server.exchange.visit import Visit
from server.tiles.request import read_selections, revision_mark

TILING_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILE_SIDE = 256
RANKED: dict[str, FieldType] = {RANK: "integer"}
_DIMENSIONS = {"Point": 0, "LineString": 1, "Polygon": 2}
_TILEJSON_TYPES = {"integer": "Number", "number": "Number", "boolean": "Boolean"}


def tile_matrix_sets_document(visit: Visit) -> dict[str, Any]:
    """Give the list of grids tiles come in."""
    return {
        "tileMatrixSets": [
            {
                "id": grid.id,
                "title": say(grid.title, visit.language),
                "uri": grid.uri,
                "crs": grid.crs,
                "links": [link(f"{visit.base_url}/tileMatrixSets/{grid.id}", "self", JSON)],
            }
            for grid in GRIDS.values()
        ]
    }


def tile_matrix_set_document(grid: TileGrid, visit: Visit) -> dict[str, Any]:
    """Give one grid, zoom by zoom, as the OGC standard describes it."""
    return {
        "id": grid.id,
        "title": say(grid.title, visit.language),
        "uri": grid.uri,
        "crs": grid.crs,
        "orderedAxes": ["Lon", "Lat"] if grid.deeper else ["X", "Y"],
        "wellKnownScaleSet": (
            "http://www.opengis.net/def/wkss/OGC/1.0/GoogleCRS84Quad"
            if grid.deeper
            else "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
        ),
        "tileMatrices": [_matrix(grid, zoom) for zoom in range(MAX_ZOOM + 1)],
    }


def _matrix(grid: TileGrid, zoom: int) -> dict[str, Any]:
    west, _, east, north = grid.crs_box(zoom, 0, 0)
    cell = (east - west) / TILE_SIDE
    columns, rows = grid.shape(zoom)
    return {
        "id": str(zoom),
        "scaleDenominator": cell * (DEGREE_M if grid.deeper else 1) / PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [west, north],
        "tileWidth": TILE_SIDE,
        "tileHeight": TILE_SIDE,
        "matrixWidth": columns,
        "matrixHeight": rows,
    }


@dataclass(frozen=True, slots=True)
class Tileset:
    """Layers that are given in one tile: a collection's, or several of the workspace.

    `home` is the address of their tilesets, `chosen` what follows the address of a tile.
    """

    title: Text
    collections: Sequence[Collection]
    home: str
    chosen: str = ""

    @classmethod
    def of_collection(cls, collection: Collection, visit: Visit) -> Tileset:
        """Give the tiles of one layer."""
        layer = collection.layer
        return cls(layer.title, [collection], f"{visit.base_url}/collections/{layer.id}/tiles")

    @classmethod
    def of_dataset(
        cls, settings: ServerSettings, chosen: str | None, known: Sequence[Collection], visit: Visit
    ) -> Tileset:
        """Give the tiles of several layers; `chosen` are the ids asked for, if any were."""
        ids = ",".join(one.layer.id for one in known)
        after = "" if chosen is None else f"?collections={ids}"
        return cls(settings.title, known, f"{visit.base_url}/tiles", after)

    @property
    def layers(self) -> list[Layer]:
        """The layers, as they are now."""
        return [one.layer for one in self.collections]

    @property
    def bbox(self) -> BBox | None:
        """What the layers cover together, in degrees."""
        boxes = [layer.bbox for layer in self.layers if layer.bbox is not None]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)


def tilesets_document(tileset: Tileset, visit: Visit) -> dict[str, Any]:
    """Give the list of tilesets of some layers: one in each grid."""
    links = [link(tileset.home + tileset.chosen, "self", JSON)]
    return {
        "links": links,
        "tilesets": [
            _tileset(tileset, grid, visit) | {"links": _tileset_links(tileset, grid, visit)}
            for grid in GRIDS.values()
        ],
    }


def _tileset(tileset: Tileset, grid: TileGrid, visit: Visit) -> dict[str, Any]:
    return {
        "title": say(tileset.title, visit.language),
        "dataType": "vector",
        "crs": grid.crs,
        "tileMatrixSetURI": grid.uri,
    }


def _tileset_links(tileset: Tileset, grid: TileGrid, visit: Visit) -> list[Link]:
    here, chosen = f"{tileset.home}/{grid.id}", tileset.chosen
    template = f"{here}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}{chosen}"
    links: list[Any] = [
        link(here + chosen, "self", JSON),
        {**link(template, "item", MVT), "templated": True},
        link(f"{visit.base_url}/tileMatrixSets/{grid.id}", TILING_REL, JSON),
    ]
    if grid is WEB_MERCATOR and tileset.collections:
        links.append(link(f"{_xyz(tileset, visit)}/tilejson.json", "describedby", JSON))
    return links


def _xyz(tileset: Tileset, visit: Visit) -> str:
    return f"{visit.base_url}/tiles/{','.join(layer.id for layer in tileset.layers)}"


def tileset_document(tileset: Tileset, grid: TileGrid, visit: Visit) -> dict[str, Any]:
    """Give one tileset: its grid, where it has tiles, its layers and their fields."""
    layers = tileset.layers
    document = {
        **_tileset(tileset, grid, visit),
        "links": _tileset_links(tileset, grid, visit),
        "tileMatrixSetLimits": list(_limits(tileset.bbox, grid)),
        **_box(tileset.bbox),
        "layers": [told for layer in layers for told in _layers(layer, visit)],
    }
    if len(layers) != 1:
        return document
    (layer,) = layers
    return {
        **document,
        "revision": layer.revision,
        "attribution": layer.attribution,
        "license": licence_page(layer.licence) or layer.licence,
    }


def _layers(layer: Layer, visit: Visit) -> Iterable[dict[str, Any]]:
    """Give what a layer is in a tile: itself, and the points that name its areas."""
    zooms = {"minTileMatrix": "0", "maxTileMatrix": str(MAX_ZOOM)}
    yield {
        "id": layer.id,
        "title": say(layer.title, visit.language),
        "dataType": "vector",
        **_dimension(layer),
        **zooms,
        "propertiesSchema": {
            "type": "object",
            "properties": {f.name: dict(JSON_TYPES[f.type]) for f in layer.schema.fields},
        },
    }
    if is_named(layer):
        fields = {name: layer.schema[name].type for name in label_fields(layer)}
        yield {
            "id": layer.id + SUFFIX,
            "title": f"{say(layer.title, visit.language)}: label",
            "dataType": "vector",
            "geometryDimension": 0,
            **zooms,
            "propertiesSchema": {
                "type": "object",
                "properties": {
                    name: dict(JSON_TYPES[kind]) for name, kind in (fields | RANKED).items()
                },
            },
        }


def _dimension(layer: Layer) -> dict[str, int]:
    kind = layer.schema.geometry.removeprefix("Multi")
    return {"geometryDimension": _DIMENSIONS[kind]} if kind in _DIMENSIONS else {}


def _box(bbox: BBox | None) -> dict[str, Any]:
    if bbox is None:
        return {}
    west, south, east, north = bbox
    return {
        "boundingBox": {
            "lowerLeft": [west, south],
            "upperRight": [east, north],
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        }
    }


def _limits(bbox: BBox | None, grid: TileGrid) -> Iterable[dict[str, Any]]:
    if bbox is None:
        return
    west, south, east, north = bbox
    for zoom in range(MAX_ZOOM + 1):
        left, top = grid.tile_at(zoom, west, north)
        right, bottom = grid.tile_at(zoom, east, south)
        yield {
            "tileMatrix": str(zoom),
            "minTileRow": top,
            "maxTileRow": bottom,
            "minTileCol": left,
            "maxTileCol": right,
        }


def tilejson_document(tileset: Tileset, visit: Visit) -> dict[str, Any]:
    """Give the tiles of some layers as TileJSON 3.0; the address names the revision.

    Raises
    ------
    ParameterError
        If the visit's `properties` names a field that none of the layers has.
    """
    layers = tileset.layers
    wanted = dict(visit.pairs).get("properties")
    chosen = read_selections(wanted, layers)
    query = {"revision": revision_mark(*layers)}
    query |= {} if wanted is None else {"properties": wanted}
    thanks = dict.fromkeys(layer.attribution for layer in layers if layer.attribution)
    document: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": ", ".join(say(layer.title, visit.language) for layer in layers),
        "description": "\n".join(say(layer.description, visit.language) for layer in layers),
        "attribution": "; ".join(thanks),
        "version": f"{max(layer.revision for layer in layers)}.0.0",
        "scheme": "xyz",
        "tiles": [address(f"{_xyz(tileset, visit)}/{{z}}/{{x}}/{{y}}.pbf", query.items())],
        "minzoom": 0,
        "maxzoom": DEEPEST_USEFUL,
        "vector_layers": [
            told | {"minzoom": 0, "maxzoom": DEEPEST_USEFUL}
            for layer, fields in zip(layers, chosen, strict=True)
            for told in vector_layers(layer, visit.language, fields)
        ],
        "x-extent": EXTENT,
        "x-buffer": BUFFER,
    }
    if tileset.bbox is not None:
        west, south, east, north = tileset.bbox
        limit = MERCATOR_LATITUDE
        document["bounds"] = [west, max(-limit, south), east, min(limit, north)]
    return document


def vector_layers(
    layer: Layer, language: Language, chosen: Sequence[str] | None = None
) -> Iterable[dict[str, Any]]:
    """Give what a layer is in a tile in the words of TileJSON; `chosen` fields alone, or all."""
    kinds = {f.name: f.type for f in layer.schema.fields}
    told = [(layer.id, {k: v for k, v in kinds.items() if chosen is None or k in chosen})]
    if is_named(layer):
        named = {name: kinds[name] for name in label_fields(layer)}
        told.append((layer.id + SUFFIX, named | RANKED))
    for name, fields in told:
        yield {
            "id": name,
            "description": say(layer.title, language),
            "fields": {
                field: _TILEJSON_TYPES.get(kind, "String") for field, kind in fields.items()
            },
        }
