"""Regular features read by compiled loops: as orjson and shapely read them, or not at all."""

from __future__ import annotations

import json

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sources.readers.regular.columns import read_columns

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('ab\\"{}[],:\n é', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
NUMBERS = st.floats(-180, 180) | st.integers(-90, 90)
XY = st.tuples(NUMBERS, NUMBERS).map(list)
LINE = st.lists(XY, min_size=2, max_size=5)
RING = st.lists(XY, min_size=3, max_size=5).map(lambda ring: [*ring, ring[0]])
POLYGON = st.lists(RING, min_size=1, max_size=3)
SHAPES = st.none() | st.one_of(
    st.builds(lambda k, c: {"type": k, "coordinates": c}, st.just(kind), coordinates)
    for kind, coordinates in (
        ("Point", XY),
        ("LineString", LINE),
        ("Polygon", POLYGON),
        ("MultiPoint", st.lists(XY, min_size=1, max_size=4)),
        ("MultiLineString", st.lists(LINE, min_size=1, max_size=3)),
        ("MultiPolygon", st.lists(POLYGON, min_size=1, max_size=3)),
    )
)


def feature(geometry, properties: dict, **more) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry} | more


def read(texts: list[bytes], names: list[str]):
    data = b"[" + b",".join(texts) + b"]"
    ends = np.cumsum([len(text) + 1 for text in texts])
    bounds = np.column_stack([ends - [len(text) for text in texts], ends]).astype(np.int64)
    return read_columns(np.frombuffer(data, dtype=np.uint8), bounds, names)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.tuples(SHAPES, st.dictionaries(st.sampled_from(["a", "é", "c d"]), VALUES)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([None, 1, "\t"]),
)
def test_equal_to_a_whole_parser(rows, indent):
    features = [feature(shape, properties, id=i) for i, (shape, properties) in enumerate(rows)]
    texts = [json.dumps(f, indent=indent, ensure_ascii=False).encode() for f in features]
    columns = read(texts, ["a", "é", "c d"])
    parsed = [orjson.loads(text) for text in texts]
    for name in ("a", "é", "c d"):
        wanted = [f["properties"].get(name) for f in parsed]
        assert columns.properties[name] == wanted
        assert [*map(type, columns.properties[name])] == [*map(type, wanted)]
    assert columns.ids == list(range(len(rows)))
    for got, f in zip(columns.geometry, parsed, strict=True):
        wanted = f["geometry"] and shapely.from_geojson(orjson.dumps(f["geometry"]))
        assert (got is None and wanted is None) or shapely.equals_exact(got, wanted)


REGULAR = orjson.dumps(feature({"type": "Point", "coordinates": [116.8, -1.2]}, {"a": 1}))
OPEN = [[0, 0], [1, 0], [1, 1], [0, 1]]


@pytest.mark.parametrize(
    "irregular",
    [
        b"",
        b"7",
        b"{}",
        REGULAR[:-1],
        REGULAR + b"x",
        REGULAR.replace(b"Feature", b"Future"),
        REGULAR.replace(b'"a":1', b'"b":1'),
        REGULAR.replace(b'"a":1', b'"a":1,'),
        REGULAR.replace(b'"a":1', b'"a" 1'),
        REGULAR.replace(b'"a":1', b'"a":NaN'),
        REGULAR.replace(b'"a":1', b'"a":'),
        REGULAR.replace(b'"a":1', b'"a":01'),
        REGULAR.replace(b'"a":1', b'"a":"\xff"'),
        REGULAR.replace(b'"a":1', b'"\\u0061":1'),
        REGULAR.replace(b'{"a":1}', b"null"),
        REGULAR.replace(b'{"a":1}', b"[1]"),
        REGULAR.replace(b'"properties":{"a":1},', b""),
        REGULAR.replace(b'"properties"', b'"bbox":[1,2],"properties"'),
        REGULAR.replace(b'"type":"Point"', b'"type":"Circle"'),
        REGULAR.replace(b'"Point"', b':Point"'),
        REGULAR.replace(b'"Feature"', b':Feature"'),
        REGULAR.replace(b'"type":"Point",', b""),
        REGULAR.replace(b"-1.2", b"-1.2,7"),
        REGULAR.replace(b",-1.2", b""),
        REGULAR.replace(b"-1.2", b"1e999"),
        REGULAR.replace(b"-1.2", b"--1"),
        REGULAR.replace(b"-1.2", b"null"),
        REGULAR.replace(b"[116.8,-1.2]", b"[]"),
        REGULAR.replace(b"[116.8,-1.2]", b"[[116.8,-1.2]]"),
        REGULAR.replace(b"[116.8,-1.2]", b"[116.8,,-1.2]"),
        REGULAR.replace(b"[116.8,-1.2]", b"[116.8 -1.2]"),
        REGULAR.replace(b"[116.8,-1.2]", b"[116.8,-1.2,]"),
        orjson.dumps(feature({"type": "Polygon", "coordinates": [OPEN]}, {"a": 1})),
        orjson.dumps(feature({"type": "Polygon", "coordinates": [[*OPEN[:2], OPEN[0]]]}, {"a": 1})),
        orjson.dumps(feature({"type": "LineString", "coordinates": OPEN[:1]}, {"a": 1})),
        orjson.dumps(feature({"type": "GeometryCollection", "geometries": []}, {"a": 1})),
    ],
)
def test_what_is_not_regular_is_left_to_the_plain_reader(irregular):
    assert read([REGULAR], ["a"]).properties == {"a": [1]}
    assert read([REGULAR, irregular, REGULAR], ["a"]) is None


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_damaged_bytes_are_read_as_a_parser_would_or_not_at_all(data):
    text = bytearray(REGULAR)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.sampled_from(b'{}[]",:\\ 01e-.aN') | st.integers(0, 255))
    columns = read([bytes(text)], ["a"])
    if columns is not None:
        parsed = orjson.loads(bytes(text))
        assert columns.properties["a"] == [parsed["properties"].get("a")]
        assert shapely.get_coordinates(columns.geometry).tolist() == (
            [parsed["geometry"]["coordinates"]] if parsed["geometry"] else []
        )


def test_names_that_need_escapes_are_left_to_the_plain_reader():
    text = orjson.dumps(feature(None, {'a"b': 1}))
    assert read([text], ['a"b']) is None


def test_no_properties_and_no_shape():
    columns = read([orjson.dumps(feature(None, {}))], [])
    assert columns.properties == {}
    assert columns.geometry.tolist() == [None]
