"""Text formats: what a spreadsheet would run is made harmless, and each line stands alone."""

from __future__ import annotations

import csv
import io

import geopandas as gpd
import numpy as np
import orjson
import pyarrow as pa
import pytest
import shapely

from layers import Layer, Schema, Text
from layers.formats import Selection
from layers.formats.text import comma_separated, features, geojson, geojsonseq, guarded
from layers.query import Query
from layers.reference import offered


def rows(selection):
    return list(csv.reader(io.StringIO(b"".join(comma_separated(selection)).decode())))


def test_formulas_are_made_text_and_nothing_else_is_touched():
    texts = ["=1+1", "+62 541", "-x", "@SUM(A1)", "\t=1", "\r=1", "-2.5", "+1e5", "a=b", "", None]
    assert guarded(pa.array(texts)).to_pylist() == [
        "'=1+1", "'+62 541", "'-x", "'@SUM(A1)", "'\t=1", "'\r=1", "-2.5", "+1e5", "a=b", "", None,
    ]  # fmt: skip
    numbers = pa.array([-1.5, None])
    assert guarded(numbers) is numbers
    plain = pa.array(["a", None], pa.large_string())
    assert guarded(plain) is plain


def test_a_table_has_every_value_and_the_place_as_wkt(packed):
    heading, *found = rows(Selection(packed))
    assert heading == [
        "id_", "id", "text", "whole", "number", "flag", "day", "moment", "wkt_epsg_4326",
    ]  # fmt: skip
    texts = ["'=1+1", "", "", 'a,b\n"c"', "-2.5", "'@x", "Jalan ñ 中", "'+62 541"]
    assert [row[2] for row in found] == texts
    assert found[0][3:8] == [str(2**53 + 1), "0.1", "true", "2024-02-29",
                             "2024-02-28T23:59:59.999Z"]  # fmt: skip
    assert found[2][3:] == ["", "", "", "1969-12-31", "2000-01-01T00:00:00.000Z", ""]
    assert shapely.from_wkt(found[0][-1]).x == 116.123456789012
    raw = b"".join(comma_separated(Selection(packed)))
    # An empty text is told from a missing one.
    assert raw.split(b"\n")[2].startswith(b'2,"k1","",-5,')
    assert b'\n3,"k2",,,' in raw


def test_points_are_two_columns_named_by_what_they_are(kinds):
    packed = kinds["points"].packed()
    assert rows(Selection(packed)) == [
        ["id", "name", "lon", "lat"], ["1", "a", "116.83", "-1.26"], ["2", "b", "", ""],
        ["3", "c", "117", "0"],
    ]  # fmt: skip
    metres = rows(Selection(packed, system=offered()["EPSG:32750"]))
    assert metres[0][-2:] == ["x", "y"]
    assert [float(v) for v in metres[3][-2:]] == [500_000, 10_000_000]
    swapped = rows(Selection(packed, system=offered()["EPSG:4326"]))
    assert swapped[1][-2:] == ["116.83", "-1.26"]


def test_a_sequence_is_one_feature_a_line_after_its_separator(packed):
    sent = b"".join(geojsonseq(Selection(packed)))
    lines = sent.split(b"\n")
    assert lines.pop() == b""
    assert all(line.startswith(b'\x1e{"type":"Feature"') for line in lines)
    assert [orjson.loads(line[1:])["id"] for line in lines] == list(range(1, 9))


@pytest.mark.parametrize("short", ["OGC:CRS84", "EPSG:4326", "EPSG:32750"])
def test_a_geojson_file_has_east_first_and_names_its_system(packed, short):
    system = offered()[short]
    document = orjson.loads(b"".join(geojson(Selection(packed, system=system))))
    named = document.get("crs", {}).get("properties", {}).get("name")
    assert named == ("urn:ogc:def:crs:EPSG::32750" if short == "EPSG:32750" else None)
    x, y = document["features"][7]["geometry"]["coordinates"]
    expected = (388_718.0, 10_000_000.0) if short == "EPSG:32750" else (116, 0)
    assert (x, y) == pytest.approx(expected, abs=200)


def test_pages_have_the_order_of_the_authority(packed):
    selection = Selection(packed, system=offered()["EPSG:4326"])
    found = next(features(selection, "authority"))
    assert orjson.loads(found[7])["geometry"]["coordinates"] == [0, 116]
    plain = Selection(packed, Query(properties=("whole",)))
    assert orjson.loads(next(features(plain))[0])["properties"] == {"whole": 2**53 + 1}


def test_wkt_reads_back_as_the_very_same_number(workspace):
    rng = np.random.default_rng(7)
    lon = np.concatenate(
        [rng.uniform(-180, 180, 300), rng.uniform(-1, 1, 300), 10.0 ** -np.arange(9)]
    )
    shapes = shapely.linestrings(np.stack([np.c_[lon, lon / 3], np.c_[lon / 7, lon / 2]], axis=1))
    layer = Layer("lines", Text("x", "x"), "assets", Schema((), "LineString"))
    workspace.write(layer, gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326"))
    _, *found = rows(Selection(workspace["lines"].packed()))
    again = shapely.from_wkt([row[-1] for row in found])
    assert shapely.equals_exact(again, shapes, 0).all()
