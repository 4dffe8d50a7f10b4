"""Pages of items in every format: the same features and links, budgets kept, tags apart."""

from __future__ import annotations

import io
import re
import tempfile
from dataclasses import replace

import geopandas as gpd
import orjson
import pandas as pd
import pyogrio
import pytest

from layers.formats import FORMATS
from server.app import create_app

ITEMS = "/collections/samples/items"
KINDS = [kind for kind in FORMATS if kind != "geojson"]


def opened(body, kind, **options):
    """Read a file that GDAL knows by its name, too."""
    with tempfile.NamedTemporaryFile(suffix=FORMATS[kind].suffix) as file:
        file.write(body)
        file.flush()
        return pyogrio.read_dataframe(file.name, **options)


def ids(body, kind):
    if kind == "csv":
        return pd.read_csv(io.BytesIO(body))["id"].tolist()
    if kind == "geojsonseq":
        return [orjson.loads(line[1:])["id"] for line in body.splitlines()]
    if kind == "parquet":
        return gpd.read_parquet(io.BytesIO(body))["id"].tolist()
    frame = opened(body, kind, fid_as_index=kind == "gpkg")
    return (frame.index if kind == "gpkg" else frame["id"]).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_walking_by_the_header_s_next_link_gives_every_feature_once(client, samples, kind):
    url, seen = f"{ITEMS}?f={kind}&limit=100&bbox=115.6,-2,119,1", []
    while url:
        answer = client.get(url)
        assert answer.status_code == 200
        assert answer.mimetype == FORMATS[kind].media
        page = ids(answer.data, kind)
        assert int(answer.headers["OGC-NumberReturned"]) == len(page)
        assert FORMATS[kind].suffix in answer.headers["Content-Disposition"]
        seen += page
        found = re.search(r'<([^>]+)>; rel="next"; type="([^"]+)"', answer.headers["Link"])
        assert found is None or found[2] == FORMATS[kind].media
        url = found and found[1]
    expected = samples.cx[115.6:119, -2:1].index
    assert sorted(seen) == sorted(expected)
    assert int(answer.headers["OGC-NumberMatched"]) == len(expected) > 200


@pytest.mark.parametrize("kind", KINDS)
def test_the_accept_header_chooses_too_and_tags_are_apart(client, kind):
    by_name = client.get(f"{ITEMS}?f={kind}&limit=3")
    by_header = client.get(f"{ITEMS}?limit=3", headers={"Accept": FORMATS[kind].media})
    assert by_header.mimetype == by_name.mimetype
    assert ids(by_header.data, kind) == ids(by_name.data, kind)
    tag = by_name.headers["ETag"]
    again = client.get(f"{ITEMS}?f={kind}&limit=3", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    json = client.get(f"{ITEMS}?limit=3")
    assert json.headers["ETag"] != by_header.headers["ETag"]
    assert f'f={kind}>; rel="alternate"; type="{FORMATS[kind].media}"' in json.headers["Link"]


def test_a_page_keeps_the_byte_budget_and_says_where_it_goes_on(settings):
    small = create_app(replace(settings, page_bytes=3_000)).test_client()
    answer = small.get(f"{ITEMS}?f=csv&limit=100")
    assert 1 <= int(answer.headers["OGC-NumberReturned"]) < 20
    assert 'rel="next"' in answer.headers["Link"]
    assert "X-Limit-Applied" in client_headers(small, f"{ITEMS}?f=csv&limit=99999")


def client_headers(client, url):
    return client.get(url).headers


def test_a_sequence_has_the_axes_of_the_standard_and_files_east_first(client, samples):
    point = int(samples.index[samples.geom_type == "Point"][0])
    query = f"crs=EPSG:4326&limit=1&name={samples['name'][point].replace(' ', '%20')}"
    x, y = samples.geometry[point].x, samples.geometry[point].y
    sequence = client.get(f"{ITEMS}?{query}&f=geojsonseq")
    assert orjson.loads(sequence.data[1:])["geometry"]["coordinates"] == [y, x]
    file = opened(client.get(f"{ITEMS}?{query}&f=gpkg").data, "gpkg")
    assert (file.geometry[0].x, file.geometry[0].y) == (x, y)


def test_rows_without_geometry_and_sorted(client, samples):
    answer = client.get(
        f"{ITEMS}?f=csv&skip-geometry=true&properties=floors&sortby=-floors&limit=9"
    )
    table = pd.read_csv(io.BytesIO(answer.data))
    assert list(table.columns) == ["id", "floors"]
    assert table["floors"].tolist() == sorted(samples["floors"], reverse=True)[:9]
