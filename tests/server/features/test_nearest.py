"""The features nearest to the middle of a view, beside geodesic distances by pyproj."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Geod

from layers import Field, Layer, Schema, Text
from server.features import nearest as module
from server.features.nearest import nearest_features

GEOD = Geod(ellps="WGS84")


def written(workspace, frame, geometry="Point", **hints):
    codes = {"a": Text("Kelas A", "Class A")}
    fields = (
        Field("name", "text", Text("Nama", "Name")),
        Field("type", "text", Text("Jenis", "Type"), codes=codes),
    )
    layer = Layer("things", Text("Benda", "Things"), "x", Schema(fields, geometry), styling=hints)
    workspace.write(layer, frame)
    return workspace["things"].layer


def test_points_come_in_the_order_of_geodesic_distance(workspace):
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(116, 118, 400), rng.uniform(-2, 0, 400)
    data = {"name": [f"P{i}" for i in range(400)], "type": ["a"] * 400}
    frame = gpd.GeoDataFrame(data, geometry=gpd.points_from_xy(lon, lat), crs=4326)
    layer = written(workspace, frame)
    for bbox in ((116.0, -2.0, 118.0, 0.0), (116.9, -1.2, 117.3, -0.9)):
        found = nearest_features(workspace, layer, bbox)
        west, south, east, north = bbox
        n = len(lon)
        middle = (np.full(n, (west + east) / 2), np.full(n, (south + north) / 2))
        away = GEOD.inv(*middle, lon, lat)[2]
        inside = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        wanted = np.sort(away[inside])[: module.MOST]
        assert [one["distance_m"] for one in found] == pytest.approx(wanted, abs=0.06)
    assert found[0]["kind"] == {"id": "Kelas A", "en": "Class A"}


def test_an_area_around_the_middle_is_near_and_told_where_it_is_seen(workspace):
    big = shapely.box(110, -5, 120, 5)
    frame = gpd.GeoDataFrame({"name": ["B"], "type": [None]}, geometry=[big], crs=4326)
    layer = written(workspace, frame, "Polygon")
    (found,) = nearest_features(workspace, layer, (116, -2, 118, 0))
    assert (found["distance_m"], found["label"], found["kind"]) == (0, "B", None)
    assert shapely.box(116, -2, 118, 0).contains(shapely.Point(found["at"]))
    assert nearest_features(workspace, layer, (130, -2, 131, 0)) == []
