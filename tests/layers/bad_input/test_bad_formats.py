"""Hostile and damaged XML, TopoJSON, gzip, SQL dumps, SQLite databases and geodatabases."""

from __future__ import annotations

import gzip
import itertools
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers import ingest

BUILDERS: dict[str, tuple[str, Callable[..., bytes], str]] = {}


def hostile(name: str, code: str):
    """Register a builder: file name, bytes, and the code it must be refused with."""

    def register(build: Callable[..., bytes]) -> Callable[..., bytes]:
        BUILDERS[build.__name__] = (name, build, code)
        return build

    return register


PLACEMARK = "<Placemark><Point><coordinates>116.8,-1.2</coordinates></Point></Placemark>"


@hostile("a.kml", "xml-entities")
def kml_with_a_foreign_file(canary):
    return (
        f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY x SYSTEM "file://{canary.file}">]>'
        "<kml><Placemark><name>&x;</name></Placemark></kml>"
    ).encode()


@hostile("a.gml", "xml-entities")
def gml_with_a_foreign_address_in_utf16(canary):
    return (
        f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a SYSTEM "{canary.url}">'
        "<gml:FeatureCollection/>"
    ).encode("utf-16")


@hostile("a.gpx", "xml-entities")
def billion_laughs(canary):
    names = "abcdefghij"
    grown = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    return (
        f'<!DOCTYPE gpx [<!ENTITY a "ha">{grown}]><gpx><wpt><name>&j;</name></wpt></gpx>'.encode()
    )


@hostile("a.kml", "xml-entities")
def doctype_behind_a_long_comment(canary):
    return f'<!--{"x" * 9000}--><!DOCTYPE kml SYSTEM "{canary.url}"><kml/>'.encode()


@hostile("a.kml", "too-deep")
def kml_nested_100000(canary):
    return b"<kml>" + b"<Folder>" * 100_000


@hostile("a.kml", "not-xml")
def kml_cut_off(canary):
    return f"<kml><Document>{PLACEMARK}".encode()


@hostile("a.kml", "no-layer")
def kml_of_nothing(canary):
    return b"<kml/>"


@hostile("a.kml", "not-finite")
def kml_not_a_number(canary):
    return f"<kml>{PLACEMARK.replace('116.8', 'NaN')}</kml>".encode()


@hostile("a.gml", "driver-not-allowed")
def wfs_service_named_gml(canary):
    return f"<OGRWFSDataSource><URL>{canary.url}</URL></OGRWFSDataSource>".encode()


@hostile("a.kml", "driver-not-allowed")
def wms_named_kml(canary):
    return f"<GDAL_WMS><Service><ServerUrl>{canary.url}</ServerUrl></Service></GDAL_WMS>".encode()


def gml(inner: str) -> bytes:
    return (
        '<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><a>'
        f"{inner}</a></gml:featureMember></gml:FeatureCollection>"
    ).encode()


@hostile("a.gml", "crs-unknown")
def gml_with_its_crs_at_an_address(canary):
    return gml(f'<g><gml:Point srsName="{canary.url}"><gml:pos>1 2</gml:pos></gml:Point></g>')


@hostile("a.gml", "crs-missing")
def gml_without_crs(canary):
    return gml("<g><gml:Point><gml:pos>116 0</gml:pos></gml:Point></g>")


@hostile("a.gml", "bad-geometry")
def gml_with_an_arc(canary):
    return gml(
        '<g><gml:Curve srsName="EPSG:4326"><gml:segments><gml:Arc><gml:posList>116 0 117 1 118 0'
        "</gml:posList></gml:Arc></gml:segments></gml:Curve></g>"
    )


@hostile("a.topojson", "bad-geometry")
def topology_with_arcs_that_are_not_there(canary):
    geometry = {"type": "LineString", "arcs": [5]}
    return json.dumps({"type": "Topology", "objects": {"a": geometry}, "arcs": []}).encode()


@hostile("a.topojson", "bad-geometry")
def topology_that_grows(canary):
    geometry = {"type": "LineString", "arcs": [0, -1] * 10_000}
    arcs = [[[116, i / 1e6] for i in range(1000)]]
    return json.dumps({"type": "Topology", "objects": {"a": geometry}, "arcs": arcs}).encode()


@hostile("a.csv.gz", "archive-ratio")
def gzip_bomb(canary):
    return gzip.compress(b"lon,lat\n" + b"0" * 100_000_000)


@hostile("a.csv.gz", "driver-not-allowed")
def vrt_in_gzip(canary):
    return gzip.compress(f"<OGRVRTDataSource>{canary.file}</OGRVRTDataSource>".encode())


