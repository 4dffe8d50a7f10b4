"""Pyramids over HTTP: by range as the standard has it, tile by tile, and told whether current."""

from __future__ import annotations

import gzip
import io

import mapbox_vector_tile
import pytest
from pmtiles.reader import Reader

import layers
from layers.pyramids import build_pyramid
from layers.testing import copy_workspace
from layers.tiling import open_tiles
from server.app import create_app
from server.config import ServerSettings

FILE = "/pyramids/roads-samples.pmtiles"


@pytest.fixture(scope="module")
def home(tmp_path_factory, published):
    folder = tmp_path_factory.mktemp("shelf") / "workspace"
    copy_workspace(published.path, folder)
    catalogue = layers.open(folder)
    (folder / "pyramids").mkdir()
    tiles = [open_tiles(catalogue, name) for name in ("roads", "samples")]
    build_pyramid(tiles, folder / "pyramids" / "roads-samples.pmtiles", (0, 7))
    catalogue.close()
    (folder / "pyramids" / "broken.pmtiles.part").write_bytes(b"x")
    return folder


@pytest.fixture(scope="module")
def client(home):
    return create_app(ServerSettings(home)).test_client()


def test_a_range_reader_reads_the_file(client, home):
    def read(start, length):
        answer = client.get(FILE, headers={"Range": f"bytes={start}-{start + length - 1}"})
        assert answer.status_code == 206
        return answer.data

    reader = Reader(read)
    assert reader.header()["max_zoom"] == 7
    found = mapbox_vector_tile.decode(gzip.decompress(reader.get(5, 26, 16)))
    assert "samples" in found
    whole = client.get(FILE)
    assert whole.data == (home / "pyramids" / "roads-samples.pmtiles").read_bytes()
    assert whole.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("span", "status", "first", "last"),
    [
        ("bytes=0-0", 206, 0, 0),
        ("bytes=100-", 206, 100, None),
        ("bytes=-10", 206, -10, None),
        ("bytes=5-999999999999", 206, 5, None),
        ("bytes=-999999999999", 206, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=x-y", 200, 0, None),
        ("bytes=999999999999-", 416, None, None),
        ("bytes=-0", 416, None, None),
        ("bytes=9-5", 200, 0, None),
        ("bytes=-", 200, 0, None),
    ],
)
def test_spans(client, span, status, first, last):
    whole = client.get(FILE).data
    answer = client.get(FILE, headers={"Range": span})
    assert answer.status_code == status
    if status == 416:
        assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"
        return
    end = len(whole) if last is None else last + 1
    assert answer.data == whole[first:end]
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_validators(client):
    tag = client.get(FILE).headers["ETag"]
    assert client.get(FILE, headers={"If-None-Match": tag}).status_code == 304
    same = client.get(FILE, headers={"Range": "bytes=0-9", "If-Range": tag})
    other = client.get(FILE, headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert client.head(FILE).data == b""


def test_tiles_one_by_one_and_the_documents_that_name_them(client):
    listing = client.get("/pyramids").get_json()["pyramids"]
    assert [one["id"] for one in listing] == ["roads-samples"]
    assert listing[0]["current"] is True
    told = client.get("/pyramids/roads-samples/tilejson.json").get_json()
    assert [one["id"] for one in told["vector_layers"]] == ["roads", "samples"]
    address = told["tiles"][0].removeprefix("http://localhost").format(z=5, x=26, y=16)
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.data == client.get("/tiles/roads,samples/5/26/16.pbf").data
    tag = packed.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/pyramids/roads-samples/7/0/0.pbf").status_code == 204


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/pyramids/absent.pmtiles", 404, "no-pyramid"),
        ("/pyramids/..%2Fregion.pmtiles", 404, "not-found"),
        ("/pyramids/.hidden.pmtiles", 404, "no-pyramid"),
        ("/pyramids/roads-samples/99/0/0.pbf", 404, "no-such-tile"),
        ("/pyramids/roads-samples/a/0/0.pbf", 400, "bad-tile"),
        ("/pyramids/roads-samples/0/0/0.pbf?filter=a", 400, "unknown-parameter"),
        ("/pyramids/absent/tilejson.json", 404, "no-pyramid"),
    ],
)
def test_refusals(client, address, status, code):
    answer = client.get(address)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_what_became_of_a_file_is_seen_and_a_damaged_one_is_told(home):
    client = create_app(ServerSettings(home)).test_client()
    place = home / "pyramids" / "new.pmtiles"
    assert client.get("/pyramids/new/0/0/0.pbf").status_code == 404
    whole = (home / "pyramids" / "roads-samples.pmtiles").read_bytes()
    place.write_bytes(whole)
    assert client.get("/pyramids/new/0/0/0.pbf").status_code == 200
    place.write_bytes(io.BytesIO(whole).read(3000))
    damaged = client.get("/pyramids/new/0/0/0.pbf")
    assert (damaged.status_code, damaged.get_json()["code"]) == (422, "bad-pyramid")
    listing = client.get("/pyramids").get_json()["pyramids"]
    assert {one["id"]: "damaged" in one for one in listing} == {"new": True, "roads-samples": False}
    place.unlink()
    assert client.get("/healthz").status_code == 200
