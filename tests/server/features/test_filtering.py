"""Filters over HTTP: understood, counted, paged, refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import orjson
import pytest

from layers import Field, Layer, Schema, Text
from layers.errors import QueryError
from server.errors import ParameterError
from server.features.filtering import LANGUAGES, read_filter_parameters

X = Text("x", "x")
LAYER = Layer("samples", X, "assets", Schema((Field("floors", "integer", X),), "Point"))
ITEMS = "/collections/samples/items"


def ask(client, **given):
    return client.get(ITEMS, query_string={k.replace("_", "-"): v for k, v in given.items()})


def test_parameters_are_read_or_refused():
    assert read_filter_parameters({}, LAYER) is None
    found = [
        read_filter_parameters({"filter": "floors > 2", "filter-lang": lang}, LAYER)
        for lang in ("cql2-text", "cql-text")
    ]
    assert found[0] == found[1] is not None
    with pytest.raises(ParameterError, match="cql2-text, cql2-json, cql-text"):
        read_filter_parameters({"filter-lang": "sql"}, LAYER)
    with pytest.raises(ParameterError, match="filter-crs"):
        read_filter_parameters({"filter-crs": "EPSG:1"}, LAYER)
    with pytest.raises(QueryError):
        read_filter_parameters({"filter": "x > 2"}, LAYER)


def test_text_and_json_match_the_same_features(client, samples):
    text = ask(client, filter="floors > 5 AND class = 'a'", limit=1000).json
    tree = {
        "op": "and",
        "args": [
            {"op": ">", "args": [{"property": "floors"}, 5]},
            {"op": "=", "args": [{"property": "class"}, "a"]},
        ],
    }
    json = ask(client, filter=orjson.dumps(tree), filter_lang="cql2-json", limit=1000).json
    expected = samples[(samples["floors"] > 5) & (samples["class"] == "a")]
    assert text["features"] == json["features"]
    assert sorted(f["id"] for f in text["features"]) == sorted(expected.index)
    assert text["numberMatched"] == text["numberReturned"] == len(expected)


def test_links_keep_the_filter_and_walk_over_every_feature_once(client, samples):
    where = "name <> 'x&y=+' AND floors >= 2"
    seen, answer = [], ask(client, filter=where, limit=10).json
    while True:
        assert answer["numberMatched"] == (samples["floors"] >= 2).sum()
        seen += [f["id"] for f in answer["features"]]
        following = [one["href"] for one in answer["links"] if one["rel"] == "next"]
        if not following:
            break
        parts = urlsplit(following[0])
        answer = client.get(f"{parts.path}?{parts.query}").json
    assert len(seen) == len(set(seen)) == answer["numberMatched"]


def test_filter_goes_with_box_equality_and_selection(client, samples):
    answer = ask(
        client,
        filter="floors < 5",
        bbox="116,-1,118,1",
        public="true",
        properties="floors",
        limit=999,
    ).json
    inside = samples.cx[116:118, -1:1]
    expected = inside[(inside["floors"] < 5) & inside["public"]]
    assert answer["numberMatched"] == len(expected) > 0
    assert set(answer["features"][0]["properties"]) == {"floors"}


@pytest.mark.parametrize(
    ("where", "code", "word"),
    [
        ("floors >", "filter-syntax", "character 9"),
        ("storeys > 1", "unknown-property", "floors"),
        ("pg_sleep(1) = 1", "unknown-function", "casei"),
        ("(" * 60 + "floors=1" + ")" * 60, "filter-too-complex", "at most 32"),
        ("floors = 'many'", "filter-types", "cannot be compared"),
    ],
)
def test_refusals_are_problems_in_both_languages(client, where, code, word):
    answers = {lang: ask(client, filter=where, lang=lang) for lang in ("id", "en")}
    for answer in answers.values():
        assert (answer.status_code, answer.json["code"]) == (400, code)
        assert answer.mimetype == "application/problem+json"
    assert word in answers["en"].json["detail"]
    assert answers["id"].json["detail"] != answers["en"].json["detail"]


def test_a_box_across_180_degrees_matches_nothing_here(client):
    assert (
        ask(client, filter="S_INTERSECTS(geometry, BBOX(170,-10,-170,10))").json["features"] == []
    )


def test_a_page_for_people_can_be_filtered(client):
    answer = ask(client, filter="name LIKE 'Tempat 1%'", f="html", limit=999)
    assert answer.status_code == 200
    assert "Tempat 10" in answer.text
    assert "Tempat 20" not in answer.text


def test_the_api_document_lets_gdal_send_filters(client):
    parameters = client.get("/api").json["components"]["parameters"]
    assert parameters["filter-lang"]["schema"]["enum"] == list(LANGUAGES)
    assert "cql-text" in LANGUAGES
    listed = client.get("/api").json["paths"][ITEMS]["get"]["parameters"]
    assert {"$ref": "#/components/parameters/filter"} in listed
    classes = client.get("/conformance").json["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter" in classes
