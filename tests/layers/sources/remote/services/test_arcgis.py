from __future__ import annotations

import json

import pytest

from layers.errors import RemoteError
from layers.sources.remote.services.choosing import gather
from layers.sources.remote.services.gathering import Request

N = 7
DAY = 86_400_000


class Server:
    """A small ArcGIS server with one layer of points."""

    def __init__(self, site, *, paged=True, geojson=True, most=3, kind="FeatureServer"):
        self.site, self.paged, self.geojson, self.most = site, paged, geojson, most
        self.root = f"/arcgis/rest/services/kota/{kind}"
        self.n = N
        site.says(
            self.root, json.dumps({"layers": [{"id": 4, "name": "Pos"}, {"id": 5, "name": "B"}]})
        )
        site.tells(f"{self.root}/4", lambda _: (200, json.dumps(self.described()), {}))
        site.tells(f"{self.root}/4/query", self.query)
        self.url = site.url(f"{self.root}/4")

    def described(self):
        domain = {
            "type": "codedValue",
            "codedValues": [{"code": 1, "name": "Baik"}, {"code": 2, "name": "Rusak"}],
        }
        return {
            "name": "Pos",
            "objectIdField": "FID",
            "copyrightText": "Dinas Kesehatan",
            "maxRecordCount": self.most,
            "supportedQueryFormats": "JSON, geoJSON, PBF" if self.geojson else "JSON, AMF",
            "advancedQueryCapabilities": {"supportsPagination": self.paged},
            "fields": [
                {"name": "FID", "type": "esriFieldTypeOID"},
                {"name": "KONDISI", "type": "esriFieldTypeInteger", "domain": domain},
                {"name": "DIBUAT", "type": "esriFieldTypeDate"},
            ],
        }

    def row(self, n):
        return {"FID": n, "KONDISI": 1 + n % 2, "DIBUAT": n * DAY if n != 3 else None}

    def query(self, asked):
        q = asked.query
        if q.get("returnCountOnly") == "true":
            return 200, json.dumps({"count": self.n}), {}
        ids = list(range(1, self.n + 1))
        if q.get("returnIdsOnly") == "true":
            return 200, json.dumps({"objectIdFieldName": "FID", "objectIds": ids[::-1]}), {}
        if "objectIds" in q:
            chosen = [int(i) for i in q["objectIds"].split(",")]
        else:
            start = int(q["resultOffset"])
            chosen = ids[start : start + min(int(q["resultRecordCount"]), self.most)]
        assert len(chosen) <= self.most
        return 200, json.dumps(self.page(q["f"], chosen)), {}

    def page(self, form, chosen):
        if form == "geojson":
            assert self.geojson
            point = {"type": "Point", "coordinates": [116.8, -1.2]}
            rows = [
                {"type": "Feature", "id": n, "properties": self.row(n), "geometry": point}
                for n in chosen
            ]
            return {"type": "FeatureCollection", "features": rows}
        rows = [{"attributes": self.row(n), "geometry": {"x": 116.8, "y": -1.2}} for n in chosen]
        return {"spatialReference": {"wkid": 4326}, "features": rows}


@pytest.fixture
def taken(client, cache):
    def take(url, *, collection=None, box=None, size=1000):
        request = Request(url, collection, box, size)
        done = gather(cache, client, "arcgis", request, lambda *_: None)
        return done, [json.loads(line) for line in done.path.read_text().splitlines()]

    return take


def refused(taken, url, **more):
    with pytest.raises(RemoteError) as told:
        taken(url, **more)
    return told.value


@pytest.mark.parametrize("paged", [True, False])
@pytest.mark.parametrize("geojson", [True, False])
@pytest.mark.parametrize("kind", ["FeatureServer", "MapServer"])
def test_all_features(site, taken, paged, geojson, kind):
    done, features = taken(Server(site, paged=paged, geojson=geojson, kind=kind).url)
    assert [f["properties"]["FID"] for f in features] == list(range(1, N + 1))
    assert [f["id"] for f in features] == list(range(1, N + 1))
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [116.8, -1.2]}
    assert features[0]["properties"]["DIBUAT"] == "1970-01-02T00:00:00Z"
    assert features[2]["properties"]["DIBUAT"] is None
    assert done.about.codes == {"KONDISI": {"1": "Baik", "2": "Rusak"}}
    assert (done.about.title, done.about.attribution) == ("Pos", "Dinas Kesehatan")
    assert done.n_pages == 3


def test_a_layer_by_name_number_or_query_url(site, taken):
    server = Server(site)
    for url, name in (
        (site.url(server.root), "Pos"),
        (site.url(server.root), "4"),
        (server.url + "/query?where=1=1&f=html", None),
    ):
        assert taken(url, collection=name)[0].n_features == N


def test_several_layers_want_a_name(site, taken):
    fault = refused(taken, site.url(Server(site).root))
    assert "2 layers (4 Pos, 5 B); give --collection" in str(fault)


def test_filter_box_and_token_are_asked_for(site, taken):
    done, _ = taken(Server(site).url + "?where=KELAS%3D2&token=s3cret", box=(116, -2, 117, 1))
    pages = [a.query for a in site.asked if a.path.endswith("/query")]
    assert {p["where"] for p in pages} == {"KELAS=2"}
    assert {p["geometry"] for p in pages} == {"116,-2,117,1"}
    assert {p["token"] for p in pages} == {"s3cret"}
    assert {p["outSR"] for p in pages} == {"4326"}
    assert "s3cret" not in json.dumps(done.origin())


@pytest.mark.parametrize("document", ["", "/query"])
def test_an_error_with_status_200(site, taken, document):
    server = Server(site)
    error = {"error": {"code": 499, "message": "Token\nRequired"}}
    site.says(f"{server.root}/4{document}", json.dumps(error))
    fault = refused(taken, server.url)
    assert fault.code == "arcgis-error"
    assert "error 499: Token Required" in str(fault)


def test_a_server_that_ignores_the_offset(site, taken):
    server = Server(site)
    page = server.page("geojson", [1, 2, 3])
    query = server.query
    site.tells(
        f"{server.root}/4/query",
        lambda a: query(a) if "returnCountOnly" in a.query else (200, json.dumps(page), {}),
    )
    assert refused(taken, server.url).code == "page-loop"


def test_rows_that_go_missing_on_the_way(site, taken):
    server = Server(site)
    query = server.query

    def fewer(asked):
        if asked.query.get("resultOffset") == "3":
            server.n = 4
        return query(asked)

    site.tells(f"{server.root}/4/query", fewer)
    assert refused(taken, server.url).code == "incomplete"


def test_coordinates_in_another_system_than_asked_for(site, taken):
    server = Server(site, geojson=False)
    server.page = lambda form, chosen: {
        "spatialReference": {"wkid": 102100},
        "features": [{"attributes": server.row(n)} for n in chosen],
    }
    fault = refused(taken, server.url)
    assert fault.code == "wrong-crs"
    assert "102100" in str(fault)


@pytest.mark.parametrize(
    "row",
    [{"geometry": {"curveRings": []}}, {"geometry": {"x": "a", "y": 1}}, {"geometry": {"x": 1}}],
)
def test_geometry_of_no_known_kind(site, taken, row):
    server = Server(site, geojson=False)
    server.page = lambda form, chosen: {"features": [row] * len(chosen)}
    assert refused(taken, server.url).code == "not-features"


def test_a_url_without_a_server_in_it(site, taken):
    assert refused(taken, site.url("/arcgis/rest/services")).code == "bad-url"
