"""GeoParquet: both encodings, as geopandas writes them; bombs and lies are refused."""

from __future__ import annotations

import json

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers.columnar import read

HOLED = shapely.Polygon(
    [(0, 0), (9, 0), (9, 9), (0, 9)], [[(1, 1), (2, 1), (2, 2)], [(4, 4), (5, 4), (5, 5)]]
)
SAMPLES = {
    "Point": [shapely.Point(1, 2), None, shapely.Point(3, 4)],
    "LineString": [shapely.LineString([(0, 0), (1, 1), (2, 0)]), None],
    "Polygon": [HOLED, None, shapely.box(0, 0, 1, 1)],
    "MultiPoint": [shapely.MultiPoint([(0, 0), (1, 1)])],
    "MultiLineString": [None, shapely.MultiLineString([[(0, 0), (1, 1)], [(2, 2), (3, 3)]])],
    "MultiPolygon": [shapely.MultiPolygon([HOLED, shapely.box(20, 20, 21, 21)]), None],
}


def frame(shapes, crs=4326) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"n": range(len(shapes))}, geometry=list(shapes), crs=crs)


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
@pytest.mark.parametrize("kind", SAMPLES)
def test_round_trip(tmp_path, kind, encoding):
    path = tmp_path / "a.parquet"
    frame(SAMPLES[kind]).to_parquet(path, geometry_encoding=encoding)
    reading = read(path, Limits())
    assert reading.geometry.tolist() == SAMPLES[kind]
    assert reading.attributes["n"].tolist() == list(range(len(SAMPLES[kind])))
    assert (reading.driver, reading.layer) == ("GeoParquet", "a")


def test_crs_given_absent_and_null(tmp_path):
    path = tmp_path / "a.parquet"
    frame(SAMPLES["Point"], 32750).to_parquet(path)
    assert json.loads(read(path, Limits()).crs)["id"]["code"] == 32750
    for change, crs in (
        (lambda c: c.pop("crs"), "OGC:CRS84"),
        (lambda c: c.update(crs=None), None),
    ):
        rewrite(path, change)
        assert read(path, Limits()).crs == crs
        frame(SAMPLES["Point"], 32750).to_parquet(path)


def rewrite(path, change) -> None:
    table = pq.read_table(path)
    geo = json.loads(table.schema.metadata[b"geo"])
    change(geo["columns"]["geometry"])
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(geo)}), path)


def test_a_second_geometry_and_a_bbox_column_are_left_out(tmp_path):
    path = tmp_path / "a.parquet"
    two = frame(SAMPLES["Point"]).assign(other=gpd.GeoSeries(SAMPLES["Point"], crs=4326))
    two.to_parquet(path, write_covering_bbox=True)
    reading = read(path, Limits())
    assert reading.attributes.columns.tolist() == ["n"]
    assert [f.code for f in reading.findings] == ["column-dropped"]


def refused(path, limits=None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(path, limits or Limits())
    return caught.value


def test_plain_parquet_has_no_layer(tmp_path):
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"lon": [1.0]}), path)
    fault = refused(path)
    assert fault.code == "no-layer"
    assert "lon" in str(fault)


def test_damage(tmp_path):
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1" + bytes(50) + b"PAR1")
    assert refused(path).code == "source-unreadable"


@pytest.mark.parametrize(
    ("geo", "code"),
    [
        ("[" * 5000, "not-json"),
        ("{}", "no-layer"),
        ('{"columns": {}, "primary_column": "geometry"}', "no-layer"),
        (
            '{"columns": {"geometry": {"encoding": "magic"}}, "primary_column": "geometry"}',
            "no-layer",
        ),
        (
            '{"columns": {"geometry": {"encoding": "point"}}, "primary_column": "geometry"}',
            "no-layer",
        ),
    ],
)
def test_metadata_that_lies(tmp_path, geo, code):
    path = tmp_path / "a.parquet"
    table = pa.table({"geometry": pa.array([b"x"])}).replace_schema_metadata({b"geo": geo})
    pq.write_table(table, path)
    assert refused(path).code == code


def test_a_small_file_that_unpacks_to_much(tmp_path):
    path = tmp_path / "a.parquet"
    zeros = pa.table({"geometry": pa.array([bytes(100_000)] * 50)})
    geo = json.dumps({"columns": {"geometry": {"encoding": "WKB"}}, "primary_column": "geometry"})
    pq.write_table(zeros.replace_schema_metadata({b"geo": geo}), path, use_dictionary=False)
    assert path.stat().st_size < 1_000_000
    assert refused(path, Limits(file_bytes=1_000_000)).code == "too-big"
    assert refused(path, Limits(rows=10)).code == "too-big"
