"""GeoJSON: every form of it is read, each fault names its row, nothing else is taken."""

from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.errors import CRSError, SourceError
from layers.sources.limits import Limits
from layers.sources.readers import geojson, jsonscan
from layers.sources.readers.geojson import crs_of, read

POINT = {"type": "Point", "coordinates": [116.8, -1.2]}


def feature(**more) -> dict:
    return {"type": "Feature", "properties": {"a": 1}, "geometry": POINT} | more


def collection(*features, **more) -> dict:
    return {"type": "FeatureCollection", "features": list(features)} | more


@pytest.fixture(params=["plain", "compiled"], autouse=True)
def way(request, monkeypatch):
    """Read every file as a small one is, and as a large one is."""
    least = 0 if request.param == "compiled" else 1 << 60
    for module in (geojson, jsonscan):
        monkeypatch.setattr(module, "COMPILED_FROM", least)
    return request.param


@pytest.fixture
def taken(tmp_path):
    def take(content, limits=None):
        path = tmp_path / "in.geojson"
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, limits or Limits())

    return take


@pytest.fixture
def refused(taken):
    def refuse(content, limits=None):
        with pytest.raises((SourceError, CRSError)) as caught:
            taken(content, limits)
        return caught.value

    return refuse


def errors(reading) -> list[tuple[int, str]]:
    return [(f.row, f.code) for f in reading.findings if f.severity == "error"]


@pytest.mark.parametrize(
    "content",
    [
        feature(),
        collection(feature()),
        json.dumps(collection(feature()), indent=3),
        b"\xef\xbb\xbf" + json.dumps(feature()).encode(),
        {"features": [feature()], "name": "x", "type": "FeatureCollection"},
    ],
)
def test_forms_with_one_feature(taken, content):
    reading = taken(content)
    assert reading.n_read == 1
    assert reading.attributes["a"].tolist() == [1]
    assert reading.geometry[0].equals(shapely.Point(116.8, -1.2))
    assert reading.crs == "EPSG:4326"


@pytest.mark.parametrize("separator", ["\n", "\n\x1e", "\r\n", ""])
def test_sequences(taken, separator):
    reading = taken(separator.join(json.dumps(feature(properties={"a": i})) for i in range(3)))
    assert reading.attributes["a"].tolist() == [0, 1, 2]
    assert reading.driver == "GeoJSONSeq"


def test_a_bare_geometry(taken):
    assert taken(POINT).geometry[0].equals(shapely.Point(116.8, -1.2))


def test_no_features(taken):
    assert taken(collection()).n_read == 0
    assert taken('{"type":"FeatureCollection","features":[ \n ]}').n_read == 0


def test_columns_are_the_union_and_gaps_are_none(taken, monkeypatch):
    monkeypatch.setattr(geojson, "BATCH", 2)
    monkeypatch.setattr(geojson, "LONG_BATCH", 2)
    rows = [{"a": 1}, {"b": 2}, {"a": 3, "c": None}, None, {"c": 5}]
    frame = taken(collection(*(feature(properties=p) for p in rows))).attributes
    assert frame["a"].tolist() == [1, None, 3, None, None]
    assert frame["b"].tolist() == [None, 2, None, None, None]
    assert frame["c"].tolist() == [None, None, None, None, 5]


def test_equal_to_another_reader(taken, tmp_path):
    rng = np.random.default_rng(5)
    frame = gpd.GeoDataFrame(
        {"n": range(200), "t": [f'"{i}" {{[,' for i in range(200)]},
        geometry=shapely.buffer(shapely.points(rng.uniform(0, 9, (200, 2))), 0.1),
        crs=4326,
    )
    reading = taken(frame.to_json())
    assert reading.attributes["n"].tolist() == frame["n"].tolist()
    assert reading.attributes["t"].tolist() == frame["t"].tolist()
    other = gpd.read_file(tmp_path / "in.geojson")
    assert shapely.equals_exact(reading.geometry, other.geometry.to_numpy()).all()


def test_ids_are_kept_and_repeated_ones_are_errors(taken):
    content = collection(feature(id="x"), feature(id=1), feature(id="1"), feature(id="x"))
    reading = taken(content)
    assert reading.attributes["source_id"].tolist() == ["x", 1, "1", "x"]
    assert errors(reading) == [(4, "duplicate-id")]
    assert "row 1" in reading.findings[0].message


def test_an_id_beside_a_property_of_that_name(taken):
    frame = taken(collection(feature(id=7, properties={"source_id": 1}))).attributes
    assert frame["source_id"].tolist() == [1]
    assert frame["source_id_"].tolist() == [7]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none(taken, number):
    good = json.dumps(feature())
    bad = good.replace("116.8", number)
    odd = good.replace('"a": 1', f'"a": {number}')
    reading = taken(f'{{"type":"FeatureCollection","features":[{good},{bad},{odd}]}}')
    assert errors(reading) == [(2, "not-finite"), (3, "not-finite")]
    assert reading.n_read == 3


def test_rows_that_are_not_json_or_not_features(taken):
    good = json.dumps(feature())
    rows = [good, '{"type":"Feature" oops}', "3", '{"type":"Point","coordinates":[1,2]}', "null"]
    reading = taken('{"type":"FeatureCollection","features":[' + ",".join(rows) + "]}")
    assert errors(reading) == [(i, "bad-row") for i in (2, 3, 4, 5)]


