"""Reference systems over HTTP: coordinates, boxes and filters in each, axes in order (Part 2)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.reference import CRS84, offered
from server.features.systems import both, read_box, read_system, systems_of

HOME = "/collections/samples"
URI = "http://www.opengis.net/def/crs/EPSG/0/"


def items(client, query):
    answer = client.get(f"{HOME}/items?{query}")
    assert answer.status_code == 200, answer.get_json()
    return answer


def frame_of(document, crs):
    shapes = [shapely.geometry.shape(f["geometry"]) for f in document["features"]]
    return gpd.GeoSeries(shapes, index=[f["id"] for f in document["features"]], crs=crs)


@pytest.mark.parametrize("system", offered().values(), ids=lambda s: s.short)
def test_every_system_gives_the_features_where_geopandas_puts_them(client, samples, system):
    answer = items(client, f"limit=1000&crs={system.uri}")
    assert answer.headers["Content-Crs"] == f"<{system.uri}>"
    found = frame_of(answer.get_json(), system.crs).sort_index()
    # Geopandas has east before north whatever the authority says.
    expected = samples.geometry.to_crs(system.crs)
    if system.is_north_first:
        expected = expected.map(lambda g: shapely.transform(g, lambda c: c[:, ::-1]))
    assert shapely.equals_exact(found.array, expected.array, tolerance=1e-4).all()
    one = client.get(f"{HOME}/items/7?crs={system.short}")
    assert one.headers["Content-Crs"] == f"<{system.uri}>"
    assert one.get_json()["geometry"] == shapely.geometry.mapping(found[7]) | {
        "coordinates": one.get_json()["geometry"]["coordinates"]
    }
    assert shapely.geometry.shape(one.get_json()["geometry"]).equals(found[7])


def test_without_crs_nothing_changes_and_the_bytes_are_those_kept(client):
    plain, named = items(client, "limit=5"), items(client, f"limit=5&crs={CRS84.uri}")
    assert plain.headers["Content-Crs"] == named.headers["Content-Crs"] == f"<{CRS84.uri}>"
    assert plain.get_json()["features"] == named.get_json()["features"]


BOX = (116.4, -1.2, 117.1, -0.3)


def box_in(system):
    """Give four numbers, in the order of the axes, of a box that covers about the same."""
    west, south, east, north = BOX
    shape = gpd.GeoSeries([shapely.box(*BOX)], crs=4326).to_crs(system.crs)[0]
    if system.is_geographic:
        return (south, west, north, east) if system.is_north_first else BOX
    return shape.bounds


@pytest.mark.parametrize("system", offered().values(), ids=lambda s: s.short)
def test_a_box_in_every_system_selects_what_geopandas_selects_there(client, samples, system):
    box = box_in(system)
    text = ",".join(map(repr, map(float, box)))
    found = items(client, f"limit=1000&bbox={text}&bbox-crs={system.uri}").get_json()
    there = samples.to_crs(system.crs) if not system.is_geographic else samples
    shape = shapely.box(*(box if not system.is_geographic else BOX))
    expected = there.index[there.intersects(shape)]
    assert sorted(f["id"] for f in found["features"]) == sorted(expected)
    assert found["numberMatched"] == len(expected) > 20


@pytest.mark.parametrize("short", ["EPSG:4326", "EPSG:3857", "EPSG:32750", "EPSG:23837"])
def test_shapes_of_a_filter_are_read_in_its_system(client, samples, short):
    system = offered()[short]
    triangle = shapely.Polygon([(116, -1.5), (117.8, -0.5), (116.5, 0.6)])
    there = gpd.GeoSeries([triangle], crs=4326).segmentize(0.2).to_crs(system.crs)[0]
    if system.is_north_first:
        there = shapely.transform(there, lambda c: c[:, ::-1])
    asked = {"filter-crs": system.uri, "limit": 1000, "filter-lang": "cql2-text"}
    asked["filter"] = f"S_INTERSECTS(geometry, {there.simplify(0).wkt}) AND floors > 2"
    answer = client.get(f"{HOME}/items", query_string=asked)
    assert answer.status_code == 200, answer.get_json()
    expected = samples.index[samples.intersects(triangle) & (samples["floors"] > 2)]
    assert sorted(f["id"] for f in answer.get_json()["features"]) == sorted(expected)
    box = ",".join(map(str, box_in(system)))
    asked["filter"] = f"S_INTERSECTS(geometry, BBOX({box}))"
    by_filter = client.get(f"{HOME}/items", query_string=asked).get_json()
    by_box = items(client, f"limit=1000&bbox={box}&bbox-crs={system.short}").get_json()
    assert by_filter["numberMatched"] == by_box["numberMatched"] > 20


def test_a_box_beyond_the_reach_of_its_system_is_empty_not_wrong(client):
    for query in (
        f"bbox=50000000,0,60000000,1&bbox-crs={URI}32750",
        f"bbox=0,50000000,1,60000000&bbox-crs={URI}3857",
        "bbox=170,-10,-170,10",
        f"bbox=-10,170,10,-170&bbox-crs={URI}4326",
    ):
        assert items(client, query).get_json()["numberMatched"] == 0, query


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("crs=EPSG:99999", "crs-not-offered"),
        ("crs=", "crs-not-offered"),
        (f"crs={URI}2154", "crs-not-offered"),
        ("bbox-crs=bogus&bbox=1,2,3,4", "crs-not-offered"),
        ("bbox-crs=bogus", "crs-not-offered"),
        ("filter-crs=bogus", "crs-not-offered"),
        (f"bbox=3,1,2,2&bbox-crs={URI}32750", "bad-parameter"),
        (f"bbox=1,3,2,2&bbox-crs={URI}3857", "bad-parameter"),
        (f"bbox=116,-2,117,-1&bbox-crs={URI}4326", "bad-parameter"),
        (f"bbox=1,2,3&bbox-crs={URI}32750", "bad-parameter"),
        (f"bbox=nan,2,3,4&bbox-crs={URI}32750", "bad-parameter"),
        (f"bbox=1e999,2,3,4&bbox-crs={URI}32750", "bad-parameter"),
    ],
)
def test_what_cannot_be_meant_is_a_problem(client, query, code):
    answer = client.get(f"{HOME}/items?{query}")
    assert (answer.status_code, answer.get_json()["code"]) == (400, code)
    assert answer.mimetype == "application/problem+json"


def test_a_collection_lists_the_systems_that_serve_all_of_it(client, published):
    document = client.get(HOME).get_json()
    assert document["crs"] == [s.uri for s in offered().values()]
    assert document["storageCrs"] == CRS84.uri
    layer = published["samples"].layer
    world = layer.with_(bbox=(-180.0, -90.0, 180.0, 90.0))
    assert [s.short for s in systems_of(world)] == [
        "OGC:CRS84", "EPSG:4326",
    ]  # fmt: skip
    with pytest.raises(
        ValueError, match="samples reaches beyond EPSG:32750; offered are OGC:CRS84, EPSG:4326"
    ):
        read_system({"crs": "EPSG:32750"}, "crs", world)
    declared = client.get("/conformance").get_json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared


def test_pages_in_a_system_follow_one_another(client, samples):
    url, seen = f"{HOME}/items?limit=100&crs=EPSG:32750&bbox=0,9700000,1000000,10100000", []
    url += "&bbox-crs=EPSG:32750"
    while url:
        answer = client.get(url)
        assert answer.headers["Content-Crs"] == f"<{URI}32750>"
        document = answer.get_json()
        seen += [f["id"] for f in document["features"]]
        url = next((x["href"] for x in document["links"] if x["rel"] == "next"), None)
    there = samples.to_crs(32750)
    box = shapely.box(0, 9_700_000, 1_000_000, 10_100_000)
    assert sorted(seen) == sorted(there.index[there.intersects(box)])
    assert len(seen) > 100


def test_parts_are_put_together():
    assert both(None, None) is None
    assert read_box({}) == (None, None)
    bbox, shape = read_box({"bbox": "400000,9800000,500000,9900000", "bbox-crs": "EPSG:32750"})
    assert np.isfinite(bbox).all()
    assert shape.relation == "s_intersects"
    assert both(shape, None) is shape
    assert both(shape, shape).parts == (shape, shape)
