from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from layers.errors import LayerExistsError, RemoteError
from layers.ingest.remote import RemoteOptions, add_remote
from layers.sources.remote.client import Client
from layers.sources.remote.politeness import Politeness


def feature(n: int) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [116.8 + n / 1000, -1.2]}
    return {
        "type": "Feature",
        "id": n,
        "properties": {"KELAS": n % 2, "T": 86_400_000},
        "geometry": point,
    }


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


@pytest.fixture
def add(workspace, only_loopback, tmp_path):
    client = Client(politeness=Politeness(tries=1, pause_s=0.0))
    seen = []

    def added(url, *, kind=None, name=None, **options):
        remote = RemoteOptions(
            kind=kind,
            collection=name,
            cache=tmp_path / "cache",
            client=client,
            listener=lambda *at: seen.append(at),
        )
        return add_remote(workspace, url, remote=remote, **{"layer_id": "pos", **options})

    added.seen = seen
    return added


def test_a_file_becomes_a_layer_that_knows_where_it_is_from(site, workspace, add):
    url = site.holds("/pos.geojson", collection(feature(1), feature(2)).encode())
    report = add(url + "?key=s3cret")
    assert (report.n_read, report.n_written) == (2, 2)
    assert workspace["pos"].layer.source == f"{url}?key=***"
    origin = workspace.audit()[-1]["provenance"]["origin"]
    assert origin["url"] == f"{url}?key=***"
    assert "s3cret" not in json.dumps(workspace.audit()[-1]["provenance"])
    assert origin["etag"] == '"one"'
    assert origin["sha256"] == workspace.audit()[-1]["provenance"]["sha256"]
    assert add.seen[-1][1] > 100


def test_what_the_caller_says_goes_before_what_the_server_says(site, workspace, add):
    url = site.holds("/pos.geojson", collection(feature(1)).encode())
    add(url, source="BPBD", trust="official", title="Pos")
    layer = workspace["pos"].layer
    assert (layer.source, layer.trust, layer.title.id) == ("BPBD", "official", "Pos")


def test_only_what_touches_the_box(site, workspace, add):
    url = site.holds("/pos.geojson", collection(*map(feature, range(10))).encode())
    report = add(url, bbox=(116.7995, -2, 116.8025, 0))
    assert report.n_written == 3
    assert [f.code for f in report.findings if f.code == "outside-box"] == ["outside-box"]


def test_a_file_whose_url_does_not_say_what_it_is(site, workspace, add):
    site.says(
        "/export",
        collection(feature(1)),
        headers={"Content-Type": "application/geo+json; charset=utf-8"},
    )
    assert add(site.url("/export?format=geojson")).n_written == 1


def test_a_raster_is_cut_to_the_box(site, workspace, add):
    with rasterio.MemoryFile() as memory:
        profile = {"driver": "GTiff", "width": 50, "height": 50, "count": 1, "dtype": "float32"}
        place = {"crs": "EPSG:4326", "transform": Affine(0.01, 0, 116.5, 0, -0.01, -1.0)}
        with memory.open(**profile, **place) as out:
            out.write(np.ones((50, 50), dtype="float32"), 1)
        url = site.holds("/heights.tif", memory.read())
    add(url, layer_id="elevation", bbox=(116.6, -1.3, 116.8, -1.2))
    assert workspace["elevation"].raster().shape == (10, 20)
    origin = workspace.audit()[-1]["provenance"]["origin"]
    assert (origin["url"], origin["work"]["columns"]) == (url, 20)


