"""Operations on scenarios in the OpenAPI document: as the routes take them."""

from __future__ import annotations

from server.documents.scenarios.openapi import SCENARIO_SCHEMAS, scenario_paths


def test_what_writes_asks_for_a_token():
    for path, item in scenario_paths("en").items():
        for method, told in item.items():
            reads = method == "get" or path.endswith("/execution")
            assert ("security" in told) != reads, (method, path)


def test_bodies_are_described():
    for item in scenario_paths("id").values():
        for told in item.values():
            for content in told.get("requestBody", {}).get("content", {}).values():
                name = content["schema"]["$ref"].rpartition("/")[2]
                assert name in (*SCENARIO_SCHEMAS, "execute")
