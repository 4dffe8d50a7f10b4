"""The part of the OpenAPI document that tells of aggregates."""

from __future__ import annotations

from typing import Any

from layers.text import Text
from server.collection import Collection
from server.documents.openapi_parts import (
    error_responses,
    in_query,
    operation,
    referred,
    shared,
    words_in_query,
)
from server.exchange.answer import GEOJSON, HTML, JSON
from server.exchange.language import Language, say

CSV = "text/csv"
FORMS = ("json", "geojson", "csv", "html")
# What items take and an aggregate does too.
OF_ITEMS = ("bbox", "bbox-crs", "datetime", "filter", "filter-lang", "filter-crs", "lang")


def _text(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return in_query(name, description, {"type": "string", **schema})


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
        words_in_query(
            "by", "Fields to group by, comma between; three at most", layer.schema.names
        ),
        _text("by-layer", "Id of a layer of areas to group by; features are cut at its borders"),
        _text(
            "hexagons",
            "Width of hexagons to group by, from side to side, such as 5km",
            pattern=r"^[0-9]+(\.[0-9]+)? ?(km|m)?$",
        ),
        words_in_query(
            "measures",
            "count, area, length, or sum, mean, mean_by_area, mean_by_length, min, max with :field "
            "behind; comma between",
        ),
        _text("f", "Format of the answer", enum=list(FORMS)),
    ]
    taken = {one["name"] for one in own}
    page = HTML.partition(";")[0]
    content = referred({JSON: "object", GEOJSON: "features", CSV: "page", page: "page"})
    title = f"{say(layer.title, language)}: aggregate"
    parameters: list[str | dict[str, Any]] = [
        *OF_ITEMS,
        *own,
        *(f for f in filters if f["name"] not in taken),
    ]
    answers = {"200": {"description": title, "content": content}}
    path = f"/collections/{layer.id}/aggregate"
    return {path: operation(f"{layer.id}-aggregate", title, "collections", parameters, answers)}


def overlay_paths(language: Language) -> dict[str, Any]:
    """Give the path of the overlay report: asked by address, or sent."""
    title = say(Text("Apa yang ada di dalam bidang", "What lies within a site"), language)
    content = referred({JSON: "object", CSV: "page", HTML.partition(";")[0]: "page"})
    site = _text("site", "Polygon as WKT, GeoJSON or corners LON,LAT with blanks between")
    own = [
        words_in_query("layers", "Ids of the layers to report on, comma between; all unless told"),
        _text("f", "Format of the answer", enum=["json", "csv", "html"]),
        *shared(["lang"]),
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

    def told(name: str, parameters: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
        named = {"operationId": name, "summary": title, "tags": ["processes"]}
        return {**named, "parameters": parameters, **more, "responses": answers}

    sent = {"required": True, "content": {media: {"schema": one} for media, one in body.items()}}
    return {
        "/overlay": {
            "get": told("overlay", [site, *own]),
            "post": told("overlay-sent", own, requestBody=sent),
        }
    }
