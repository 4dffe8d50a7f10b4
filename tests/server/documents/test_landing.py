"""Landing page and conformance."""

from __future__ import annotations


def rels(document):
    return {item["rel"] for item in document["links"]}


def test_the_landing_page_leads_everywhere(client):
    document = client.get("/?lang=en").get_json()
    assert document["title"].startswith("Penyangga: planning service")
    assert rels(document) >= {"self", "alternate", "service-desc", "service-doc"}
    assert rels(document) >= {"conformance", "data"}
    assert "http://www.opengis.net/def/rel/ogc/1.0/processes" in rels(document)
    targets = {item["href"] for item in document["links"]}
    assert "http://localhost/map" in targets
    for item in document["links"]:
        if not item["href"].endswith("/map"):
            with client.get(item["href"], headers={"Accept": item["type"]}) as answer:
                assert answer.status_code == 200
                assert answer.mimetype == item["type"].partition(";")[0]


def test_both_languages(client):
    assert "layanan" in client.get("/?lang=id").get_json()["title"]
    assert "layanan" in client.get("/").get_json()["title"]
    assert "service" in client.get("/", headers={"Accept-Language": "en"}).get_json()["title"]


def test_conformance_declares_what_holds(client):
    classes = client.get("/conformance").get_json()["conformsTo"]
    for part in ("core", "oas30", "html", "geojson"):
        assert f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" in classes
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in classes
    for part in ("schemas", "returnables-and-receivables", "sortables"):
        assert f"http://www.opengis.net/spec/ogcapi-features-5/1.0/conf/{part}" in classes
    assert not [uri for uri in classes if "features-4" in uri]
