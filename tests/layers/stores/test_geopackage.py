"""The embedded store: only a workspace of ours is opened."""

from __future__ import annotations

import pytest

import layers
from layers.errors import (
    StoreError,
)


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


def test_creating_over_a_workspace_is_refused(gpkg):
    with pytest.raises(StoreError) as caught:
        layers.open(gpkg.path, create=True)
    assert caught.value.code == "store-exists"
