"""The routes of tiles: statuses, headers, documents, and the same bytes by every address."""

from __future__ import annotations

import gzip

import geopandas as gpd
import mapbox_vector_tile
import pytest

from layers import Field, Layer, Schema, Text
from server.app import create_app
from server.config import ServerSettings

X = Text("x", "x")

TILE = "/collections/samples/tiles/WebMercatorQuad/5/16/26"
XYZ = "/tiles/samples/5/26/16.pbf"


def test_a_tile_by_both_addresses(client):
    answer, short = client.get(TILE), client.get(XYZ)
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    assert answer.data == short.data
    read = mapbox_vector_tile.decode(answer.data)["samples"]
    items = client.get("/geojson/samples").get_json()["features"]
    values = {item["id"]: item["properties"] for item in items}
    assert len(read["features"]) > 50
    for feature in read["features"]:
        known = {k: v for k, v in values[feature["id"]].items() if v is not None}
        assert feature["properties"] == known


def test_the_header_says_what_is_left_out(client):
    answer = client.get("/tiles/samples/0/0/0.pbf")
    drawn = mapbox_vector_tile.decode(answer.data)["samples"]["features"]
    total, _, why = answer.headers["X-Features-Omitted"].partition("; ")
    told = dict(part.split("=") for part in why.split(", "))
    assert int(total) == int(told["collapsed"]) + int(told["thinned"])
    assert told["parts"] == "0"
    assert len({f["id"] for f in drawn}) + int(total) == 257


def test_validators_and_coding(client):
    answer = client.get(TILE, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == client.get(TILE).data
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(TILE, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/collections/samples/tiles/WebMercatorQuad/5/15/26")
    assert other.headers["ETag"] != client.get(TILE).headers["ETag"]


def test_an_address_with_the_revision_may_be_kept_for_good(client):
    tilejson = client.get("/tiles/samples/tilejson.json").get_json()
    template = tilejson["tiles"][0].removeprefix("http://localhost")
    pinned = template.format(z=5, x=26, y=16)
    answer = client.get(pinned)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.data == client.get(TILE).data
    # A map opened before the layer changed is led to the tile as it is now.
    stale = client.get(f"{XYZ}?revision=99-abc&properties=floors&filter=floors%20%3E%205")
    assert (stale.status_code, stale.headers["Cache-Control"]) == (307, "no-cache")
    now = f"http://localhost{XYZ}?properties=floors&filter=floors%20%3E%205"
    assert stale.headers["Location"] == now
    assert client.get(stale.headers["Location"]).status_code == 200


def test_an_empty_tile_has_no_content(client):
    answer = client.get("/tiles/samples/9/0/0.pbf")
    assert (answer.status_code, answer.data) == (204, b"")
    assert "ETag" in answer.headers
    assert client.get("/tiles/nothing/0/0/0.pbf").status_code == 204


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/tiles/samples/5/32/0.pbf", 404, "no-such-tile"),
        ("/tiles/samples/23/0/0.pbf", 404, "no-such-tile"),
        ("/tiles/samples/999999999/0/0.pbf", 404, "no-such-tile"),
        ("/tiles/samples/-1/0/0.pbf", 400, "bad-tile"),
        ("/tiles/samples/a/0/0.pbf", 400, "bad-tile"),
        ("/tiles/samples/5/1.5/0.pbf", 400, "bad-tile"),
        ("/tiles/samples/5/%D9%A1/0.pbf", 400, "bad-tile"),
        ("/collections/samples/tiles/Mars/5/16/26", 404, "unknown-tile-matrix-set"),
        ("/collections/samples/tiles/Mars", 404, "unknown-tile-matrix-set"),
        ("/tileMatrixSets/Mars", 404, "unknown-tile-matrix-set"),
        ("/tiles/absent/0/0/0.pbf", 404, "layer-not-found"),
        (f"{XYZ}?properties=wrong", 400, "unknown-property"),
        (f"{XYZ}?colour=red", 400, "unknown-parameter"),
        (f"{XYZ}?f=png", 400, "bad-parameter"),
        (f"{XYZ}?filter=colour%20%3D%201", 400, "unknown-property"),
        (f"{XYZ}?filter=floors%20%3D", 400, "filter-syntax"),
        ("/tiles/samples,absent/0/0/0.pbf", 404, "layer-not-found"),
        ("/tiles/samples,population/0/0/0.pbf", 404, "not-found"),
        ("/tiles/,/0/0/0.pbf", 404, "layer-not-found"),
        ("/tiles/samples,nothing/0/0/0.pbf?properties=wrong", 400, "unknown-property"),
        ("/tiles/WebMercatorQuad/5/16/99", 404, "no-such-tile"),
        ("/tiles/WorldCRS84Quad/5/32/0", 404, "no-such-tile"),
        ("/tiles/WorldCRS84Quad/5/0/64", 404, "no-such-tile"),
        ("/tiles/WorldCRS84Quad/5/0/1e3", 400, "bad-tile"),
        ("/tiles/Mars/5/16/26", 404, "unknown-tile-matrix-set"),
        ("/tiles/WebMercatorQuad/5/16/26?collections=absent", 404, "layer-not-found"),
        ("/tiles?colour=red", 400, "unknown-parameter"),
    ],
)
def test_refusals(client, address, status, code):
    answer = client.get(address)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/tiles/samples/5/32/0.pbf", "at zoom 5 there are columns 0-31 and rows 0-31"),
        ("/tiles/WorldCRS84Quad/5/0/64", "at zoom 5 there are columns 0-63 and rows 0-31"),
        ("/tiles/samples/999999999/0/0.pbf", "there are zooms 0-22"),
        ("/tiles/population/0/0/0.pbf", "/tiles/population/{zoom}/{column}/{row}.png"),
        ("/pyramids/absent.pmtiles", "'penyangga tiles build LAYERS' makes one"),
    ],
)
def test_a_refusal_says_what_there_is(client, address, said):
    assert said in client.get(address).get_json()["detail"]


