"""Sites and their reports: by hand on the tiny region, against other libraries, refusals."""

from __future__ import annotations

import csv
import io

import geopandas as gpd
import numpy as np
import pytest
import shapely
from exactextract import exact_extract
from exactextract.raster import NumPyRasterSource
from pyproj import Geod

from layers import Field, Layer, Schema, Text
from layers.testing import add_tiny_wards, cover_raster, fill_tiny_region, tiny_covers, write_cover
from server.aggregates.site import read_site
from server.app import create_app
from server.config import ServerSettings
from server.errors import UnfitInputError

# The middle of the western district, and as much of the sea west of it.
SITE = "116.75,-1.29 116.85,-1.29 116.85,-1.21 116.75,-1.21"
CORNERS = [[116.75, -1.29], [116.85, -1.29], [116.85, -1.21], [116.75, -1.21], [116.75, -1.29]]
POLYGON = {"type": "Polygon", "coordinates": [CORNERS]}


def by_layer(document):
    return {one["layer"]: one for one in document["layers"]}


def test_areas_people_places_and_lines_in_the_head(client):
    document = client.get("/overlay", query_string={"site": SITE}).get_json()
    told = by_layer(document)
    whole, _ = Geod(ellps="WGS84").geometry_area_perimeter(
        shapely.segmentize(shapely.from_geojson(str(POLYGON).replace("'", '"')), 0.001)
    )
    assert document["site"]["area_ha"] == pytest.approx(abs(whole) / 1e4, rel=1e-8)
    districts = told["districts"]
    assert districts["rows"] == [
        {
            "class": "64.71.01",
            "label": {"id": "Barat", "en": "Barat"},
            "count": 1,
            "area_ha": pytest.approx(document["site"]["area_ha"] / 2, rel=1e-6),
            "share": pytest.approx(0.5, rel=1e-6),
        }
    ]
    assert districts["covered_ha"] + districts["none_ha"] == document["site"]["area_ha"]
    # 5 by 8 cells of ten people each.
    assert told["population"]["total"]["people"] == pytest.approx(400, rel=1e-6)
    assert told["population"]["share_without_value"] == pytest.approx(0.5, rel=1e-6)
    # One of them on the border.
    assert told["facilities"]["total"] == {"count": 2}
    assert told["roads"]["total"]["length_km"] == pytest.approx(5.57, abs=0.01)


def test_types_of_facilities_and_the_nearest_of_each_outside(workspace):
    add_tiny_wards(fill_tiny_region(workspace))
    layer = workspace["wards"].layer
    frame = workspace["wards"].read()
    workspace.write(layer.with_(theme="facilities"), frame, mode="replace")
    client = create_app(ServerSettings(workspace.path)).test_client()
    document = client.get("/overlay", query_string={"site": SITE, "layers": "wards"}).get_json()
    (row,) = by_layer(document)["wards"]["rows"]
    assert (row["class"], row["count"]) == ("rs", 1)
    assert row["nearest_outside"]["name"] == "Tengah"
    metres = Geod(ellps="WGS84").line_length([116.85, 116.96], [-1.25, -1.25])
    assert row["nearest_outside"]["distance_m"] == pytest.approx(metres, rel=1e-6)


def test_cells_by_their_exact_shares(workspace):
    fill_tiny_region(workspace)
    _, after = tiny_covers()
    write_cover(workspace, "cover", cover_raster(after), date="2024")
    fields = (
        Field(
            "value",
            "integer",
            Text("Kelas", "Class"),
            codes={"1": Text("Hutan", "Forest"), "8": Text("Kota", "Town")},
        ),
    )
    workspace.write_raster(
        workspace["cover"].layer.with_(schema=Schema(fields)), cover_raster(after), mode="replace"
    )
    heights = Layer("heights", Text("Tinggi", "Heights"), "land", Schema(), kind="raster")
    raster = cover_raster(np.arange(300, dtype=float).reshape(10, 30), nodata=-1)
    workspace.write_raster(heights, raster)
    client = create_app(ServerSettings(workspace.path)).test_client()
    site = "116.875,-1.235 116.925,-1.235 116.925,-1.185 116.875,-1.185"
    told = by_layer(client.get("/overlay", query_string={"site": site}).get_json())
    area = {row["label"]["en"]: row["share"] for row in told["cover"]["rows"]}
    # Above the districts there are no cells: 3.5 of 5 rows, of which 2 are town in the east half.
    assert area == pytest.approx({"Forest": 0.35 + 0.15, "Town": 0.2}, rel=1e-4)
    assert told["cover"]["share_without_value"] == pytest.approx(0.3, rel=1e-4)
    source = NumPyRasterSource(raster.values, *raster.bounds, srs_wkt=raster.crs.to_wkt())
    zone = gpd.GeoDataFrame(geometry=[read_site(site).shape], crs=4326)
    wanted = exact_extract(source, zone, ["mean", "min", "max"], output="pandas").iloc[0]
    assert told["heights"]["total"] == pytest.approx(dict(wanted))


def test_overlapping_features_are_told(workspace):
    fill_tiny_region(workspace)
    layer = workspace["districts"].layer
    frame = workspace["districts"].read()
    workspace.write(layer, frame.loc[[1, 1, 2]].reset_index(drop=True), mode="replace")
    client = create_app(ServerSettings(workspace.path)).test_client()
    answer = client.get("/overlay", query_string={"site": SITE, "layers": "districts"}).get_json()
    (told,) = answer["layers"]
    assert told["twice_ha"] == pytest.approx(told["covered_ha"])
    assert told["total"]["area_ha"] == pytest.approx(2 * told["covered_ha"])
    assert "several features at once" in answer["notes"][0]["en"]


