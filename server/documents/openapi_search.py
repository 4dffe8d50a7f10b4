"""The path of the search in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from layers.searching import KINDS
from layers.searching.words import MOST_LETTERS
from server.documents.openapi_parts import error_responses, in_query, referred, shared
from server.documents.phrases import PHRASES
from server.exchange.answer import GEOJSON, JSON
from server.exchange.language import Language, say

MOST, USUAL = 100, 10


def search_paths(language: Language) -> dict[str, Any]:
    """Describe the search.

    Parameters
    ----------
    language
        Of titles and descriptions.
    """
    title = say(PHRASES["search"], language)
    schemas = {JSON: "object", GEOJSON: "features", "text/html": "page"}
    told = {"description": say(PHRASES["search_about"], language), "content": referred(schemas)}
    return {
        "/search": {
            "get": {
                "operationId": "search",
                "summary": f"{title}: {say(PHRASES['search_about'], language)}",
                "tags": ["collections"],
                "parameters": [*_parameters(), *shared(["bbox", "lang"])],
                "responses": {"200": told, **error_responses()},
            }
        }
    }


def _parameters() -> list[dict[str, Any]]:
    limit: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    kinds = {"type": "array", "items": {"type": "string", "enum": list(KINDS)}, "minItems": 1}
    shown = {"type": "string", "enum": ["json", "geojson", "html"]}
    text = {"type": "string", "maxLength": MOST_LETTERS}
    return [
        in_query("q", "Names with slips, codes, zones, types, coordinates in either order", text),
        in_query("limit", "Hits at most; more than the maximum is lowered to it", limit),
        in_query("kind", "Only these kinds, comma between", kinds, explode=False),
        in_query("f", "Format of the answer", shown),
    ]
