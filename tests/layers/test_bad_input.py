"""The catalogue of hostile and damaged files: each refused by its word, the store unchanged.

Every file is built here. A canary file and a canary listener on the loopback
tell whether anything read or called what it must not.
"""

from __future__ import annotations

import io
import json
import random
import socketserver
import sqlite3
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

import layers
from layers import ingest
from layers.errors import ImportRefusedError, LayersError
from layers.sources.limits import Limits
from layers.testing import assert_sound, fill_tiny_region

PROMPT_S = 30.0  # on a busy machine; most take one
SECRET = "canary-content-that-nobody-may-read"


@dataclass
class Canary:
    """What a hostile file tries to reach: a file, and an address that counts calls."""

    file: Path
    url: str
    calls: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def canary(tmp_path_factory) -> Iterator[Canary]:
    folder = tmp_path_factory.mktemp("canary")
    secret = folder / "secret.csv"
    secret.write_text(f"name,lon,lat\n{SECRET},116,0\n")
    calls: list[bytes] = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            calls.append(self.request.recv(200))
            self.wfile.write(b"HTTP/1.0 404 Not Found\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Canary(secret, f"http://127.0.0.1:{server.server_address[1]}/x", calls)
        server.shutdown()


@pytest.fixture(scope="module")
def region(tmp_path_factory) -> Iterator[layers.Catalogue]:
    catalogue = layers.open(tmp_path_factory.mktemp("region") / "w", create=True)
    yield fill_tiny_region(catalogue)
    assert_sound(catalogue)
    catalogue.close()


def dump(catalogue: layers.Catalogue, folder: Path) -> list[str]:
    """Every row of every table, sorted, from a copy of the store."""
    copy = folder / "dump.gpkg"
    copy.unlink(missing_ok=True)
    catalogue.snapshot(copy)
    connection = sqlite3.connect(copy)
    tables = connection.execute(
        "select name from sqlite_master where type='table' and sql not like 'create virtual%'"
    ).fetchall()
    rows = [
        f"{name}: {row!r}"
        for (name,) in tables
        for row in connection.execute(f'select * from "{name}"')
    ]
    connection.close()
    return sorted(rows)


def refusal(region, canary, path: Path, **options) -> LayersError:
    """Import a bad file, and give the error after looking at all that must not have happened."""
    before = dump(region, path.parent)
    began = time.monotonic()
    with pytest.raises(LayersError) as caught:
        ingest.add(region, path, layer_id="hostile", **options)
    assert time.monotonic() - began < PROMPT_S
    assert canary.calls == []
    assert dump(region, path.parent) == before
    assert SECRET not in str(caught.value)
    assert path.name in str(caught.value)
    assert str(path.parent) not in str(caught.value)
    return caught.value


# Builders -----------------------------------------------------------------------------------

BUILDERS: dict[str, tuple[str, Callable[[Canary], bytes], str]] = {}


def hostile(name: str, code: str):
    """Register a builder: file name, bytes, and the code it must be refused with."""

    def register(build: Callable[[Canary], bytes]) -> Callable[[Canary], bytes]:
        BUILDERS[build.__name__] = (name, build, code)
        return build

    return register


def features(*geometries, **more) -> bytes:
    rows = [
        {"type": "Feature", "properties": {"n": i}, "geometry": g}
        for i, g in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows} | more).encode()


POINT = {"type": "Point", "coordinates": [116.8, -1.2]}


def vrt(canary: Canary) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{canary.file}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


@hostile("a.geojson", "driver-not-allowed")
def vrt_named_geojson(canary):
    return vrt(canary)


@hostile("a.geojson", "driver-not-allowed")
def vrt_in_utf16(canary):
    return vrt(canary).decode().encode("utf-16")


@hostile("a.csv", "driver-not-allowed")
def vrt_named_csv(canary):
    return vrt(canary)


@hostile("a.gpkg", "driver-not-allowed")
def vrt_named_gpkg(canary):
    return vrt(canary)


@hostile("a.zip", "driver-not-allowed")
def vrt_in_a_zip(canary):
    return zipped({"a.geojson": vrt(canary)})


@hostile("a.zip", "driver-not-allowed")
def vrt_as_shp_in_a_zip(canary):
    return zipped({"a.shp": vrt(canary), "a.shx": b"x", "a.dbf": b"x"})


@hostile("a.geojson", "driver-not-allowed")
def gdalg_reads_a_file(canary):
    line = f"gdal vector pipeline ! read {canary.file} ! write --of stream streamed"
    return json.dumps({"type": "gdal_streamed_alg", "command_line": line}).encode()


@hostile("a.geojson", "driver-not-allowed")
def gdalg_reads_an_address(canary):
    line = f"gdal vector pipeline ! read /vsicurl/{canary.url} ! write --of stream streamed"
    return json.dumps({"type": "gdal_streamed_alg", "command_line": line}).encode()


