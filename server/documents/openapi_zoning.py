"""The paths of zoning in the OpenAPI document: inputs of its analyses as query parameters."""

from __future__ import annotations

from typing import Any

from server.documents.openapi_parts import error_responses, in_query, referred, shared
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
            in_query(
                spec.id,
                say(spec.description, language),
                {"type": "string"},
                required=spec.required,
            )
            for spec in process.inputs
        ]
        told = {"description": title, "content": referred({JSON: "object"})}
        out[path] = {
            "get": {
                "operationId": f"{name}-plain",
                "summary": title,
                "tags": ["processes"],
                "parameters": [*parameters, *shared(["lang"])],
                "responses": {"200": told, **error_responses()},
            }
        }
    return out
