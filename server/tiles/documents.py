"""Tilesets: what tiles a layer has, as OGC API Tiles and as TileJSON; and the grids themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from layers.layer import Layer
from layers.tiling import GRIDS, WEB_MERCATOR, TileGrid
from layers.tiling.grid import (
    BUFFER,
    DEGREE_M,
    EXTENT,
    MAX_ZOOM,
    MERCATOR_LATITUDE,
    PIXEL_M,
)
from server.collection import Collection
from server.documents.collections import JSON_TYPES, licence_page
from server.exchange.answer import JSON, MVT
from server.exchange.language import say
from server.exchange.links import Link, link
from server.exchange.visit import Visit
from server.tiles.request import revision_mark

TILING_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILE_SIDE = 256
# Beyond this zoom every feature is drawn with nearly all its vertices: maps enlarge its tiles.
DEEPEST_USEFUL = 16
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


def tilesets_document(collection: Collection, visit: Visit) -> dict[str, Any]:
    """Give the list of tilesets of a layer: one in each grid."""
    here = f"{visit.base_url}/collections/{collection.layer.id}/tiles"
    return {
        "links": [link(here, "self", JSON)],
        "tilesets": [
            _tileset(collection.layer, grid, visit)
            | {"links": [link(f"{here}/{grid.id}", "self", JSON), *_tile_links(here, grid, visit)]}
            for grid in GRIDS.values()
        ],
    }


def _tileset(layer: Layer, grid: TileGrid, visit: Visit) -> dict[str, Any]:
    return {
        "title": say(layer.title, visit.language),
        "dataType": "vector",
        "crs": grid.crs,
        "tileMatrixSetURI": grid.uri,
    }


def _tile_links(here: str, grid: TileGrid, visit: Visit) -> list[Link]:
    template = f"{here}/{grid.id}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    links: list[Any] = [
        {**link(template, "item", MVT), "templated": True},
        link(f"{visit.base_url}/tileMatrixSets/{grid.id}", TILING_REL, JSON),
    ]
    return links


def tileset_document(collection: Collection, grid: TileGrid, visit: Visit) -> dict[str, Any]:
    """Give one tileset of a layer: its grid, where it has tiles, and its fields."""
    layer = collection.layer
    here = f"{visit.base_url}/collections/{layer.id}/tiles"
    links = [link(f"{here}/{grid.id}", "self", JSON), *_tile_links(here, grid, visit)]
    if grid is WEB_MERCATOR:
        tilejson = f"{visit.base_url}/tiles/{layer.id}/tilejson.json"
        links.append(link(tilejson, "describedby", JSON))
    return {
        **_tileset(layer, grid, visit),
        "links": links,
        "tileMatrixSetLimits": list(_limits(layer, grid)),
        **_box(layer),
        "layers": [
            {
                "id": layer.id,
                "title": say(layer.title, visit.language),
                "dataType": "vector",
                **_dimension(layer),
                "minTileMatrix": "0",
                "maxTileMatrix": str(MAX_ZOOM),
                "propertiesSchema": {
                    "type": "object",
                    "properties": {f.name: dict(JSON_TYPES[f.type]) for f in layer.schema.fields},
                },
            }
        ],
        "revision": layer.revision,
        "attribution": layer.attribution,
        "license": licence_page(layer.licence) or layer.licence,
    }


def _dimension(layer: Layer) -> dict[str, int]:
    kind = layer.schema.geometry.removeprefix("Multi")
    return {"geometryDimension": _DIMENSIONS[kind]} if kind in _DIMENSIONS else {}


def _box(layer: Layer) -> dict[str, Any]:
    if layer.bbox is None:
        return {}
    west, south, east, north = layer.bbox
    return {
        "boundingBox": {
            "lowerLeft": [west, south],
            "upperRight": [east, north],
            "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        }
    }


def _limits(layer: Layer, grid: TileGrid) -> Iterable[dict[str, Any]]:
    if layer.bbox is None:
        return
    west, south, east, north = layer.bbox
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


def tilejson_document(collection: Collection, visit: Visit) -> dict[str, Any]:
    """Give the tiles of a layer as TileJSON 3.0; the address names the revision."""
    layer = collection.layer
    tiles = (
        f"{visit.base_url}/tiles/{layer.id}/{{z}}/{{x}}/{{y}}.pbf?revision={revision_mark(layer)}"
    )
    document: dict[str, Any] = {
        "tilejson": "3.0.0",
        "name": say(layer.title, visit.language),
        "description": say(layer.description, visit.language),
        "attribution": layer.attribution,
        "version": f"{layer.revision}.0.0",
        "scheme": "xyz",
        "tiles": [tiles],
        "minzoom": 0,
        "maxzoom": DEEPEST_USEFUL,
        "vector_layers": [
            {
                "id": layer.id,
                "description": say(layer.title, visit.language),
                "minzoom": 0,
                "maxzoom": DEEPEST_USEFUL,
                "fields": {
                    f.name: _TILEJSON_TYPES.get(f.type, "String") for f in layer.schema.fields
                },
            }
        ],
        "x-extent": EXTENT,
        "x-buffer": BUFFER,
    }
    if layer.bbox is not None:
        west, south, east, north = layer.bbox
        limit = MERCATOR_LATITUDE
        document["bounds"] = [west, max(-limit, south), east, min(limit, north)]
    return document
