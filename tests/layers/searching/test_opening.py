"""Indexes are kept with their layer's revision, and made anew with the next."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers import Field, Layer, Schema, Text
from layers.searching import open_search, renew_search, warm_search
from layers.searching.opening import units_of


def places(*names, code="64.71.09"):
    frame = gpd.GeoDataFrame(
        {"name": list(names), "code": [code] * len(names)},
        geometry=[shapely.Point(116.85, -1.25)] * len(names),
        crs=4326,
    )
    schema = Schema(tuple(Field(n, "text", Text(n, n)) for n in ("name", "code")), "Point")
    return Layer("markets", Text("Pasar", "Markets"), "assets", schema), frame


def titles(catalogue, text):
    return [hit.title.id for hit in open_search(catalogue).search(text) if hit.layer == "markets"]


def test_a_change_is_seen_by_the_next_search(tiny):
    assert titles(tiny, "klandasan") == []
    tiny.write(*places("Pasar Klandasan"))
    assert titles(tiny, "klandasan") == ["Pasar Klandasan"]
    tiny.write(*places("Pasar Baru", "Pasar Sepinggan"), mode="replace")
    assert titles(tiny, "klandasan") == []
    assert titles(tiny, "sepingan") == ["Pasar Sepinggan"]
    tiny.delete("markets")
    assert titles(tiny, "sepinggan") == []


def test_unchanged_layers_are_not_read_again(tiny, monkeypatch):
    open_search(tiny)
    tiny.write(*places("Pasar Baru"))
    read = []
    store = type(tiny.store)
    plain = store.read
    monkeypatch.setattr(store, "read", lambda self, *a: (read.append(a[0]), plain(self, *a))[1])
    open_search(tiny)
    assert read == ["markets", "districts"]


def test_indexes_are_renewed_where_there_were_any(tiny, monkeypatch):
    tiny.write(*places("Pasar Baru"))
    assert not renew_search(tiny)
    open_search(tiny)
    tiny.write(*places("Pasar Klandasan"), mode="replace")
    assert renew_search(tiny)
    store = type(tiny.store)
    monkeypatch.setattr(store, "read", lambda *_: pytest.fail("the search reads a layer"))
    assert titles(tiny, "klandasan") == ["Pasar Klandasan"]


def test_renamed_districts_are_told_with_what_lies_in_them(tiny):
    tiny.write(*places("Pasar Baru"))
    assert "Kecamatan Barat" in open_search(tiny).search("pasar baru")[0].context.id
    layer, frame = tiny["districts"].layer, tiny["districts"].read()
    frame["name"] = ["Ulu", "Tengah", "Hilir"]
    tiny.write(layer, frame.reset_index(drop=True), mode="replace")
    assert "Kecamatan Ulu" in open_search(tiny).search("pasar baru")[0].context.id
    assert titles(tiny, "pasar ulu") == ["Pasar Baru"]


def test_own_units_come_before_the_known(tiny):
    searcher = open_search(tiny)
    assert units_of(searcher.indexes)["64.71.01"] == "Barat"
    assert searcher.units["64"] == "Kalimantan Timur"


def test_names_of_nothing_and_codes_of_nothing_do_no_harm(tiny):
    layer, frame = places("Pasar Baru", "", "…")
    frame.loc[1, "code"] = None
    frame.geometry = [None, shapely.Point(1, 1), shapely.Point()]
    tiny.write(layer, frame)
    first = open_search(tiny).search("pasar baru")[0]
    assert (first.title.id, first.place, first.bbox) == ("Pasar Baru", None, None)


def test_warming_needs_no_workspace(monkeypatch):
    asked = []
    monkeypatch.setattr("layers.searching.opening.Searcher.search", lambda *a: asked.append(a[1]))
    warm_search()
    assert asked == ["rumah sakit"]


def test_both_stores_find_the_same(tiny, tiny_postgis):
    for text in ("puskesmas barat", "rs", "jalan poros", "64.71.02", "kec timur"):
        here, there = (open_search(one).search(text) for one in (tiny, tiny_postgis))
        assert here == there != ()
