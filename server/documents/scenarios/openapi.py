"""Operations on scenarios for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.documents.jobs.openapi import execution_operation
from server.documents.openapi_parts import (
    error_responses,
    in_path,
    in_query,
    operation,
    referred,
    shared,
)
from server.documents.scenarios.told import WORDS
from server.exchange.answer import GEOJSON, JSON, MVT
from server.exchange.language import Language, say

_TEXT = {"type": "string"}
_ID = {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,47}$"}
_AT = {"type": "string", "pattern": "^[a-z][a-z0-9_-]{0,47}(@[1-9][0-9]{0,8})?$"}
_EDITS = {
    "type": "array",
    "minItems": 1,
    "maxItems": 1000,
    "items": {"type": "object", "required": ["kind"], "properties": {"kind": _TEXT}},
}
_TITLE = {
    "oneOf": [
        _TEXT,
        {"type": "object", "required": ["id", "en"], "properties": {"id": _TEXT, "en": _TEXT}},
    ]
}
SCENARIO_PARAMETERS: dict[str, dict[str, Any]] = {
    "scenarioId": in_path("scenarioId", "Id of a scenario, @ and a version for just that", _AT),
    "otherId": in_path("otherId", "Id of another scenario, or baseline", _ID),
    "layerId": in_path("layerId", "Id of a layer", _TEXT),
    "scenarioFeatureId": in_path(
        "scenarioFeatureId", "Id of a feature", {"type": "integer", "minimum": 0}
    ),
    "editNumber": in_path("editNumber", "Number of an edit", {"type": "integer", "minimum": 1}),
}
SCENARIO_SCHEMAS: dict[str, dict[str, Any]] = {
    "scenario": {
        "type": "object",
        "required": ["id", "title", "version", "numberOfEdits", "links"],
        "properties": {
            "id": _ID,
            "title": _TEXT,
            "parent": {**_TEXT, "nullable": True},
            "version": {"type": "integer", "minimum": 1},
            "numberOfEdits": {"type": "integer", "minimum": 0},
            "pins": {"type": "object", "additionalProperties": {"type": "integer"}},
            "edits": {"type": "array", "items": {"type": "object"}},
            "moved": {"type": "object"},
            "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
        },
    },
    "newScenario": {
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": _ID,
            "title": _TITLE,
            "parent": _ID,
            "edits": _EDITS,
            "merge": {"type": "array", "minItems": 2, "maxItems": 2, "items": _ID},
            "prefer": {"type": "string", "enum": ["first", "second"]},
        },
    },
    "newEdits": {
        "type": "object",
        "required": ["edits"],
        "properties": {"edits": _EDITS, "version": {"type": "integer"}},
    },
    "newTitle": {"type": "object", "required": ["title"], "properties": {"title": _TITLE}},
    "rebase": {"type": "object", "properties": {"drop": {"type": "boolean", "default": False}}},
}
_HOME = "/scenarios/{scenarioId}"
_LAYER = f"{_HOME}/collections/{{layerId}}"


_PAGE = {JSON: "object", "text/html": "page"}
_ONE = ("scenarioId", "f", "lang")
_ASKED = (
    in_query("indicators", "population, zoning, within:rs:30min:car, fire_15min", _TEXT),
    in_query("by", "Layer of units", {**_TEXT, "default": "districts"}),
    in_query("region", "Start of the code of the units, or a name", _TEXT),
)
_TILE = ("tileMatrixSetId", "tileMatrix", "tileRow", "tileCol")


def scenario_paths(language: Language) -> dict[str, Any]:
    """Give the operations on scenarios."""

    def get(name: str, key: str, content: dict[str, str], *more: Any) -> dict[str, Any]:
        word = say(WORDS[key], language)
        answers = {"200": {"description": word, "content": referred(content)}}
        return operation(name, word, "collections", more, answers)

    def unsafe(name: str, key: str, schema: str | None, *more: str) -> dict[str, Any]:
        return _unsafe(name, say(WORDS[key], language), schema, more)

    return {
        "/scenarios": {
            **get("scenarios", "title", _PAGE, "f", "lang"),
            "post": unsafe("createScenario", "title", "newScenario"),
        },
        _HOME: {
            **get("scenario", "title", {JSON: "scenario", "text/html": "page"}, *_ONE),
            "patch": unsafe("renameScenario", "title", "newTitle", "scenarioId"),
            "delete": unsafe("deleteScenario", "title", None, "scenarioId"),
        },
        f"{_HOME}/edits": {
            **get("scenarioEdits", "edits", {JSON: "object"}, *_ONE),
            "post": unsafe("addEdits", "edits", "newEdits", "scenarioId"),
        },
        f"{_HOME}/edits/{{editNumber}}": {
            "delete": unsafe("undoEdit", "edits", None, "scenarioId", "editNumber")
        },
        f"{_HOME}/rebase": {"post": unsafe("rebaseScenario", "moved", "rebase", "scenarioId")},
        f"{_HOME}/processes/{{processId}}/execution": {
            "post": execution_operation(
                say(WORDS["title"], language), "executeOnScenario", ("scenarioId",)
            )
        },
        f"{_HOME}/compare/{{otherId}}": get(
            "compare", "comparison", _PAGE, "otherId", *_ONE, *_ASKED
        ),
        **_layer_paths(get),
    }


def _layer_paths(get: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """Give the operations on layers of a scenario."""
    limit = in_query("limit", "Features on a page", {"type": "integer", "minimum": 1})
    item = ("scenarioId", "layerId", "scenarioFeatureId")
    return {
        f"{_HOME}/collections": get("scenarioLayers", "collections", {JSON: "object"}, *_ONE),
        _LAYER: get("scenarioLayer", "collections", {JSON: "object"}, "layerId", *_ONE),
        f"{_LAYER}/items": get(
            "scenarioItems", "layers", {GEOJSON: "features"}, *item[:2], "bbox", limit
        ),
        f"{_LAYER}/items/{{scenarioFeatureId}}": get(
            "scenarioItem", "layers", {GEOJSON: "feature"}, *item
        ),
        "/".join((f"{_LAYER}/tiles", *(f"{{{name}}}" for name in _TILE))): get(
            "scenarioTile", "layers", {MVT: "file"}, *item[:2], *_TILE
        ),
    }


def _unsafe(name: str, word: str, schema: str | None, more: tuple[str, ...]) -> dict[str, Any]:
    status = {"createScenario": "201", "deleteScenario": "204"}.get(name, "200")
    told: dict[str, Any] = {"description": word}
    if status != "204":
        told["content"] = referred({JSON: "scenario"})
    made: dict[str, Any] = {
        "operationId": name,
        "summary": word,
        "tags": ["collections"],
        "security": [{"token": []}],
        "parameters": shared(more),
        "responses": {status: told, **error_responses()},
    }
    if schema is not None:
        made["requestBody"] = {"required": True, "content": referred({JSON: schema})}
    return made