def test_chosen_fields(client):
    answer = client.get(f"{XYZ}?properties=floors")
    read = mapbox_vector_tile.decode(answer.data)["samples"]["features"]
    assert {key for f in read for key in f["properties"]} == {"floors"}
    assert answer.headers["ETag"] != client.get(XYZ).headers["ETag"]


@pytest.mark.parametrize("grid", ["WebMercatorQuad", "WorldCRS84Quad"])
def test_the_limits_hold_every_feature(client, grid):
    document = client.get(f"/collections/samples/tiles/{grid}").get_json()
    assert document["layers"][0]["id"] == "samples"
    limits = document["tileMatrixSetLimits"][3]
    ids = set()
    for row in range(limits["minTileRow"], limits["maxTileRow"] + 1):
        for column in range(limits["minTileCol"], limits["maxTileCol"] + 1):
            data = client.get(f"/collections/samples/tiles/{grid}/3/{row}/{column}").data
            read = mapbox_vector_tile.decode(data) if data else {}
            ids |= {f["id"] for f in read.get("samples", {"features": []})["features"]}
    assert len(ids) > 40


def test_the_documents_link_to_each_other(client):
    listing = client.get("/collections/samples/tiles").get_json()
    grids = client.get("/tileMatrixSets").get_json()["tileMatrixSets"]
    assert [t["tileMatrixSetURI"] for t in listing["tilesets"]] == [g["uri"] for g in grids]
    for tileset in listing["tilesets"]:
        for entry in tileset["links"]:
            if entry.get("templated"):
                continue
            assert client.get(entry["href"].removeprefix("http://localhost")).status_code == 200


def test_the_grids_are_those_of_the_standard(client):
    mercator = client.get("/tileMatrixSets/WebMercatorQuad").get_json()["tileMatrices"]
    # From the annex of OGC 17-083r4.
    assert mercator[0]["scaleDenominator"] == pytest.approx(559082264.0287178, rel=1e-12)
    assert mercator[5]["cellSize"] == pytest.approx(4891.96981025128, rel=1e-12)
    crs84 = client.get("/tileMatrixSets/WorldCRS84Quad").get_json()["tileMatrices"]
    assert crs84[0]["scaleDenominator"] == pytest.approx(279541132.014358, rel=1e-9)
    assert crs84[0]["pointOfOrigin"] == [-180, 90]
    assert (crs84[1]["matrixWidth"], crs84[1]["matrixHeight"]) == (4, 2)


def layers_of(answer):
    return {k: v["features"] for k, v in mapbox_vector_tile.decode(answer.data).items()}


def test_several_layers_in_one_tile(client):
    both = client.get("/tiles/samples,facilities/5/26/16.pbf")
    same = client.get("/tiles/WebMercatorQuad/5/16/26?collections=samples,facilities")
    assert both.data == same.data
    read = layers_of(both)
    assert list(read) == ["samples", "facilities"]
    assert read["samples"] == layers_of(client.get(XYZ))["samples"]
    every = layers_of(client.get("/tiles/WebMercatorQuad/5/16/26"))
    assert set(read) < set(every)
    chosen = layers_of(client.get("/tiles/samples,facilities/5/26/16.pbf?properties=floors,type"))
    keys = {name: {k for f in own for k in f["properties"]} for name, own in chosen.items()}
    assert keys == {"samples": {"floors"}, "facilities": {"type"}}
    swapped = client.get("/tiles/facilities,samples/5/26/16.pbf")
    assert swapped.headers["ETag"] != both.headers["ETag"]


