"""The check of the embedded store finds what is wrong and nothing else."""

from __future__ import annotations

from layers.stores.connection import writing
from layers.testing import tiny_districts, tiny_facilities


def test_check_names_what_is_wrong(tiny_gpkg):
    store = tiny_gpkg._store
    with writing(store.connection, store.path) as connection:
        connection.execute("DELETE FROM rtree_districts_geom WHERE id = 2")
        connection.execute("UPDATE gpkg_ogr_contents SET feature_count = 9")
    findings = "\n".join(tiny_gpkg.check())
    assert "districts: R-tree: 1 features are missing" in findings
    assert "facilities: feature_count says 9, the table has 6 rows" in findings
    for layer, frame in (tiny_districts(), tiny_facilities()):
        tiny_gpkg.write(layer, frame, mode="replace")
    tiny_gpkg.delete("roads")
