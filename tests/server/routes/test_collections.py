"""The routes of collections."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("path", ["", "/samples", "/samples/queryables"])
def test_they_take_language_and_format_only(client, path):
    assert client.get(f"/collections{path}?lang=en&f=json").status_code == 200
    refused = client.get(f"/collections{path}?limit=1")
    assert refused.status_code == 400
    assert "known here: f, lang" in refused.get_json()["detail"]


def test_a_raster_is_told_beside_the_collections_and_has_no_items(client):
    document = client.get("/collections").get_json()
    assert "population" not in {one["id"] for one in document["collections"]}
    (listed,) = document["rasters"]
    raster = client.get("/collections/population").get_json()
    assert raster["id"] == listed["id"] == "population"
    assert raster["kind"] == "raster"
    assert [one["value"] for one in raster["legend"]] == [1, 10, 50, 200, 1000]
    assert any("/map/tiles" in one["href"] for one in raster["links"])
    assert not {link["rel"] for link in raster["links"]} & {"items", "enclosure"}
    assert client.get("/collections/population/items").status_code == 404
    assert client.get("/collections/population/queryables").status_code == 404


@pytest.mark.parametrize(("lang", "said"), [("id", "<h2>Legenda<"), ("en", "<h2>Legend<")])
def test_the_page_of_a_raster_shows_its_legend(client, lang, said):
    shown = client.get(f"/collections/population?f=html&lang={lang}").text
    assert said in shown
    assert shown.count("<rect") >= 5
    assert "≥ 200" in shown
    assert "/collections/population?" in client.get(f"/collections?f=html&lang={lang}").text
    assert "/collections/population?" in client.get(f"/?f=html&lang={lang}").text


def test_queryables_are_a_schema(client):
    assert client.get("/collections/samples/queryables").mimetype == "application/schema+json"


def test_sortables_and_schema_tell_what_items_are_sorted_by_and_made_of(client, published):
    names = list(published["samples"].layer.schema.names)
    sortables = client.get("/collections/samples/sortables")
    assert sortables.mimetype == "application/schema+json"
    assert list(sortables.get_json()["properties"]) == names
    schema = client.get("/collections/samples/schema").get_json()
    assert list(schema["properties"]) == ["id", "geometry", *names]
    order = [part["x-ogc-propertySeq"] for part in schema["properties"].values()]
    assert order == list(range(1, len(names) + 3))
    assert schema["properties"]["geometry"]["format"] == "geometry-any"
    for which, document in (("sortables", sortables.get_json()), ("schema", schema)):
        assert document["$id"].endswith(f"/collections/samples/{which}")
        assert document["additionalProperties"] is False
        page = client.get(f"/collections/samples/{which}?f=html").get_data(as_text=True)
        assert all(f"<code>{name}</code>" in page for name in names)
    rels = [link["rel"] for link in client.get("/collections/samples").get_json()["links"]]
    assert {f"http://www.opengis.net/def/rel/ogc/1.0/{x}" for x in ("schema", "sortables")} <= set(
        rels
    )