def test_gml_of_a_wfs_with_latitude_first(site, workspace, add):
    capabilities = """<WFS_Capabilities version="2.0.0" xmlns="http://www.opengis.net/wfs/2.0"
      xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink">
     <ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:DCP><ows:HTTP>
      <ows:Get xlink:href="http://inside.invalid/wfs"/></ows:HTTP></ows:DCP></ows:Operation>
     </ows:OperationsMetadata><FeatureTypeList><FeatureType><Name>k:pos</Name><Title>Pos</Title>
     <DefaultCRS>urn:ogc:def:crs:EPSG::4326</DefaultCRS></FeatureType></FeatureTypeList>
     </WFS_Capabilities>"""

    def answers(asked):
        if asked.query["request"] == "GetCapabilities":
            return 200, capabilities, {}
        start, rows = int(asked.query.get("startindex", 0)), ""
        for n in range(start, min(start + 1000, 1500)):
            rows += (
                f'<wfs:member><k:pos gml:id="p.{n}"><k:nama>P{n}</k:nama><k:geom><gml:Point '
                f'srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>-1.{n:04} 116.8</gml:pos>'
                "</gml:Point></k:geom></k:pos></wfs:member>"
            )
        names = (
            'xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:k="urn:k" '
            'xmlns:gml="http://www.opengis.net/gml/3.2" numberMatched="1500"'
        )
        hits = asked.query.get("resultType") == "hits"
        body = f"<wfs:FeatureCollection {names}>{'' if hits else rows}</wfs:FeatureCollection>"
        return 200, body, {}

    site.tells("/wfs", answers)
    report = add(site.url("/wfs"))
    frame = workspace["pos"].read()
    assert (report.n_written, report.driver) == (1500, "GML")
    assert frame.geometry.x.round(6).unique().tolist() == [116.8]
    assert frame.geometry.y.between(-1.2, -1.0).all()
    origin = workspace.audit()[-1]["provenance"]["origin"]
    assert (origin["n_pages"], origin["version"]) == (2, "2.0.0")


def test_an_arcgis_layer_keeps_codes_and_dates(site, workspace, add):
    domain = {"codedValues": [{"code": 0, "name": "Kecil"}, {"code": 1, "name": "Besar"}]}
    described = {
        "name": "Pos",
        "supportedQueryFormats": "JSON, geoJSON",
        "maxRecordCount": 10,
        "fields": [
            {"name": "KELAS", "type": "esriFieldTypeInteger", "domain": domain},
            {"name": "T", "type": "esriFieldTypeDate"},
        ],
        "copyrightText": "Dinas",
        "advancedQueryCapabilities": {"supportsPagination": True},
    }
    site.says("/x/FeatureServer/0", json.dumps(described))

    def query(asked):
        if "returnCountOnly" in asked.query:
            return 200, '{"count": 4}', {}
        start = int(asked.query["resultOffset"])
        return 200, collection(*map(feature, range(start, min(start + 10, 4)))), {}

    site.tells("/x/FeatureServer/0/query", query)
    add(site.url("/x/FeatureServer/0"))
    layer = workspace["pos"].layer
    assert (layer.title.en, layer.attribution) == ("Pos", "Dinas")
    assert layer.schema["kelas"].codes["1"].en == "Besar"
    assert layer.schema["t"].type == "datetime"
    assert workspace["pos"].read()["t"].iloc[0].isoformat() == "1970-01-02T00:00:00+00:00"
    origin = workspace.audit()[-1]["provenance"]["origin"]
    assert (origin["remote"], origin["n_features"], origin["n_matched"]) == ("arcgis", 4, 4)


def test_a_collection_of_an_ogc_api(site, workspace, add):
    site.says("/collections/pos", '{"id": "pos", "title": "Pos"}')
    site.says("/collections/pos/items", collection(feature(1)))
    assert add(site.url("/collections/pos")).n_written == 1
    assert add(site.url("/"), kind="ogcapi", name="pos", mode="append").n_written == 1


@pytest.mark.parametrize(
    ("path", "code"),
    [("/none.geojson", "http-404"), ("/page.geojson", "web-page"), ("/collections/no", "http-404")],
)
def test_a_failure_changes_nothing(site, workspace, add, path, code):
    site.says("/page.geojson", "<html>log in")
    before = workspace.version()
    with pytest.raises(RemoteError) as told:
        add(site.url(path))
    assert told.value.code == code
    assert workspace.version() == before
    assert "pos" not in workspace


def test_a_layer_that_is_there_is_told_before_anything_is_fetched(site, workspace, add):
    url = site.holds("/pos.geojson", collection(feature(1)).encode())
    add(url)
    n = len(site.asked)
    with pytest.raises(LayerExistsError):
        add(url)
    assert len(site.asked) == n


def test_a_dry_run_fetches_and_reports(site, workspace, add):
    report = add(site.holds("/pos.geojson", collection(feature(1)).encode()), dry_run=True)
    assert (report.n_read, report.n_written, report.dry_run) == (1, 0, True)
    assert "pos" not in workspace
