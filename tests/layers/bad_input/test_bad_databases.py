"""Hostile and damaged GeoPackage, GeoParquet and FlatGeobuf files."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from layers import ingest

PROMPT_S = 90.0


BUILDERS: dict[str, tuple[str, Callable[..., bytes], str]] = {}


def hostile(name: str, code: str):
    """Register a builder: file name, bytes, and the code it must be refused with."""

    def register(build: Callable[..., bytes]) -> Callable[..., bytes]:
        BUILDERS[build.__name__] = (name, build, code)
        return build

    return register


POINT = {"type": "Point", "coordinates": [116.8, -1.2]}


def geopackage(statements: str = "") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(116, 0)], crs=4326)
        frame.to_file(path, layer="t", driver="GPKG", SPATIAL_INDEX="NO")
        connection = sqlite3.connect(path)
        connection.executescript(statements)
        connection.commit()
        connection.close()
        return path.read_bytes()


VIEW = """
update gpkg_contents set table_name = 't2' where table_name = 't';
update gpkg_geometry_columns set table_name = 't2' where table_name = 't';
"""


@hostile("a.gpkg", "too-slow")
def geopackage_with_an_endless_view(canary):
    return geopackage(
        "pragma foreign_keys=off;"
        + VIEW
        + "create view t2 as with recursive r(i) as (select 1 union all select i+1 from r) "
        "select i as fid, null as geom from r where i < 0;"
    )


@hostile("a.gpkg", "source-unreadable")
def geopackage_without_layers(canary):
    return geopackage("delete from gpkg_geometry_columns; delete from gpkg_contents; drop table t;")


@hostile("a.gpkg", "bad-geometry")
def geopackage_with_a_bad_blob(canary):
    return geopackage(
        "drop trigger if exists trigger_insert_feature_count_t;"
        "insert into t (geom, n) values (x'47500001e6100000ffff', 2);"
    )


@hostile("a.gpkg", "driver-not-allowed")
def database_that_is_no_geopackage(canary):
    return geopackage().replace(b"GPKG", b"\0\0\0\0", 1)


@hostile("a.gpkg", "source-unreadable")
def geopackage_cut_off(canary):
    return geopackage()[:30_000]


def parquet(blobs: list[bytes], **geo) -> bytes:
    column = {"encoding": "WKB", "geometry_types": []} | geo
    meta = {"version": "1.0.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = pa.table({"geometry": blobs}).replace_schema_metadata({b"geo": json.dumps(meta)})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


NESTED = struct.pack("<BII", 1, 7, 1) * 40_000 + shapely.to_wkb(shapely.Point(1, 2))


@hostile("a.parquet", "too-deep")
def parquet_that_would_kill_geos(canary):
    return parquet([NESTED])


@hostile("a.parquet", "bad-geometry")
def parquet_with_noise_for_geometry(canary):
    return parquet([b"\x01\xff\xff\xff\xff"])


@hostile("a.parquet", "crs-missing")
def parquet_without_crs(canary):
    return parquet([shapely.to_wkb(shapely.Point(116, 0))], crs=None)


@hostile("a.parquet", "no-layer")
def parquet_without_geometry(canary):
    out = io.BytesIO()
    pd.DataFrame({"a": [1]}).to_parquet(out)
    return out.getvalue()


@hostile("a.parquet", "source-unreadable")
def parquet_of_noise(canary):
    return b"PAR1" + bytes(range(200)) + b"PAR1"


@hostile("a.fgb", "no-layer")
def flatgeobuf_of_noise(canary):
    return b"fgb\x03fgb\x00" + bytes(range(1, 250))


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse_built, which):
    refuse_built(*BUILDERS[which])


def test_triggers_and_views_of_a_geopackage_do_not_run(region, refuse, canary, tmp_path):
    """A trigger that would fire on any write, and a view on another table, are only data."""
    path = tmp_path / "a.gpkg"
    path.write_bytes(
        geopackage(
            "create table touched(x);"
            "create trigger evil after update on gpkg_contents begin insert into touched values(1);"
            "end; create view other as select * from gpkg_contents;"
        )
    )
    before = path.read_bytes()
    report = ingest.add(region, path, layer_id="hostile", dry_run=True)
    assert report.n_read == 1
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg"]
