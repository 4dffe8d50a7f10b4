"""The routes of collections."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["", "/samples", "/samples/queryables"])
def test_they_take_language_and_format_only(client, path):
    assert client.get(f"/collections{path}?lang=en&f=json").status_code == 200
    refused = client.get(f"/collections{path}?limit=1")
    assert refused.status_code == 400
    assert "known here: f, lang" in refused.get_json()["detail"]


def test_a_raster_is_no_collection(client):
    assert client.get("/collections/population").status_code == 404
    assert client.get("/collections/population/queryables").status_code == 404


def test_queryables_are_a_schema(client):
    assert client.get("/collections/samples/queryables").mimetype == "application/schema+json"
