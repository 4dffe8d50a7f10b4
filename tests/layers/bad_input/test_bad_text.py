"""Hostile and damaged GeoJSON and CSV, and other formats under their names."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable

import pytest

from layers import ingest
from layers.sources.limits import Limits

PROMPT_S = 90.0


BUILDERS: dict[str, tuple[str, Callable[..., bytes], str]] = {}


def hostile(name: str, code: str):
    """Register a builder: file name, bytes, and the code it must be refused with."""

    def register(build: Callable[..., bytes]) -> Callable[..., bytes]:
        BUILDERS[build.__name__] = (name, build, code)
        return build

    return register


POINT = {"type": "Point", "coordinates": [116.8, -1.2]}


def features(*geometries, **more) -> bytes:
    rows = [
        {"type": "Feature", "properties": {"n": i}, "geometry": g}
        for i, g in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows} | more).encode()


def vrt(canary) -> bytes:
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


@hostile("a.geojson", "no-layer")
def topology_without_objects(canary):
    return json.dumps({"type": "Topology", "objects": {}, "arcs": []}).encode()


@hostile("a.geojson", "suffix-mismatch")
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


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse_built, which):
    refuse_built(*BUILDERS[which])


@pytest.mark.parametrize("repair", [False, True])
def test_a_tangled_polygon_ends_in_time(region, refuse, canary, tmp_path, repair):
    path = tmp_path / "a.geojson"
    path.write_bytes(random_self_crossing_polygon(canary))
    if not repair:
        assert refuse(path).code == "invalid-geometry"
        return
    began = time.monotonic()
    report = ingest.add(region, path, layer_id="mended", repair=True, dry_run=True)
    assert time.monotonic() - began < PROMPT_S
    assert [f.code for f in report.findings if f.row] == ["geometry-repaired"]


@pytest.mark.cold
def test_memory_is_bounded(region, refuse, canary, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"lon,lat,a\n" + b"116,0,x\n" * 3_000_000)
    fault = refuse(path, limits=Limits(memory_bytes=1 << 30, cpu_s=60))
    assert fault.code in ("too-big", "source-unreadable")


def test_huge_file_is_refused_by_its_size(region, refuse, canary, tmp_path):
    path = tmp_path / "a.geojson"
    with path.open("wb") as out:
        out.truncate(2_000_000_000)
    assert refuse(path).code == "too-big"


@pytest.mark.cold
def test_too_much_to_stage(region, refuse, canary, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"lon,lat,a\n" + b"".join(b"116,0,%030d\n" % i for i in range(30_000)))
    fault = refuse(path, limits=Limits(staging_bytes=200_000))
    assert fault.code in ("too-big", "source-unreadable")
