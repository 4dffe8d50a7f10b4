"""Zoning by plain addresses: what the library says, or why not."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from gis.processes import registry
from layers import Field, Layer, Schema, Text

ASK = "/zoning/verdict?at=116.805,-1.255&activity=A01"


@pytest.fixture
def plan(published):
    fields = (Field("kodszn", "text", Text("Kode", "Code")),)
    layer = Layer("zoning", Text("Zonasi", "Zoning"), "zoning", Schema(fields, "Polygon"))
    shape = shapely.box(116.80, -1.26, 116.81, -1.25)
    frame = gpd.GeoDataFrame({"kodszn": ["R-3"]}, geometry=[shape], crs=4326)
    published.write(layer, frame, provenance={"source": "test"})
    yield published
    published.delete("zoning")


def test_the_verdict_is_the_librarys(client, plan):
    answer = client.get(f"{ASK}&area=200&lang=en")
    assert answer.status_code == 200, answer.data
    given = {"at": "116.805,-1.255", "activity": "A01", "area": "200"}
    assert answer.get_json() == registry()["zoning"].run(plan, given).to_dict()
    assert answer.get_json()["verdict"] == "I"
    assert answer.headers["Cache-Control"] == "no-store"


def test_activities_are_listed_and_found(client):
    assert len(client.get("/zoning/activities").get_json()["rows"]) == 35
    found = client.get("/zoning/activities?search=rumah+sakit").get_json()["rows"]
    assert found[0]["id"] == "A17"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/zoning/verdict", 422, "bad-input"),
        ("/zoning/verdict?at=x&activity=A01", 422, "bad-input"),
        (ASK + "&odd=1", 400, "unknown-parameter"),
        (
            "/zoning/verdict?parcel=POLYGON((0%200,1%201,1%200,0%201,0%200))&activity=A01",
            422,
            "bad-input",
        ),
        ("/zoning/activities?q=1", 400, "unknown-parameter"),
    ],
)
def test_what_cannot_be_answered(client, address, status, code):
    answer = client.get(address)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_without_a_plan_it_says_so(client):
    answer = client.get(ASK)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "layer-not-found")
