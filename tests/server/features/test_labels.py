"""Where areas are named: once, in their largest part."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

import layers
from layers import Field, Layer, Schema, Text
from server.app import create_app
from server.config import ServerSettings

X = Text("x", "x")
# A mainland with two islands, an area with a hole in its middle, and one without a shape.
MAIN = shapely.box(116, -1, 118, 1)
ISLANDS = shapely.MultiPolygon(
    [shapely.box(119, 0, 119.1, 0.1), MAIN, shapely.box(115, 0, 115.2, 1)]
)
RING = shapely.box(112, -1, 113, 0).difference(shapely.box(112.1, -0.9, 112.9, -0.1))


@pytest.fixture
def client(tmp_path):
    frame = gpd.GeoDataFrame(
        {"name": ["Pulau", "Cincin", "Tiada"], "kind": ["a", None, "b"], "n": [1, 2, 3]},
        geometry=[ISLANDS, shapely.MultiPolygon([RING]), None],
        crs=4326,
    )
    fields = (Field("name", "text", X), Field("kind", "text", X), Field("n", "integer", X))
    styling = {"label_field": "name", "class_field": "kind"}
    catalogue = layers.open(tmp_path / "workspace", create=True)
    areas = Layer("areas", X, "x", Schema(fields, "MultiPolygon"), styling=styling)
    catalogue.write(areas, frame, provenance={})
    points = gpd.GeoDataFrame({"name": ["a"]}, geometry=[shapely.Point(1, 1)], crs=4326)
    spots = Layer("spots", X, "x", Schema(fields[:1], "Point"), styling=styling)
    catalogue.write(spots, points, provenance={})
    catalogue.close()
    return create_app(ServerSettings(tmp_path / "workspace")).test_client()


def test_each_area_is_named_once_in_its_largest_part(client):
    document = client.get("/geojson/areas/labels").get_json()
    found = {f["id"]: f for f in document["features"]}
    assert sorted(found) == [1, 2]
    assert MAIN.contains(shapely.Point(found[1]["geometry"]["coordinates"]))
    assert RING.contains(shapely.Point(found[2]["geometry"]["coordinates"]))
    assert found[1]["properties"] == {"name": "Pulau", "kind": "a", "label_rank": 0}
    assert found[2]["properties"] == {"name": "Cincin", "kind": None, "label_rank": 1}


def test_the_points_are_kept_until_the_layer_changes(client):
    first = client.get("/geojson/areas/labels")
    again = client.get("/geojson/areas/labels", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_what_has_no_areas_has_no_points_to_name_them(client):
    assert client.get("/geojson/spots/labels").status_code == 404
    assert client.get("/geojson/areas/labels?f=html").status_code == 400
    tree = client.get("/layers").get_json()["groups"]
    told = {one["id"]: one["labels"] for group in tree for one in group["layers"]}
    assert told == {"areas": "areas_labels", "spots": None}
