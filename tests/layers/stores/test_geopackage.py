"""The embedded store: what is written is what is read, whole, indexed and audited."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import layers
from layers import Field, Layer, Query, Schema, Text
from layers.errors import (
    CRSError,
    LayerExistsError,
    LayerNotFoundError,
    QueryError,
    SchemaError,
    StoreError,
)
from layers.stores.connection import writing
from layers.testing import tiny_districts, tiny_facilities


def _layer(layer_id="things", geometry="Geometry", **types):
    fields = tuple(Field(n, t, Text.of(n)) for n, t in types.items())
    return Layer(
        id=layer_id, title=Text("Benda", "Things"), theme="added", schema=Schema(fields, geometry)
    )


def _frame(geometries, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(geometries), crs=4326)


def test_a_missing_workspace_says_what_to_run(tmp_path):
    with pytest.raises(StoreError, match=r"no workspace here .* run 'penyangga init"):
        layers.open(tmp_path / "nothing")


def test_a_foreign_database_is_refused(tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "region.gpkg") as other:
        other.execute("create table t (a)")
    other.close()
    with pytest.raises(StoreError, match="not a GeoPackage") as caught:
        layers.open(tmp_path)
    assert caught.value.code == "not-a-workspace"


def test_text_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "region.gpkg").write_text("hello " * 1000)
    with pytest.raises(StoreError) as caught:
        layers.open(tmp_path)
    assert caught.value.code == "store-damaged"


def test_creating_over_a_workspace_is_refused(workspace):
    with pytest.raises(StoreError) as caught:
        layers.open(workspace.path, create=True)
    assert caught.value.code == "store-exists"


def test_every_type_comes_back_as_it_went_in(workspace):
    layer = _layer(t="text", i="integer", n="number", b="boolean", d="date", m="datetime")
    frame = _frame(
        [shapely.Point(116, -1), None, shapely.Point()],
        t=["Ånggana 'x' \"y\" 中", None, ""],
        i=[2**62, None, -1],
        n=[0.1, np.nan, -1e300],
        b=[True, None, False],
        d=["2024-02-29", None, "1999-12-31"],
        m=["2024-01-01T08:00:00+08:00", None, "2024-01-01T00:00:00.5"],
    ).astype({"i": "Int64", "b": "boolean"})
    stored = workspace.write(layer, frame)
    back = workspace["things"].read()
    assert stored.n_features == 3
    assert back.index.tolist() == [1, 2, 3]
    assert back["t"].dropna().tolist() == ["Ånggana 'x' \"y\" 中", ""]
    assert back["i"].tolist() == [2**62, pd.NA, -1]
    np.testing.assert_array_equal(back["n"], [0.1, np.nan, -1e300])
    assert back["b"].tolist() == [True, pd.NA, False]
    assert back["d"].iloc[0] == pd.Timestamp("2024-02-29")
    assert back["m"].iloc[0] == pd.Timestamp("2024-01-01T00:00:00Z")
    assert back["m"].iloc[2] == pd.Timestamp("2024-01-01T00:00:00.500Z")
    assert back.geometry.iloc[0] == shapely.Point(116, -1)
    assert back.geometry.iloc[1] is None
    assert back.geometry.iloc[2].is_empty
    assert stored.bbox == (116, -1, 116, -1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", 1.5),
        ("integer", "x"),
        ("integer", 2**63),
        ("number", float("inf")),
        ("boolean", "yes"),
        ("date", "tomorrow-ish"),
        ("text", b"\x00"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_and_nothing_changes(workspace, kind, value):
    with pytest.raises(SchemaError, match=r"field 'a' wants .* row 7") as caught:
        workspace.write(
            _layer(a=kind), _frame([shapely.Point(1, 1)], a=[value]).set_index(pd.Index([7]))
        )
    assert caught.value.code == "wrong-type"
    assert workspace.ids() == []
    assert workspace.audit() == []


def test_coordinates_that_are_not_finite_are_refused(workspace):
    with pytest.raises(SchemaError, match="not finite") as caught:
        workspace.write(_layer(), _frame([shapely.Point(1, np.inf)]))
    assert caught.value.code == "not-finite"


def test_single_parts_are_promoted_and_other_kinds_refused(workspace):
    layer = _layer(geometry="MultiPolygon")
    workspace.write(layer, _frame([shapely.box(0, 0, 1, 1)]))
    assert workspace["things"].read().geom_type.tolist() == ["MultiPolygon"]
    with pytest.raises(SchemaError, match="holds MultiPolygon, but 1 rows are Point"):
        workspace.write(layer, _frame([shapely.Point(0, 0)]), mode="replace")
    assert workspace["things"].layer.revision == 1


def test_another_crs_is_refused(workspace):
    frame = gpd.GeoDataFrame(geometry=[shapely.Point(5e5, 9.9e6)], crs=32750)
    with pytest.raises(CRSError, match="transform them first"):
        workspace.write(_layer(), frame)


def test_reserved_names_and_unknown_columns_are_refused(workspace):
    with pytest.raises(SchemaError, match="reserved"):
        workspace.write(_layer(fid="integer"), _frame([shapely.Point(0, 0)], fid=[1]))
    with pytest.raises(SchemaError, match="'b' is not in the schema"):
        workspace.write(_layer(a="text"), _frame([shapely.Point(0, 0)], b=["x"]))


@pytest.mark.parametrize(
    "bad", ["", "Roads", "1roads", "rtree_x", "gpkg_x", "a" * 49, "a-b", "a b", "a;drop table t"]
)
def test_an_id_that_cannot_be_a_table_is_refused(bad):
    with pytest.raises(SchemaError) as caught:
        _layer(bad)
    assert caught.value.code == "bad-layer-id"


def test_column_names_with_quotes_are_names_only(workspace):
    name = 'a"; DROP TABLE penyangga_layers; --'
    workspace.write(
        Layer(
            id="things",
            title=Text.of("t"),
            theme="added",
            schema=Schema((Field(name, "text", Text.of("x")),)),
        ),
        _frame([shapely.Point(0, 0)], **{name: ["v"]}),
    )
    assert workspace["things"].read(equals={name: "v"})[name].tolist() == ["v"]


def test_modes_want_what_they_say(workspace):
    layer, frame = tiny_districts()
    with pytest.raises(LayerNotFoundError, match="to append to"):
        workspace.write(layer, frame, mode="append")
    workspace.write(layer, frame)
    with pytest.raises(LayerExistsError, match="revision 1"):
        workspace.write(layer, frame)
    assert workspace.write(layer, frame.iloc[:1], mode="append").n_features == 4
    assert workspace.write(layer, frame.iloc[:2], mode="replace").n_features == 2
    assert workspace["districts"].layer.revision == 3
    workspace.delete("districts")
    assert "districts" not in workspace
    assert workspace.write(layer, frame).revision == 4


def test_every_change_is_in_the_audit_with_its_hashes(workspace):
    layer, frame = tiny_districts()
    workspace.write(layer, frame, provenance={"source": "here", "who": "planner"})
    workspace.write(layer, frame.iloc[:1], mode="append")
    workspace.delete("districts")
    rows = workspace.audit()
    assert [(r["action"], r["rows_before"], r["rows_after"]) for r in rows] == [
        ("create", 0, 3),
        ("append", 3, 4),
        ("delete", 4, 0),
    ]
    assert rows[0]["who"] == "planner"
    assert rows[0]["provenance"] == {"source": "here"}
    assert rows[1]["hash_before"] == rows[0]["hash_after"]
    assert rows[2]["hash_before"] == rows[1]["hash_after"]
    assert workspace.version() == 3


def test_equal_content_gives_equal_hashes(tmp_path):
    layer, frame = tiny_districts()
    hashes = []
    for name in ("a", "b"):
        catalogue = layers.open(tmp_path / name, create=True)
        catalogue.write(layer, frame)
        hashes.append(catalogue.audit()[0]["hash_after"])
        catalogue.close()
    assert hashes[0] == hashes[1]


def test_bbox_selects_what_geometry_meets_not_what_boxes_meet(workspace):
    triangle = shapely.Polygon([(0, 0), (10, 0), (0, 10)])
    workspace.write(_layer(), _frame([triangle, shapely.Point(9, 9), None]))
    assert workspace["things"].read(bbox=(8, 8, 9, 9)).index.tolist() == [2]
    assert workspace["things"].read(bbox=(5, 5, 5, 5)).index.tolist() == [1]
    assert workspace["things"].read(bbox=(-1, -1, 0, 0)).index.tolist() == [1]


def test_bbox_across_180_degrees_looks_on_both_sides(workspace):
    workspace.write(
        _layer(), _frame([shapely.Point(179, 0), shapely.Point(-179, 0), shapely.Point(117, 0)])
    )
    assert workspace["things"].read(bbox=(170, -10, -170, 10)).index.tolist() == [1, 2]


def test_random_boxes_agree_with_brute_force(workspace):
    rng = np.random.default_rng(3)
    centres = rng.uniform([114, -4], [118, 2], (400, 2))
    shapes = shapely.buffer(shapely.points(centres), rng.uniform(0.001, 0.3, 400), quad_segs=3)
    workspace.write(_layer(), _frame(shapes))
    handle = workspace["things"]
    for _ in range(40):
        x, y = rng.uniform([114, -4], [118, 2])
        w, h = rng.uniform(0, 0.5, 2)
        want = np.flatnonzero(shapely.intersects(shapes, shapely.box(x, y, x + w, y + h))) + 1
        assert handle.read(bbox=(x, y, x + w, y + h)).index.tolist() == want.tolist()


def test_time_selects_closed_intervals_and_keeps_the_undated(tiny):
    handle = tiny["facilities"]
    found = handle.read(time=("2020-01-15", "2021-06-01"))
    assert found["name"].tolist() == ["RS Satu", "RS Dua", "Klinik Tengah"]
    assert len(handle.read(time=(None, "2010-07-01"))) == 2
    assert len(handle.read(time=("2024-01-01", None))) == 1
    assert len(tiny["roads"].read(time=("1900-01-01", "1900-01-02"))) == 2
    with pytest.raises(QueryError, match="is not a date"):
        handle.read(time=("soon", None))


def test_paging_and_property_selection(tiny):
    handle = tiny["facilities"]
    assert handle.read(limit=2, offset=3).index.tolist() == [4, 5]
    assert handle.read(properties=("type",)).columns.tolist() == ["type", "geometry"]
    assert handle.read(Query(equals={"type": "rs"}))["name"].tolist() == ["RS Satu", "RS Dua"]
    with pytest.raises(QueryError, match=r"unknown property 'colour'; the layer has name, type"):
        handle.read(equals={"colour": "red"})


def test_an_unknown_layer_names_those_there_are(tiny):
    with pytest.raises(LayerNotFoundError, match="districts, facilities, roads, population"):
        tiny["railways"]


def test_gdal_reads_the_snapshot_as_valid_geopackage(tiny, tmp_path):
    tiny.snapshot(tmp_path / "copy.gpkg")
    listed = dict(pyogrio.list_layers(tmp_path / "copy.gpkg"))
    assert listed["districts"] == "Polygon"
    for layer_id in ("districts", "facilities", "roads"):
        copy = gpd.read_file(tmp_path / "copy.gpkg", layer=layer_id)
        ours = tiny[layer_id].read()
        assert copy.crs.to_epsg() == 4326
        assert copy.geometry.geom_equals(ours.geometry.reset_index(drop=True)).all()
        assert len(copy) == pyogrio.read_info(tmp_path / "copy.gpkg", layer=layer_id)["features"]
    box = (116.85, -1.25, 116.87, -1.2)
    copy = gpd.read_file(tmp_path / "copy.gpkg", layer="districts", bbox=box)
    assert len(copy) == len(tiny["districts"].read(bbox=box)) == 1


def test_triggers_keep_the_index_when_rows_change_one_by_one(tiny):
    store = tiny._store
    with writing(store.connection, store.path) as connection:
        connection.execute("UPDATE facilities SET geom = (SELECT geom FROM roads WHERE fid = 1)")
        connection.execute("DELETE FROM facilities WHERE fid = 2")
        connection.execute("UPDATE facilities SET geom = NULL WHERE fid = 3")
        connection.execute("UPDATE facilities SET fid = 99 WHERE fid = 4")
        connection.execute("INSERT INTO facilities (name, type) VALUES ('x', 'rs')")
    findings = tiny.check()
    # Only what the description says of the layer is stale; index and counts followed.
    assert all("description says" in f or "extent says" in f for f in findings), findings
    counted = store.connection.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'facilities'"
    ).get
    assert counted == 6
    indexed = store.connection.execute("SELECT id FROM rtree_facilities_geom ORDER BY id")
    assert [row[0] for row in indexed] == [1, 5, 6, 99]
    tiny.write(*tiny_facilities(), mode="replace")


def test_check_names_what_is_wrong(tiny):
    store = tiny._store
    with writing(store.connection, store.path) as connection:
        connection.execute("DELETE FROM rtree_districts_geom WHERE id = 2")
        connection.execute("UPDATE gpkg_ogr_contents SET feature_count = 9")
    findings = "\n".join(tiny.check())
    assert "districts: R-tree: 1 features are missing" in findings
    assert "facilities: feature_count says 9, the table has 6 rows" in findings
    for layer, frame in (tiny_districts(), tiny_facilities()):
        tiny.write(layer, frame, mode="replace")
    tiny.delete("roads")


def test_rasters_come_back_and_windows_hold_the_cells_a_box_touches(tiny):
    handle = tiny["population"]
    whole = handle.raster()
    assert whole.shape == (10, 30)
    assert whole.values.sum() == pytest.approx(3000)
    part = handle.raster(bbox=(116.805, -1.225, 116.815, -1.215))
    assert part.shape == (2, 2)
    assert part.bounds == pytest.approx((116.80, -1.23, 116.82, -1.21))
    with pytest.raises(QueryError, match="outside the raster"):
        handle.raster(bbox=(100, 0, 101, 1))
    with pytest.raises(LayerNotFoundError, match="is a raster"):
        handle.read()
    with pytest.raises(LayerNotFoundError, match="not a raster"):
        tiny["roads"].raster()


def test_replacing_a_raster_leaves_one_file(tiny):
    handle = tiny["population"]
    layer, raster = handle.layer, handle.raster()
    with pytest.raises(LayerExistsError):
        tiny.write_raster(layer, raster)
    assert tiny.write_raster(layer, raster, mode="replace").revision == 2
    assert [p.name for p in (tiny.path / "rasters").iterdir()] == ["population.r2.tif"]
    np.testing.assert_array_equal(tiny["population"].raster().values, raster.values)
    tiny.delete("population")
    assert list((tiny.path / "rasters").iterdir()) == []


def test_a_missing_raster_file_is_found(tiny):
    (tiny.path / "rasters" / "population.tif").unlink()
    assert tiny.check() == ["population: raster file population.tif is missing"]
    with pytest.raises(StoreError, match="cannot be read"):
        tiny["population"].raster()
    tiny.delete("population")