def test_a_filter(client):
    answer = client.get(f"{XYZ}?filter=floors%20%3E%205")
    drawn = layers_of(answer)["samples"]
    assert {f["properties"]["floors"] for f in drawn} == {6, 7, 8}
    every = layers_of(client.get(XYZ))["samples"]
    assert len(drawn) == sum(f["properties"]["floors"] > 5 for f in every)
    assert client.get(f"{XYZ}?filter=floors%20%3E%2099").status_code == 204
    assert answer.headers["ETag"] != client.get(XYZ).headers["ETag"]


def test_a_kept_tile_is_the_same_in_every_coding_and_form(client):
    for headers in ({}, {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "zstd"}):
        first, second = (client.get(XYZ, headers=headers) for _ in range(2))
        assert (first.data, dict(first.headers)) == (second.data, dict(second.headers))
    pinned = client.get("/tiles/samples/tilejson.json").get_json()["tiles"][0]
    address = pinned.removeprefix("http://localhost").format(z=5, x=26, y=16)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get(XYZ).headers["Cache-Control"] == "no-cache"


def test_tilesets_of_several_layers(client):
    listing = client.get("/tiles?collections=samples,facilities").get_json()
    here = listing["tilesets"][0]["links"][0]["href"].removeprefix("http://localhost")
    told = client.get(here).get_json()
    assert [one["id"] for one in told["layers"]] == ["samples", "facilities"]
    template = next(one["href"] for one in told["links"] if one.get("templated"))
    address = template.removeprefix("http://localhost").format(tileMatrix=5, tileRow=16, tileCol=26)
    assert set(layers_of(client.get(address))) == {"samples", "facilities"}
    tilejson = client.get("/tiles/samples,facilities/tilejson.json").get_json()
    assert [one["id"] for one in tilejson["vector_layers"]] == ["samples", "facilities"]
    address = tilejson["tiles"][0].removeprefix("http://localhost").format(z=5, x=26, y=16)
    assert "immutable" in client.get(address).headers["Cache-Control"]


def test_a_tilejson_of_chosen_fields(client):
    told = client.get("/tiles/samples,facilities/tilejson.json?properties=floors,type").get_json()
    fields = {one["id"]: list(one["fields"]) for one in told["vector_layers"]}
    assert fields == {"samples": ["floors"], "facilities": ["type"]}
    address = told["tiles"][0].removeprefix("http://localhost").format(z=5, x=26, y=16)
    answer = client.get(address)
    assert "immutable" in answer.headers["Cache-Control"]
    assert {key for f in layers_of(answer)["samples"] for key in f["properties"]} == {"floors"}
    refused = client.get("/tiles/samples/tilejson.json?properties=wrong")
    assert (refused.status_code, refused.get_json()["code"]) == (400, "unknown-property")


def test_names_of_areas_are_told_where_there_are_any(client):
    told = client.get("/tiles/districts/tilejson.json").get_json()["vector_layers"]
    named = [one["id"] for one in told]
    read = layers_of(client.get("/tiles/districts/6/52/32.pbf"))
    assert set(read) <= set(named)


def test_a_table_has_no_tiles(tiny):
    layer = Layer("readings", X, "assets", Schema((Field("name", "text", X),), "Geometry"))
    rows = gpd.GeoDataFrame({"name": ["a"]}, geometry=[None], crs=4326)
    tiny.write(layer, rows, provenance={})
    client = create_app(ServerSettings(tiny.path)).test_client()
    for address in (
        "/tiles/readings/0/0/0.pbf",
        "/tiles/roads,readings/0/0/0.pbf",
        "/tiles/readings/tilejson.json",
        "/collections/readings/tiles",
        "/collections/readings/tiles/WebMercatorQuad",
        "/collections/readings/tiles/WebMercatorQuad/0/0/0",
        "/tiles/WebMercatorQuad/0/0/0?collections=readings",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "no-geometry"), address
    # Among all that can be drawn it is not.
    assert "readings" not in layers_of(client.get("/tiles/WebMercatorQuad/0/0/0"))
    assert "readings" not in client.get("/styles").text
