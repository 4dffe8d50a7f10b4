"""The OpenAPI document tells how to sign in, as the service does it."""

from __future__ import annotations

import jsonschema

from server.documents.identity.openapi import SESSION_SCHEMAS, session_paths, share_paths


def test_what_is_answered_is_what_is_described(client):
    told = client.get("/session?f=json").get_json()
    schema = {**SESSION_SCHEMAS["session"]}
    properties = {**schema["properties"], "links": {"type": "array"}}
    for name in ("name", "role"):
        properties[name] = {"enum": [None, "budi", "editor", "reader"]}
    jsonschema.validate(told, schema | {"properties": properties, "additionalProperties": False})


def test_each_operation_is_described_in_both_languages(app):
    told = {one: session_paths(one) | share_paths(one) for one in ("id", "en")}
    for paths in told.values():
        methods = {(path, method.upper()) for path, item in paths.items() for method in item}
        served = {
            (rule.rule.replace("<share_id>", "{shareId}"), method)
            for rule in app.url_map.iter_rules()
            if rule.rule.startswith(("/session", "/shares"))
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        assert methods == served
    said = [told[one]["/session"]["post"]["summary"] for one in ("id", "en")]
    assert said == ["Masuk", "Sign in"]
