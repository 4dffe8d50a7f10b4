"""Requests that other services answer wrongly, row by row of a comparison, on both stores."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

from server.app import create_app
from server.config import ServerSettings

ITEMS = "/collections/samples/items"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(scope="module", params=["geopackage", "postgis"])
def asked(request, published):
    """A client of the published region in each kind of store."""
    if request.param == "geopackage":
        return create_app(ServerSettings(published.path, max_limit=1000)).test_client()
    return create_app(request.getfixturevalue("published_postgis")).test_client()


def refused(client, path, status, *said, method="GET", **sent):
    """Hold an answer to a problem document that says these things."""
    answer = client.open(path, method=method, headers=ENGLISH, **sent)
    assert answer.status_code == status, (path, answer.status_code)
    assert answer.mimetype == "application/problem+json", path
    problem = answer.get_json()
    assert problem["status"] == status
    assert {"type", "title", "detail", "instance"} <= set(problem)
    for words in said:
        assert words in problem["detail"], (path, problem["detail"])
    return problem


def test_an_unknown_parameter_is_refused(asked):
    """Others: 200."""
    refused(asked, f"{ITEMS}?colour=red", 400, "unknown parameter 'colour'", "sortby")
    refused(asked, "/collections?nope=1", 400)


def test_a_limit_of_nothing_is_refused_and_a_huge_one_lowered(asked):
    """Others: features for limit=0, 422 for a thousand million."""
    refused(asked, f"{ITEMS}?limit=0", 400, "limit: 0 is too small")
    for limit in ("1001", "1000000000", "9" * 18):
        lowered = asked.get(f"{ITEMS}?limit={limit}")
        assert lowered.status_code == 200
        assert lowered.headers["X-Limit-Applied"] == "1000"
    refused(asked, f"{ITEMS}?limit=1e9", 400, "whole number")


def test_a_box_across_180_degrees_is_small(asked):
    """Others: all features match."""
    far = asked.get(f"{ITEMS}?bbox=170,-10,-170,10").get_json()
    assert (far["numberMatched"], far["features"]) == (0, [])


def test_a_malformed_filter_is_told_with_its_place(asked):
    """Others: 500, or 400 without saying where."""
    refused(asked, f"{ITEMS}?filter=floors%20%3E%3E%203", 400, "cannot be read from character 9 on")
    refused(asked, f"{ITEMS}?filter=", 400, "filter")


def test_an_unknown_property_is_told_with_those_there_are(asked):
    """Others: 200 and nothing, or 500 with the database's words."""
    there = "name, class, floors, height_m, public, surveyed"
    refused(asked, f"{ITEMS}?filter=colour=1", 400, there)
    for name in ("ogc_fid", "geom_bbox", "rowid", "ctid"):
        refused(asked, f"{ITEMS}?filter={name}=1", 400, there)


def test_functions_are_those_listed(asked):
    """Others: the database was asked to run them."""
    for call in ("pg_sleep(1)=1", "load_extension('x')=1", "lower(name)='a'", "version()='1'"):
        problem = refused(asked, f"{ITEMS}?filter={call}", 400, call.partition("(")[0])
        assert problem["code"] == "unknown-function"


def test_a_box_in_a_filter_is_right(asked, samples):
    """Others: 500."""
    box = asked.get(f"{ITEMS}?filter=S_INTERSECTS(geometry,BBOX(116,-1,117,0))").get_json()
    assert box["numberMatched"] == len(samples.cx[116:117, -1:0]) > 10
    wrong = "S_INTERSECTS(name,POINT(1%201))"
    refused(asked, f"{ITEMS}?filter={wrong}", 400, "wants the geometry")


def test_tiles_beyond_the_grid_are_not_there_and_tilejson_is(asked):
    """Others: 500, 200 and nothing."""
    refused(asked, "/tiles/samples/30/0/0.pbf", 404)
    refused(asked, "/collections/samples/tiles/WebMercatorQuad/30/0/0", 404)
    assert asked.get("/tiles/samples/tilejson.json").status_code == 200


def test_an_empty_tile_is_told_by_one_rule(asked):
    """Others: 200 with nothing."""
    paths = "/tiles/samples/10/0/0.pbf", "/collections/samples/tiles/WebMercatorQuad/10/0/0"
    for path in (*paths, "/tiles/nothing/3/6/4.pbf"):
        empty = asked.get(path)
        assert (empty.status_code, empty.data) == (204, b""), path


def test_what_cannot_be_done_is_refused_as_such(asked):
    """Others: If-Match ignored, 500 for a bad ring. Here features of a layer are not written yet."""
    ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": ring}
    for method, path in (("PATCH", f"{ITEMS}/1"), ("PUT", f"{ITEMS}/1"), ("POST", ITEMS)):
        refused(asked, path, 405, method=method, json=feature)
    refused(asked, f"{ITEMS}/1", 405, method="DELETE")


def test_every_error_is_a_problem_document(asked):
    """Others: bodies and media types of their own, HTML among them."""
    refused(asked, "/collections/nope/items", 404, "no layer 'nope'")
    refused(asked, f"{ITEMS}/999999", 404, "has no feature")
    refused(asked, "/no/such/page", 404)
    refused(asked, "/collections/samples/search", 405)
    refused(
        asked, "/collections/samples/search", 415, method="POST", data="a=b", content_type="x/y"
    )
    refused(
        asked, "/collections/samples/search", 400, method="POST", data=b"{",
        content_type="application/json",
    )  # fmt: skip
    refused(asked, f"{ITEMS}?limit=%zz", 400)
    refused(asked, f"{ITEMS}?filter={'(' * 4000}", 400)


def test_features_of_tiles_have_whole_ids_and_a_named_layer(asked, samples):
    """Others: none, and a layer that is always called default."""
    found = asked.get("/tiles/samples/4/13/8.pbf")
    (name, content), *more = mapbox_vector_tile.decode(found.data).items()
    assert (name, more) == ("samples", [])
    assert {feature["id"] for feature in content["features"]} <= set(samples.index)


def test_items_are_of_the_media_type_they_are(asked):
    """Others: application/json."""
    assert asked.get(ITEMS).mimetype == "application/geo+json"
    assert asked.get(f"{ITEMS}/1").mimetype == "application/geo+json"


def test_a_tag_saves_the_second_answer(asked):
    """Others: no tag."""
    paths = ITEMS, f"{ITEMS}?crs=EPSG:32750&sortby=name", f"{ITEMS}/1", "/collections/samples"
    for path in paths:
        tag = asked.get(path).headers["ETag"]
        assert asked.get(path, headers={"If-None-Match": tag}).status_code == 304, path
