from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from geopandas.testing import assert_geodataframe_equal

import layers
from layers.pyramids import open_pyramid


def stored(folder, layer_id, **query):
    catalogue = layers.open(folder)
    frame = catalogue[layer_id].read(**query)
    catalogue.close()
    return frame


@pytest.mark.parametrize("suffix", ["geojson", "gpkg", "fgb", "parquet"])
@pytest.mark.parametrize("layer_id", ["districts", "facilities", "roads"])
def test_every_format_reads_back_as_what_is_stored(call, folder, tmp_path, suffix, layer_id):
    out = tmp_path / f"out.{suffix}"
    shown = call("export", layer_id, out, "--json", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    expected = stored(folder, layer_id)
    assert json.loads(shown.stdout) == {
        "layer": layer_id,
        "file": str(out),
        "format": suffix,
        "n_features": len(expected),
    }
    found = gpd.read_parquet(out) if suffix == "parquet" else gpd.read_file(out)
    assert found.crs.to_epsg() == 4326
    if "id" in found:
        found = found.set_index("id").sort_index()
    columns = [c for c in expected.columns if c not in ("opened", "geometry")]
    found.index = expected.index
    assert_geodataframe_equal(
        found[[*columns, "geometry"]],
        expected[[*columns, "geometry"]],
        check_dtype=False,
        check_less_precise=suffix == "geojson",
        check_column_type=False,
    )


def test_geojson_features_are_those_of_the_packed_layer(call, folder, tmp_path):
    call("export", "roads", tmp_path / "r.json", workspace=folder)
    document = json.loads((tmp_path / "r.json").read_text())
    assert [f["id"] for f in document["features"]] == [1, 2]
    assert document["features"][0]["properties"] == {
        "name": "Jalan Poros",
        "toll": True,
        "lanes": 4,
    }


def test_csv_has_coordinates_of_points_and_wkt_of_the_rest(call, folder, tmp_path):
    call("export", "facilities", tmp_path / "f.csv", workspace=folder)
    points = pd.read_csv(tmp_path / "f.csv")
    assert points.loc[0, ["name", "lon", "lat"]].tolist() == ["RS Satu", 116.85, -1.25]
    call("export", "districts", tmp_path / "d.csv", workspace=folder)
    zones = pd.read_csv(tmp_path / "d.csv", dtype=str)
    assert zones["code"][0] == "64.71.01"
    assert gpd.GeoSeries.from_wkt(zones["wkt_epsg_4326"]).area.sum() == pytest.approx(0.03)


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_only_what_touches_the_box(call, folder, tmp_path, suffix):
    out = tmp_path / f"out.{suffix}"
    call("export", "facilities", out, "--bbox", "116.8,-1.3,116.9,-1.2", workspace=folder)
    expected = stored(folder, "facilities", bbox=(116.8, -1.3, 116.9, -1.2))
    assert sorted(gpd.read_file(out)["name"]) == sorted(expected["name"])
    assert len(expected) == 2


def test_a_box_that_holds_nothing_is_an_empty_file(call, folder, tmp_path):
    out = tmp_path / "none.geojson"
    shown = call("export", "facilities", out, "--bbox", "0,0,1,1", workspace=folder)
    assert shown.exit_code == 0
    assert json.loads(out.read_text()) == {"type": "FeatureCollection", "features": []}


def test_a_raster_is_a_geotiff(call, folder, tmp_path):
    assert call("export", "population", tmp_path / "p.tif", workspace=folder).exit_code == 0
    with rasterio.open(tmp_path / "p.tif") as raster:
        assert raster.crs.to_epsg() == 4326
        assert np.nansum(raster.read(1)) == pytest.approx(3000)


def test_wrong_usage(call, folder, tmp_path):
    out = tmp_path / "x.geojson"
    cases = [
        (("roads", tmp_path / "x.xyz"), "no format known by that suffix"),
        (("roads", tmp_path / "x.qml"), "by the service: /styles/roads?f=qml"),
        (("roads", tmp_path / "x.tif"), "is a vector layer"),
        (("population", out), "is a raster layer; wanted -f tif"),
        (("roads", out, "--bbox", "1,2,3"), "wanted W,S,E,N"),
        (("roads", tmp_path / "no" / "x.csv"), "is no folder"),
    ]
    for words, why in cases:
        shown = call("export", *words, workspace=folder)
        assert shown.exit_code == 2, words
        assert why in shown.stderr
    assert not out.exists()
    assert call("export", "rivers", out, workspace=folder).exit_code == 2


def test_nothing_is_overwritten_unless_said(call, folder, tmp_path):
    out = tmp_path / "x.geojson"
    out.write_text("mine")
    assert call("export", "roads", out, workspace=folder).exit_code == 2
    assert out.read_text() == "mine"
    assert call("export", "roads", out, "--overwrite", workspace=folder).exit_code == 0
    assert out.read_text().startswith('{"type":"FeatureCollection"')
    assert sorted(p.name for p in tmp_path.iterdir()) == ["region", "x.geojson"]


def test_the_format_may_differ_from_the_suffix(call, folder, tmp_path):
    out = tmp_path / "data.txt"
    assert call("export", "facilities", out, "-f", "csv", workspace=folder).exit_code == 0
    assert out.read_text().startswith("id,name,type")


@pytest.mark.parametrize("name", ["region.gpkg", "rasters/population.tif", "packed/x.geojson"])
def test_nothing_is_written_into_a_workspace(call, folder, tmp_path, name):
    (folder / "packed").mkdir(exist_ok=True)
    before = (folder / "region.gpkg").read_bytes()
    link = tmp_path / "link"
    link.symlink_to(folder)
    for out in (folder / name, link / name):
        shown = call("export", "roads", out, "-f", "geojson", "--overwrite", workspace=folder)
        assert shown.exit_code == 2
        assert "lies in the workspace" in shown.stderr
        shown = call("cover", "--facilities", "rs", "-o", out, "--overwrite", workspace=folder)
        assert shown.exit_code == 2
    assert (folder / "region.gpkg").read_bytes() == before
    assert call("check", workspace=folder).exit_code == 0


@pytest.mark.parametrize("layer_id", ["districts", "roads"])
def test_a_csv_of_ours_can_be_added_again(call, folder, tmp_path, layer_id):
    out = tmp_path / "out.csv"
    call("export", layer_id, out, workspace=folder)
    added = call("add", out, "--as", "again", "--theme", "generic", workspace=folder)
    assert added.exit_code == 0, added.stderr
    ours, again = stored(folder, layer_id), stored(folder, "again")
    assert again.geometry.geom_equals(ours.geometry, align=False).all()


@pytest.mark.parametrize("suffix", ["fgb", "csv"])
def test_rows_without_geometry_are_written_too(call, folder, tmp_path, suffix):
    table = tmp_path / "in.csv"
    table.write_text("nama,lon,lat\na,116.8,-1.2\nb,,\n")
    call("add", table, "--as", "some", workspace=folder)
    out = tmp_path / f"out.{suffix}"
    shown = call("export", "some", out, workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    found = call("add", out, "--as", "again", workspace=folder)
    assert found.exit_code == 0, found.stderr
    assert stored(folder, "again").geometry.isna().tolist() == [False, True]


def test_a_filter_fields_and_a_system_are_kept_to(call, folder, tmp_path):
    out = tmp_path / "some.gpkg"
    words = ("--filter", "type = 'rs' OR name LIKE 'P%'", "--properties", "name", "--crs")
    shown = call("export", "facilities", out, *words, "EPSG:32750", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    expected = stored(folder, "facilities", filter="type = 'rs' OR name LIKE 'P%'")
    found = gpd.read_file(out)
    assert list(found.columns) == ["name", "geometry"]
    assert found["name"].tolist() == expected["name"].tolist() != []
    assert found.crs.to_epsg() == 32750
    assert found.geometry.geom_equals_exact(
        expected.to_crs(32750).geometry.reset_index(drop=True), 1e-3
    ).all()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("facilities", "x.fgb", "--filter", "nope = 1"), "nope"),
        (("facilities", "x.fgb", "--filter", "name ="), "cannot be read"),
        (("facilities", "x.fgb", "--crs", "EPSG:2154"), "is not offered"),
        (("facilities", "x.fgb", "--properties", "nope"), "unknown property"),
        (("population", "x.tif", "--crs", "EPSG:32750"), "for features only"),
    ],
)
def test_what_cannot_be_meant_writes_nothing(call, folder, tmp_path, words, why):
    layer_id, name, *rest = words
    shown = call("export", layer_id, tmp_path / name, *rest, workspace=folder)
    assert shown.exit_code in (1, 2, 3)
    assert why in shown.stderr
    assert not (tmp_path / name).exists()


def test_tiles_of_a_whole_layer(call, folder, tmp_path):
    out = tmp_path / "roads.pmtiles"
    shown = call("export", "roads", out, "--pmtiles", "--json", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout)["format"] == "pmtiles"
    assert open_pyramid(out).zooms == (0, 14)
    other = call("export", "roads", tmp_path / "roads.mbtiles", workspace=folder)
    assert other.exit_code == 0, other.stderr
    for words in (("r.zip", "--pmtiles"), ("r.pmtiles", "--bbox", "116,-1,117,0")):
        refused = call("export", "roads", tmp_path / words[0], *words[1:], workspace=folder)
        assert refused.exit_code == 2
        assert "penyangga tiles build" in refused.stderr
