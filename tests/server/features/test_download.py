"""Whole layers and parts of them as files: complete, in ranges, within the budget."""

from __future__ import annotations

import io
import tempfile

import geopandas as gpd
import orjson
import pandas as pd
import pyogrio
import pytest

from layers.formats import FORMATS
from server.features import download

HOME = "/collections/samples/download"


def get(client, url, **options):
    """Fetch an answer whole, so that its file is closed."""
    return client.get(url, buffered=True, **options)


def rows(body, kind):
    if kind in ("geojson", "geojsonseq"):
        text = body.decode().replace("\x1e", "") if kind == "geojsonseq" else body.decode()
        found = text.splitlines() if kind == "geojsonseq" else orjson.loads(text)["features"]
        return len(found)
    if kind == "csv":
        return len(pd.read_csv(io.BytesIO(body)))
    if kind == "parquet":
        return len(gpd.read_parquet(io.BytesIO(body)))
    with tempfile.NamedTemporaryFile(suffix=FORMATS[kind].suffix) as file:
        file.write(body)
        file.flush()
        return len(pyogrio.read_dataframe(file.name))


@pytest.mark.parametrize("kind", FORMATS)
def test_a_layer_and_a_part_of_it_as_files(client, samples, kind):
    whole = get(client, f"{HOME}?f={kind}")
    assert whole.mimetype == FORMATS[kind].media
    assert rows(whole.data, kind) == len(samples)
    assert f'filename="samples{FORMATS[kind].suffix}"' in whole.headers["Content-Disposition"]
    part = get(client, f"{HOME}?f={kind}&filter=floors%20%3E%203&class=a&crs=EPSG:32750")
    expected = ((samples["floors"] > 3) & (samples["class"] == "a")).sum()
    assert rows(part.data, kind) == int(part.headers["OGC-NumberReturned"]) == expected
    assert "32750" in part.headers["Content-Crs"]
    again = get(client, f"{HOME}?f={kind}", headers={"If-None-Match": whole.headers["ETag"]})
    assert again.status_code == 304
    assert rows(get(client, f"/collections/nothing/download?f={kind}").data, kind) == 0


def test_a_kept_file_is_read_in_ranges(client):
    whole = get(client, f"{HOME}?f=fgb")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = get(client, f"{HOME}?f=fgb", headers={"Range": "bytes=3-10"})
    assert part.status_code == 206
    assert part.data == whole.data[3:11]
    assert part.headers["Content-Range"] == f"bytes 3-10/{len(whole.data)}"
    beyond = get(client, f"{HOME}?f=fgb", headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"
    for ignored in ("bytes=5-2", "bytes=0-1,5-6", "items=0-5"):
        answer = get(client, f"{HOME}?f=fgb", headers={"Range": ignored})
        assert (answer.status_code, answer.data) == (200, whole.data)
    head = client.head(f"{HOME}?f=parquet", buffered=True)
    assert int(head.headers["Content-Length"]) == len(get(client, f"{HOME}?f=parquet").data)


def test_a_part_too_large_is_refused_with_the_ways_there_are(client, monkeypatch):
    monkeypatch.setattr(download, "MAX_FEATURES", 100)
    answer = get(client, f"{HOME}?f=csv&floors=3")
    assert answer.status_code == 200
    refused = get(client, f"{HOME}?f=csv&bbox=110,-5,120,5&lang=en")
    assert (refused.status_code, refused.get_json()["code"]) == (400, "too-many-features")
    for way in ("257 features", "/collections/samples/download", "/collections/samples/items"):
        assert way in refused.get_json()["detail"]
    assert get(client, f"{HOME}?f=csv").status_code == 200
    monkeypatch.setattr(download, "MAX_BYTES", 10)
    assert get(client, f"{HOME}?f=gpkg&floors=3").status_code == 400


@pytest.mark.parametrize(
    ("query", "code"),
    [("limit=3", "unknown-parameter"), ("f=shp", "bad-parameter"), ("nope=1", "unknown-parameter"),
     ("crs=EPSG:2154", "crs-not-offered"), ("sortby=nope", "unknown-property")],
)  # fmt: skip
def test_what_is_refused(client, query, code):
    answer = get(client, f"{HOME}?{query}")
    assert (answer.status_code, answer.get_json()["code"]) == (400, code)


def test_a_browser_gets_a_file_too_and_the_collection_links_to_each(client):
    found = get(client, HOME, headers={"Accept": "text/html,*/*;q=0.8"})
    assert found.mimetype == "application/geo+json"
    links = get(client, "/collections/samples").get_json()["links"]
    offered = {x["type"]: x["href"] for x in links if x["rel"] == "enclosure"}
    assert set(offered) == {one.media for one in FORMATS.values()}
    page = get(client, "/collections/samples?f=html").get_data(as_text=True)
    assert all(f"/collections/samples/download?f={kind}" in page for kind in FORMATS)
