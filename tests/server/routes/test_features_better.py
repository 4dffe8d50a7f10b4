"""The same requests that other services answer wrongly, answered rightly; told in each row why."""

from __future__ import annotations

import mapbox_vector_tile
import pytest

ITEMS = "/collections/samples/items"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"{ITEMS}?colour=red", 400, "unknown parameter 'colour'"),
        (f"{ITEMS}?limit=0", 400, "limit: 0 is too small"),
        (f"{ITEMS}?filter=floors%20%3E%3E%203", 400, "cannot be read from character 9 on"),
        (f"{ITEMS}?filter=", 400, "filter"),
        (f"{ITEMS}?filter=colour=1", 400, "name, class, floors, height_m, public, surveyed"),
        (f"{ITEMS}?filter=pg_sleep(1)=1", 400, "pg_sleep"),
        (f"{ITEMS}?filter=S_INTERSECTS(name,POINT(1%201))", 400, "wants the geometry"),
        ("/tiles/samples/30/0/0.pbf", 404, ""),
        ("/collections/nope/items", 404, "no layer 'nope'"),
        (f"{ITEMS}/999999", 404, "has no feature"),
    ],
)
def test_what_is_wrong_is_told_as_a_problem(client, path, status, said):
    answer = client.get(path, headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert said in answer.get_json()["detail"]
    assert answer.get_json()["status"] == status


def test_what_is_right_is_answered(client, samples):
    far = client.get(f"{ITEMS}?bbox=170,-10,-170,10").get_json()
    assert (far["numberMatched"], far["features"]) == (0, [])
    clamped = client.get(f"{ITEMS}?limit=999999999")
    assert clamped.headers["X-Limit-Applied"] == "1000"
    box = client.get(f"{ITEMS}?filter=S_INTERSECTS(geometry,BBOX(116,-1,117,0))").get_json()
    assert box["numberMatched"] == len(samples.cx[116:117, -1:0])
    assert client.get(ITEMS).mimetype == "application/geo+json"
    assert client.get("/tiles/samples/tilejson.json").status_code == 200
    assert client.get("/tiles/samples/10/0/0.pbf").status_code == 204
    assert client.patch(f"{ITEMS}/1", json={}).status_code == 405
    found = client.get("/tiles/samples/4/13/8.pbf")
    (name, content), *_ = mapbox_vector_tile.decode(found.data).items()
    assert name == "samples"
    assert all(isinstance(f["id"], int) for f in content["features"])


def test_a_tag_saves_the_second_answer(client):
    for path in (
        ITEMS,
        f"{ITEMS}?crs=EPSG:32750&sortby=name",
        f"{ITEMS}/1",
        "/collections/samples",
    ):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304, path
