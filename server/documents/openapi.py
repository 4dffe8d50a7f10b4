"""The OpenAPI 3.0 document, self-contained, made from the layers there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import layers
from layers.formats.format import FORMATS
from layers.layer import Layer
from layers.schema import Field
from server.collection import Collection, label_source
from server.config import ServerSettings
from server.documents.collections import JSON_TYPES
from server.documents.identity.openapi import (
    SECURITY_SCHEMES,
    SESSION_SCHEMAS,
    SHARE_SCHEMAS,
    session_paths,
    share_paths,
)
from server.documents.jobs.openapi import JOB_PARAMETERS, JOB_SCHEMAS, job_paths
from server.documents.masterplans.openapi import MASTERPLAN_PARAMETERS, masterplan_paths
from server.documents.openapi_aggregates import aggregate_paths, overlay_paths
from server.documents.openapi_parts import (
    FEATURE_FORMAT,
    PARAMETERS,
    SCHEMAS,
    in_query,
    operation,
    referred,
    selection,
)
from server.documents.openapi_pictures import picture_paths, style_paths
from server.documents.openapi_search import search_paths
from server.documents.openapi_tiles import (
    TILE_PARAMETERS,
    dataset_paths,
    grid_paths,
    pyramid_paths,
    tile_paths,
)
from server.documents.openapi_zoning import zoning_paths
from server.documents.phrases import PHRASES
from server.documents.scenarios.openapi import (
    SCENARIO_PARAMETERS,
    SCENARIO_SCHEMAS,
    scenario_paths,
)
from server.exchange.answer import GEOJSON, JSON, OPENAPI, SCHEMA
from server.exchange.language import Language, say
from server.exchange.visit import Visit

ITEM_PARAMETERS = (
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
    "sortby",
    "skip-geometry",
    "zoom-level",
    "max-allowable-offset",
    "offset",
    "next",
    "lang",
)
SINGLE_PARAMETERS = ("crs", "skip-geometry", "zoom-level", "max-allowable-offset", "f", "lang")
FILE_CONTENT = {one.media: "file" for one in FORMATS.values() if one.media != GEOJSON}


def openapi_document(
    settings: ServerSettings,
    visit: Visit,
    collections: Sequence[Collection],
    rasters: Sequence[Layer] = (),
) -> dict[str, Any]:
    """Give the OpenAPI document: one concrete path per collection, its fields as parameters.

    Clients such as GDAL read which filters they may send from exactly these paths.

    Parameters
    ----------
    settings
        Title and page sizes.
    visit
        The request, for address and language.
    collections
        What is served as features.
    rasters
        What is served as pictures.
    """
    language = visit.language
    paths = _fixed_paths(language) | zoning_paths(language) | grid_paths(language)
    paths |= dataset_paths(language) | pyramid_paths(language) | overlay_paths(language)
    paths |= search_paths(language) | job_paths(language) | session_paths(language)
    paths |= scenario_paths(language) | masterplan_paths(language)
    paths |= share_paths(language)
    for collection in collections:
        paths |= _collection_paths(collection, settings, language)
        paths |= tile_paths(collection, language)
        filters = [_filter(field, language) for field in collection.filters.values()]
        paths |= aggregate_paths(collection, language, filters)
    paths |= style_paths(language)
    for raster in rasters:
        paths |= picture_paths(raster, language)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": say(settings.title, language),
            "description": say(PHRASES["about"], language),
            "version": layers.__version__,
            "license": {
                "name": "Apache-2.0",
                "url": "https://www.apache.org/licenses/LICENSE-2.0",
            },
        },
        "servers": [{"url": visit.base_url}],
        "tags": [
            {"name": name, "description": say(PHRASES[f"{name}_about"], language)}
            for name in ("collections", "processes", "api", "map")
        ],
        "paths": paths,
        "components": {
            "parameters": PARAMETERS
            | TILE_PARAMETERS
            | JOB_PARAMETERS
            | SCENARIO_PARAMETERS
            | MASTERPLAN_PARAMETERS,
            "schemas": SCHEMAS | JOB_SCHEMAS | SESSION_SCHEMAS | SCENARIO_SCHEMAS | SHARE_SCHEMAS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """List method, path and operation of everything in the document, for the page that shows it."""
    return [
        (method.upper(), path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]


def _operation(
    name: str,
    summary: str,
    tag: str,
    content: dict[str, str],
    parameters: Iterable[str | dict[str, Any]] = ("f", "lang"),
) -> dict[str, Any]:
    """Give a GET operation; `content` maps media type to the name of its schema."""
    answers = {"200": {"description": summary, "content": referred(content)}}
    return operation(name, summary, tag, parameters, answers)


def _fixed_paths(language: Language) -> dict[str, Any]:
    def phrase(key: str) -> str:
        return say(PHRASES[key], language)

    page = {"text/html": "page"}
    about = phrase("collections_about")
    return {
        "/": _operation("landing", phrase("home"), "api", {JSON: "landing", **page}),
        "/conformance": _operation(
            "conformance", phrase("conformance"), "api", {JSON: "conformance", **page}
        ),
        "/api": _operation("api", phrase("api"), "api", {OPENAPI: "object", **page}),
        "/collections": _operation(
            "collections", about, "collections", {JSON: "collections", **page}
        ),
        "/layers": _operation(
            "layers", phrase("layer_tree"), "map", {JSON: "object"}, ("lang", "palette")
        ),
        "/processes": _operation(
            "processes", phrase("processes"), "processes", {JSON: "object", **page}
        ),
        "/processes/{processId}": _operation(
            "process",
            phrase("processes"),
            "processes",
            {JSON: "object", **page},
            ("processId", "f", "lang"),
        ),
        "/healthz": _operation("healthz", "Alive", "api", {JSON: "object"}, ()),
        "/metrics": _operation("metrics", "Metrics", "api", {"text/plain": "page"}, ()),
        "/readyz": _operation("readyz", "Ready", "api", {JSON: "object"}, ()),
    }


def _collection_paths(
    collection: Collection, settings: ServerSettings, language: Language
) -> dict[str, Any]:
    layer = collection.layer
    home = f"/collections/{layer.id}"
    title = say(layer.title, language)
    page = {"text/html": "page"}
    named = _labels_path(layer, title) if label_source(layer) else {}
    return {
        **named,
        home: _operation(
            f"{layer.id}-describe", title, "collections", {JSON: "collection", **page}
        ),
        f"{home}/items": _operation(
            f"{layer.id}-items",
            f"{say(PHRASES['items'], language)}: {title}",
            "collections",
            {GEOJSON: "features", **page, **FILE_CONTENT},
            _item_parameters(collection, settings, language),
        ),
        f"{home}/items/{{featureId}}": _operation(
            f"{layer.id}-item",
            f"{say(PHRASES['item'], language)}: {title}",
            "collections",
            {GEOJSON: "feature", **page},
            (
                "featureId",
                *SINGLE_PARAMETERS,
                selection(collection.layer.schema.names),
            ),
        ),
        **_field_paths(layer, title, language),
        f"{home}/download": _operation(
            f"{layer.id}-download",
            f"{say(PHRASES['download'], language)}: {title}",
            "collections",
            {GEOJSON: "features", **FILE_CONTENT},
            _download_parameters(collection, language),
        ),
        f"{home}/search": _search_path(layer, title, language),
        f"/geojson/{layer.id}": _operation(
            f"{layer.id}-whole",
            f"{say(PHRASES['download'], language)}: {title}",
            "collections",
            {GEOJSON: "features"},
            (
                "bbox",
                selection(collection.layer.schema.names),
                "lang",
            ),
        ),
    }


def _field_paths(layer: Layer, title: str, language: Language) -> dict[str, Any]:
    return {
        f"/collections/{layer.id}/{which}": _operation(
            f"{layer.id}-{which}",
            f"{say(PHRASES[which], language)}: {title}",
            "collections",
            {SCHEMA: "object", "text/html": "page"},
        )
        for which in ("queryables", "sortables", "schema")
    }


def _download_parameters(collection: Collection, language: Language) -> list[str | dict[str, Any]]:
    shared = [name for name in ITEM_PARAMETERS if name not in ("offset", "next")]
    filters = [_filter(field, language) for field in collection.filters.values()]
    return [
        *shared,
        FEATURE_FORMAT,
        selection(collection.layer.schema.names),
        *filters,
    ]


def _search_path(layer: Layer, title: str, language: Language) -> dict[str, Any]:
    summary = f"{say(PHRASES['items'], language)}: {title}"
    post = _operation(f"{layer.id}-search", summary, "collections", {GEOJSON: "features"}, ())
    body = {"content": referred({JSON: "search"})}
    return {"post": post["get"] | {"requestBody": {"required": True, **body}}}


def _labels_path(layer: Layer, title: str) -> dict[str, Any]:
    labels = _operation(
        f"{layer.id}-labels", f"{title}: label", "map", {GEOJSON: "features"}, ("lang",)
    )
    return {f"/geojson/{layer.id}/labels": labels}


def _item_parameters(
    collection: Collection, settings: ServerSettings, language: Language
) -> list[str | dict[str, Any]]:
    limit = in_query(
        "limit",
        "Features on a page; more than the maximum is lowered to it",
        {
            "type": "integer",
            "minimum": 1,
            "maximum": settings.max_limit,
            "default": settings.default_limit,
        },
    )
    filters = [_filter(field, language) for field in collection.filters.values()]
    return [
        *ITEM_PARAMETERS,
        FEATURE_FORMAT,
        limit,
        selection(collection.layer.schema.names),
        *filters,
    ]


def _filter(field: Field, language: Language) -> dict[str, Any]:
    title = say(field.title, language) + (f" ({field.unit})" if field.unit else "")
    return in_query(field.name, title, dict(JSON_TYPES[field.type]))
