"""A page of items: exact, bounded, linked, and known by its tag."""

from __future__ import annotations

import gzip
import math
from dataclasses import replace
from itertools import pairwise
from unittest.mock import Mock
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.packed import page as page_module
from layers.query import Query
from server.app import create_app
from server.features import items
from server.features.items import bounded_page
from server.features.request import ItemsRequest

ITEMS = "/collections/samples/items"


def page(client, query="", **headers):
    answer = client.get(f"{ITEMS}?{query}", headers=headers)
    assert answer.status_code == 200, answer.data
    return answer.get_json()


def ids(document):
    return [feature["id"] for feature in document["features"]]


def next_of(document):
    return next((item["href"] for item in document["links"] if item["rel"] == "next"), None)


def walk(client, query):
    """Follow next links from the first page on, giving the ids of each page."""
    url, pages = f"{ITEMS}?{query}", []
    while url:
        document = client.get(url).get_json()
        pages.append(ids(document))
        assert document["numberReturned"] == len(pages[-1])
        url = next_of(document)
    return pages


@pytest.mark.parametrize("limit", [1, 2, 7, 100, 256, 257, 258])
@pytest.mark.parametrize("more", ["", "&bbox=116,-1.5,118,0.5", "&class=b", "&public=true&lang=en"])
def test_walking_by_next_gives_every_feature_once(client, limit, more):
    if limit == 1 and not more:
        more = "&floors=3"
    pages = walk(client, f"limit={limit}{more}")
    seen = [fid for one in pages for fid in one]
    whole = ids(page(client, f"limit=1000{more}"))
    assert sorted(seen) == sorted(whole)
    assert len(set(seen)) == len(seen) > 0
    assert all(len(one) == limit for one in pages[:-1])


@pytest.mark.parametrize("step", [1, 10, 64])
def test_walking_by_offset_gives_every_feature_once(client, step, samples):
    seen = []
    for offset in range(0, len(samples) + step, step * (8 if step == 1 else 1)):
        seen += ids(page(client, f"limit={step * (8 if step == 1 else 1)}&offset={offset}"))
    assert sorted(seen) == sorted(samples.index)


def test_next_links_keep_all_parameters(client):
    query = "limit=2&bbox=115,-2,119,1&properties=name&f=json&lang=en&class=a"
    link = next_of(page(client, query))
    assert dict(parse_qsl(urlsplit(link).query)).items() >= dict(parse_qsl(query)).items()


def test_an_offset_gives_way_to_the_page_mark(client):
    first = page(client, "limit=5&offset=3")
    link = next_of(first)
    assert "offset" not in link
    expected = ids(page(client, "limit=5&offset=8"))
    assert ids(client.get(link).get_json()) == expected


def test_links_stand_in_the_header_too(client):
    answer = client.get(f"{ITEMS}?limit=2")
    for item in answer.get_json()["links"]:
        assert f'<{item["href"]}>; rel="{item["rel"]}"' in answer.headers["Link"]


boxes = st.tuples(st.floats(115, 119), st.floats(-2.5, 1.5), st.floats(0, 3), st.floats(0, 3)).map(
    lambda b: (b[0], b[1], min(b[0] + b[2], 180.0), b[1] + b[3])
)


@given(box=boxes)
@settings(max_examples=60, deadline=None)
def test_a_box_selects_what_shapely_selects(app, samples, box):
    document = page(app.test_client(), "limit=1000&bbox=" + ",".join(map(repr, box)))
    expected = samples.index[samples.intersects(shapely.box(*box))]
    assert sorted(ids(document)) == sorted(expected)
    assert document["numberMatched"] == len(expected)


def test_a_box_across_180_degrees_is_two_boxes(client, samples):
    assert page(client, "bbox=170,-10,-170,10")["numberMatched"] == 0
    whole = page(client, "bbox=170,-10,169.9,10")
    assert whole["numberMatched"] == len(samples)
    west = shapely.union_all([shapely.box(117, -10, 180, 10), shapely.box(-180, -10, 116, 10)])
    assert page(client, "bbox=117,-10,116,10")["numberMatched"] == samples.intersects(west).sum()


@pytest.mark.parametrize(
    ("query", "mask"),
    [
        ("class=a", lambda f: f["class"] == "a"),
        ("floors=3", lambda f: f["floors"] == 3),
        ("public=false", lambda f: ~f["public"]),
        ("name=Tempat%20100", lambda f: f["name"] == "Tempat 100"),
        ("name=a%3Db%26c", lambda f: f["name"] == "a=b&c"),
        ("name=absent", lambda f: f["name"] == "absent"),
        ("class=a&floors=3", lambda f: (f["class"] == "a") & (f["floors"] == 3)),
        (
            "datetime=2020-03-01/2020-03-31",
            lambda f: (
                f["surveyed"].isna()
                | ((f["surveyed"] >= "2020-03-01") & (f["surveyed"] <= "2020-03-31"))
            ),
        ),
        ("datetime=2020-03-01", lambda f: f["surveyed"].isna() | (f["surveyed"] == "2020-03-01")),
        (
            "datetime=../2020-02-01T12:00:00Z",
            lambda f: f["surveyed"].isna() | (f["surveyed"] <= "2020-02-01"),
        ),
    ],
)
def test_filters_select_what_the_frame_selects(client, samples, query, mask):
    frame = samples.assign(surveyed=samples["surveyed"].astype("datetime64[ns]"))
    expected = frame.index[mask(frame)]
    document = page(client, f"limit=1000&{query}")
    assert sorted(ids(document)) == sorted(expected)
    assert document["numberMatched"] == len(expected)


