"""TopoJSON: arcs joined, turned and scaled; GDAL as the oracle."""

from __future__ import annotations

import json

import pyogrio
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import geojson
from layers.sources.readers.dialects import topojson

# Two squares that share a side: the second takes that side backwards.
ARCS = [[[1, 0], [1, 1]], [[1, 1], [0, 1], [0, 0], [1, 0]], [[1, 0], [2, 0], [2, 1], [1, 1]]]
LEFT = {"type": "Polygon", "arcs": [[0, 1]], "id": "6401", "properties": {"nama": "kiri"}}
RIGHT = {"type": "Polygon", "arcs": [[2, -1]], "properties": {"n": 2}}


def topology(*geometries, arcs=ARCS, **more) -> dict:
    objects = {"a": {"type": "GeometryCollection", "geometries": list(geometries)}}
    return {"type": "Topology", "objects": objects, "arcs": arcs} | more


def test_shared_sides_are_turned():
    reading = topojson.decode(topology(LEFT, RIGHT), Limits(), None)
    assert reading.geometry[0].equals(shapely.box(0, 0, 1, 1))
    assert reading.geometry[1].equals(shapely.box(1, 0, 2, 1))
    assert reading.attributes["source_id"].tolist() == ["6401", None]
    assert reading.attributes["nama"].tolist() == ["kiri", None]
    assert (reading.crs, reading.layer) == ("EPSG:4326", "a")
    assert reading.findings[0].code == "crs-by-convention"


def test_quantised_positions_are_steps():
    document = topology(
        {"type": "LineString", "arcs": [0]},
        {"type": "Point", "coordinates": [10, 20]},
        {"type": "MultiPoint", "coordinates": [[0, 0], [10, 20]]},
        arcs=[[[0, 0], [10, 0], [0, 20]]],
        transform={"scale": [0.1, 0.05], "translate": [116, -1]},
    )
    line, point, points = topojson.decode(document, Limits(), None).geometry
    assert list(line.coords) == [(116, -1), (117, -1), (117, 0)]
    assert point.equals(shapely.Point(117, 0))
    assert points.equals(shapely.MultiPoint([(116, -1), (117, 0)]))


def test_every_type_is_read_as_gdal_reads_it(tmp_path):
    document = topology(
        LEFT,
        {"type": "MultiPolygon", "arcs": [[[0, 1]], [[2, -1]]]},
        {"type": "LineString", "arcs": [1]},
        {"type": "MultiLineString", "arcs": [[0], [2]]},
    )
    path = tmp_path / "a.topojson"
    path.write_text(json.dumps(document))
    oracle = pyogrio.read_dataframe(path).geometry
    ours = geojson.read(path, Limits()).geometry
    assert all(shapely.equals(ours, oracle.array))


def test_collections_and_null():
    inner = {"type": "GeometryCollection", "geometries": [LEFT, {"type": None}]}
    both = topojson.decode(topology(inner, {"type": None}), Limits(), None).geometry
    assert both[0].geom_type == "GeometryCollection"
    assert both[1] is None


def test_objects_are_layers():
    document = topology(LEFT)
    document["objects"]["b"] = RIGHT
    assert topojson.decode(document, Limits(), "b").n_read == 1
    for wanted, code in ((None, "layer-ambiguous"), ("c", "layer-unknown")):
        with pytest.raises(SourceError, match="a, b") as caught:
            topojson.decode(document, Limits(), wanted)
        assert caught.value.code == code


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "arcs": [[7]]},
        {"type": "Polygon", "arcs": [[-9]]},
        {"type": "Polygon", "arcs": [["0"]]},
        {"type": "Polygon", "arcs": [0]},
        {"type": "Polygon", "arcs": [[0]]},
        {"type": "Polygon"},
        {"type": "Point", "coordinates": [1]},
        {"type": "Circle"},
        "text",
    ],
)
def test_damage_names_its_row(geometry):
    assert topojson.decode(topology(LEFT, geometry), Limits(), None).bad_rows() == [2]


def test_arcs_used_again_and_again_end_at_the_limit():
    line = {"type": "LineString", "arcs": [0, -1] * 1000}
    reading = topojson.decode(topology(line), Limits(vertices=100), None)
    assert "more than 100 vertices" in reading.findings[-1].message


@pytest.mark.parametrize(
    "document",
    [
        {"type": "Topology", "objects": {}, "arcs": []},
        {"type": "Topology", "arcs": []},
        topology(arcs=[[["x", 0]]]),
        topology(arcs=5),
        topology(transform={"scale": [1, 1]}),
        topology(transform={"scale": [1], "translate": [1, 2, 3]}, arcs=[]),
        {"type": "Topology", "objects": {"a": {"type": "GeometryCollection"}}, "arcs": []},
    ],
)
def test_damaged_topology(document):
    with pytest.raises(SourceError) as caught:
        topojson.decode(document, Limits(), None)
    assert caught.value.code in ("no-layer", "not-geojson")


def test_provinces_are_read_as_gdal_reads_them(shared_data):
    path = shared_data / "formats" / "indonesia_38_provinces.topo.json"
    oracle = pyogrio.read_dataframe(path)
    reading = geojson.read(path, Limits())
    assert reading.attributes["PROVINSI".lower()].tolist() == oracle["PROVINSI"].tolist()
    assert all(shapely.equals_exact(reading.geometry, oracle.geometry.array, 1e-9))
