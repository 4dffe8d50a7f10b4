"""Geometries left out, simplified, projected: as asked, within the distance promised."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from layers.reference import CRS84
from server.features.shaping import PLAIN, Shaping, read_shaping

HOME = "/collections/samples"


def features(client, query):
    answer = client.get(f"{HOME}/items?{query}")
    assert answer.status_code == 200, answer.get_json()
    return {f["id"]: f for f in answer.get_json()["features"]}


@pytest.mark.parametrize("name", ["skip-geometry", "skipGeometry"])
def test_geometries_are_left_out(client, name):
    whole, bare = features(client, "limit=1000"), features(client, f"limit=1000&{name}=true")
    assert whole.keys() == bare.keys()
    assert all(f["geometry"] is None for f in bare.values())
    assert all(whole[i]["properties"] == f["properties"] for i, f in bare.items())
    assert features(client, f"limit=9&{name}=false") == features(client, "limit=9")
    assert client.get(f"{HOME}/items/1?{name}=true").get_json()["geometry"] is None


@pytest.mark.parametrize("query", ["max-allowable-offset=0.05", "maxAllowableOffset=0.05"])
def test_no_line_moves_further_than_allowed(client, samples, query):
    for fid, feature in features(client, f"limit=1000&{query}").items():
        shape, kept = shapely.geometry.shape(feature["geometry"]), samples.geometry[fid]
        assert shapely.hausdorff_distance(shape, kept) <= 0.05
        assert shape.geom_type == kept.geom_type
        assert shape.is_valid


def test_the_distance_is_one_of_the_answer_s_system(client, samples):
    there = samples.geometry.to_crs(32750)
    found = features(client, "limit=1000&crs=EPSG:32750&max-allowable-offset=3000")
    fewer = 0
    for fid, feature in found.items():
        shape = shapely.geometry.shape(feature["geometry"])
        assert shapely.hausdorff_distance(shape, there[fid]) <= 3000.001
        fewer += shapely.count_coordinates(shape) < shapely.count_coordinates(there[fid])
    assert fewer > 5


def test_a_zoom_level_moves_lines_by_half_a_pixel_at_most(client, samples):
    pixel = 360 / 256 / 2**4
    found = features(client, "limit=1000&zoom-level=4&properties=name")
    moved = {
        i: shapely.hausdorff_distance(shapely.geometry.shape(f["geometry"]), samples.geometry[i])
        for i, f in found.items()
    }
    assert 0 < max(moved.values()) <= pixel / 2
    assert list(found[1]["properties"]) == ["name"]
    assert features(client, "limit=50&zoom-level=30") == features(client, "limit=50")


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("skip-geometry=yes", "neither true nor false"),
        ("skip-geometry=true&skipGeometry=true", "exclude each other"),
        ("zoom-level=-1", "outside 0 to 30"),
        ("zoom-level=31", "outside 0 to 30"),
        ("zoom-level=x", "not a finite decimal"),
        ("zoom-level=3&max-allowable-offset=1", "exclude each other"),
        ("max-allowable-offset=-1", "is negative"),
        ("max-allowable-offset=1e999", "not a finite decimal"),
    ],
)
def test_what_cannot_be_meant_is_refused(client, query, why):
    answer = client.get(f"{HOME}/items?{query}&lang=en")
    assert answer.status_code == 400
    assert why in answer.get_json()["detail"]


def test_nothing_asked_leaves_ready_made_features_alone(published):
    layer = published["samples"].layer
    assert read_shaping({"limit": "3"}, layer) is PLAIN
    assert not PLAIN.how
    assert read_shaping({"crs": CRS84.uri}, layer) == PLAIN
    assert read_shaping({"max-allowable-offset": "0"}, layer) == PLAIN
    assert Shaping(skip_geometry=True).how.skip_geometry
    shapes = np.array([None, shapely.Point(1, 2)])
    assert PLAIN(shapes) is shapes