@hostile("a.csv.gz", "archive-damaged")
def gzip_cut_off(canary):
    return gzip.compress(b"lon,lat\n116,0\n" * 100)[:-12]


@hostile("a.sql", "driver-not-allowed")
def dump_of_another_table(canary):
    return b"CREATE TABLE users (a int); INSERT INTO users VALUES (1);"


@hostile("a.sql", "not-a-dump")
def dump_that_loads_a_file(canary):
    return (
        f"INSERT INTO wilayah_boundaries(kode,nama,lat,lng,path) VALUES "
        f"('1','a',1,2,LOAD_FILE('{canary.file}'));"
    ).encode()


def kmz(**members: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path.read_bytes()


@hostile("a.kmz", "archive-unsafe-name")
def kmz_that_points_outside(canary):
    return kmz(**{"../doc.kml": f"<kml>{PLACEMARK}</kml>"})


@hostile("a.kmz", "no-layer")
def kmz_without_kml(canary):
    return kmz(**{"picture.png": "x"})


def database(statements: str) -> bytes:
    """A SpatiaLite-like database that GDAL made, with statements of ours."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.sqlite"
        frame = gpd.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(116, 0)], crs=4326)
        frame.to_file(path, layer="t", driver="SQLite")
        connection = sqlite3.connect(path)
        connection.executescript("pragma writable_schema=on;" + statements)
        connection.commit()
        connection.close()
        return path.read_bytes()


def virtual_table(canary, module: str, arguments: str) -> str:
    """Put a virtual table into the schema without its module being there, in place of t."""
    return (
        "delete from sqlite_master where name = 't';"
        "insert into sqlite_master(type, name, tbl_name, rootpage, sql) values ('table', 't', "
        f"'t', 0, 'create virtual table t using {module}({arguments})');"
    )


@hostile("a.sqlite", "no-layer")
def virtual_table_of_gdal_on_a_foreign_file(canary):
    return database(virtual_table(canary, "VirtualOGR", f"''{canary.file}''"))


@hostile("a.sqlite", "no-layer")
def virtual_table_of_spatialite_on_a_foreign_file(canary):
    return database(virtual_table(canary, "VirtualText", f"''{canary.file}'', utf8, 1, COMMA"))


@hostile("a.sqlite", "source-unreadable")
def view_that_would_open_a_foreign_file(canary):
    return database(f"create view v as select ogr_datasource_load_layers('{canary.file}') as x;")


@hostile("a.sqlite", "too-slow")
def database_with_an_endless_view(canary):
    return database(
        "alter table t rename to u; create view t as with recursive r(i) as (select 1 union all "
        "select i + 1 from r) select i as ogc_fid, null as GEOMETRY, i as n from r where i < 0;"
    )


@hostile("a.sqlite", "source-unreadable")
def database_cut_off(canary):
    return database("")[:2000]


@hostile("a.db", "no-layer")
def database_without_geometry(canary):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        connection = sqlite3.connect(path)
        connection.executescript("create table a(b); insert into a values (1)")
        connection.close()
        return path.read_bytes()


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse_built, which):
    refuse_built(*BUILDERS[which])


def test_views_and_triggers_of_a_database_do_no_harm(region, canary, tmp_path):
    """Beside a good table: a view that would load a library, and a trigger."""
    path = tmp_path / "a.sqlite"
    path.write_bytes(
        database(
            f"create view w as select load_extension('{canary.file}') as x;"
            "create table touched(x); create trigger evil after update on geometry_columns "
            "begin insert into touched values (1); end;"
        )
    )
    before = path.read_bytes()
    report = ingest.add(region, path, layer_id="hostile", source_layer="t", dry_run=True)
    assert (report.n_read, report.driver) == (1, "SQLite")
    assert path.read_bytes() == before
    assert canary.calls == []


def test_a_network_link_is_told_and_not_followed(region, canary, tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(
        f"<kml>{PLACEMARK}<NetworkLink><Link><href>{canary.url}</href></Link></NetworkLink>"
        f"<GroundOverlay><Icon><href>{canary.file}</href></Icon></GroundOverlay></kml>"
    )
    report = ingest.add(region, path, layer_id="hostile", dry_run=True)
    assert "link-not-followed" in [f.code for f in report.findings]
    assert canary.calls == []


def test_a_geodatabase_of_noise(refuse, tmp_path):
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    (folder / "a00000001.gdbtable").write_bytes(bytes(range(256)) * 10)
    (folder / "gdb").write_bytes(b"x")
    assert refuse(folder).code == "source-unreadable"
