"""Filters over HTTP: understood, counted, paged, refused."""

from __future__ import annotations

from urllib.parse import urlsplit

import orjson
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

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


PIECES = st.sampled_from(
    ["floors", "name", "geometry", '"', "'", "'x'", "(", ")", ",", "=", "<>", "<", "LIKE", "IN", "AND", "OR",
     "NOT", "BETWEEN", "IS NULL", "1", "-", "1e308", "*", "/", "^", "div", "casei", "accenti", "DATE('2024-01-01')",
     "INTERVAL('..','..')", "surveyed", "public", "TRUE", "NULL", "s_within", "t_after", "BBOX(0,0,1,1)",
     "POINT(1 1)", "POLYGON((0 0,1 1,0 0))", "%", "?", "{}", "\\", ";", "--", "\x00", "é", "²", "pg_sleep(9)"]
)  # fmt: skip


@hypothesis_settings(max_examples=300, deadline=None)
@given(
    text=st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.text(max_size=30)),
    lang=st.sampled_from(["cql2-text", "cql2-json"]),
)
def test_no_filter_fails_inside(app, text, lang):
    answer = app.test_client().get(ITEMS, query_string={"filter": text, "filter-lang": lang})
    assert answer.status_code in (200, 400), answer.text


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(), PIECES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.builds(
            lambda op, args: {"op": op, "args": args},
            st.sampled_from(["=", "and", "or", "not", "in", "like", "between", "isNull", "+", "^", "casei",
                             "s_within", "t_after", "s_disjoint"]),
            st.lists(inner, max_size=3),
        ),
        st.builds(lambda name: {"property": name}, inner),
        st.builds(lambda ends: {"interval": ends}, inner),
        st.builds(lambda box: {"bbox": box}, inner),
        st.builds(lambda c, t: {"type": t, "coordinates": c}, inner,
                  st.sampled_from(["Point", "Polygon", "MultiLineString", "GeometryCollection"])),
    ),
    max_leaves=8,
)  # fmt: skip


@hypothesis_settings(max_examples=300, deadline=None)
@given(JSON)
def test_no_tree_fails_inside(app, tree):
    text = orjson.dumps(tree)
    query = {"filter": text, "filter-lang": "cql2-json"}
    answer = app.test_client().get(ITEMS, query_string=query)
    assert answer.status_code in (200, 400), answer.text