@hostile("a.gml", "driver-not-allowed")
def wfs_named_gml(canary):
    return f"<OGRWFSDataSource><URL>{canary.url}</URL></OGRWFSDataSource>".encode()


@hostile("a.geojson", "driver-not-allowed")
def vrt_over_http(canary):
    return vrt(canary).replace(str(canary.file).encode(), b"/vsicurl/" + canary.url.encode())


@hostile("a.tif", "driver-not-allowed")
def wms_named_tif(canary):
    return f"<GDAL_WMS><Service><ServerUrl>{canary.url}</ServerUrl></Service></GDAL_WMS>".encode()


@hostile("a.geojson", "driver-not-allowed")
def external_entity(canary):
    return (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "{canary.file}">]><a>&x;</a>'.encode()
    )


@hostile("a.geojson", "driver-not-allowed")
def esri_or_topojson(canary):
    return json.dumps({"type": "Topology", "objects": {}, "arcs": []}).encode()


@hostile("a.geojson", "driver-not-allowed")
def tiff_named_geojson(canary):
    return b"II*\x00" + bytes(100)


@hostile("a.geojson", "crs-not-allowed")
def crs_link(canary):
    member = {"type": "link", "properties": {"href": canary.url, "type": "esriwkt"}}
    return features(POINT, crs=member)


@hostile("a.geojson", "crs-not-allowed")
def crs_by_address(canary):
    return features(POINT, crs={"type": "name", "properties": {"name": canary.url}})


@hostile("a.geojson", "crs-unknown")
def crs_of_a_number_nobody_gave(canary):
    return features(POINT, crs={"type": "name", "properties": {"name": "EPSG:99999"}})


@hostile("a.geojson", "too-deep")
def json_nested_100000(canary):
    return b'{"type":"FeatureCollection","features":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@hostile("a.geojson", "too-deep")
def nested_geometry_collections(canary):
    inner: dict = POINT
    for _ in range(6):
        inner = {"type": "GeometryCollection", "geometries": [inner]}
    return features(POINT, inner)


@hostile("a.csv", "too-deep")
def nested_wkt(canary):
    return (
        b'wkt\n"SRID=4326;'
        + b"GEOMETRYCOLLECTION(" * 40_000
        + b"POINT(1 1)"
        + b")" * 40_000
        + b'"\n'
    )


@hostile("a.geojson", "not-finite")
def nan_coordinate(canary):
    return features(POINT).replace(b"116.8", b"NaN")


@hostile("a.geojson", "not-finite")
def coordinate_1e999(canary):
    return features(POINT).replace(b"116.8", b"1e999")


@hostile("a.csv", "not-finite")
def infinite_csv(canary):
    return b"lon,lat\n116,0\ninf,0\n"


@hostile("a.geojson", "bad-geometry")
def text_coordinates(canary):
    return features({"type": "Point", "coordinates": ["116", "0"]})


@hostile("a.geojson", "bad-geometry")
def unclosed_ring(canary):
    ring = [[116, 0], [117, 0], [117, 1], [116, 1]]
    return features({"type": "Polygon", "coordinates": [ring]})


@hostile("a.geojson", "bad-geometry")
def wrong_nesting(canary):
    return features({"type": "Polygon", "coordinates": [[116, 0], [117, 0]]})


@hostile("a.geojson", "not-json")
def cut_off(canary):
    return features(POINT, POINT)[:-30]


@hostile("a.geojson", "not-geojson")
def json_list(canary):
    return b"[1,2,3]"


@hostile("a.geojson", "duplicate-id")
def duplicate_ids(canary):
    rows = [{"type": "Feature", "id": 7, "properties": {}, "geometry": POINT}] * 2
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


@hostile("a.geojson", "axes-swapped")
def swapped(canary):
    return features(*({"type": "Point", "coordinates": [-1.2, 116.8]} for _ in range(3)))


@hostile("a.csv", "sign-lost")
def mirrored(canary):
    return b"lon,lat\n116.1,4.4\n115.2,3.9\n114.6,4.06\n"


@hostile("a.geojson", "crosses-180")
def beyond_180(canary):
    return features({"type": "LineString", "coordinates": [[170, 0], [190, 0]]})


@hostile("a.geojson", "crs-mismatch")
def metres_in_geojson(canary):
    return features({"type": "Point", "coordinates": [467_599, 9_892_450]})


@hostile("a.csv", "crs-missing")
def csv_without_crs(canary):
    return b"x,y\n467599,9892450\n"


@hostile("a.csv", "no-coordinates")
def csv_without_coordinates(canary):
    return b"kode,nama\n1,a\n"


