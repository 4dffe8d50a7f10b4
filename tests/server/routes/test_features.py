"""The routes of features: forms, media types, tags."""

from __future__ import annotations


def test_media_types(client):
    assert client.get("/collections/samples/items").mimetype == "application/geo+json"
    assert client.get("/collections/samples/items/1").mimetype == "application/geo+json"
    assert client.get("/geojson/samples").mimetype == "application/geo+json"
    assert client.get("/collections/samples/items?f=html").mimetype == "text/html"


def test_the_table_shows_what_the_page_holds(client):
    shown = client.get("/collections/samples/items?f=html&lang=en&limit=3&properties=floors")
    text = shown.get_data(as_text=True)
    assert "3 shown of 257" in text
    assert "floors (en)" in text
    assert "height (en)" not in text
    assert 'rel="next"' in text
    assert "1.000" not in text


def test_the_table_knows_its_tag_in_each_language(client):
    tags = {
        client.get(f"/collections/samples/items?f=html&lang={lang}").headers["ETag"]
        for lang in ("id", "en")
    }
    assert len(tags) == 2
    held = {"If-None-Match": tags.pop(), "Accept-Language": "de"}
    known = [
        client.get(f"/collections/samples/items?f=html&lang={lang}", headers=held).status_code
        for lang in ("id", "en")
    ]
    assert sorted(known) == [200, 304]


def test_one_feature_in_both_forms(client):
    answer = client.get("/collections/samples/items/3")
    assert answer.get_json()["id"] == 3
    page = client.get("/collections/samples/items/3?f=html&lang=en")
    assert "height (en)" in page.get_data(as_text=True)
    again = client.get(
        "/collections/samples/items/3", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert client.get("/collections/samples/items/999").get_json()["code"] == "feature-not-found"
