"""What the map lists, over HTTP: as the library gives it, and refused in words."""

from __future__ import annotations

import pytest

from server.features.nearest import nearest_features


def test_the_nearest_are_the_librarys(client, published):
    told = client.get("/map/nearest/samples?bbox=116,-1,117,0").get_json()
    layer = published["samples"].layer
    assert told["features"] == nearest_features(published, layer, (116, -1, 117, 0))
    assert told["features"][0]["distance_m"] <= told["features"][-1]["distance_m"]


def test_assets_without_codes_are_counted_alone(client):
    told = client.get("/map/assets/samples").get_json()
    assert (told["numberMatched"], told["assets"], told["observed"]) == (257, [], None)
    assert client.get("/map/assets/samples/A1").get_json()["quantities"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/map/nearest/samples", 400),
        ("/map/nearest/samples?bbox=117,0,116,1", 400),
        ("/map/nearest/samples?bbox=nan,0,1,1", 400),
        ("/map/nearest/gone?bbox=0,0,1,1", 404),
        ("/map/assets/gone", 404),
        ("/map/assets/samples?what=1", 400),
    ],
)
def test_what_makes_no_sense_is_refused(client, path, status):
    assert client.get(path).status_code == status
