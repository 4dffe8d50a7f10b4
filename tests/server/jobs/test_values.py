"""Values of inputs in every form that the standard allows."""

from __future__ import annotations

import pytest

from gis.errors import InputError
from server.jobs.values import read_value

POINT = {"type": "Point", "coordinates": [116.8, -1.3]}
LINE = {"type": "LineString", "coordinates": [[116, -1], [117, -1]]}
AREA = {"type": "Polygon", "coordinates": [[[116, -1], [117, -1], [117, 0], [116, -1]]]}


def feature(shape):
    return {"type": "Feature", "properties": {}, "geometry": shape}


def collection(*shapes):
    return {"type": "FeatureCollection", "features": [feature(shape) for shape in shapes]}


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        ("number", 3, 3),
        ("text", None, None),
        ("number", {"value": 3}, 3),
        ("number", {"value": {"value": 3}, "mediaType": "text/plain"}, 3),
        ("codes", ["rs", {"value": "klinik"}], ["rs", "klinik"]),
        ("codes", "rs,klinik", "rs,klinik"),
        ("point", POINT, [116.8, -1.3]),
        ("point", {"value": feature(POINT), "mediaType": "application/geo+json"}, [116.8, -1.3]),
        ("point", [116.8, -1.3], [116.8, -1.3]),
        ("places", collection(POINT, POINT), [[116.8, -1.3], [116.8, -1.3]]),
        ("places", {"type": "MultiPoint", "coordinates": [[1, 2], [3, 4]]}, [[1, 2], [3, 4]]),
        ("line", feature(LINE), LINE["coordinates"]),
        ("parcel", AREA, AREA),
        ("parcel", collection(AREA), collection(AREA)),
        ("layer", "districts", "districts"),
        ("layer", {"collection": "districts"}, "districts"),
        (
            "layer",
            {"collection": "districts", "filter": "code = '1'"},
            {"collection": "districts", "filter": "code = '1'"},
        ),
        # Not ours to judge: the analysis tells what is wrong with it.
        ("speeds", {"primary": 60}, {"primary": 60}),
        ("number", {"a": 1}, {"a": 1}),
        ("point", {"value": 1, "strange": 2}, {"value": 1, "strange": 2}),
    ],
)
def test_forms_that_are_read(kind, given, read):
    assert read_value(kind, given) == read


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("parcel", {"href": "https://elsewhere.example/a.json"}, "not fetched"),
        ("layer", {"href": "file:///etc/passwd"}, "not fetched"),
        ("layer", {"collection": 3}, "wanted the id of a layer"),
        ("layer", {"collection": "a", "bbox": [1]}, "wanted the id of a layer"),
        ("layer", {"type": "FeatureCollection", "features": []}, "wanted the id of a layer"),
        ("point", LINE, "wanted GeoJSON Point; got LineString"),
        ("point", collection(POINT, POINT), "2 shapes; wanted one"),
        ("point", collection(), "got -"),
        ("line", feature(None), "got -"),
        ("places", {"type": "FeatureCollection", "features": 3}, "got -"),
        ("parcel", {"type": "Polygone"}, "got Polygone"),
        ("line", {"type": None}, "got -"),
    ],
)
def test_forms_that_are_not(kind, given, told):
    with pytest.raises(InputError, match=told):
        read_value(kind, given)
