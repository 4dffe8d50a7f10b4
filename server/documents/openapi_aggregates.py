"""The part of the OpenAPI document that tells of aggregates."""

from __future__ import annotations

from typing import Any

from layers.text import Text
from server.collection import Collection
from server.documents.openapi_parts import error_responses
from server.exchange.answer import GEOJSON, HTML, JSON
from server.exchange.language import Language, say

CSV = "text/csv"
FORMS = ("json", "geojson", "csv", "html")
# What items take and an aggregate does too.
OF_ITEMS = ("bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs", "lang")


def _text(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _names(name: str, description: str, words: list[str]) -> dict[str, Any]:
    items: dict[str, Any] = {"type": "string"}
    if words:
        items["enum"] = words
    return {
        "name": name,
        "in": "query",
        "description": description,
        "explode": False,
        "schema": {"type": "array", "items": items},
    }


def aggregate_paths(
    collection: Collection, language: Language, filters: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give the path of a collection's aggregate.

    Parameters
    ----------
    collection
        The collection.
    language
        Of the summary.
    filters
        Its fields as parameters, as items take them.
    """
    layer = collection.layer
    own = [
        _names("by", "Fields to group by, comma between; three at most", list(layer.schema.names)),
        _text("by-layer", "Id of a layer of areas to group by; features are cut at its borders"),
        _text(
            "hexagons",
            "Width of hexagons to group by, from side to side, such as 5km",
            pattern=r"^[0-9]+(\.[0-9]+)? ?(km|m)?$",
        ),
        _names(
            "measures",
            "count, area, length, or sum, mean, mean_by_area, mean_by_length, min, max with :field "
            "behind; comma between",
            [],
        ),
        _text("f", "Format of the answer", enum=list(FORMS)),
    ]
    taken = {one["name"] for one in own}
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in OF_ITEMS]
    content = {
        JSON: _schema("object"),
        GEOJSON: _schema("features"),
        CSV: _schema("page"),
        HTML.partition(";")[0]: _schema("page"),
    }
    title = f"{say(layer.title, language)}: aggregate"
    operation = {
        "operationId": f"{layer.id}-aggregate",
        "summary": title,
        "tags": ["collections"],
        "parameters": [*shared, *own, *(f for f in filters if f["name"] not in taken)],
        "responses": {
            "200": {"description": title, "content": content},
            "304": {"description": "Not modified: the copy with this ETag is current"},
            **error_responses(),
        },
    }
    return {f"/collections/{layer.id}/aggregate": {"get": operation}}


def overlay_paths(language: Language) -> dict[str, Any]:
    """Give the path of the overlay report: asked by address, or sent."""
    title = say(Text("Apa yang ada di dalam bidang", "What lies within a site"), language)
    content = {
        JSON: _schema("object"),
        CSV: _schema("page"),
        HTML.partition(";")[0]: _schema("page"),
    }
    site = _text("site", "Polygon as WKT, GeoJSON or corners LON,LAT with blanks between")
    own = [
        _names("layers", "Ids of the layers to report on, comma between; all unless told", []),
        _text("f", "Format of the answer", enum=["json", "csv", "html"]),
        {"$ref": "#/components/parameters/lang"},
    ]
    answers = {"200": {"description": title, "content": content}, **error_responses()}
    shape = {
        "type": "object",
        "description": "GeoJSON: a Polygon, a MultiPolygon, or a Feature with one",
        "required": ["type"],
        "properties": {"type": {"type": "string"}},
    }
    form = {
        "type": "object",
        "required": ["site"],
        "properties": {n: {"type": "string"} for n in ("site", "layers", "f", "lang")},
    }
    body = {GEOJSON: shape, JSON: shape, "application/x-www-form-urlencoded": form}

    def operation(name: str, parameters: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        told = {"operationId": name, "summary": title, "tags": ["processes"]}
        return {**told, "parameters": parameters, **more, "responses": answers}

    sent = {"required": True, "content": {media: {"schema": one} for media, one in body.items()}}
    return {
        "/overlay": {
            "get": operation("overlay", [site, *own]),
            "post": operation("overlay-sent", own, requestBody=sent),
        }
    }


def _schema(name: str) -> dict[str, Any]:
    return {"schema": {"$ref": f"#/components/schemas/{name}"}}
