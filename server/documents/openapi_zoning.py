"""The paths of zoning in the OpenAPI document: inputs of its analyses as query parameters."""

from __future__ import annotations

from typing import Any

from server.documents.openapi_parts import error_responses
from server.exchange.answer import JSON
from server.exchange.language import Language, say

# Path → the analysis that answers there.
ZONING = {"/zoning/verdict": "zoning", "/zoning/activities": "activities"}


def zoning_paths(language: Language) -> dict[str, Any]:
    """Describe the plain addresses of zoning.

    Parameters
    ----------
    language
        Of titles and descriptions.
    """
    # Imported at the first question, so that maps are served sooner.
    from gis.processes import registry

    known = registry()
    out: dict[str, Any] = {}
    for path, name in ZONING.items():
        process = known[name]
        title = say(process.title, language)
        parameters = [
            {
                "name": spec.id,
                "in": "query",
                "required": spec.required,
                "description": say(spec.description, language),
                "schema": {"type": "string"},
            }
            for spec in process.inputs
        ]
        schema = {"$ref": "#/components/schemas/object"}
        told: dict[str, Any] = {"description": title, "content": {JSON: {"schema": schema}}}
        out[path] = {
            "get": {
                "operationId": f"{name}-plain",
                "summary": title,
                "tags": ["processes"],
                "parameters": [*parameters, {"$ref": "#/components/parameters/lang"}],
                "responses": {"200": told, **error_responses()},
            }
        }
    return out
