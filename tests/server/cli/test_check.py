from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from affine import Affine

import layers
from layers import Field, Layer, Schema, Text
from server.cli.check import check_layer

BOW_TIE = shapely.Polygon([(117, 0), (117.1, 0.1), (117.1, 0), (117, 0.1)])
TITLE = Text("Zona", "Zones")


def write(folder, layer_id, frame, *fields, theme="zoning", geometry="Geometry"):
    catalogue = layers.open(folder)
    layer = Layer(layer_id, TITLE, theme, Schema(fields, geometry))
    catalogue.write(layer, frame, provenance={"source": "test"})
    catalogue.close()


@pytest.fixture
def broken(folder):
    """A layer with two invalid polygons and one unknown code."""
    codes = {"R": TITLE, "K": TITLE}
    frame = gpd.GeoDataFrame(
        {"zone": ["R", "X", "K"]},
        geometry=[shapely.box(117, 0, 117.1, 0.1), BOW_TIE, BOW_TIE],
        crs=4326,
    )
    write(folder, "zones", frame, Field("zone", "text", TITLE, codes=codes))
    return folder


def test_a_sound_workspace_has_no_findings(call, folder):
    shown = call("check", "--json", workspace=folder)
    assert shown.exit_code == 0
    assert json.loads(shown.stdout) == {"ok": True, "findings": []}
    assert (
        "4 layers checked: 0 errors, 0 warnings, 0 notes" in call("check", workspace=folder).stderr
    )


def test_findings_say_what_where_and_what_to_do(call, broken):
    shown = call("check", workspace=broken)
    assert shown.exit_code == 3
    assert "zones: 2 geometries invalid (first id 2: Self-intersection" in shown.stdout
    assert "Run 'penyangga check --fix'" in shown.stdout
    assert "zones: zone: unknown code 'X' (1 rows)" in shown.stdout


def test_only_the_layers_asked_for_are_checked(call, broken):
    assert call("check", "districts", "roads", workspace=broken).exit_code == 0
    assert call("check", "zones", workspace=broken).exit_code == 3
    missing = call("check", "nowhere", workspace=broken)
    assert missing.exit_code == 2
    assert "nowhere" in missing.stderr


def test_fix_mends_geometries_and_leaves_codes_to_people(call, broken):
    shown = call("check", "--fix", "--json", workspace=broken)
    assert shown.exit_code == 3, shown.stderr
    findings = json.loads(shown.stdout)["findings"]
    wrong = [f for f in findings if f["severity"] == "error"]
    assert [(f["code"], f["fixed"], f["first_id"]) for f in wrong] == [
        ("invalid-geometry", True, 2),
        ("unknown-code", False, None),
    ]
    catalogue = layers.open(broken)
    frame = catalogue["zones"].read()
    assert frame.geometry.is_valid.all()
    assert frame["zone"].tolist() == ["R", "X", "K"]
    assert frame.index.tolist() == [1, 2, 3]
    assert catalogue["zones"].layer.revision == 2
    assert "check --fix" in str(catalogue.audit()[-1])
    catalogue.close()
    again = call("check", "--fix", workspace=broken).stdout.splitlines()
    assert [line for line in again if "warning" not in line] == again[:1]


def test_what_would_vanish_is_not_mended(folder):
    line = shapely.Polygon([(117, 0), (117.1, 0), (117.2, 0), (117, 0)])
    write(folder, "flat", gpd.GeoDataFrame(geometry=[line], crs=4326))
    catalogue = layers.open(folder)
    (finding,) = check_layer(catalogue, "flat", fix=True)
    assert (finding.code, finding.fixed) == ("invalid-geometry", False)
    assert catalogue["flat"].layer.revision == 1
    catalogue.close()


def test_codes_of_regions_are_keys(folder):
    frame = gpd.GeoDataFrame(
        {"code": ["64.01", "64.01", None]},
        geometry=[shapely.box(i, 0, i + 1, 1) for i in range(3)],
        crs=4326,
    )
    write(folder, "regions", frame, Field("code", "text", TITLE), theme="boundaries")
    catalogue = layers.open(folder)
    found = {f.code: f.first_id for f in check_layer(catalogue, "regions", fix=False)}
    catalogue.close()
    assert found == {"missing-code": 3, "duplicate-code": 2}


def test_places_off_the_earth_are_found(folder):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(117, 0), shapely.Point(200, 0)], crs=4326)
    catalogue = layers.open(folder)
    handle = catalogue["roads"]
    from server.cli.check import _off_earth

    (finding,) = _off_earth(handle.id, frame)
    catalogue.close()
    assert finding.code == "off-earth"
    assert finding.count == 1


def test_rasters_and_layers_without_rows_have_nothing_to_check(folder):
    write(folder, "nothing", gpd.GeoDataFrame({"geometry": []}, geometry="geometry", crs=4326))
    catalogue = layers.open(folder)
    assert check_layer(catalogue, "population", fix=True) == []
    assert check_layer(catalogue, "nothing", fix=True) == []
    catalogue.close()


def raster_of(values, nodata=None):
    place = Affine(0.001, 0, 117.0, 0, -0.001, 0.5)
    return layers.Raster(np.asarray(values), place, pyproj.CRS(4326), nodata)


def test_absurd_people_are_found(call, folder):
    catalogue = layers.open(folder)
    field = Field("value", "number", TITLE, unit="people")
    layer = Layer("crowd", TITLE, "population", Schema((field,)), kind="raster")
    catalogue.write_raster(layer, raster_of(np.full((4, 4), 4e5)))
    catalogue.close()
    shown = call("check", "crowd", "--json", workspace=folder)
    assert shown.exit_code == 3
    found = json.loads(shown.stdout)["findings"]
    assert {f["code"] for f in found} >= {"population-mean-density", "population-unit"}
    assert "people per km2" in found[0]["message"]


