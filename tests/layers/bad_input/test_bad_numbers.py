"""Odd numbers, letters and names in JSON and CSV: taken or refused, never a crash."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

POINT = '{"type":"Point","coordinates":[116.8,-1.2]}'


def collection(properties: str, geometry: str = POINT) -> bytes:
    row = f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{row}]}}'.encode()


ODD: dict[str, bytes] = {
    "digits.geojson": collection('{"n":' + "9" * 5000 + "}"),
    "tiny.geojson": collection('{"n":1e-400}'),
    "huge.geojson": collection('{"n":1e308}'),
    "surrogate.geojson": collection('{"n":"\\ud800"}'),
    "zero.geojson": collection('{"n":"a\\u0000b"}'),
    "twice.geojson": collection('{"n":1,"n":2}'),
    "deep.geojson": collection('{"n":' + "[" * 60 + "]" * 60 + "}"),
    "wide.geojson": collection(json.dumps({"n": "x" * 2_000_000})),
    "script.geojson": collection('{"n":"<script>alert(1)</script>","=cmd|calc":"=1+1"}'),
    "prototype.geojson": collection('{"__proto__":{"a":1},"constructor":2,"__class__":3}'),
    "sql.geojson": collection('{"a\\"; drop table x --":1,"rowid":2,"fid":"x"}'),
    "empty_name.geojson": collection('{"":1," ":2}'),
    "bom.geojson": b"\xef\xbb\xbf" + collection("{}"),
    "utf16.geojson": collection("{}").decode().encode("utf-16"),
    "comma.geojson": collection("{}") + b",",
    "long_line.csv": b"lon,lat,a\n116,0," + b"x" * 3_000_000 + b"\n",
    "quote.csv": b'lon,lat,a\n116,0,"never closed\n117,0,b\n',
    "zeros.csv": b"lon,lat\n116,0\n\x00\x00\n",
    "same_names.csv": b"lon,lat,a,a,a\n116,0,1,2,3\n",
    "arabic.csv": "lon,lat\n١١٦,٠\n".encode(),
    "square.csv": "lon,lat,n\n116,0,²\n".encode(),
    "newlines.csv": b"lon,lat\r116,0\r\n117,0\n\r",
    "gbk.csv": "lon,lat,nama\n116,0,北京市\n".encode("gbk"),
    "mixed.csv": "lon,lat,nama\n116,0,Bañjar\n".encode() + "117,0,Bañjar\n".encode("cp1252"),
    "formula.csv": b"lon,lat,nama\n116,0,=HYPERLINK(1)\n",
    "dates.csv": b"lon,lat,tanggal\n116,0,99/99/9999\n117,0,31/12/24\n",
    "serials.csv": b"lon,lat,tanggal\n116,0,1e300\n117,0,45657\n",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_file(survive, name):
    survive(name, ODD[name])


def test_the_catalogue_holds_more_than_a_hundred_files():
    n = len(ODD)
    for path in Path(__file__).parent.glob("test_bad_*.py"):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        n += len(getattr(module, "BUILDERS", ()))
    assert n >= 150
