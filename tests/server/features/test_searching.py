"""Searches sent as a body find what the same parameters find in an address."""

from __future__ import annotations

import pytest

HOME = "/collections/samples"


def search(client, **body):
    return client.post(f"{HOME}/search", json=body)


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({}, ""),
        ({"bbox": [116, -1.5, 118, 0.5], "limit": 7}, "bbox=116,-1.5,118,0.5&limit=7"),
        ({"filter": "floors > 3"}, "filter=floors > 3"),
        (
            {"filter": {"op": ">", "args": [{"property": "floors"}, 3]}, "limit": 1000},
            "filter=floors > 3&limit=1000",
        ),
        ({"sortby": ["-floors", "name"], "properties": ["name"]}, "sortby=-floors,name&properties=name"),
        ({"sortby": [{"field": "floors", "direction": "desc"}]}, "sortby=-floors"),
        ({"public": True, "class": "a", "floors": 3}, "public=true&class=a&floors=3"),
        ({"datetime": "2020-03-01/..", "crs": "EPSG:32750"}, "datetime=2020-03-01/..&crs=EPSG:32750"),
        ({"skip-geometry": True, "offset": 3, "limit": None}, "skip-geometry=true&offset=3"),
    ],
)  # fmt: skip
def test_a_body_says_the_same_as_an_address(client, body, query):
    found, same = search(client, **body), client.get(f"{HOME}/items?{query}")
    assert found.status_code == 200, found.get_json()
    assert found.mimetype == "application/geo+json"
    for key in ("features", "numberMatched", "numberReturned"):
        assert found.get_json()[key] == same.get_json()[key]
    assert found.headers["Content-Crs"] == same.headers["Content-Crs"]


def test_a_walk_over_pages_by_the_bodies_of_next_links(client, samples):
    body, seen = {"filter": "floors <> 99", "sortby": ["-height_m"], "limit": 60, "offset": 5}, []
    while body:
        document = client.post(f"{HOME}/search", json=body).get_json()
        seen += [f["id"] for f in document["features"]]
        step = next((x for x in document["links"] if x["rel"] == "next"), None)
        assert step is None or (step["method"], step["body"]["limit"]) == ("POST", 60)
        body = step and step["body"]
    expected = samples.sort_values("height_m", ascending=False, kind="stable").index[5:]
    assert sorted(seen) == sorted(expected)
    heights = samples["height_m"][seen].tolist()
    assert heights == sorted(heights, reverse=True)


def test_a_filter_longer_than_an_address_is_taken(client):
    words = ", ".join(f"'Tempat {i}'" for i in range(400))
    found = search(client, filter=f"name IN ({words})", limit=1000)
    assert found.status_code == 200
    assert found.get_json()["numberMatched"] > 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("[1]", 400, "bad-body"), ("nope", 400, "bad-body"), ("3", 400, "bad-body"),
        ("", 400, "bad-body"), ('{"bbox": {"a": 1}}', 400, "bad-body"),
        ('{"bbox": [1, 2, 3]}', 400, "bad-parameter"), ('{"nope": 1}', 400, "unknown-parameter"),
        ('{"filter": [1]}', 400, "bad-body"), ('{"filter": {"op": "x"}}', 400, "unknown-function"),
        ('{"sortby": [{"field": 3}]}', 400, "bad-body"), ('{"sortby": ["x"]}', 400, "unknown-property"),
        ('{"limit": 1.5}', 400, "bad-parameter"), ('{"limit": 1e400}', 400, "bad-body"),
        ('{"properties": [null]}', 400, "bad-body"), ('{"next": "9-9"}', 409, "stale-page"),
        ('{"f": "csv"}', 400, "bad-parameter"), ('{"class": null}', 400, "bad-body"),
        ('{"crs": "EPSG:1"}', 400, "crs-not-offered"), ("[" * 500, 400, "bad-body"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_problem(client, body, status, code):
    answer = client.post(f"{HOME}/search", data=body, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"


def test_other_ways_to_ask_are_refused(client):
    assert client.get(f"{HOME}/search").status_code == 405
    assert client.post(f"{HOME}/search?limit=3", json={}).status_code == 400
    wrong = client.post(f"{HOME}/search", data="x", content_type="text/plain")
    assert wrong.status_code == 415
    assert client.post("/collections/nope/search", json={}).status_code == 404
