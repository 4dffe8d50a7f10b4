"""From GeoJSON that a job wrote to a layer's table."""

from __future__ import annotations

import json

import geopandas as gpd
import pytest
import shapely

from gis.processes.answer import feature_collection
from layers.text import Text
from server.results.making import described, kind_of, read_features


def written(tmp_path, *pairs):
    features = [
        {
            "type": "Feature",
            "id": i,
            "properties": told,
            "geometry": shape and json.loads(shapely.to_geojson(shape)),
        }
        for i, (told, shape) in enumerate(pairs)
    ]
    path = tmp_path / "units.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


POINT, LINE = shapely.Point(116, -1), shapely.LineString([(116, -1), (117, -1)])
AREA = shapely.box(116, -1, 117, 0)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2], "integer"),
        ([1, None], "integer"),
        ([1, 0.5], "number"),
        ([True, None], "boolean"),
        ([True, 1], "text"),
        (["a"], "text"),
        ([None], "text"),
        ([], "text"),
    ],
)
def test_types(values, kind):
    assert kind_of(values) == kind


def test_fields_of_every_type(tmp_path):
    first = {"n": 1, "x": 0.5, "yes": True, "label": {"id": "satu", "en": "one"}, "list": [1, 2]}
    frame, schema = read_features(
        written(tmp_path, (first, POINT), ({"n": None, "more": "a"}, None))
    )
    assert {f.name: f.type for f in schema.fields} == {
        "n": "integer",
        "x": "number",
        "yes": "boolean",
        "label": "text",
        "label_en": "text",
        "list": "text",
        "more": "text",
    }
    assert schema.geometry == "Point"
    assert frame["label"].tolist() == ["satu", None]
    assert frame["list"][0] == "[1,2]"
    assert frame["n"].isna().tolist() == [False, True]
    assert frame.geometry.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([POINT], "Point"),
        ([AREA, shapely.MultiPolygon([AREA])], "MultiPolygon"),
        ([LINE, shapely.MultiLineString([LINE])], "MultiLineString"),
        ([POINT, shapely.MultiPoint([POINT])], "MultiPoint"),
        ([POINT, LINE], "Geometry"),
        ([None], "Geometry"),
        ([], "Geometry"),
    ],
)
def test_kinds_of_shapes(tmp_path, shapes, kind):
    frame, schema = read_features(written(tmp_path, *(({}, shape) for shape in shapes)))
    assert (schema.geometry, len(frame)) == (kind, len(shapes))
    same = [a.equals(b) for a, b in zip(frame.geometry, shapes, strict=True) if b is not None]
    assert all(same)


def test_what_an_answer_wrote_is_what_is_read(tmp_path):
    wanted = gpd.GeoDataFrame({"n": [3, 4]}, geometry=[POINT, POINT], crs="EPSG:4326")
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(feature_collection(wanted)))
    frame, _ = read_features(path)
    assert frame["n"].tolist() == [3, 4]
    assert frame.geometry.geom_equals(wanted.geometry).all()


def test_the_description_is_that_of_what_went_in(tiny):
    used = tiny.layers()
    answer = {"method": {"id": "cara", "en": "way"}, "trust": "modelled"}
    layer = described("result_a", Text("a", "b"), answer, used, "coverage 1.2.0")
    assert (layer.theme, layer.trust, layer.method) == ("results", "modelled", "way")
    assert layer.source == "Penyangga: coverage 1.2.0"
    assert layer.data_date == max(one.data_date for one in used)
    assert all(one.licence in layer.licence for one in used)
