"""Odd files that are taken, with everything odd about them said."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from layers import ingest

PROMPT_S = 90.0


POINT = {"type": "Point", "coordinates": [116.8, -1.2]}


def features(*geometries, **more) -> bytes:
    rows = [
        {"type": "Feature", "properties": {"n": i}, "geometry": g}
        for i, g in enumerate(geometries, 1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows} | more).encode()


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
