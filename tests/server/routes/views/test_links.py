"""Addresses to guess: each leads to the map as it is to stand, or says in both languages why not."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import pytest
import shapely

from layers import Field, Layer, Schema, Text

BROWSER = {"Accept": "text/html,*/*;q=0.8"}
HOLLOW = shapely.Polygon(
    [(116.8, -1.3), (116.9, -1.3), (116.9, -1.2), (116.8, -1.2)],
    [[(116.82, -1.28), (116.88, -1.28), (116.88, -1.22), (116.82, -1.22)]],
)


@pytest.fixture
def plan(published):
    fields = (Field("kodszn", "text", Text("Kode", "Code")),)
    layer = Layer("zoning", Text("Zonasi", "Zoning"), "zoning", Schema(fields, "Polygon"))
    frame = gpd.GeoDataFrame({"kodszn": ["R-3"]}, geometry=[HOLLOW], crs=4326)
    published.write(layer, frame, provenance={"source": "test"})
    yield published
    published.delete("zoning")


def led(client, path):
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    to = urlsplit(answer.headers["Location"])
    assert to.path == "/map"
    return {name: values[0] for name, values in parse_qs(to.query).items()}, to.fragment


def test_a_zone_is_framed_and_asked_about_where_it_is(client, plan):
    given, camera = led(client, "/map/zone/1?lang=en&embed=1")
    assert camera == ""
    assert {name: given[name] for name in ("l", "lang", "embed")} == {
        "l": "zoning",
        "lang": "en",
        "embed": "1",
    }
    assert [float(v) for v in given["fit"].split(",")] == [116.8, -1.3, 116.9, -1.2]
    assert HOLLOW.contains(shapely.Point(*map(float, given["at"].split(","))))


@pytest.mark.parametrize("code", ["64.71.01", "647101"])
def test_a_district_is_found_by_its_code_in_either_form(client, published, code):
    given, _ = led(client, f"/map/kecamatan/{code}")
    frame = published["districts"].read()
    unit = frame[frame["code"] == "64.71.01"].geometry.iloc[0]
    assert given["l"] == "districts"
    assert [float(v) for v in given["fit"].split(",")] == pytest.approx(unit.bounds, abs=1e-5)
    assert unit.contains(shapely.Point(*map(float, given["at"].split(","))))


def test_a_box_and_a_place_are_as_they_are_written(client):
    given, _ = led(client, "/map/bbox/116.7/-1.3/117/-1.1")
    assert [float(v) for v in given["fit"].split(",")] == [116.7, -1.3, 117, -1.1]
    given, camera = led(client, "/map/at/-1.2654,116.8312")
    assert [float(v) for v in given["at"].split(",")] == [116.8312, -1.2654]
    assert camera == "map=15/-1.26540/116.83120"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/map/kecamatan/99.99.99", 404, "no region of code"),
        ("/map/negara/64", 404, "there are provinsi"),
        ("/map/desa/64.71.01.1001", 404, "villages"),
        ("/map/zone/1?layer=gone", 404, "gone"),
        ("/map/zone/999999?layer=samples", 404, "no feature"),
        ("/map/bbox/117/-1.3/116/-1.1", 400, "west below east"),
        ("/map/bbox/nan/-1.3/116/-1.1", 400, "degrees"),
        ("/map/at/116.8,-1.26", 400, "degrees from -90 to 90"),
        ("/map/masterplan/gone/x", 404, "gone"),
    ],
)
def test_what_is_not_there_is_said_in_both_languages(client, path, status, said):
    page = client.get(path, headers=BROWSER)
    text = page.get_data(as_text=True)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert '<p lang="id">' in text
    assert said in text.split('<p lang="en">')[1]
    told = client.get(path)
    assert (told.status_code, told.mimetype) == (status, "application/problem+json")
