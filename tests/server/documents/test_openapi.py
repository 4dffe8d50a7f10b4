"""The OpenAPI document is valid on its own and says what the service does."""

from __future__ import annotations

import re

import pytest
from openapi_spec_validator import OpenAPIV30SpecValidator


@pytest.fixture
def document(client):
    return client.get("/api").get_json()


def refs(value):
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        for part in value.values():
            yield from refs(part)
    elif isinstance(value, list):
        for part in value:
            yield from refs(part)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_it_is_valid_and_needs_no_network(client, lang):
    document = client.get(f"/api?lang={lang}").get_json()
    OpenAPIV30SpecValidator(document).validate()
    assert all(ref.startswith("#/components/") for ref in refs(document))


def test_every_filter_of_a_collection_is_a_parameter_of_its_path(document, published):
    operation = document["paths"]["/collections/samples/items"]["get"]
    named = {p["name"]: p for p in operation["parameters"] if "name" in p}
    assert set(published["samples"].layer.schema.names) <= set(named)
    assert named["floors"]["schema"] == {"type": "integer"}
    assert named["limit"]["schema"]["maximum"] == 1000
    assert named["f"]["schema"]["enum"] == [
        "json", "html", "geojsonseq", "csv", "fgb", "parquet", "gpkg",
    ]  # fmt: skip
    shared = {p["$ref"].rsplit("/", 1)[1] for p in operation["parameters"] if "$ref" in p}
    filters = {"filter", "filter-lang", "filter-crs"}
    assert shared == filters | {
        "bbox",
        "bbox-crs",
        "crs",
        "datetime",
        "offset",
        "next",
        "sortby",
        "skip-geometry",
        "zoom-level",
        "max-allowable-offset",
        "lang",
    }


def test_every_operation_has_an_id_of_its_own(document):
    names = [op["operationId"] for item in document["paths"].values() for op in item.values()]
    assert len(set(names)) == len(names)


FILLED = {
    "jobId": "none",
    **dict.fromkeys(("scenarioId", "layerId", "scenarioFeatureId", "otherId"), "none"),
    **dict.fromkeys(("masterplanId", "programmeId", "activityFeatureId"), "none"),
    "outputId": "none",
    "resultId": "none",
    "featureId": "1",
    "processId": "nearest",
    "styleId": "samples",
    "tileMatrixSetId": "WebMercatorQuad",
    "tileMatrix": "0",
    "tileRow": "0",
    "tileCol": "0",
}


def test_every_path_is_served_and_every_route_is_in_it(document, client, app):
    for path, item in document["paths"].items():
        # No pyramid is built here; they are asked for where one is. Shares are for editors.
        if "get" in item and "{pyramid}" not in path and not path.startswith("/shares"):
            filled = re.sub(r"\{(\w+)\}", lambda name: FILLED[name[1]], path)
            # A cell is that of a place.
            filled += "?at=116.5,-0.5" if path.endswith("/map/cell") else ""
            # A verdict needs a place and a plan.
            # Nothing was run here.
            if (
                "/nothing/items/" in filled
                or path == "/zoning/verdict"
                or "{jobId}" in path
                or "{resultId}" in path
            ):
                continue
            # There is no scenario here, and no masterplan that these layers suffice for.
            if "{scenarioId}" in path or "{masterplanId}" in path:
                continue
            # The tile that holds the whole world is empty where a layer is, and where a raster
            # is smaller than its pixels.
            empty = "/nothing/" in filled or "/population/" in filled
            empty &= filled.endswith(("/0/0/0", "/0/0/0.pbf", "/0/0/0.png", "/0/0/0.webp"))
            # What is asked for readiness first is made ready meanwhile.
            wanted = {204} if empty else {200, 503} if path == "/readyz" else {200}
            assert client.get(filled).status_code in wanted, filled
    routes = {
        re.sub(r"<(?:path:)?\w+>", "{}", rule.rule)
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith(("/static", "/assets", "/map"))
    }
    told = {re.sub(r"\{\w+\}", "{}", path) for path in document["paths"]}
    told |= {re.sub(r"^/(collections|geojson|tiles)/\w+", r"/\1/{}", path) for path in told}
    assert routes <= told


def test_the_page_shows_every_operation(client, document):
    text = client.get("/api?f=html&lang=en").get_data(as_text=True)
    for path in document["paths"]:
        assert f"<code>{path}</code>" in text