def test_properties_must_be_an_object(taken):
    assert errors(taken(feature(properties=[1]))) == [(1, "bad-row")]


def test_heights_are_counted(taken):
    high = feature(geometry={"type": "Point", "coordinates": [1, 2, 3]})
    (found,) = taken(collection(high, feature())).findings
    assert (found.code, found.severity) == ("z-dropped", "note")
    assert "1 features" in found.message


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "not-json"),
        ("{", "not-json"),
        ('{"type":"FeatureCollection","features":[1,2}', "not-json"),
        ("[1]", "not-geojson"),
        ({"type": "Topology", "objects": {}}, "no-layer"),
        ({"type": "gdal_streamed_alg", "command_line": "x"}, "driver-not-allowed"),
        ({"a": 1}, "not-geojson"),
        ({"type": "FeatureCollection"}, "not-geojson"),
        ({"type": "FeatureCollection", "features": {}}, "not-geojson"),
        ('{"type":"Feature","type":"Feature"}', "not-geojson"),
        ('{"a":' + "[" * 65 + "]" * 65 + "}", "too-deep"),
        ("[" * 100_000 + "]" * 100_000, "too-deep"),
        ('{"type":"Feature","properties":{}}'.encode("utf-16"), "encoding-unknown"),
        (b'{"type":"Feature","name":"\xff"}', "not-json"),
    ],
)
def test_refusals(refused, taken, tmp_path, content, code):
    if content == "":
        content = " "
    assert refused(content).code == code


def test_text_that_is_not_utf8_names_its_row(taken):
    raw = json.dumps(collection(feature(properties={"n": "@"}))).encode().replace(b"@", b"\xe9")
    assert errors(taken(raw)) == [(1, "bad-row")]


def test_too_many_rows_and_columns(refused):
    assert refused(collection(feature(), feature()), Limits(rows=1)).code == "too-big"
    wide = feature(properties={f"c{i}": i for i in range(9)})
    assert refused(collection(wide), Limits(columns=8)).code == "too-many-columns"


@pytest.mark.parametrize(
    ("member", "crs"),
    [
        (None, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}, "EPSG:4326"),
        ({"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32750"}}, "EPSG:32750"),
        ({"type": "name", "properties": {"name": "EPSG:3857"}}, "EPSG:3857"),
    ],
)
def test_crs_members(member, crs):
    assert crs_of(member) == crs


@pytest.mark.parametrize(
    "member",
    [
        {"type": "link", "properties": {"href": "http://127.0.0.1:1/crs"}},
        {"type": "name", "properties": {"name": "http://www.opengis.net/def/crs/EPSG/0/4326"}},
        {"type": "name", "properties": {"name": "EPSG:٤٣٢٦"}},
        {"type": "name", "properties": {"name": "+proj=longlat"}},
        {"type": "name"},
        "EPSG:4326",
        7,
    ],
)
def test_crs_members_not_accepted(refused, member):
    assert refused(collection(feature(), crs=member)).code == "crs-not-allowed"


def test_progress_counts_features(tmp_path):
    path = tmp_path / "in.geojson"
    path.write_text(json.dumps(collection(feature(), feature())))
    heard, opened = [], []
    read(path, Limits(), lambda *p: heard.append(p), lambda *p: opened.append(p))
    assert heard[-1] == (2, 2)
    assert opened[-1] == (path.stat().st_size,) * 2


def test_a_name_that_occurs_twice_is_told_with_the_value_lost(taken):
    point = json.dumps(POINT)
    rows = [
        f'{{"type":"Feature","geometry":{point},"properties":{{"nama":"{n}"{more}}}}}'
        for n, more in (("x", ""), ("y", ', "nama": "z"'), ("w", ""), ("v", ',"nama":[1]'))
    ]
    reading = taken('{"type":"FeatureCollection","features":[' + ",".join(rows) + "]}")
    assert reading.attributes["nama"].tolist() == ["x", "z", "w", [1]]
    (found,) = [f for f in reading.findings if f.code == "duplicate-name"]
    assert (found.rows, found.before, found.after) == ((2, 4), ("y", "v"), ("z", "{…}"))
    assert "'y' is lost, 'z' kept" in found.message
    assert "'y' hilang, 'z' disimpan" in found.said("id")


@pytest.mark.parametrize("member", ["geometry", "properties", "id"])
def test_members_of_a_feature_that_occur_twice_are_told(taken, member):
    value = {"geometry": "null", "properties": '{"a": 2}', "id": "7"}[member]
    plain = json.dumps(feature(id=3))
    twice = plain[:-1] + f', "{member}": {value}}}'
    reading = taken('{"type":"FeatureCollection","features":[' + f"{plain},{twice}" + "]}")
    assert [(f.column, f.rows) for f in reading.findings if f.code == "duplicate-name"] == [
        (member, (2,))
    ]


def test_equal_names_in_different_places_are_no_repetition(taken):
    given = feature(properties={"type": "Feature", "a": {"a": 'say "a"'}, "geometry": "\\u0022"})
    content = json.dumps(collection(given)).replace("\\\\u0022", "\\u0022")
    assert taken(content).findings == ()
