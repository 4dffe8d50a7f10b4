"""Search over HTTP: forms, languages, refusals, links, and what a change does."""

from __future__ import annotations

import pytest
import shapely


def hits(client, path):
    return client.get(path).get_json()["hits"]


def test_the_best_hit_comes_with_its_links(client):
    first = hits(client, "/search?q=puskemas+barat&lang=en")[0]
    assert (first["title"], first["kind"], first["kind_title"]) == (
        "Puskesmas Barat",
        "facility",
        "Facility",
    )
    assert first["context"] == "Barat District, Balikpapan City, East Kalimantan"
    assert (first["layer"], first["trust"]) == ("facilities", "modelled")
    ways = {way["rel"]: way["href"] for way in first["links"]}
    item = client.get(ways["item"]).get_json()
    assert item["properties"]["name"] == "Puskesmas Barat"
    assert item["geometry"]["coordinates"] == pytest.approx(first["point"])
    assert ways["map"].endswith("/map?at=116.82000,-1.28000#map=14/-1.28000/116.82000")


def test_classes_lead_to_their_features(client):
    found = hits(client, "/search?q=rumah+sakit&kind=facility_type")[0]
    assert found["value"] == {"type": "rs"}
    page = client.get(next(w["href"] for w in found["links"] if w["rel"] == "items")).get_json()
    assert page["numberMatched"] == found["n_features"] == 2


def test_geojson_is_geojson(client):
    for path, headers in (
        ("/search?q=barat&f=geojson", {}),
        ("/search?q=barat", {"Accept": "application/geo+json"}),
    ):
        answer = client.get(path, headers=headers)
        assert answer.content_type == "application/geo+json"
        told = answer.get_json()
        shapes = [shapely.geometry.shape(f["geometry"]) for f in told["features"] if f["geometry"]]
        assert {shape.geom_type for shape in shapes} == {"Point"}
        assert told["type"] == "FeatureCollection"
        assert told["numberReturned"] == len(told["features"])


def test_the_page_speaks_both_languages_and_escapes(client):
    for lang, word in (("id", "Pencarian"), ("en", "Search")):
        body = client.get(f"/search?q=barat&f=html&lang={lang}").get_data(as_text=True)
        assert word in body
        assert "Puskesmas Barat" in body
    nasty = client.get('/search?q="><script>alert(1)</script>&f=html').get_data(as_text=True)
    assert "<script>alert" not in nasty
    assert "Tidak ada yang ditemukan" in client.get("/search?q=zzzz&f=html").get_data(as_text=True)
    assert client.get("/search", headers={"Accept": "text/html"}).mimetype == "text/html"


def test_refusals_are_told(client):
    answer = client.get("/search?q=a&kind=nope", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad-parameter")
    assert "facility_type" in answer.get_json()["detail"]


def test_limits_are_lowered_and_told(client):
    answer = client.get("/search?q=a&limit=1000")
    assert answer.headers["X-Limit-Applied"] == "100"
    assert len(hits(client, "/search?q=barat&limit=1")) == 1
    assert hits(client, "/search") == hits(client, "/search?q=") == []
    assert hits(client, "/search?q=barat&bbox=10,10,11,11") == []


def test_an_answer_is_asked_again_for_nothing(client):
    tag = client.get("/search?q=barat").headers["ETag"]
    assert client.get("/search?q=barat", headers={"If-None-Match": tag}).status_code == 304