def test_a_float_is_found_by_its_value(client, samples):
    height = float(samples["height_m"].iloc[5])
    found = page(client, f"height_m={height!r}")
    assert int(samples.index[5]) in ids(found)


def test_properties_are_selected(client):
    for feature in page(client, "properties=class,floors&limit=3")["features"]:
        assert set(feature["properties"]) == {"class", "floors"}
    for feature in page(client, "properties=&limit=3")["features"]:
        assert feature["properties"] == {}


def test_features_equal_those_of_the_store(client, samples):
    for feature in page(client, "limit=1000")["features"]:
        row = samples.loc[feature["id"]]
        shape = shapely.geometry.shape(feature["geometry"])
        assert shapely.hausdorff_distance(shape, row.geometry) < 1e-9
        assert feature["properties"]["name"] == row["name"]
        assert feature["properties"]["floors"] == row["floors"]
        assert math.isclose(feature["properties"]["height_m"], row["height_m"])
        assert feature["properties"]["public"] == row["public"]


def test_the_limit_is_lowered_and_said(client):
    answer = client.get(f"{ITEMS}?limit=999999999")
    assert answer.headers["X-Limit-Applied"] == "1000"
    assert answer.get_json()["numberReturned"] == 257
    assert "X-Limit-Applied" not in client.get(f"{ITEMS}?limit=1000").headers


def test_an_empty_layer_answers_empty(client):
    document = client.get("/collections/nothing/items?bbox=1,2,3,4").get_json()
    assert document["features"] == []
    assert (document["numberReturned"], document["numberMatched"]) == (0, 0)
    assert next_of(document) is None


def test_far_offsets_answer_empty(client):
    document = page(client, "offset=999999999")
    assert document["features"] == []
    assert document["numberMatched"] == 257


def test_the_tag_tells_pages_apart_and_knows_them_again(client):
    queries = ["", "limit=2", "limit=3", "bbox=1,2,3,4", "class=a", "properties=name"]
    tags = [client.get(f"{ITEMS}?{q}").headers["ETag"] for q in queries]
    assert len(set(tags)) == len(tags)
    for query, tag in zip(queries, tags, strict=True):
        again = client.get(f"{ITEMS}?{query}", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == tag


@pytest.mark.parametrize("query", ["limit=1000", "limit=130", "bbox=116,-1.5,118,0.5&limit=9"])
@pytest.mark.parametrize("more", ["", "&sortby=-floors", "&properties=name", "&filter=floors>2"])
def test_pages_kept_deflated_hold_the_same(client, monkeypatch, query, more):
    monkeypatch.setattr(items, "PRESSED_FROM", 1)
    url = f"{ITEMS}?{query}{more}"
    plain = client.get(url)
    deflated = client.get(url, headers={"Accept-Encoding": "br, gzip, zstd;q=0.9"})
    if deflated.headers["Content-Encoding"] == "gzip":
        assert gzip.decompress(deflated.data) == plain.data
        assert int(deflated.headers["Content-Length"]) == len(deflated.data)
        assert deflated.headers["ETag"] == f'{plain.headers["ETag"][:-1]}-gzip"'
    # Rewritten features are deflated as they are made, in the coding liked by itself.
    assert (deflated.headers["Content-Encoding"] == "gzip") == ("properties" not in more)


def test_a_folder_that_keeps_nothing_is_deflated_all_the_same(settings, monkeypatch):
    monkeypatch.setattr(items, "PRESSED_FROM", 1)
    monkeypatch.setattr(page_module, "open_pressed", Mock(side_effect=PermissionError))
    fresh = create_app(settings).test_client()
    answer = fresh.get(f"{ITEMS}?limit=1000", headers={"Accept-Encoding": "gzip"})
    assert orjson.loads(gzip.decompress(answer.data))["numberReturned"] == 257


def test_a_page_keeps_the_byte_budget(settings, published):
    small = create_app(replace(settings, page_bytes=2_000)).test_client()
    seen, url = [], f"{ITEMS}?limit=100"
    while url:
        answer = small.get(url)
        document = answer.get_json()
        features = orjson.dumps(document["features"])
        assert len(features) <= 2_200 or document["numberReturned"] == 1
        assert document["numberReturned"] >= 1
        seen += ids(document)
        url = next_of(document)
    assert sorted(seen) == sorted(published["samples"].read().index)


def test_a_budget_below_one_feature_still_gives_one(published):
    packed = published["samples"].packed()
    asked = ItemsRequest(Query(limit=10), (), None, None, None)
    assert bounded_page(packed, asked, 1).returned == 1


def test_boxes_that_touch_share_their_edge(client, samples):
    """Neighbouring boxes of a grid together give every feature, none forgotten between them."""
    seen = set()
    for west, east in pairwise(np.linspace(115, 119, 5)):
        seen |= set(ids(page(client, f"limit=1000&bbox={west},-3,{east},2")))
    assert seen == set(samples.index)
