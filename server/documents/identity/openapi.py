"""What the OpenAPI document says of signing in."""

from __future__ import annotations

from typing import Any

from server.documents.identity.session import WORDS
from server.documents.openapi_parts import error_responses, operation, referred, shared
from server.exchange.answer import JSON
from server.exchange.language import Language, say

_TEXT = {"type": "string"}
SESSION_SCHEMAS: dict[str, dict[str, Any]] = {
    "session": {
        "type": "object",
        "required": ["by", "mayWrite", "writers"],
        "properties": {
            **dict.fromkeys(("title", "who", "detail"), _TEXT),
            "by": {"type": "string", "enum": ["token", "session", "local", "nobody"]},
            "name": {**_TEXT, "nullable": True},
            "role": {"type": "string", "enum": ["reader", "editor"], "nullable": True},
            "mayWrite": {"type": "boolean"},
            "writers": {"type": "string", "enum": ["local", "token", "not-set-up", "nobody"]},
            "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
        },
    },
    "signIn": {"type": "object", "required": ["token"], "properties": {"token": _TEXT}},
}
SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made by 'penyangga token create'; an editor's where it writes",
    }
}


def session_paths(language: Language) -> dict[str, Any]:
    """Give the operations that tell who one is, and sign in and out."""

    def word(key: str) -> str:
        return say(WORDS[key], language)

    told = {"200": {"description": word("title"), "content": referred({JSON: "session"})}}
    shown = referred({JSON: "session", "text/html": "page"})
    ended = {"204": {"description": word("sign_out")}}
    get = operation(
        "session",
        word("title"),
        "api",
        ("f", "lang"),
        {"200": {"description": word("title"), "content": shown}},
    )
    body = referred({JSON: "signIn", "application/x-www-form-urlencoded": "signIn"})
    return {
        "/session": {
            **get,
            "post": {
                **_unsafe("signIn", word("sign_in"), told),
                "requestBody": {"required": True, "content": body},
            },
            "delete": _unsafe("signOut", word("sign_out"), ended),
        },
        "/session/end": {
            "post": _unsafe(
                "endSession", word("sign_out"), {"303": {"description": word("sign_out")}}
            )
        },
    }


def _unsafe(name: str, summary: str, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["api"],
        "parameters": shared(("f", "lang")),
        "responses": answers | error_responses(),
    }
