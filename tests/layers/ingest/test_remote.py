from __future__ import annotations

import json

import pytest

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
    assert origin["url"].startswith(url)
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
