"""Hostile and damaged zip files and shapefiles."""

from __future__ import annotations

import io
import json
import struct
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

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


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def shapefile(shapes, codec: str = "UTF-8", **columns) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.shp"
        frame = gpd.GeoDataFrame(columns or {"n": range(len(shapes))}, geometry=shapes, crs=4326)
        frame.to_file(path, encoding=codec)
        return {p.name: p.read_bytes() for p in Path(folder).iterdir()}


def without(members: dict[str, bytes], *suffixes: str) -> dict[str, bytes]:
    return {k: v for k, v in members.items() if not k.endswith(suffixes)}


@hostile("a.zip", "driver-not-allowed")
def vrt_in_a_zip(canary):
    return zipped({"a.geojson": vrt(canary)})


@hostile("a.zip", "driver-not-allowed")
def vrt_as_shp_in_a_zip(canary):
    return zipped({"a.shp": vrt(canary), "a.shx": b"x", "a.dbf": b"x"})


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


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse_built, which):
    refuse_built(*BUILDERS[which])
