"""GeoPackage, shapefile and FlatGeobuf, each as geopandas writes them."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from layers.errors import SourceError
from layers.sources.limits import Limits
from layers.sources.readers import ogr
from layers.sources.readers.encodings import Encoding

SHAPES = [shapely.box(116, -1, 117, 0), None, shapely.box(117, -1, 118, 0)]


def frame() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "nama": ["Sepaku", None, "Té"],
            "n": pd.array([1, 2, 3], dtype="int32"),
            "v": [0.5, None, 2.0],
        },
        geometry=SHAPES,
        crs="EPSG:4326",
    )


@pytest.mark.parametrize(
    ("kind", "suffix", "driver"),
    [
        ("gpkg", ".gpkg", "GPKG"),
        ("shapefile", ".shp", "ESRI Shapefile"),
        ("flatgeobuf", ".fgb", "FlatGeobuf"),
    ],
)
def test_round_trip(tmp_path, kind, suffix, driver):
    path = tmp_path / f"a{suffix}"
    extra = {"SPATIAL_INDEX": "NO"} if kind == "flatgeobuf" else {}
    frame().to_file(path, driver=driver, encoding="UTF-8", **extra)
    how = Encoding("utf-8", "declared in .cpg") if kind == "shapefile" else None
    heard = []
    reading = ogr.read(path, kind, Limits(), encoding=how, progress=lambda *p: heard.append(p))
    assert reading.driver == driver
    assert reading.crs == "EPSG:4326"
    assert [f["type"] for f in reading.fields] == ["text", "integer", "number"]
    assert reading.attributes["nama"].tolist() == ["Sepaku", None, "Té"]
    assert [g is None for g in reading.geometry] == [False, True, False]
    assert reading.geometry[0].equals(SHAPES[0])
    assert heard[-1] == (3, 3)


@pytest.mark.parametrize("codec", ["cp1252", "utf-8", "gbk"])
def test_shapefile_encodings(tmp_path, codec):
    name = "婆罗" if codec == "gbk" else "Té"
    path = tmp_path / "a.shp"
    gpd.GeoDataFrame({"nama": [name]}, geometry=[shapely.Point(1, 2)], crs=4326).to_file(
        path, encoding=codec.upper()
    )
    path.with_suffix(".cpg").unlink(missing_ok=True)
    reading = ogr.read(path, "shapefile", Limits(), encoding=Encoding(codec, "detected"))
    assert reading.attributes["nama"].tolist() == [name]
    assert codec in next(f.message for f in reading.findings if f.code == "encoding-detected")


@pytest.fixture
def two_layers(tmp_path):
    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="satu", driver="GPKG")
    frame().to_file(path, layer="dua", driver="GPKG")
    return path


def test_the_layer_must_be_named_when_there_are_several(two_layers):
    with pytest.raises(SourceError) as caught:
        ogr.choose_layer(two_layers, None)
    assert caught.value.code == "layer-ambiguous"
    assert "satu, dua" in str(caught.value)
    assert ogr.choose_layer(two_layers, "dua") == ("dua", [])
    with pytest.raises(SourceError, match="'tiga'") as caught:
        ogr.choose_layer(two_layers, "tiga")
    assert caught.value.code == "layer-unknown"


def test_tables_without_geometry_do_not_count(tmp_path):
    import pyogrio

    path = tmp_path / "a.gpkg"
    frame().to_file(path, layer="peta", driver="GPKG")
    pyogrio.write_dataframe(pd.DataFrame({"a": [1]}), path, layer="tabel", driver="GPKG")
    name, found = ogr.choose_layer(path, None)
    assert name == "peta"
    assert [f.code for f in found] == ["layer-chosen"]


def test_limits_on_rows(two_layers):
    with pytest.raises(SourceError) as caught:
        ogr.read(two_layers, "gpkg", Limits(rows=2), layer="satu")
    assert caught.value.code == "too-big"


def test_damage(tmp_path):
    path = tmp_path / "a.fgb"
    frame().dropna().to_file(path, driver="FlatGeobuf")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(SourceError):
        ogr.read(path, "flatgeobuf", Limits())


def test_this_process_has_drivers_that_the_reading_process_must_not_have():
    assert {"OGR_VRT", "SQLite"} < set(ogr.foreign_drivers("gpkg"))
    assert not {"GPKG", "MEM"} & set(ogr.foreign_drivers("gpkg"))


def test_name_of_the_encoding():
    assert ogr.meta_encoding(None) == "utf-8"
    assert ogr.meta_encoding(Encoding("gbk", "")) == "gbk"
