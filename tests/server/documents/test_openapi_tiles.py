"""The paths of tiles in the OpenAPI document."""

from __future__ import annotations

import openapi_spec_validator


def test_the_document_stays_valid_and_tells_of_tiles(client):
    document = client.get("/api").get_json()
    openapi_spec_validator.validate(document)
    home = "/collections/samples/tiles/{tileMatrixSetId}"
    tile = document["paths"][f"{home}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"]["get"]
    assert set(tile["responses"]) >= {"200", "204", "304", "400", "404"}
    assert "application/vnd.mapbox-vector-tile" in tile["responses"]["200"]["content"]
    # The endings are those the standard wants (OGC 20-057, Recommendation on operation ids).
    assert tile["operationId"].endswith(".collection.vector.getTile")
    selected = next(p for p in tile["parameters"] if p.get("name") == "properties")
    assert "floors" in selected["schema"]["items"]["enum"]


def test_what_is_declared_is_linked(client):
    classes = client.get("/conformance").get_json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt" in classes
    rels = {
        item["rel"]: item["href"] for item in client.get("/collections/samples").get_json()["links"]
    }
    tiles = rels["http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"]
    assert client.get(tiles.removeprefix("http://localhost")).status_code == 200
