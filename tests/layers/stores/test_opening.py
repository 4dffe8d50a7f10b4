"""Opening stores: the address says which kind it is, and what is missing is named."""

from __future__ import annotations

import sys

import pytest

import layers
from layers.errors import StoreError
from layers.stores import GeoPackageStore, open_store


def test_a_path_is_a_geopackage(tmp_path):
    made = open_store(tmp_path / "a.gpkg", create=True)
    made.close()
    again = open_store(str(tmp_path / "a.gpkg"))
    assert isinstance(again, GeoPackageStore)
    assert again.layers() == []
    again.close()
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "b.gpkg")
    assert caught.value.code == "not-a-workspace"


def test_without_psycopg_the_extra_is_named(monkeypatch):
    for name in [n for n in sys.modules if n.startswith("layers.stores.postgis")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'penyangga\[postgis\]'") as caught:
        open_store("postgresql://db/region")
    assert caught.value.code == "postgis-not-installed"


def test_an_unknown_scheme_is_refused(tmp_path):
    with pytest.raises(StoreError, match="wanted a folder or postgresql://"):
        layers.open("mysql://db/region", folder=tmp_path)


def test_both_stores_say_who_they_are(new_workspace):
    a, b = new_workspace("a"), new_workspace("b")
    assert a.store.identity != b.store.identity
    assert a.store.identity == a.store.identity
