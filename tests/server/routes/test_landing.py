"""The routes of landing page, conformance and API document."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["/", "/conformance", "/api"])
def test_json_by_default_and_pages_on_request(client, path):
    assert client.get(path).get_json()
    assert client.get(path, headers={"Accept": "text/html"}).mimetype == "text/html"
    assert client.get(f"{path}?f=html").mimetype == "text/html"
    assert client.get(f"{path}?f=json", headers={"Accept": "text/html"}).get_json()


def test_the_api_document_has_its_media_type(client):
    assert client.get("/api").content_type == "application/vnd.oai.openapi+json;version=3.0"
