"""Import from file to store: all or nothing, reported by row, with provenance."""

from __future__ import annotations

import gc
import json
import sqlite3
import zipfile

import geopandas as gpd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

import layers
from layers import ingest
from layers.errors import (
    CRSError,
    ImportRefusedError,
    LayerExistsError,
    LayersError,
    SchemaError,
    SourceError,
)
from layers.sources.limits import Limits
from layers.sources.report import Step
from layers.testing import assert_sound

BOW_TIE = {"type": "Polygon", "coordinates": [[[116, 0], [117, 1], [117, 0], [116, 1], [116, 0]]]}
SQUARE = {"type": "Polygon", "coordinates": [[[116, 0], [117, 0], [117, 1], [116, 1], [116, 0]]]}
POINT = {"type": "Point", "coordinates": [116.8, -1.2]}


@pytest.fixture
def file(tmp_path):
    def write(*geometries, name="in.geojson", **properties):
        features = [
            {"type": "Feature", "properties": {"nama": f"n{i}"} | properties, "geometry": g}
            for i, g in enumerate(geometries, 1)
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return write


def test_a_file_becomes_a_layer(workspace, file):
    steps: list[Step] = []
    report = ingest.add(
        workspace,
        file(POINT, None),
        layer_id="ports",
        title="Pelabuhan",
        licence="ODbL-1.0",
        data_date="2024",
        trust="open_data",
        progress=steps.append,
    )
    stored = workspace["ports"].layer
    assert (report.n_read, report.n_written, report.n_null) == (2, 2, 1)
    assert (stored.licence, stored.data_date, stored.trust) == ("ODbL-1.0", "2024", "open_data")
    assert stored.title.id == "Pelabuhan"
    assert stored.source == "in.geojson"
    assert report.layer.revision == stored.revision == 1
    frame = workspace["ports"].read()
    assert frame["nama"].tolist() == ["n1", "n2"]
    assert frame.geometry.iloc[0].equals(shapely.Point(116.8, -1.2))
    assert [s.title.en for s in steps][-1] == "writing"
    assert {s.of for s in steps} == {5}
    assert [s.number for s in steps] == sorted(s.number for s in steps)


def test_provenance_is_in_the_audit(workspace, file):
    path = file(POINT)
    ingest.add(workspace, path, layer_id="ports")
    row = workspace.audit()[-1]
    text = json.dumps(row)
    import hashlib

    assert hashlib.sha256(path.read_bytes()).hexdigest() in text
    assert "in.geojson" in text


def test_a_refused_file_changes_nothing_and_names_every_row(workspace, file):
    path = file(BOW_TIE, SQUARE, BOW_TIE)
    before = workspace.version(), workspace.audit()
    with pytest.raises(ImportRefusedError) as caught:
        ingest.add(workspace, path, layer_id="zones")
    assert [r[:2] for r in caught.value.rows] == [
        ("1", "invalid-geometry"),
        ("3", "invalid-geometry"),
    ]
    assert caught.value.code == "invalid-geometry"
    for word in ("in.geojson", "row 1", "n3", "--repair", "Nothing was changed"):
        assert word in str(caught.value)
    assert (workspace.version(), workspace.audit()) == before


def test_bad_rows_of_several_kinds_have_the_general_code(workspace, file):
    line = {"type": "LineString", "coordinates": [[170, 0], [190, 0]]}
    with pytest.raises(ImportRefusedError) as caught:
        ingest.add(workspace, file(BOW_TIE, line), layer_id="zones")
    assert caught.value.code == "import-refused"
    assert len(caught.value.rows) == 2


def test_skip_invalid_and_repair(workspace, file):
    path = file(BOW_TIE, SQUARE)
    assert ingest.add(workspace, path, layer_id="a", skip_invalid=True).n_written == 1
    assert ingest.add(workspace, path, layer_id="b", repair=True).n_written == 2
    assert workspace["b"].read().geometry.is_valid.all()


def test_dry_run_writes_nothing(workspace, file):
    report = ingest.add(workspace, file(POINT), layer_id="ports", dry_run=True)
    assert (report.n_read, report.n_written, report.dry_run) == (1, 0, True)
    assert "ports" not in workspace


def test_a_modelled_layer_is_replaced_and_keeps_its_words(tiny, tmp_path):
    held = tiny["facilities"].layer
    path = tmp_path / "poi.csv"
    path.write_text(
        "nama_tempat,lat,lon,osm_type,osm_subtype\nRSUD,-1.25,116.85,amenity,hospital\n"
    )
    report = ingest.add(tiny, path, layer_id="facilities")
    layer = tiny["facilities"].layer
    assert (report.mode, report.replaced) == ("replace", held.revision)
    assert "layer-replaced" in [f.code for f in report.findings]
    assert layer.revision == held.revision + 1
    assert layer.title == held.title
    assert layer.styling["colour"] == held.styling["colour"]
    assert layer.schema["type"].title == held.schema["type"].title
    assert layer.trust == "compiled"
    assert tiny["facilities"].read()["type"].tolist() == ["rs"]
    assert tiny["facilities"].packed().n == 1


def test_a_layer_that_is_not_modelled_is_not_replaced_unasked(workspace, file):
    path = file(POINT)
    ingest.add(workspace, path, layer_id="ports")
    with pytest.raises(LayerExistsError, match="--replace"):
        ingest.add(workspace, path, layer_id="ports")
    with pytest.raises(LayerExistsError):
        ingest.add(workspace, path, layer_id="ports", mode="create")
    assert ingest.add(workspace, path, layer_id="ports", mode="replace").layer.revision == 2


def test_append_adds_rows_and_keeps_the_description(workspace, file):
    ingest.add(workspace, file(POINT), layer_id="ports", title="Pelabuhan", licence="MIT")
    report = ingest.add(workspace, file(POINT, POINT), layer_id="ports", mode="append")
    layer = workspace["ports"].layer
    assert (report.n_written, layer.n_features) == (2, 3)
    assert (layer.licence, layer.title.id) == ("MIT", "Pelabuhan")


def test_append_with_other_columns_is_refused(workspace, file):
    ingest.add(workspace, file(POINT), layer_id="ports")
    extra = file(POINT, kapasitas=3)
    with pytest.raises(SchemaError, match="kapasitas") as caught:
        ingest.add(workspace, extra, layer_id="ports", mode="append")
    assert caught.value.code == "schema-mismatch"
    added = ingest.add(
        workspace, extra, layer_id="ports", mode="append", columns={"kapasitas": None}
    )
    assert added.layer.n_features == 2


def test_append_to_nothing(workspace, file):
    with pytest.raises(LayersError):
        ingest.add(workspace, file(POINT), layer_id="ports", mode="append")
    assert workspace.ids() == []


def test_columns_are_renamed_by_their_name_in_the_file(workspace, file):
    path = file(POINT, Kapasitas=3)
    report = ingest.add(workspace, path, layer_id="ports", columns={"Kapasitas": "Capacity"})
    assert report.columns == {"nama": "nama", "Kapasitas": "capacity"}
    with pytest.raises(SchemaError) as caught:
        ingest.add(workspace, path, layer_id="p2", columns={"gone": "x"})
    assert caught.value.code == "column-missing"
    with pytest.raises(SchemaError) as caught:
        ingest.add(workspace, path, layer_id="p2", columns={"nama": "kapasitas"})
    assert caught.value.code == "column-exists"


def test_columns_help_a_theme_to_find_its_own(workspace, file):
    path = file(SQUARE, KODEKU="64.71.01")
    with pytest.raises(SchemaError):
        ingest.add(workspace, path, layer_id="districts")
    report = ingest.add(workspace, path, layer_id="districts", columns={"KODEKU": "code"})
    assert report.layer.schema.names[:3] == ("code", "name", "parent")


@pytest.mark.parametrize("layer_id", ["Ports", "1a", "gpkg_x", "a b", ""])
def test_ids_that_cannot_be(workspace, file, layer_id):
    with pytest.raises(SchemaError):
        ingest.add(workspace, file(POINT), layer_id=layer_id)
    assert workspace.ids() == []


def test_unknown_options_are_refused(workspace, file):
    with pytest.raises(TypeError, match="colour"):
        ingest.add(workspace, file(POINT), layer_id="ports", colour="red")


def test_the_store_itself_is_not_a_source(tiny):
    with pytest.raises(SourceError) as caught:
        ingest.add(tiny, tiny.path / "region.gpkg", layer_id="x", source_layer="districts")
    assert caught.value.code == "source-is-store"


def test_errors_name_the_file(workspace, tmp_path):
    path = tmp_path / "kosong.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match=r"^kosong\.csv: "):
        ingest.add(workspace, path, layer_id="x")
    path.write_text("x,y\n1,2\n")
    with pytest.raises(CRSError, match=r"^kosong\.csv: "):
        ingest.add(workspace, path, layer_id="x")


def test_a_raster_is_not_replaced_by_features(tiny, file):
    with pytest.raises(LayerExistsError, match="raster"):
        ingest.add(tiny, file(POINT), layer_id="population")


def test_a_layer_of_another_crs_arrives_in_lonlat(workspace, tmp_path):
    frame = gpd.GeoDataFrame(
        {"kode": ["a"]}, geometry=[shapely.Point(116.708837, -0.973025)], crs=4326
    )
    path = tmp_path / "utm.gpkg"
    frame.to_crs(32750).to_file(path, driver="GPKG")
    report = ingest.add(workspace, path, layer_id="utm")
    assert "crs-transformed" in [f.code for f in report.findings]
    assert workspace["utm"].read().geometry.iloc[0].distance(frame.geometry[0]) < 1e-8


def test_a_geopackage_that_is_open_elsewhere_is_read_with_its_last_rows(workspace, tmp_path):
    path = tmp_path / "open.gpkg"
    shapes = [shapely.Point(116, 0), shapely.Point(117, 0)]
    gpd.GeoDataFrame({"n": [1, 2]}, geometry=shapes, crs=4326).to_file(
        path, layer="t", driver="GPKG", SPATIAL_INDEX="NO"
    )
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("pragma journal_mode=wal")
        connection.execute("update t set n = 7 where n = 2")
        assert path.with_name("open.gpkg-wal").stat().st_size > 0
        ingest.add(workspace, path, layer_id="t")
    finally:
        connection.close()
    assert workspace["t"].read()["n"].tolist() == [1, 7]


def test_a_bare_shapefile_and_one_in_a_zip_are_the_same(workspace, tmp_path):
    frame = gpd.GeoDataFrame({"Nama": ["a"]}, geometry=[shapely.Point(116, 0)], crs=4326)
    frame.to_file(tmp_path / "titik.shp")
    bare = ingest.add(workspace, tmp_path / "titik.shp", layer_id="bare")
    with zipfile.ZipFile(tmp_path / "titik.zip", "w") as archive:
        for part in tmp_path.glob("titik.[sdpc]*"):
            archive.write(part, part.name)
    packed = ingest.add(workspace, tmp_path / "titik.zip", layer_id="packed")
    assert bare.source_layer == packed.source_layer == "titik"
    assert_geodataframe_equal(workspace["bare"].read(), workspace["packed"].read())


def test_limits_travel_to_the_reader(workspace, file):
    with pytest.raises(ImportRefusedError) as caught:
        ingest.add(workspace, file(SQUARE), layer_id="x", limits=Limits(vertices=3))
    assert caught.value.code == "too-many-vertices"


def test_an_empty_file_of_features_makes_an_empty_layer(workspace, file):
    report = ingest.add(workspace, file(), layer_id="nothing")
    assert (report.n_written, report.layer.n_features, report.layer.bbox) == (0, 0, None)
    (found,) = [f for f in report.findings if f.code == "no-rows"]
    assert (found.severity, found.said("id")) == ("warning", "berkas tidak berisi satu baris pun")
    assert_sound(workspace)


@pytest.mark.parametrize("mode", [None, "replace"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_without_rows_empties_no_layer(tiny, tmp_path, mode, dry_run):
    held = tiny["facilities"].layer
    path = tmp_path / "hdr.csv"
    path.write_text("nama,lat,lon,type\n")
    with pytest.raises(
        SourceError, match=r"hdr.csv: the file has no rows; layer 'facilities'"
    ) as e:
        ingest.add(tiny, path, layer_id="facilities", mode=mode, dry_run=dry_run)
    assert e.value.code == "no-rows"
    assert f"{held.n_features} features, modelled" in e.value.text.en
    assert "akan menjadi kosong" in e.value.text.id
    assert tiny["facilities"].layer == held


def test_a_file_none_of_whose_rows_is_taken_empties_no_layer(workspace, file):
    ingest.add(workspace, file(SQUARE), layer_id="x")
    path = file(BOW_TIE)
    with pytest.raises(SourceError, match="none of its 1 rows is taken; layer 'x'"):
        ingest.add(workspace, path, layer_id="x", mode="replace", skip_invalid=True)
    with pytest.raises(SourceError, match="would be emptied"):
        ingest.add(workspace, file(SQUARE), layer_id="x", mode="replace", bbox=(1, 1, 2, 2))
    report = ingest.add(workspace, file(), layer_id="x", mode="append")
    assert (report.layer.n_features, "no-rows" in {f.code for f in report.findings}) == (1, True)


def test_the_public_example_works(tmp_path, file):
    catalogue = layers.open(tmp_path / "w", create=True)
    report = ingest.add(catalogue, str(file(POINT)), layer_id="ports")
    assert report.summary("en").startswith("in.geojson (GeoJSON, EPSG:4326) → ports: 1 read")
    catalogue.close()


def test_garbage_is_looked_for_again_after_an_import(workspace, tmp_path):
    seen = []
    with pytest.raises(SourceError):
        ingest.add(workspace, tmp_path / "nothing.csv", layer_id="x", progress=seen.append)
    assert gc.isenabled()