def test_cells_of_unknown_classes_are_found(folder):
    catalogue = layers.open(folder)
    field = Field("value", "integer", TITLE, codes={"1": TITLE, "2": TITLE})
    layer = Layer("cover", TITLE, "land", Schema((field,)), kind="raster")
    catalogue.write_raster(layer, raster_of(np.array([[1, 2], [7, 0]], dtype=np.uint8), 0))
    (finding,) = check_layer(catalogue, "cover", fix=False)
    catalogue.close()
    assert (finding.code, finding.count) == ("unknown-code", 1)
    assert "'7'" in finding.message


def test_a_missing_raster_file_is_a_finding_of_the_store(call, tmp_path, folder):
    raster = next((folder / "rasters").glob("*.tif"))
    raster.rename(tmp_path / "away.tif")
    shown = call("check", "roads", workspace=folder)
    assert shown.exit_code == 3
    assert "store: population: raster file population.tif is missing" in shown.stdout
    (tmp_path / "away.tif").rename(raster)


@pytest.fixture
def doubtful(folder):
    """A sound layer with two equal rows: a warning, no failure."""
    frame = gpd.GeoDataFrame(
        {"zone": ["R", "R", "K"]},
        geometry=[shapely.Point(117, 0), shapely.Point(117, 0), shapely.Point(117.2, 0.1)],
        crs=4326,
    )
    write(folder, "spots", frame, Field("zone", "text", TITLE), geometry="Point")
    return folder


def test_warnings_are_listed_and_fail_only_when_strict(call, doubtful):
    shown = call("check", "spots", workspace=doubtful)
    assert shown.exit_code == 0
    assert "spots: warning: rows that occur twice: row 2" in shown.stdout
    assert call("check", "spots", "--strict", workspace=doubtful).exit_code == 3


def test_the_report_holds_the_defects_row_by_row(call, doubtful, tmp_path):
    path = tmp_path / "check.csv"
    shown = call("--lang", "id", "check", "spots", "--report", str(path), workspace=doubtful)
    assert "peringatan: baris kembar: baris 2" in shown.stdout
    lines = path.read_text("utf-8").splitlines()
    assert lines[1].startswith("spots,duplicate-row,warning,2,")


def test_levels_that_do_not_nest_are_told(call, folder):
    catalogue = layers.open(folder)
    for layer_id, code, shape in (
        ("provinces", "64", shapely.box(116, -2, 117, -1)),
        ("regencies", "64.71", shapely.box(116.5, -2, 117.5, -1)),
    ):
        fields = (
            Field("code", "text", Text("Kode", "Code")),
            Field("name", "text", Text("N", "N")),
        )
        layer = Layer(layer_id, Text("B", "B"), "boundaries", Schema(fields, "Polygon"))
        frame = gpd.GeoDataFrame({"code": [code], "name": ["X"]}, geometry=[shape], crs=4326)
        mode = "replace" if layer_id in catalogue else "create"
        catalogue.write(layer, frame, mode=mode, provenance={})
    catalogue.close()
    found = json.loads(call("check", "regencies", "--json", workspace=folder).stdout)["findings"]
    (outside,) = [f for f in found if f["code"] == "level-outside-parent"]
    assert (outside["layer"], outside["severity"], outside["count"]) == ("regencies", "warning", 1)
    assert outside["message_id"] != outside["message"]
    assert call("check", "regencies", "--strict", workspace=folder).exit_code == 3


def overlapping(folder, **more):
    """Three districts side by side, the first one reaching into the second."""
    shapes = [
        shapely.box(116 + 0.1 * i, -1, 116.1 + 0.1 * i + 0.02 * (i == 0), 0) for i in range(3)
    ]
    codes = ["64.71.01", "64.71.02", "64.71.03"]
    areas = {"luas_km2": [1477.0, 1231.0, 1900.0], "area_km2": [1477.0, 1231.0, 1231.0]}
    frame = gpd.GeoDataFrame({"code": codes, **areas}, geometry=shapes, crs=4326)
    fields = (
        Field("code", "text", Text("Kode", "Code")),
        *(Field(a, "number", TITLE) for a in areas),
    )
    layer = Layer("districts", TITLE, "boundaries", Schema(fields, "Polygon"), **more)
    catalogue = layers.open(folder)
    catalogue.write(layer, frame, mode="replace", provenance={})
    catalogue.close()


def codes_told(call, folder):
    shown = call("check", "districts", "--json", workspace=folder)
    return [f["code"] for f in json.loads(shown.stdout)["findings"]]


def test_overlaps_of_a_level_are_told_once(call, folder):
    overlapping(folder)
    told = codes_told(call, folder)
    assert told.count("level-overlap") == 1
    assert "overlap" not in told
    assert {"area-differs", "columns-disagree"} <= set(told)


def test_areas_of_sketched_shapes_are_not_compared(call, folder):
    overlapping(folder, trust="modelled")
    assert not {"area-differs", "columns-disagree"} & set(codes_told(call, folder))


def test_the_last_line_counts_by_weight(call, broken):
    told = call("check", "zones", workspace=broken).stderr
    assert "1 layers checked: 2 errors, 1 warnings, 0 notes" in told
    said = call("--lang", "id", "check", "--fix", "zones", workspace=broken).stderr
    assert "1 lapisan diperiksa: 1 kesalahan, 0 peringatan, 0 catatan, 1 diperbaiki" in said
