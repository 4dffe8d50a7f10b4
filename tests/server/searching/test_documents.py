"""Hits as documents: where each kind of hit leads."""

from __future__ import annotations

from layers.searching import Hit
from layers.text import Text
from server.searching.documents import hit_links, search_collection
from server.searching.request import read_search_request

HOME = "http://127.0.0.1:8000"


def hit(kind, **more):
    return Hit(kind, Text("Nama", "Name"), Text("di sana", "there"), 0.5, **more)


def ways(one):
    return {way["rel"]: way["href"].removeprefix(HOME) for way in hit_links(one, HOME)}


def test_each_kind_of_hit_leads_where_it_is():
    assert ways(hit("road", layer="roads", feature=7)) == {"item": "/collections/roads/items/7"}
    several = hit("road", layer="roads", n_features=2, value=("name", "Jalan A&B"))
    assert ways(several) == {"items": "/collections/roads/items?name=Jalan%20A%26B"}
    assert ways(hit("layer", layer="roads")) == {"collection": "/collections/roads"}
    assert ways(hit("activity", code="A17")) == {"related": "/zoning/activities?search=A17"}
    here = hit("coordinate", place=(116.5, -1.25))
    assert ways(here) == {"map": "/map?at=116.50000,-1.25000#map=14/-1.25000/116.50000"}


def test_a_hit_without_a_place_is_a_feature_without_geometry():
    request = read_search_request("q=nama&lang=en")
    told = search_collection(request, (hit("activity"),), HOME, "en")
    feature = told["features"][0]
    assert feature["geometry"] is None
    assert "bbox" not in feature
    assert (feature["properties"]["title"], feature["properties"]["kind_title"]) == (
        "Name",
        "Activity",
    )
    rels = [(way["rel"], way["href"].removeprefix(HOME)) for way in told["links"]]
    assert ("self", "/search?q=nama&lang=en&f=geojson") in rels
