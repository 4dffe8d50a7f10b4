"""The part of the OpenAPI document that tells of raster tiles and styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.layer import Layer
from layers.picturing import holds_classes, style_ids
from server.documents.openapi_parts import error_responses
from server.documents.phrases import PHRASES
from server.exchange.answer import JSON
from server.exchange.language import Language, say

MEDIA = ("image/png", "image/webp")
STYLE_MEDIA = (
    "application/vnd.mapbox.style+json",
    "application/vnd.qgis.qml",
    "application/vnd.ogc.sld+xml",
    "text/html",
)
_PLACE = ("tileMatrix", "tileRow", "tileCol")


def picture_paths(layer: Layer, language: Language) -> dict[str, Any]:
    """Give the paths of a raster's tiles and legend."""
    name, home = f"{layer.id}.collection.map", f"/collections/{layer.id}/map"
    title = f"{say(PHRASES['pictures'], language)}: {say(layer.title, language)}"
    legend = f"{say(PHRASES['legend'], language)}: {say(layer.title, language)}"
    drawing, grid = _drawing(layer), f"{home}/tiles/{{tileMatrixSetId}}"
    form = _query("f", "Form of the tile", {"type": "string", "enum": ["png", "webp"]})
    paths = {
        f"{home}/tiles": _documents(f"{name}.getTileSetsList", title, drawing),
        grid: _documents(f"{name}.getTileSet", title, ["tileMatrixSetId", *drawing]),
        f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _tiles(
            f"{name}.getTile", title, ["tileMatrixSetId", *_PLACE, _REVISION, form, *drawing], MEDIA
        ),
        f"{home}/legend": _documents(f"{layer.id}-legend", legend, drawing),
        f"/tiles/{layer.id}/picture.json": _documents(
            f"{layer.id}-picture", f"{title} (TileJSON)", drawing
        ),
    }
    for media in MEDIA:
        kind = media.removeprefix("image/")
        address = f"/tiles/{layer.id}/{{tileMatrix}}/{{tileCol}}/{{tileRow}}.{kind}"
        paths[address] = _tiles(
            f"{layer.id}-{kind}", f"{title} (XYZ)", [*_PLACE, _REVISION, *drawing], (media,)
        )
    return paths


def style_paths(language: Language) -> dict[str, Any]:
    """Give the paths of styles."""
    title = say(PHRASES["styles"], language)
    forms = {"type": "string", "enum": ["json", "mapbox", "html", "qml", "sld"]}
    form = _query("f", "MapLibre (json, mapbox), a page, QML or SLD", forms)
    paths = {
        "/styles": _documents("getStyles", title, ["f"]),
        "/styles/{styleId}": _operation(
            "getStyle", title, [_STYLE, form, "lang"], {"200": _contents(title, STYLE_MEDIA)}
        ),
        "/styles/{styleId}/metadata": _documents("getStyleMetadata", title, [_STYLE, "f"]),
        "/styles/{styleId}/legend": _documents("getStyleLegend", title, [_STYLE, "f"]),
    }
    for mark in ("", "@2x"):
        index, image = f"/styles/sprite{mark}.json", f"/styles/sprite{mark}.png"
        name = f"sprite{mark.replace('@', '-')}"
        paths[index] = _operation(name, title, [], {"200": _contents(title, (JSON,))})
        paths[image] = _operation(f"{name}-png", title, [], {"200": _contents(title, MEDIA[:1])})
    return paths


def _contents(summary: str, kinds: Sequence[str]) -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"description": summary, "content": dict.fromkeys(kinds, binary)}


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_REVISION = _query(
    "revision",
    "Revision as the TileJSON document gives it: the answer never changes",
    {"type": "string", "pattern": "^[0-9]+-[0-9a-f]{8}([.][0-9]+-[0-9a-f]{8})?$"},
)


_STYLE = {
    "name": "styleId",
    "in": "path",
    "required": True,
    "description": "Id of a style",
    "schema": {"type": "string"},
}


def _drawing(layer: Layer) -> list[str | dict[str, Any]]:
    listed: list[str | dict[str, Any]] = [
        _query(
            "style",
            "How it is coloured; the first is usual",
            {"type": "string", "enum": list(style_ids(layer))},
        ),
        _query("size", "Pixels to a side", {"type": "integer", "enum": [256, 512]}),
    ]
    if holds_classes(layer):
        since = "Id of an earlier raster of the same legend: draws what was lost and gained"
        classes = "With since: classes whose loss and gain are told; forest when left out"
        listed += [
            _query("since", since, {"type": "string"}),
            _query("classes", classes, {"type": "string", "pattern": "^[0-9]+(,[0-9]+)*$"}),
        ]
    return listed


def _documents(name: str, summary: str, parameters: list[Any]) -> dict[str, Any]:
    content = {JSON: {"schema": {"$ref": "#/components/schemas/object"}}}
    answers = {"200": {"description": summary, "content": content}}
    return _operation(name, summary, [*parameters, "lang"], answers)


def _tiles(
    name: str, summary: str, parameters: list[Any], kinds: tuple[str, ...]
) -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    answers = {
        "200": {"description": summary, "content": dict.fromkeys(kinds, binary)},
        "204": {"description": "The raster has no value in this tile"},
    }
    return _operation(name, summary, parameters, answers)


def _operation(
    name: str, summary: str, parameters: list[Any], answers: dict[str, Any]
) -> dict[str, Any]:
    listed = [
        {"$ref": f"#/components/parameters/{p}"} if isinstance(p, str) else p for p in parameters
    ]
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "tags": ["map"],
            "parameters": listed,
            "responses": {
                **answers,
                "304": {"description": "Not modified: the copy with this ETag is current"},
                **error_responses(),
            },
        }
    }