@hostile("a.csv", "bad-row")
def csv_with_a_long_row(canary):
    return b"lon,lat\n116,0\n116,0,1\n"


@hostile("a.geojson", "too-many-vertices")
def two_hundred_thousand_vertices(canary):
    return features({"type": "LineString", "coordinates": [[116, i / 1e6] for i in range(200_001)]})


@hostile("a.geojson", "invalid-geometry")
def random_self_crossing_polygon(canary):
    rng = random.Random(1)
    ring = [[116 + rng.random(), rng.random()] for _ in range(400)]
    return features({"type": "Polygon", "coordinates": [[*ring, ring[0]]]})


@hostile("a.csv", "empty-file")
def nothing_at_all(canary):
    return b""


@hostile("a.geojson", "too-many-columns")
def a_thousand_different_properties(canary):
    rows = [{"type": "Feature", "properties": {f"p{i}": i}, "geometry": POINT} for i in range(1000)]
    return json.dumps({"type": "FeatureCollection", "features": rows}).encode()


# Archives


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


@hostile("a.zip", "archive-ratio")
def zip_bomb(canary):
    return zipped({"a.geojson": bytes(60_000_000)})


@hostile("a.zip", "archive-damaged")
def zip_with_lying_sizes(canary):
    raw = bytearray(zipped({"a.geojson": bytes(9_000_000)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", raw, raw.index(signature) + offset, 10)
    return bytes(raw)


@hostile("a.zip", "archive-too-many")
def zip_of_70000_members(canary):
    return zipped({f"{i}.txt": b"" for i in range(70_000)}, zipfile.ZIP_STORED)


@hostile("a.zip", "archive-nested")
def zip_in_a_zip(canary):
    return zipped({"a.zip": zipped({"a.geojson": features(POINT)})})


@hostile("a.zip", "archive-unsafe-name")
def zip_that_climbs_out(canary):
    return zipped({f"../../../../..{canary.file}": features(POINT), "a.geojson": features(POINT)})


@hostile("a.zip", "archive-unsafe-name")
def zip_with_a_link(canary):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("a.geojson")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(canary.file))
    return out.getvalue()


@hostile("a.zip", "archive-unsafe-name")
def zip_with_a_device_name(canary):
    return zipped({"NUL.geojson": features(POINT)})


@hostile("a.zip", "archive-encrypted")
def zip_encrypted(canary):
    raw = bytearray(zipped({"a.geojson": features(POINT)}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(signature) + offset] |= 1
    return bytes(raw)


@hostile("a.zip", "archive-damaged")
def zip_cut_off(canary):
    return zipped({"a.geojson": features(POINT)})[:-10]


@hostile("a.zip", "no-layer")
def zip_without_a_layer(canary):
    return zipped({"readme.txt": b"hello"})


def shapefile(shapes, codec: str = "UTF-8", **columns) -> dict[str, bytes]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.shp"
        frame = gpd.GeoDataFrame(columns or {"n": range(len(shapes))}, geometry=shapes, crs=4326)
        frame.to_file(path, encoding=codec)
        return {p.name: p.read_bytes() for p in Path(folder).iterdir()}


def without(members: dict[str, bytes], *suffixes: str) -> dict[str, bytes]:
    return {k: v for k, v in members.items() if not k.endswith(suffixes)}


@hostile("a.zip", "missing-part")
def shapefile_without_dbf(canary):
    return zipped(without(shapefile([shapely.Point(116, 0)]), ".dbf"))


@hostile("a.zip", "missing-part")
def shapefile_without_shx(canary):
    return zipped(without(shapefile([shapely.Point(116, 0)]), ".shx"))


@hostile("a.zip", "crs-missing")
def shapefile_without_prj(canary):
    return zipped(without(shapefile([shapely.Point(116, 0)]), ".prj"))


@hostile("a.zip", "source-unreadable")
def shapefile_of_noise(canary):
    members = shapefile([shapely.Point(116, 0)])
    return zipped(members | {"a.shp": members["a.shp"][:20], "a.shx": b""})


# GeoPackages


def geopackage(statements: str = "") -> bytes:
    import tempfile

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


# Columnar


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


# The tests ----------------------------------------------------------------------------------

QUICK = Limits(cpu_s=20, wall_s=60)
BRIEF = Limits(cpu_s=3, wall_s=60)


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(region, canary, tmp_path, which):
    name, build, code = BUILDERS[which]
    path = tmp_path / name
    path.write_bytes(build(canary))
    fault = refusal(region, canary, path, limits=BRIEF if code == "too-slow" else QUICK)
    assert fault.code == code
    if isinstance(fault, ImportRefusedError):
        assert fault.rows
        assert all(row.isdigit() and why for row, _, why in fault.rows)


def test_there_are_enough_of_them():
    assert len(BUILDERS) >= 60


@pytest.mark.parametrize("repair", [False, True])
def test_a_tangled_polygon_ends_in_time(region, canary, tmp_path, repair):
    path = tmp_path / "a.geojson"
    path.write_bytes(random_self_crossing_polygon(canary))
    if not repair:
        assert refusal(region, canary, path).code == "invalid-geometry"
        return
    began = time.monotonic()
    report = ingest.add(region, path, layer_id="mended", repair=True, dry_run=True)
    assert time.monotonic() - began < PROMPT_S
    assert [f.code for f in report.findings if f.row] == ["geometry-repaired"]


def test_memory_is_bounded(region, canary, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"lon,lat,a\n" + b"116,0,x\n" * 3_000_000)
    fault = refusal(region, canary, path, limits=Limits(memory_bytes=1 << 30, cpu_s=60))
    assert fault.code in ("too-big", "source-unreadable")


def test_huge_file_is_refused_by_its_size(region, canary, tmp_path):
    path = tmp_path / "a.geojson"
    with path.open("wb") as out:
        out.truncate(2_000_000_000)
    assert refusal(region, canary, path).code == "too-big"


def test_too_much_to_stage(region, canary, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"lon,lat,a\n" + b"".join(b"116,0,%030d\n" % i for i in range(30_000)))
    fault = refusal(region, canary, path, limits=Limits(staging_bytes=200_000))
    assert fault.code in ("too-big", "source-unreadable")


def test_triggers_and_views_of_a_geopackage_do_not_run(region, canary, tmp_path):
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


# What must be taken, and said ---------------------------------------------------------------


def said(region, path: Path, **options) -> dict[str, str]:
    report = ingest.add(region, path, layer_id="taken", dry_run=True, **options)
    return {f.code: f.message for f in report.findings}


def test_null_and_empty_geometries_are_kept_and_counted(region, tmp_path):
    path = tmp_path / "a.geojson"
    path.write_bytes(features(POINT, None, {"type": "Polygon", "coordinates": []}))
    report = ingest.add(region, path, layer_id="taken", dry_run=True)
    assert (report.n_read, report.n_null) == (3, 2)
    found = {f.code: f.message for f in report.findings}
    assert (found["null-geometry"], found["empty-geometry"]) == ("row 2", "row 3")


@pytest.mark.parametrize("codec", ["UTF-8", "CP1252", "GBK"])
@pytest.mark.parametrize("declared", [True, False])
def test_encodings_of_shapefiles_are_reported(region, tmp_path, codec, declared):
    name = "丂岛亖" if codec == "GBK" else "Sungai é"
    members = shapefile([shapely.Point(116, 0)], codec, nama=[name])
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(members if declared else without(members, ".cpg")))
    report = ingest.add(region, path, layer_id="taken", dry_run=True)
    assert report.encoding.replace("-", "") in codec.lower().replace("-", "")
    assert "encoding-detected" in {f.code for f in report.findings}


def test_long_and_odd_field_names_keep_their_title(region, tmp_path):
    path = tmp_path / "a.geojson"
    row = {'na"me; drop table x': 1, "x" * 90: 2, "rowid": 3, "": 4}
    path.write_text(json.dumps({"type": "Feature", "properties": row, "geometry": POINT}))
    report = ingest.add(region, path, layer_id="taken", dry_run=True)
    assert report.layer.schema.names == ("na_me_drop_table_x", "x" * 48, "rowid_value", "field_4")
    assert [f.title.en for f in report.layer.schema.fields] == list(row)


def test_ambiguous_dates_stay_text_with_a_warning(region, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("lon,lat,tanggal,mulai\n116,0,01/02/2024,31/12/2024\n")
    found = said(region, path)
    assert "'tanggal'" in found["ambiguous-date"]
    assert "day/month/year" in found["date-converted"]


def test_mixed_parts_are_promoted(region, tmp_path):
    box = shapely.box(116, 0, 117, 1)
    frame = gpd.GeoDataFrame(geometry=[box, shapely.MultiPolygon([box])], crs=4326)
    path = tmp_path / "a.geojson"
    path.write_text(frame.to_json())
    assert "1 of 2" in said(region, path)["promoted"]


def test_geometry_split_at_180_and_the_whole_world_are_taken(region, tmp_path):
    split = shapely.MultiLineString([[(170, 0), (180, 0)], [(-180, 0), (-170, 0)]])
    world = shapely.box(-180, -90, 180, 90)
    path = tmp_path / "a.geojson"
    path.write_bytes(features(shapely.geometry.mapping(split)))
    assert "crosses-180" not in said(region, path)
    path.write_bytes(features(shapely.geometry.mapping(world)))
    assert "off-earth" not in said(region, path)
