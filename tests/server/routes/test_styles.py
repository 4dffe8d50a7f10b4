"""The routes of styles: every form, links that lead somewhere, and refusals."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest


def test_the_list_links_to_every_form(client):
    listing = client.get("/styles").get_json()
    ids = [style["id"] for style in listing["styles"]]
    assert listing["default"] == "region-map" == ids[0]
    assert {"base-map", "base-map-dark", "samples", "samples-safe", "population-smooth"} <= set(ids)
    for style in listing["styles"]:
        for entry in style["links"]:
            href = entry["href"].removeprefix("http://localhost")
            answer = client.get(href)
            assert answer.status_code == 200, href
            assert answer.mimetype == entry["type"].split(";")[0]


def test_a_style_for_maps(client):
    answer = client.get("/styles/samples")
    assert answer.mimetype == "application/vnd.mapbox.style+json"
    style = answer.get_json()
    assert style["sources"]["samples"]["url"] == "http://localhost/tiles/samples/tilejson.json"
    assert client.get("/tiles/samples/tilejson.json").status_code == 200
    again = client.get("/styles/samples", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    legend = client.get("/styles/samples/legend").get_json()["layers"][0]["legend"]
    assert [entry["colour"] for entry in legend[:2]] == ["#112233", "#445566"]


def test_exports_are_xml_with_the_names_of_the_language(client):
    qml, sld = client.get("/styles/samples?f=qml&lang=en"), client.get("/styles/samples?f=sld")
    assert ET.fromstring(qml.data).tag == "qgis"
    assert ET.fromstring(sld.data).get("version") == "1.0.0"
    assert 'filename="samples.qml"' in qml.headers["Content-Disposition"]
    assert client.get("/styles/population-smooth?f=sld").status_code == 200


def test_pages_for_people(client):
    for lang, words in (("id", "Gaya peta"), ("en", "Map styles")):
        page = client.get(f"/styles?f=html&lang={lang}")
        assert page.mimetype == "text/html"
        assert words in page.get_data(as_text=True)
    browser = client.get("/styles/samples", headers={"Accept": "text/html"})
    assert "#112233" in browser.get_data(as_text=True)
    for lang, word in (("id", "Legenda"), ("en", "Legend")):
        page = client.get(f"/styles/samples/legend?f=html&lang={lang}")
        assert page.mimetype == "text/html"
        assert page.get_data(as_text=True).count(word) > 1
        assert "#112233" in page.get_data(as_text=True)
    assert client.get("/styles/samples/legend").mimetype == "application/json"
    assert "no legend" in client.get("/styles/base-map/legend?f=html&lang=en").text
    assert client.get("/styles/samples/metadata?f=html").mimetype == "text/html"


@pytest.mark.parametrize("mark", ["", "@2x"])
def test_the_sprite_is_served(client, mark):
    assert client.get(f"/styles/sprite{mark}.json").get_json()["pattern-1"]["y"] == 0
    assert client.get(f"/styles/sprite{mark}.png").mimetype == "image/png"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/styles/absent", 404, "no-such-style"),
        ("/styles/absent/legend", 404, "no-such-style"),
        ("/styles/region-map?f=qml", 404, "no-such-form"),
        ("/styles/samples?f=pdf", 400, "bad-parameter"),
        ("/styles/samples?colour=red", 400, "unknown-parameter"),
        ("/styles/samples?lang=xx", 400, "bad-parameter"),
    ],
)
def test_refusals(client, address, status, code):
    answer = client.get(address)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
