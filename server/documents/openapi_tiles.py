"""The part of the OpenAPI document that tells of tiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.tiling import GRIDS
from layers.tiling.grid import MAX_ZOOM
from server.collection import Collection, is_drawn
from server.documents.openapi_parts import (
    in_path,
    in_query,
    operation,
    referred,
    selection,
    words_in_query,
)
from server.documents.phrases import PHRASES
from server.exchange.answer import JSON, MVT, PMTILES
from server.exchange.language import Language, say


def _number(name: str, description: str, most: int) -> dict[str, Any]:
    return in_path(name, description, {"type": "integer", "minimum": 0, "maximum": most})


_MOST = 2 ** (MAX_ZOOM + 1) - 1
TILE_PARAMETERS: dict[str, dict[str, Any]] = {
    "tileMatrixSetId": in_path(
        "tileMatrixSetId", "Id of a tile matrix set", {"type": "string", "enum": list(GRIDS)}
    ),
    "tileMatrix": _number("tileMatrix", "Zoom", MAX_ZOOM),
    "tileRow": _number("tileRow", "Row from the north", _MOST),
    "tileCol": _number("tileCol", "Column from the west", _MOST),
    "collections": words_in_query(
        "collections", "Ids of layers, comma between; all that can be drawn when it is left out"
    ),
    "revision": in_query(
        "revision",
        "Revision as the TileJSON document gives it: the answer never changes",
        {"type": "string", "pattern": "^[0-9]+-[0-9a-f]{8}$"},
    ),
}
_PLACE = ("tileMatrix", "tileRow", "tileCol")
MOVED_ON = {"description": "Of the revision named there are no tiles now; leads to those there are"}
_FILTER = ("filter", "filter-lang", "filter-crs")
_NAMES = selection()


def grid_paths(language: Language) -> dict[str, Any]:
    """Give the paths of the grids tiles come in."""
    title = say(PHRASES["tile_grids"], language)
    return {
        "/tileMatrixSets": _documents("getTileMatrixSetsList", title, ("lang",)),
        "/tileMatrixSets/{tileMatrixSetId}": _documents(
            "getTileMatrixSet", title, ("tileMatrixSetId", "lang")
        ),
    }


def dataset_paths(language: Language) -> dict[str, Any]:
    """Give the paths of tiles of several layers together."""
    title = say(PHRASES["tiles"], language)
    grid = "/tiles/{tileMatrixSetId}"
    return {
        "/tiles": _documents("dataset.vector.getTileSetsList", title, ("collections", "lang")),
        grid: _documents(
            "dataset.vector.getTileSet", title, ("tileMatrixSetId", "collections", "lang")
        ),
        f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _tiles(
            "dataset.vector.getTile",
            title,
            ("tileMatrixSetId", *_PLACE, "collections", "revision", *_FILTER, _NAMES),
        ),
    }


def pyramid_paths(language: Language) -> dict[str, Any]:
    """Give the paths of pyramids: files that hold all tiles of some layers."""
    title = say(PHRASES["pyramids"], language)
    name = in_path("pyramid", "Name of a pyramid, as /pyramids lists it", {"type": "string"})
    content = referred({PMTILES: "file"})
    whole = {
        "200": {"description": title, "content": content},
        "206": {"description": "The bytes asked for by Range", "content": content},
        "416": {"description": "The file has no such bytes"},
    }
    home = "/pyramids/{pyramid}"
    return {
        "/pyramids": _documents("getPyramids", title, ("lang",)),
        f"{home}.pmtiles": operation("getPyramid", f"{title} (PMTiles)", "map", (name,), whole),
        f"{home}/tilejson.json": _documents("getPyramidTileJson", title, (name, "lang")),
        f"{home}/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.pbf": _tiles(
            "getPyramidTile", title, (name, *_PLACE)
        ),
    }


def tile_paths(collection: Collection, language: Language) -> dict[str, Any]:
    """Give the paths of a layer's tiles; none where it has nothing to draw."""
    layer = collection.layer
    if not is_drawn(layer):
        return {}
    name, home = f"{layer.id}.collection.vector", f"/collections/{layer.id}/tiles"
    title = f"{say(PHRASES['tiles'], language)}: {say(layer.title, language)}"
    grid = f"{home}/{{tileMatrixSetId}}"
    fixed = (
        "revision",
        *_FILTER,
        selection(layer.schema.names),
    )
    return {
        home: _documents(f"{name}.getTileSetsList", title, ("lang",)),
        grid: _documents(f"{name}.getTileSet", title, ("tileMatrixSetId", "lang")),
        f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _tiles(
            f"{name}.getTile", title, ("tileMatrixSetId", *_PLACE, *fixed)
        ),
        f"/tiles/{layer.id}/tilejson.json": _documents(
            f"{layer.id}-tilejson", f"{title} (TileJSON)", (fixed[-1], "lang")
        ),
        f"/tiles/{layer.id}/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.pbf": _tiles(
            f"{layer.id}-xyz", f"{title} (XYZ)", (*_PLACE, *fixed)
        ),
    }


def _documents(
    name: str, summary: str, parameters: Sequence[str | dict[str, Any]]
) -> dict[str, Any]:
    answers = {"200": {"description": summary, "content": referred({JSON: "object"})}}
    return operation(name, summary, "map", parameters, answers)


def _tiles(name: str, summary: str, parameters: Sequence[str | dict[str, Any]]) -> dict[str, Any]:
    answers = {
        "200": {
            "description": summary,
            "content": referred({MVT: "file"}),
            "headers": {
                "X-Features-Omitted": {
                    "description": "Features that lie in the tile without being drawn, and why",
                    "schema": {"type": "string"},
                }
            },
        },
        "204": {"description": "Nothing is drawn in this tile"},
        "307": MOVED_ON,
    }
    return operation(name, summary, "map", parameters, answers)
