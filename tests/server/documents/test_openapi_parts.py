"""What the OpenAPI document refers to."""

from __future__ import annotations

from jsonschema import Draft4Validator

from server.documents.openapi_parts import PARAMETERS, SCHEMAS, error_responses


def test_schemas_describe_what_is_answered(client):
    """Each answer fits its schema (nullable apart, which JSON Schema lacks)."""
    whole = {"components": {"schemas": SCHEMAS}}
    cases = {
        "/": "landing",
        "/conformance": "conformance",
        "/collections": "collections",
        "/collections/samples": "collection",
        "/collections/samples/items?limit=50": "features",
        "/collections/samples/items/1": "feature",
        "/nope": "problem",
    }
    for path, name in cases.items():
        schema = {**whole, "$ref": f"#/components/schemas/{name}"}
        faults = [
            fault
            for fault in Draft4Validator(schema).iter_errors(client.get(path).get_json())
            if fault.instance is not None
        ]
        assert faults == [], path


def test_parameters_are_named_as_they_are_kept():
    assert all(name == parameter["name"] for name, parameter in PARAMETERS.items())


def test_errors_are_problem_documents():
    assert "400" in error_responses()
    for response in error_responses().values():
        assert list(response["content"]) == ["application/problem+json"]