def test_every_way_to_ask_gives_the_same(client):
    asked = client.get("/overlay", query_string={"site": SITE})
    wanted = asked.get_json()
    wanted.pop("links")
    feature = {"type": "Feature", "properties": {}, "geometry": POLYGON}
    for body in (POLYGON, feature, {"type": "FeatureCollection", "features": [feature]}):
        sent = client.post("/overlay", json=body)
        assert sent.headers["Cache-Control"] == "no-store"
        assert sent.get_json() == wanted
    form = client.post("/overlay", data={"site": SITE, "f": "json", "layers": ""})
    assert form.get_json() == wanted
    held = client.get(
        "/overlay", query_string={"site": SITE}, headers={"If-None-Match": asked.headers["ETag"]}
    )
    assert held.status_code == 304
    table = client.post("/overlay?f=csv&layers=districts", json=POLYGON)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["part"] for row in rows] == ["total", "class", "none"]
    assert float(rows[1]["area_ha"]) == by_layer(wanted)["districts"]["rows"][0]["area_ha"]
    for lang, words in (("id", "Luas bidang"), ("en", "Area of the site")):
        page = client.get("/overlay", query_string={"site": SITE, "lang": lang, "f": "html"})
        assert words in page.text
        assert "Barat" in page.text
    empty = client.get("/overlay", headers={"Accept": "text/html"})
    assert 'name="site"' in empty.text


@pytest.mark.parametrize(
    ("site", "code", "words"),
    [
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}, "site-crosses-itself", "crosses itself"),
        ({"type": "Point", "coordinates": [116.8, -1.2]}, "site-no-polygon", "is a Point"),
        ({"type": "Polygon", "coordinates": []}, "site-no-polygon", "empty Polygon"),
        ({}, "site-unreadable", "there is no site; wanted a polygon"),
        ([], "site-unreadable", "there is no site; wanted a polygon"),
        ({"type": "Feature", "geometry": None}, "site-unreadable", "wanted corners"),
        ([1, 2], "site-unreadable", "wanted corners"),
        ("POLYGON((116 -1", "site-unreadable", "wanted corners"),
        ("-1.3,116.8 -1.3,116.9 -1.2,116.9", "site-unreadable", "looks swapped"),
        ("478000,9861000 479000,9861000 479000,9862000", "site-unreadable", "look like metres"),
        ({**POLYGON, "crs": {"properties": {"name": "EPSG:32750"}}}, "site-crs", "EPSG:32750"),
        ("110,-5 120,-5 120,5 110,5", "site-too-large", "at most 5,000,000 ha"),
        ("0,0 0.1,0 0.1,0.1", "site-elsewhere", "the layers lie within"),
        ("1.25,60 1.3,60 1.3,60.1", "site-elsewhere", "the layers lie within"),
    ],
)  # fmt: skip
def test_what_is_no_site_is_told_clearly(client, site, code, words):
    answer = client.post("/overlay", json=site)
    assert (answer.status_code, answer.get_json()["code"]) == (422, code)
    assert words in answer.get_json()["detail"]


def test_other_refusals(client):
    dense = shapely.Point(116.85, -1.25).buffer(0.01, quad_segs=1_251)
    with pytest.raises(UnfitInputError, match=r"5005 corners; at most 5000"):
        read_site(dense.wkt)
    assert client.get("/overlay?f=csv").get_json()["code"] == "site-missing"
    assert "districts" in client.get("/overlay").get_json()["layers"]
    assert client.get("/overlay?size=1").get_json()["code"] == "unknown-parameter"
    missing = client.get("/overlay", query_string={"site": SITE, "layers": "roads,absent"})
    assert missing.get_json()["code"] == "unknown-layer"
    sent = {"data": b"<gml/>", "content_type": "application/xml"}
    assert client.post("/overlay", **sent).status_code == 415
    broken = {"data": b'{"type": ', "content_type": "application/json"}
    assert client.post("/overlay", **broken).get_json()["code"] == "bad-body"
    deep = {"data": b"[" * 100 + b"]" * 100, "content_type": "application/json"}
    assert client.post("/overlay", **deep).status_code in (400, 422)


def test_areas_that_cross_themselves_are_counted_and_told(workspace):
    fill_tiny_region(workspace)
    layer, frame = workspace["districts"].layer, workspace["districts"].read()
    bow = shapely.Polygon([(116.8, -1.3), (116.9, -1.2), (116.8, -1.2), (116.9, -1.3)])
    workspace.write(layer, frame.set_geometry([bow, *frame.geometry[1:]], crs=4326), mode="replace")
    client = create_app(ServerSettings(workspace.path)).test_client()
    for question in ("facilities/aggregate?by-layer=districts", "districts/aggregate?hexagons=5km"):
        answer = client.get(f"/collections/{question}")
        assert answer.status_code == 200
        assert "cross or overlap themselves" in answer.get_json()["notes"][0]["en"]
    answer = client.get("/overlay", query_string={"site": SITE, "layers": "districts"}).get_json()
    assert answer["layers"][0]["n_mended"] == 1
    assert "cross or overlap themselves" in answer["notes"][0]["en"]
    assert 0 < answer["layers"][0]["covered_ha"] < answer["site"]["area_ha"] / 2
