"""Content that calls for other files or servers, under every name a file may have."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

BUILDERS: dict[str, tuple[str, Callable[..., bytes], str]] = {}
VECTOR = (
    *("geojson", "json", "topojson", "geojsonl", "gpkg", "shp", "fgb", "parquet", "csv", "txt"),
    *("zip", "kmz", "gz", "kml", "gml", "gpx", "sqlite", "sql", "osm", "pbf", "bz2"),
)
RASTER = ("tif", "tiff", "asc", "hgt")


def vrt(canary) -> bytes:
    return (
        f'<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{canary.file}'
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    ).encode()


def raster_vrt(canary) -> bytes:
    return (
        '<VRTDataset rasterXSize="4" rasterYSize="4"><VRTRasterBand dataType="Byte" band="1" '
        f'subClass="VRTRawRasterBand"><SourceFilename>{canary.file}</SourceFilename>'
        "</VRTRasterBand></VRTDataset>"
    ).encode()


def remote_vrt(canary) -> bytes:
    return raster_vrt(canary).replace(str(canary.file).encode(), b"/vsicurl/" + canary.url.encode())


def wms(canary) -> bytes:
    return (
        f'<GDAL_WMS><Service name="WMS"><ServerUrl>{canary.url}</ServerUrl></Service>'
        "<DataWindow><SizeX>9</SizeX><SizeY>9</SizeY></DataWindow></GDAL_WMS>"
    ).encode()


def tms(canary) -> bytes:
    return wms(canary).replace(b"WMS", b"TMS")


def mrf(canary) -> bytes:
    return (
        f'<MRF_META><CachedSource><Source>{canary.url}</Source></CachedSource><Raster><Size x="9" '
        'y="9"/></Raster></MRF_META>'
    ).encode()


def tile_index(canary) -> bytes:
    return f"<GDALTileIndexDataset><IndexDataset>{canary.url}</IndexDataset></GDALTileIndexDataset>".encode()


def pipeline(canary) -> bytes:
    line = f"gdal vector pipeline ! read /vsicurl/{canary.url} ! write --of stream streamed"
    return json.dumps({"type": "gdal_streamed_alg", "command_line": line}).encode()


def stac(canary) -> bytes:
    asset = {"image": {"href": canary.url, "type": "image/tiff"}}
    return json.dumps(
        {"type": "FeatureCollection", "stac_version": "1.0.0", "assets": asset}
    ).encode()


for suffix in VECTOR:
    BUILDERS[f"vrt_named_{suffix}"] = (f"a.{suffix}", vrt, "")
for suffix in RASTER:
    for build in (raster_vrt, remote_vrt, wms, tms, mrf, tile_index):
        BUILDERS[f"{build.__name__}_named_{suffix}"] = (f"a.{suffix}", build, "")
for suffix in ("geojson", "json", "topojson", "geojsonl"):
    for build in (pipeline, stac):
        BUILDERS[f"{build.__name__}_named_{suffix}"] = (f"a.{suffix}", build, "")


@pytest.mark.parametrize("which", BUILDERS)
def test_hostile_file(refuse, canary, tmp_path, which):
    name, build, _ = BUILDERS[which]
    path = tmp_path / name
    path.write_bytes(build(canary))
    refuse(path)


def test_hostile_files_by_command(refuse_by_command):
    refuse_by_command(BUILDERS)
