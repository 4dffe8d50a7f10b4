"""Collections describe their layers completely, in both languages."""

from __future__ import annotations

import pytest

from layers import Field, Layer, Schema, Text
from server.documents.collections import extent, field_schema, licence_page

X = Text("x", "x")


def dated(data_date, *fields):
    return Layer("a", X, "t", Schema(fields, "Point"), data_date=data_date, bbox=(1, 2, 3, 4))


def test_every_vector_layer_is_listed_as_the_store_knows_it(client, published):
    listed = {c["id"]: c for c in client.get("/collections").get_json()["collections"]}
    vectors = [layer for layer in published.layers() if layer.kind == "vector"]
    assert set(listed) == {layer.id for layer in vectors}
    for layer in vectors:
        told = listed[layer.id]
        assert told["numberOfFeatures"] == layer.n_features
        assert told["titles"] == layer.title.to_dict()
        assert told["trust"] == layer.trust
        assert told["revision"] == layer.revision
        assert told["source"] == layer.source
        if layer.bbox:
            assert told["extent"]["spatial"]["bbox"] == [list(layer.bbox)]
        else:
            assert "spatial" not in told["extent"]


def test_one_collection(client):
    told = client.get("/collections/samples?lang=en").get_json()
    assert told["title"] == "Samples (en)"
    assert told["itemType"] == "feature"
    assert told["crs"][0] == told["storageCrs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert "http://www.opengis.net/def/crs/EPSG/0/32750" in told["crs"]
    assert told["storageCrs"] == told["crs"][0]
    assert told["licence"] == "CC-BY-4.0"
    links = {(item["rel"], item["type"]): item["href"] for item in told["links"]}
    assert links["license", "text/html"] == "https://creativecommons.org/licenses/by/4.0/"
    items = links["items", "application/geo+json"]
    assert client.get(items).get_json()["numberMatched"] == 257
    assert ("items", "text/html") in links
    assert client.get("/collections/samples").get_json()["title"] == "Samples (id)"


PLAN = {"regulation": "Perda 3/2024", "revision": "1", "region": "64.72", "scale": 5000}


def test_a_layer_of_a_plan_names_it(client):
    told = client.get("/collections/samples").get_json()
    assert told["plan"] == {**PLAN, "region_name": "Kota Samarinda"}
    assert "plan" not in client.get("/collections/facilities").get_json()


@pytest.mark.parametrize(
    ("lang", "rows"),
    [
        ("id", [("Peraturan", "Perda 3/2024"), ("Skala", "1:5.000")]),
        ("en", [("Regulation", "Perda 3/2024"), ("Scale", "1:5,000")]),
    ],
)
def test_the_page_of_a_layer_of_a_plan_names_it(client, lang, rows):
    page = client.get(f"/collections/samples?f=html&lang={lang}").text
    for title, value in rows:
        assert f"<dt>{title}</dt><dd>{value}</dd>" in page
    assert "64.72 Kota Samarinda" in page
    assert rows[0][0] not in client.get(f"/collections/facilities?f=html&lang={lang}").text


@pytest.mark.parametrize(
    ("data_date", "interval"),
    [
        ("2024", ["2024-01-01T00:00:00Z", "2024-12-31T23:59:59Z"]),
        ("2024-02", ["2024-02-01T00:00:00Z", "2024-02-29T23:59:59Z"]),
        ("2024-05-06", ["2024-05-06T00:00:00Z", "2024-05-06T23:59:59Z"]),
        ("", [None, None]),
        ("about 2020", [None, None]),
        ("2024-13", [None, None]),
        ("0000", [None, None]),
    ],
)
def test_the_data_date_is_the_period(data_date, interval):
    assert extent(dated(data_date))["temporal"]["interval"] == [interval]


def test_features_with_times_of_their_own_leave_the_period_open():
    layer = dated("2024", Field("seen", "date", X))
    assert extent(layer)["temporal"]["interval"] == [[None, None]]


def test_licences_lead_to_their_text_where_it_is_known():
    assert licence_page("odbl-1.0") == "https://opendatacommons.org/licenses/odbl/1-0/"
    assert licence_page("https://example.org/terms") == "https://example.org/terms"
    assert licence_page("unknown terms") is None


def test_queryables_are_what_filters(client, published):
    document = client.get("/collections/samples/queryables?lang=en").get_json()
    assert document["$id"].endswith("/collections/samples/queryables")
    assert document["properties"]["geometry"] == {
        "format": "geometry-any",
        "x-ogc-role": "primary-geometry",
    }
    names = [name for name in document["properties"] if name != "geometry"]
    assert names == list(published["samples"].layer.schema.names)
    assert document["properties"]["floors"]["type"] == "integer"
    assert document["properties"]["class"]["enum"] == ["a", "b", "c"]
    assert document["properties"]["surveyed"] == {
        "title": "surveyed (en)",
        "type": "string",
        "format": "date",
    }
    feature = client.get("/collections/samples/items?limit=1").get_json()["features"][0]
    for name in ("class", "floors", "height_m", "surveyed"):
        value = feature["properties"][name]
        found = client.get("/collections/samples/items", query_string={name: value})
        assert found.get_json()["numberMatched"] >= 1


def test_units_are_told():
    assert field_schema(Field("h", "number", X, unit="m"), "id")["x-ogc-unit"] == "m"
