"""A whole layer as one document."""

from __future__ import annotations

import gzip

import orjson
import pytest
import shapely

from layers.query import Query
from server.features.whole import feature_chunks

URL = "/geojson/samples"


def test_the_whole_layer_is_there(client, samples):
    document = client.get(URL).get_json()
    assert sorted(f["id"] for f in document["features"]) == sorted(samples.index)


@pytest.mark.parametrize("step", [1, 10, 256, 257, 300])
def test_chunks_join_to_one_document(published, samples, step):
    chunks = list(feature_chunks(published["samples"].packed(), Query(limit=step)))
    document = orjson.loads(b"".join(chunks))
    assert sorted(f["id"] for f in document["features"]) == sorted(samples.index)


def test_an_empty_layer_is_an_empty_document(client):
    assert client.get("/geojson/nothing").get_json() == {
        "type": "FeatureCollection",
        "features": [],
    }


def test_a_box_and_a_selection_of_fields(client, samples):
    box = (116.0, -1.0, 117.0, 0.0)
    document = client.get(URL + "?bbox=116,-1,117,0&properties=name").get_json()
    expected = samples.index[samples.intersects(shapely.box(*box))]
    assert sorted(f["id"] for f in document["features"]) == sorted(expected)
    assert all(set(f["properties"]) == {"name"} for f in document["features"])


def test_it_is_coded_known_and_told_apart(client):
    coded = client.get(URL, headers={"Accept-Encoding": "gzip"})
    assert coded.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(coded.data) == client.get(URL).data
    again = client.get(URL, headers={"If-None-Match": coded.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(URL + "?bbox=1,2,3,4").headers["ETag"] != client.get(URL).headers["ETag"]


@pytest.mark.parametrize(
    "query", ["limit=1", "bbox=1", "properties=nope", "lang=de", "bbox=1&bbox=2"]
)
def test_bad_parameters_are_refused(client, query):
    assert client.get(f"{URL}?{query}").status_code == 400
