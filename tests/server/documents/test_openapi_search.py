"""The search in the OpenAPI document, and the way to it."""

from __future__ import annotations


def test_it_is_linked_and_described(client):
    rels = {way["rel"]: way["href"] for way in client.get("/").get_json()["links"]}
    assert rels["search"].endswith("/search")
    operation = client.get("/api").get_json()["paths"]["/search"]["get"]
    names = {p.get("name") or p["$ref"].rsplit("/", 1)[1] for p in operation["parameters"]}
    assert names == {"q", "limit", "kind", "f", "bbox", "lang"}
