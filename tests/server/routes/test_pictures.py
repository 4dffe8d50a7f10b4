"""The routes of raster tiles: statuses, headers, documents, and files that are broken."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from flask.testing import FlaskClient
from PIL import Image

import layers
from layers import Catalogue, Field, Layer, Schema, Text
from layers.errors import StoreError
from layers.picturing import Picture
from layers.testing import cover_raster, fill_tiny_region, tiny_covers, write_cover
from server.app import create_app
from server.config import ServerSettings
from server.workspace import Workspace

PLACE = "10/844/515"
XYZ = f"/tiles/land_cover_2024/{PLACE}.png"
OGC = "/collections/land_cover_2024/map/tiles/WebMercatorQuad/10/515/844"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    catalogue = layers.open(tmp_path_factory.mktemp("drawn") / "workspace", create=True)
    fill_tiny_region(catalogue)
    before, after = tiny_covers()
    write_cover(catalogue, "land_cover_2017", cover_raster(before), date="2017")
    write_cover(catalogue, "land_cover_2024", cover_raster(after), date="2024")
    heights = cover_raster(np.add.outer(np.arange(10.0), np.arange(30.0)) * 40, nodata=-1)
    field = Field("value", "number", Text("Ketinggian", "Elevation"), unit="m")
    hills = Layer("elevation", Text("Ketinggian", "Heights"), "land", Schema((field,)), "raster")
    catalogue.write_raster(hills, heights)
    yield catalogue
    catalogue.close()


@pytest.fixture(scope="module")
def client(drawn: Catalogue) -> FlaskClient:
    return create_app(ServerSettings(drawn.path)).test_client()


def colours(data: bytes) -> set[str]:
    seen = np.asarray(Image.open(io.BytesIO(data)).convert("RGBA")).reshape(-1, 4)
    return {f"#{r:02x}{g:02x}{b:02x}" for r, g, b, a in np.unique(seen, axis=0).tolist() if a}


def test_a_tile_by_every_address(client):
    answer = client.get(OGC)
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert client.get(XYZ).data == answer.data
    assert "Content-Encoding" not in client.get(XYZ, headers={"Accept-Encoding": "gzip"}).headers
    webp = client.get(f"{OGC}?f=webp")
    assert webp.mimetype == "image/webp"
    assert client.get(XYZ.replace("png", "webp")).data == webp.data
    legend = client.get("/collections/land_cover_2024/map/legend").get_json()["legend"]
    assert colours(answer.data) <= {entry["colour"].lower() for entry in legend}
    assert colours(webp.data) == colours(answer.data)
    assert Image.open(io.BytesIO(client.get(f"{XYZ}?size=512").data)).size == (512, 512)
    crs84 = client.get("/collections/land_cover_2024/map/tiles/WorldCRS84Quad/9/259/844")
    assert crs84.status_code == 200


def test_every_style_has_a_legend_of_its_own_colours(client):
    for style in ("default", "safe", "smooth"):
        address = f"/collections/elevation/map/legend?style={style}"
        legend = client.get(address).get_json()["legend"]
        data = client.get(f"/tiles/elevation/{PLACE}.png?style={style}").data
        told = {entry["colour"].lower() for entry in legend}
        assert (colours(data) <= told) == (style != "smooth")
    shaded = client.get("/collections/elevation/map/legend?style=hillshade").get_json()
    assert shaded["legend"] == []
    assert "315°" in shaded["note"]["id"]
    assert client.get(f"/tiles/elevation/{PLACE}.png?style=hillshade").status_code == 200


def test_change_between_two_epochs(client):
    since = "since=land_cover_2017"
    answer = client.get(f"{XYZ}?{since}")
    legend = client.get(f"/collections/land_cover_2024/map/legend?{since}").get_json()
    told = {entry["label"]["en"]: entry["colour"] for entry in legend["legend"]}
    assert {told["forest lost"], told["unchanged forest"]} <= colours(answer.data)
    built = client.get(f"{XYZ}?{since}&classes=8")
    assert told["forest gained"] in colours(built.data)
    assert built.headers["ETag"] != answer.headers["ETag"] != client.get(XYZ).headers["ETag"]


def test_classes_drawn_alone(client):
    where = "/collections/land_cover_2024/map/legend"
    for style in ("default", "safe"):
        told = client.get(f"{where}?style={style}&classes=1,8").get_json()["legend"]
        assert [entry["value"] for entry in told] == [1, 8]
        whole, chosen = (
            np.asarray(
                Image.open(io.BytesIO(client.get(f"{XYZ}?style={style}{more}").data)).convert(
                    "RGBA"
                )
            )
            for more in ("", "&classes=1,8")
        )
        kept = [(*bytes.fromhex(entry["colour"][1:]), 255) for entry in told]
        among = (whole[..., None, :] == np.array(kept)).all(axis=-1).any(axis=-1)
        assert 0 < among.sum() < among.size
        assert (chosen == np.where(among[..., None], whole, 0)).all()


def test_validators_and_addresses_kept_for_good(client):
    answer = client.get(XYZ)
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(XYZ, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    zoom, column, row = PLACE.split("/")
    for query in ("", "?since=land_cover_2017&classes=8", "?style=safe", "?classes=1"):
        tilejson = client.get(f"/tiles/land_cover_2024/picture.json{query}").get_json()
        template = tilejson["tiles"][0].removeprefix("http://localhost")
        pinned = client.get(template.format(z=zoom, x=column, y=row))
        assert pinned.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert pinned.data == client.get(f"{XYZ}{query}").data
    stale = client.get(f"{XYZ}?revision=9-abc&style=safe")
    assert (stale.status_code, stale.headers["Cache-Control"]) == (307, "no-cache")
    assert stale.headers["Location"] == f"http://localhost{XYZ}?style=safe"


def test_an_empty_tile_has_no_content(client):
    answer = client.get("/tiles/land_cover_2024/10/0/0.png")
    assert (answer.status_code, answer.data) == (204, b"")
    assert "ETag" in answer.headers


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/tiles/land_cover_2024/5/32/0.png", 404, "no-such-tile"),
        ("/tiles/land_cover_2024/23/0/0.webp", 404, "no-such-tile"),
        ("/tiles/land_cover_2024/-1/0/0.png", 400, "bad-tile"),
        ("/tiles/land_cover_2024/a/0/0.png", 400, "bad-tile"),
        ("/collections/land_cover_2024/map/tiles/Mars/1/0/0", 404, "unknown-tile-matrix-set"),
        ("/collections/land_cover_2024/map/tiles/Mars", 404, "unknown-tile-matrix-set"),
        ("/tiles/absent/0/0/0.png", 404, "layer-not-found"),
        ("/tiles/roads/0/0/0.png", 404, "no-picture"),
        ("/collections/roads/map/tiles", 404, "no-picture"),
        (f"{XYZ}?f=png", 400, "unknown-parameter"),
        (f"{OGC}?f=gif", 400, "bad-parameter"),
        (f"{XYZ}?size=100000", 400, "bad-parameter"),
        (f"{XYZ}?style=hillshade", 400, "unknown-style"),
        (f"{XYZ}?style=safe&since=land_cover_2017", 400, "bad-parameter"),
        (f"{XYZ}?classes=x", 400, "bad-parameter"),
        (f"{XYZ}?classes=99", 422, "class-unknown"),
        (f"/tiles/elevation/{PLACE}.png?classes=1", 422, "not-classes"),
        (f"{XYZ}?since=land_cover_2017&classes=x", 400, "bad-parameter"),
        (f"{XYZ}?since=land_cover_2017&classes=99", 422, "class-unknown"),
        (f"{XYZ}?since=elevation", 422, "not-classes"),
        (f"{XYZ}?since=roads", 404, "no-picture"),
        (f"{XYZ}?since=gone", 404, "layer-not-found"),
    ],
)
def test_refusals(client, address, status, code):
    answer = client.get(address)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_the_documents_link_to_each_other(client):
    for query in ("", "?since=land_cover_2017"):
        listing = client.get(f"/collections/land_cover_2024/map/tiles{query}").get_json()
        assert [t["dataType"] for t in listing["tilesets"]] == ["map", "map"]
        for tileset in listing["tilesets"]:
            for entry in tileset["links"]:
                href = entry["href"].removeprefix("http://localhost")
                if entry.get("templated"):
                    href = href.format(tileMatrix=0, tileRow=0, tileCol=0)
                assert client.get(href).status_code in (200, 204), href
    one = client.get("/collections/land_cover_2024/map/tiles/WebMercatorQuad").get_json()
    limits = one["tileMatrixSetLimits"][10]
    assert limits["minTileCol"] <= 844 <= limits["maxTileCol"]


def test_a_new_revision_is_seen_and_broken_files_stop_nobody(client, drawn):
    first = client.get(XYZ)
    after = tiny_covers()[1]
    layer = drawn["land_cover_2024"].layer
    drawn.write_raster(layer, cover_raster(np.full_like(after, 10)), mode="replace")
    second = client.get(XYZ)
    assert colours(second.data) == {"#2f6fb5"} or colours(second.data) != colours(first.data)
    assert second.headers["ETag"] != first.headers["ETag"]
    path = drawn.raster_folder / str(drawn.store.file_of("elevation"))
    for broken, status, code in (
        (path.read_bytes()[:300], 503, "store-damaged"),
        (b"", 503, "store-damaged"),
        # What its head tells is right, what is said to follow is noise.
        (scrambled(path.read_bytes()), 503, "store-damaged"),
        (without_crs(path), 422, "raster-unplaced"),
    ):
        path.write_bytes(broken)
        fresh = create_app(ServerSettings(drawn.path)).test_client()
        answer = fresh.get(f"/tiles/elevation/{PLACE}.png")
        assert (answer.status_code, answer.get_json()["code"]) == (status, code)
        assert fresh.get(XYZ).status_code == 200


def test_a_file_that_gave_way_to_a_newer_one_is_looked_for_again(client, drawn, monkeypatch):
    picture, asked = Workspace.picture, []

    def gone(self: Workspace, layer: Layer) -> Picture:
        asked.append(layer.modified)
        if len(asked) == 1:
            drawn.write_raster(layer, cover_raster(tiny_covers()[1]), mode="replace")
            raise StoreError("its file is gone")
        return picture(self, layer)

    monkeypatch.setattr(Workspace, "picture", gone)
    assert client.get(f"{XYZ}?style=safe").status_code == 200
    assert len(set(asked)) == 2


def scrambled(data: bytes) -> bytes:
    noise = np.random.default_rng(4).bytes(len(data))
    with rasterio.MemoryFile(data) as file, file.open() as raster:
        start = int(raster.get_tag_item("BLOCK_OFFSET_0_0", "TIFF", bidx=1))
    return data[:start] + noise[start:]


def without_crs(path: Path) -> bytes:
    values = np.ones((8, 8), np.float32)
    place = Affine(0.1, 0, 116, 0, -0.1, 0)
    grid = {"height": 8, "width": 8, "transform": place}
    with rasterio.open(path, "w", driver="GTiff", count=1, dtype="float32", **grid) as to:
        to.write(values, 1)
    return path.read_bytes()
