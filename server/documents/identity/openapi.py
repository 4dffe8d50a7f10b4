"""What the OpenAPI document says of signing in, and of shares."""

from __future__ import annotations

from typing import Any

from server.documents.identity.session import WORDS
from server.documents.identity.shares import WORDS as SHARES
from server.documents.openapi_parts import (
    error_responses,
    in_path,
    in_query,
    operation,
    referred,
    shared,
)
from server.exchange.answer import JSON
from server.exchange.language import Language, say

_TEXT = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_COUNT = {"type": "integer", "minimum": 0}
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
_SHARE = {
    **dict.fromkeys(("id", "title", "href", "address", "author"), _TEXT),
    **dict.fromkeys(("created", "expires"), _TIME),
    "version": {"type": "integer"},
    "links": {"type": "array", "items": {"$ref": "#/components/schemas/link"}},
}
SHARE_SCHEMAS: dict[str, dict[str, Any]] = {
    "share": {"type": "object", "required": ["id", "href", "address"], "properties": _SHARE},
    "shares": {
        "type": "object",
        "required": ["shares"],
        "properties": {
            "title": _TEXT,
            "shares": {"type": "array", "items": {"$ref": "#/components/schemas/share"}},
            **dict.fromkeys(("numberMatched", "numberReturned"), _COUNT),
            "links": _SHARE["links"],
        },
    },
    "newShare": {
        "type": "object",
        "required": ["address"],
        "properties": {
            "address": {"type": "string", "maxLength": 16_000},
            "title": {"type": "string", "maxLength": 200},
            "days": {"type": "integer", "minimum": 1, "maximum": 3650, "default": 365},
        },
    },
}
SHARE_ID = in_path("shareId", "Id of a share", {"type": "string", "pattern": "^[A-Za-z0-9_-]+$"})
SECURITY_SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made by 'penyangga token create'; an editor's where it writes",
    }
}

# This machine's user needs none.
_EDITOR: list[dict[str, list[str]]] = [{"token": []}, {}]


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


def share_paths(language: Language) -> dict[str, Any]:
    """Give the operations that make, list, follow and remove shares."""
    title, one = (say(SHARES[key], language) for key in ("title", "share"))
    shown = referred({JSON: "share"})
    listed = referred({JSON: "shares", "text/html": "page"})
    page = [in_query("limit", "Shares on a page", _COUNT), in_query("offset", "Left out", _COUNT)]
    told = {"200": {"description": title, "content": listed}}
    followed = {
        "200": {"description": one, "content": shown},
        "302": {"description": say(SHARES["leads_to"], language)},
    }
    made = {status: {"description": one, "content": shown} for status in ("200", "201")}
    body = {"required": True, "content": referred({JSON: "newShare"})}
    gone = _unsafe("removeShare", one, {"204": {"description": one}})
    gone["parameters"] = [SHARE_ID]
    listing = operation("shares", title, "api", ("f", "lang", *page), told)
    listing["get"]["security"] = _EDITOR
    return {
        "/shares": {
            **listing,
            "post": {
                **_unsafe("share", one, made),
                "requestBody": body,
                "security": _EDITOR,
            },
        },
        "/shares/{shareId}": {
            **operation("followShare", one, "api", (SHARE_ID, "f", "lang"), followed),
            "delete": {**gone, "security": _EDITOR},
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
