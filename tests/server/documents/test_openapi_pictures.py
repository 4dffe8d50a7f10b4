"""The paths of raster tiles in the OpenAPI document."""

from __future__ import annotations

import openapi_spec_validator


def test_the_document_stays_valid_and_tells_of_pictures(client):
    document = client.get("/api").get_json()
    openapi_spec_validator.validate(document)
    home = "/collections/population/map"
    grid = f"{home}/tiles/{{tileMatrixSetId}}"
    tile = document["paths"][f"{grid}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"]["get"]
    assert set(tile["responses"]["200"]["content"]) == {"image/png", "image/webp"}
    assert tile["operationId"].endswith(".collection.map.getTile")
    style = next(p for p in tile["parameters"] if p.get("name") == "style")
    assert style["schema"]["enum"] == ["default", "safe", "smooth"]
    assert not any(p.get("name") == "since" for p in tile["parameters"])
    assert f"{home}/legend" in document["paths"]


def test_rasters_link_to_their_pictures(client):
    links = client.get("/collections/population").get_json()["links"]
    rels = {item["rel"]: item["href"] for item in links}
    for rel in ("tilesets-map", "legend"):
        href = rels[f"http://www.opengis.net/def/rel/ogc/1.0/{rel}"]
        assert client.get(href.removeprefix("http://localhost")).status_code == 200
