"""The part of the OpenAPI document that tells of raster tiles and styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from layers.layer import Layer
from layers.picturing import holds_classes, style_ids
from server.documents.openapi_parts import in_path, in_query, operation, referred
from server.documents.openapi_tiles import MOVED_ON
from server.documents.phrases import PHRASES
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import Language, say

MEDIA = ("image/png", "image/webp")
STYLE_MEDIA = (
    "application/vnd.mapbox.style+json",
    "application/vnd.qgis.qml",
    "application/vnd.ogc.sld+xml",
    "text/html",
)
PAGED = (JSON, "text/html")
_PLACE = ("tileMatrix", "tileRow", "tileCol")


def picture_paths(layer: Layer, language: Language) -> dict[str, Any]:
    """Give the paths of a raster's tiles and legend."""
    name, home = f"{layer.id}.collection.map", f"/collections/{layer.id}/map"
    title = f"{say(PHRASES['pictures'], language)}: {say(layer.title, language)}"
    legend = f"{say(PHRASES['legend'], language)}: {say(layer.title, language)}"
    cell = f"{say(PHRASES['cell'], language)}: {say(layer.title, language)}"
    drawing, grid = _drawing(layer), f"{home}/tiles/{{tileMatrixSetId}}"
    form = in_query("f", "Form of the tile", {"type": "string", "enum": ["png", "webp"]})
    paths = {
        f"{home}/tiles": _documents(f"{name}.getTileSetsList", title, drawing),
        grid: _documents(f"{name}.getTileSet", title, ["tileMatrixSetId", *drawing]),
        f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}": _tiles(
            f"{name}.getTile", title, ["tileMatrixSetId", *_PLACE, _REVISION, form, *drawing], MEDIA
        ),
        f"{home}/legend": _documents(f"{layer.id}-legend", legend, drawing),
        f"{home}/cell": _documents(f"{layer.id}-cell", cell, [_AT, *drawing], (GEOJSON,)),
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
    form = in_query("f", "MapLibre (json, mapbox), a page, QML or SLD", forms)
    paths = {
        "/styles": _documents("getStyles", title, ["f"], PAGED),
        "/styles/{styleId}": operation(
            "getStyle", title, "map", [_STYLE, form, "lang"], {"200": _contents(title, STYLE_MEDIA)}
        ),
        "/styles/{styleId}/metadata": _documents("getStyleMetadata", title, [_STYLE, "f"], PAGED),
        "/styles/{styleId}/legend": _documents("getStyleLegend", title, [_STYLE, "f"], PAGED),
    }
    for mark in ("", "@2x"):
        index, image = f"/styles/sprite{mark}.json", f"/styles/sprite{mark}.png"
        name = f"sprite{mark.replace('@', '-')}"
        paths[index] = operation(name, title, "map", [], {"200": _contents(title, (JSON,))})
        paths[image] = operation(
            f"{name}-png", title, "map", [], {"200": _contents(title, MEDIA[:1])}
        )
    return paths


def _contents(summary: str, kinds: Sequence[str]) -> dict[str, Any]:
    return {"description": summary, "content": referred({kind: _schema(kind) for kind in kinds})}


def _schema(media: str) -> str:
    """Name what a body of a media type is read as."""
    if media == "text/html":
        return "page"
    return "object" if media == JSON or media.endswith("+json") else "file"


_REVISION = in_query(
    "revision",
    "Revision as the TileJSON document gives it: the answer never changes",
    {"type": "string", "pattern": "^[0-9]+-[0-9a-f]{8}([.][0-9]+-[0-9a-f]{8})?$"},
)


_AT = {
    **in_query("at", "A place as LON,LAT in degrees", {"type": "string"}),
    "required": True,
    "example": "116.83,-1.26",
}
_STYLE = in_path("styleId", "Id of a style", {"type": "string"})


def _drawing(layer: Layer) -> list[str | dict[str, Any]]:
    listed: list[str | dict[str, Any]] = [
        in_query(
            "style",
            "How it is coloured; the first is usual",
            {"type": "string", "enum": list(style_ids(layer))},
        ),
        in_query("size", "Pixels to a side", {"type": "integer", "enum": [256, 512]}),
    ]
    if holds_classes(layer):
        since = "Id of an earlier raster of the same legend: draws what was lost and gained"
        classes = "Classes drawn alone; with since: those whose loss and gain are told (forest)"
        listed += [
            in_query("since", since, {"type": "string"}),
            in_query("classes", classes, {"type": "string", "pattern": "^[0-9]+(,[0-9]+)*$"}),
        ]
    return listed


def _documents(
    name: str, summary: str, parameters: list[Any], kinds: tuple[str, ...] = (JSON,)
) -> dict[str, Any]:
    answers = {"200": _contents(summary, kinds)}
    return operation(name, summary, "map", [*parameters, "lang"], answers)


def _tiles(
    name: str, summary: str, parameters: list[Any], kinds: tuple[str, ...]
) -> dict[str, Any]:
    answers = {
        "200": _contents(summary, kinds),
        "204": {"description": "The raster has no value in this tile"},
        "307": MOVED_ON,
    }
    return operation(name, summary, "map", parameters, answers)
