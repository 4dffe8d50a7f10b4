"""The file is a GeoPackage that others can read and edit."""

from __future__ import annotations

import geopandas as gpd
import pyogrio

from layers.stores.connection import writing
from layers.testing import tiny_facilities


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


def test_triggers_keep_the_index_when_rows_change_one_by_one(tiny_gpkg):
    store = tiny_gpkg._store
    with writing(store.connection, store.path) as connection:
        connection.execute("UPDATE facilities SET geom = (SELECT geom FROM roads WHERE fid = 1)")
        connection.execute("DELETE FROM facilities WHERE fid = 2")
        connection.execute("UPDATE facilities SET geom = NULL WHERE fid = 3")
        connection.execute("UPDATE facilities SET fid = 99 WHERE fid = 4")
        connection.execute("INSERT INTO facilities (name, type) VALUES ('x', 'rs')")
    findings = tiny_gpkg.check()
    # Only what the description says of the layer is stale; index and counts followed.
    assert all("description says" in f or "extent says" in f for f in findings), findings
    counted = store.connection.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'facilities'"
    ).get
    assert counted == 6
    indexed = store.connection.execute("SELECT id FROM rtree_facilities_geom ORDER BY id")
    assert [row[0] for row in indexed] == [1, 5, 6, 99]
    tiny_gpkg.write(*tiny_facilities(), mode="replace")
