"""What the OpenAPI document refers to."""

from __future__ import annotations

import re

import pytest
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


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024-05-01T10:00:00Z",
        "../2024-05-01",
        "2024-01-01/",
        "../..",
        "",
        "2024",
        "..",
    ],
)
def test_the_pattern_of_times_is_what_is_read(client, text):
    pattern = PARAMETERS["datetime"]["schema"]["pattern"]
    answer = client.get("/collections/samples/items", query_string={"datetime": text})
    assert (re.search(pattern, text) is not None) == (answer.status_code == 200)
