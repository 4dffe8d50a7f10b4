"""Files: told from their first bytes; names that disagree and foreign formats are refused."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from layers.errors import SourceError
from layers.sources.files import examine
from layers.sources.limits import Limits

LIMITS = Limits()


def refused(path, limits=LIMITS) -> SourceError:
    with pytest.raises(SourceError) as caught:
        examine(path, limits)
    return caught.value


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.geojson", b'\xef\xbb\xbf {"type":"Feature"}', "geojson"),
        ("a.json", b"[1]", "geojson"),
        ("a.geojsonl", b'\x1e{"type":"Feature"}', "geojson"),
        ("A.GEOJSON", b"{}", "geojson"),
        ("a.csv", b"lon,lat\n", "csv"),
        ("a.csv", b'{"not": "json here"},b\n', "csv"),
        ("a.csv", "lon,lat\n".encode("utf-16"), "csv"),
        ("a.fgb", b"fgb\x03fgb\x01", "flatgeobuf"),
        ("a.parquet", b"PAR1....", "parquet"),
        ("a.shp", b"\x00\x00\x27\x0a" + bytes(96), "shapefile"),
        ("a.zip", b"PK\x03\x04", "zip"),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(52) + b"GPKG", "gpkg"),
        ("a.sqlite", b"SQLite format 3\x00" + bytes(56), "sqlite"),
        ("a.csv.gz", b"\x1f\x8b\x08", "gzip"),
        ("a.kmz", b"PK\x03\x04", "zip"),
        ("a.kml", b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a > b -->\n<kml xmlns='x'>", "kml"),
        ("a.kml", "<kml/>".encode("utf-16"), "kml"),
        ("a.gpx", b"<gpx:gpx>", "gpx"),
        ("a.gml", b"<wfs:FeatureCollection>", "gml"),
        ("a.xml", b"<b:Base xmlns:gml='http://www.opengis.net/gml/3.2'>", "gml"),
        ("a.gml", b"<!--" + b"x" * 5000, "gml"),
        ("a.sql", b"INSERT INTO", "sql"),
        ("a.topojson", b"{}", "geojson"),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "osm"),
        ("a.osm", b"<?xml version='1.0'?><osm version='0.6'>", "osm"),
        ("a.osm.bz2", b"BZh9", "osm"),
        ("a.json", b'{\n"version": 0.6,\n"generator": "Overpass API"', "overpass"),
        ("a.json", b'[{"place_id": 7, "licence": "x"', "nominatim"),
        ("a.tif", b"II*\x00", "tiff"),
        ("a.TIFF", b"MM\x00+", "tiff"),
        ("a.asc", b"NCOLS 3", "asciigrid"),
        ("S01E116.hgt", b"II*\x00", "hgt"),
    ],
)
def test_kinds(tmp_path, name, content, kind):
    path = tmp_path / name
    path.write_bytes(content)
    examined = examine(path, LIMITS)
    assert (examined.kind, examined.size) == (kind, len(content))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.geojson", b"<OGRVRTDataSource/>", "driver-not-allowed"),
        ("a.geojson", "<OGRVRTDataSource/>".encode("utf-16"), "driver-not-allowed"),
        ("a.gml", b"<wfs/>", "driver-not-allowed"),
        ("a.csv", b"  \n<kml/>", "driver-not-allowed"),
        ("a.tif", b"<VRTDataset>", "driver-not-allowed"),
        ("a.tif", b"<GDAL_WMS>", "driver-not-allowed"),
        ("a.geojson", b"II*\x00", "suffix-mismatch"),
        ("a.asc", b"MM\x00*", "suffix-mismatch"),
        ("a.csv", b"\x00\x00\x00\x0d\x0a\x09OSMHeader", "suffix-mismatch"),
        ("a.bz2", b"BZ", "driver-not-allowed"),
        ("a.geojson", b'{"version": 0.6, "generator": "Overpass API"', "suffix-mismatch"),
        ("a.gpkg", b"\x1f\x8b\x08", "suffix-mismatch"),
        ("a.kml", b"<gpx/>", "suffix-mismatch"),
        ("a.kml", b"<?xml version='1.0'?><!DOCTYPE kml []><kml/>", "xml-entities"),
        ("a.gml", "<!DOCTYPE a><a/>".encode("utf-16"), "xml-entities"),
        ("a.gml", "<!DOCTYPE a><a/>".encode("utf-16-le"), "xml-entities"),
        ("a.kml", b"<GDAL_WMS/>", "driver-not-allowed"),
        ("a.xml", b"<VRTDataset/>", "driver-not-allowed"),
        ("a.gpkg", b"hello", "driver-not-allowed"),
        ("a.geojson", b"hello", "not-json"),
        ("a.geojson", b"PAR1", "suffix-mismatch"),
        ("a", b"PAR1", "suffix-mismatch"),
        ("a.csv", b"\x00\x01\x02", "driver-not-allowed"),
        ("a.geojson", b"", "empty-file"),
    ],
)
def test_refusals(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    assert refused(path).code == code


def test_a_database_that_is_no_geopackage(tmp_path):
    path = tmp_path / "a.gpkg"
    with sqlite3.connect(path) as connection:
        connection.execute("create table a(b)")
    connection.close()
    fault = refused(path)
    assert fault.code == "driver-not-allowed"
    assert "no GeoPackage" in str(fault)


def test_missing_file_and_folder(tmp_path):
    assert refused(tmp_path / "gone.csv").code == "file-not-found"
    assert "a folder" in str(refused(tmp_path))


def test_size_is_checked_before_reading(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 100)
    fault = refused(path, Limits(file_bytes=99))
    assert fault.code == "too-big"


def test_a_folder_of_a_geodatabase_counts_as_one_file(tmp_path):
    folder = tmp_path / "a.gdb"
    folder.mkdir()
    assert refused(folder).code == "source-unreadable"
    (folder / "a00000001.gdbtable").write_bytes(b"x" * 70)
    (folder / "gdb").write_bytes(b"x" * 30)
    examined = examine(folder, LIMITS)
    assert (examined.kind, examined.size) == ("filegdb", 100)
    assert refused(folder, Limits(file_bytes=99)).code == "too-big"


def test_a_device_or_pipe_is_called_so_and_not_waited_for(tmp_path):
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert "pipe.csv is a device or a pipe" in str(refused(pipe))
    assert "bukan berkas" in refused(Path("/dev/zero")).text.id


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><html>", b"\n<HTML lang='id'>", b"<html>"])
@pytest.mark.parametrize("name", ["a.csv", "a.xml", "a.geojson"])
def test_a_web_page_is_called_so(tmp_path, name, page):
    (tmp_path / name).write_bytes(page)
    fault = refused(tmp_path / name)
    assert fault.code == "driver-not-allowed"
    assert "a web page (HTML)" in str(fault)
    assert "halaman web (HTML)" in fault.text.id
