"""Copies between workspaces: both ways, with equal dumps, whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import random

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

import layers
from layers import Field, Layer, Schema, Text
from layers.errors import LayerExistsError, StoreError
from layers.stores import copying
from layers.stores.blob import encode
from layers.stores.copying import copy_workspace, fingerprint
from layers.testing import assert_sound, fill_tiny_region, tiny_districts, tiny_facilities


def _awkward():
    """Values and names that a store may stumble over."""
    types = {
        "teks": "text",
        "xmin": "integer",
        "growth_%": "number",
        'quote "me"': "boolean",
        "n" * 70: "date",
        "kapan": "datetime",
        "Teks ke-2": "text",
    }
    values = [
        ["", "a\tb\\N\n'\"", "Ånggana 中 🛶", None, "\\."],
        pd.array([2**63 - 1, -(2**63), 0, None, 1], dtype="Int64"),
        [0.1, -1e300, 5e-324, None, 1 / 3],
        pd.array([True, False, None, None, True], dtype="boolean"),
        ["0001-01-01", "9999-12-31", "2024-02-29", None, "1883-08-27"],
        ["1900-01-01T00:00:00.001Z", "2024-12-31T23:59:59.999Z", None, None, "0999-05-05"],
        ["x"] * 5,
    ]
    shapes = [
        shapely.Point(-0.0, 1e-300),
        shapely.Polygon(),
        None,
        shapely.GeometryCollection([shapely.Point(), shapely.box(0, 0, 1, 1)]),
        shapely.MultiPolygon([shapely.box(116, -1, 117, 0.1), shapely.box(118, 1, 119, 2)]),
    ]
    frame = gpd.GeoDataFrame(dict(zip(types, values, strict=True)), geometry=shapes, crs=4326)
    fields = tuple(Field(n, kind, Text.of(n)) for n, kind in types.items())
    return Layer(
        id="awkward",
        title=Text("Sulit 100 %", "Awkward 'quoted' 100 %"),
        theme="added",
        schema=Schema(fields),
        styling={"z": 1, "a": {"y": 1.0, "b": 2}},
    ), frame


def dump(catalogue):
    """Every row of every layer, sorted: ids, geometry bytes, values as stored."""
    out = {}
    for layer in catalogue.layers():
        if layer.kind == "raster":
            raster = catalogue[layer.id].raster()
            out[layer.id] = (raster.values.tobytes(), raster.transform, raster.nodata)
            continue
        _, rows = catalogue.store.rows(layer.id)
        blobs = encode(rows.geometries, rows.ids.tolist())
        columns = [rows.columns[name] for name in layer.schema.names]
        out[layer.id] = sorted(map(repr, zip(rows.ids.tolist(), blobs, *columns, strict=True)))
    return out


def hashes(catalogue):
    with catalogue.store.moment() as moment:
        return {entry.layer.id: entry.content_hash for entry in moment.entries}


@pytest.fixture(params=["geopackage", "postgis"])
def target(request, tmp_path):
    if request.param == "postgis":
        return request.getfixturevalue("new_postgis")("target")
    return layers.open(tmp_path / "target", create=True)


@pytest.fixture
def filled(tiny):
    layer, frame = _awkward()
    tiny.write(layer, frame.iloc[:2])
    tiny.write(layer, frame.iloc[2:], mode="append")
    return tiny


def test_every_layer_arrives_as_it_was(filled, target):
    seen = []
    copied = copy_workspace(filled, target, progress=lambda *step: seen.append(step))
    assert dump(target) == dump(filled)
    assert hashes(target) == hashes(filled)
    assert target.layers() == filled.layers()
    assert [c.layer_id for c in copied] == filled.ids() == target.ids()
    assert [c.n_features for c in copied] == [3, 6, 2, 0, 5]
    assert seen == [(name, i, 5) for i, name in enumerate(filled.ids())]
    assert target.check() == []
    assert len(dump(target)["awkward"]) == 5
    target.close()


def test_rasters_arrive_byte_by_byte(tiny, target):
    layer, raster = tiny["population"].layer, tiny["population"].raster()
    # What a file gives back need not be what was hashed when it was written.
    odd = dataclasses.replace(raster, nodata=np.float32(-9999), crs=pyproj.CRS("OGC:CRS84"))
    tiny.write_raster(layer, odd, mode="replace")
    copied = copy_workspace(tiny, target)
    file = "population.r2.tif"
    assert (target.raster_folder / file).read_bytes() == (tiny.raster_folder / file).read_bytes()
    assert [c.layer_id for c in copied] == tiny.ids()
    assert hashes(target) == hashes(tiny)
    target.close()


def test_there_and_back_again_is_where_it_started(filled, target, tmp_path):
    copy_workspace(filled, target)
    home = layers.open(tmp_path / "home", create=True)
    copy_workspace(target, home)
    assert dump(home) == dump(filled)
    assert hashes(home) == hashes(filled)
    history = home.audit()[-1]["provenance"]["history"]
    assert [row["action"] for row in history] == ["copy"]
    inner = history[0]["provenance"]["history"]
    assert [row["action"] for row in inner] == ["create", "append"]
    assert home.check() == []
    home.close()
    target.close()


def test_a_copied_layer_goes_on_as_the_original_would(tiny, target):
    copy_workspace(tiny, target)
    for catalogue in (tiny, target):
        catalogue.write(*tiny_facilities(), mode="append")
    assert dump(target)["facilities"] == dump(tiny)["facilities"]
    assert hashes(target)["facilities"] == hashes(tiny)["facilities"]
    assert target["facilities"].layer.revision == 2
    target.close()


def test_a_layer_that_is_there_stops_the_copy_before_it_starts(tiny, target):
    target.write(*tiny_districts())
    before = dump(target), target.audit()
    with pytest.raises(LayerExistsError, match="holds districts already"):
        copy_workspace(tiny, target)
    assert (dump(target), target.audit()) == before
    target.close()


def test_a_workspace_is_not_copied_onto_itself(tiny):
    with pytest.raises(LayerExistsError):
        copy_workspace(tiny, tiny)


def test_other_layers_stay_and_revisions_never_repeat(tiny, target):
    layer, frame = tiny_districts()
    for _ in range(3):
        target.write(layer, frame)
        target.delete("districts")
    target.write(layer.with_(id="mine"), frame)
    copy_workspace(tiny, target)
    assert target.ids() == ["mine", "districts", "facilities", "roads", "population"]
    assert target["districts"].layer.revision == 4
    assert target["facilities"].layer.revision == 1
    assert target.check() == []
    target.close()


def test_a_missing_raster_file_stops_the_copy(tiny, target):
    (tiny.raster_folder / "population.tif").unlink()
    with pytest.raises(StoreError, match=r"population\.tif could not be copied"):
        copy_workspace(tiny, target)
    assert target.ids() == []
    assert list(target.raster_folder.iterdir()) == []
    tiny.delete("population")
    target.close()


def test_a_difference_after_the_copy_is_never_kept_quiet(tiny, target, monkeypatch):
    true = copying.fingerprint
    calls = []

    def lie(layer, rows):
        calls.append(layer.id)
        return true(layer, rows) + ("!" if len(calls) > 3 else "")

    monkeypatch.setattr(copying, "fingerprint", lie)
    with pytest.raises(StoreError, match="reads back differently") as caught:
        copy_workspace(tiny, target)
    assert caught.value.code == "copy-differs"
    target.close()


def test_the_fingerprint_sees_ids_values_and_names(tiny):
    layer, rows = tiny.store.rows("facilities")
    base = fingerprint(layer, rows)
    assert fingerprint(*tiny.store.rows("facilities")) == base
    rows.ids[0] = 77
    assert fingerprint(layer, rows) != base
    layer, rows = tiny.store.rows("facilities")
    rows.columns["name"][5] = "SD 2"
    assert fingerprint(layer, rows) != base


def test_a_region_of_many_features_arrives(workspace, target):
    rng = np.random.default_rng(9)
    shapes = shapely.buffer(
        shapely.points(rng.uniform([114, -4], [118, 2], (3000, 2))),
        rng.uniform(0.001, 0.1, 3000),
        quad_segs=2,
    )
    frame = gpd.GeoDataFrame({"a": rng.normal(size=3000)}, geometry=shapes, crs=4326)
    layer = Layer(
        id="many",
        title=Text.of("many"),
        theme="added",
        schema=Schema((Field("a", "number", Text.of("a")),), "Polygon"),
    )
    workspace.write(layer, frame)
    copy_workspace(workspace, target)
    assert dump(target) == dump(workspace)
    box = (115, -2, 116, 0)
    assert (
        target["many"].read(bbox=box).index.tolist()
        == workspace["many"].read(bbox=box).index.tolist()
    )
    target.close()


def test_an_empty_workspace_copies_to_an_empty_one(workspace, target):
    assert copy_workspace(workspace, target) == []
    assert target.ids() == []
    assert fill_tiny_region(target).check() == []
    target.close()


def test_replacing_takes_the_place_of_layers_of_the_same_ids_only(tiny, target):
    layer, frame = tiny_districts()
    target.write(layer, frame.iloc[:1])
    target.write(layer.with_(id="mine"), frame)
    target.write_raster(tiny["population"].layer, tiny["population"].raster())
    copied = copy_workspace(tiny, target, replace=True)
    assert [c.layer_id for c in copied] == tiny.ids()
    found = dump(target)
    assert {name: found[name] for name in tiny.ids()} == dump(tiny)
    assert len(found["mine"]) == 3
    assert target["districts"].layer.revision == 2
    assert [p.name for p in target.raster_folder.iterdir()] == ["population.r2.tif"]
    row = next(r for r in target.audit() if r["action"] == "copy")
    assert (row["layer_id"], row["rows_before"], row["rows_after"]) == ("districts", 1, 3)
    assert target.check() == []
    target.close()


def test_a_copy_that_fails_at_the_end_changes_nothing(tiny, target, monkeypatch):
    layer, frame = tiny_districts()
    target.write(layer, frame.iloc[:1])
    target.write_raster(tiny["population"].layer, tiny["population"].raster())
    before, files = (dump(target), target.audit()), _files(target)
    kind = "postgis.store.put_audit" if hasattr(target.store, "address") else "audit.put"

    def fail(*_args):
        raise StoreError("the disk is full", code="disk-full")

    monkeypatch.setattr(f"layers.stores.{kind}", fail)
    with pytest.raises(StoreError, match="disk is full"):
        copy_workspace(tiny, target, replace=True)
    monkeypatch.undo()
    assert (dump(target), target.audit()) == before
    assert _files(target) == files
    assert target.check() == []
    target.close()


def _files(catalogue):
    return {p.name: p.read_bytes() for p in catalogue.raster_folder.iterdir()}


def _copy_over(place, folder, into):
    source, target = layers.open(place), layers.open(into, folder=folder)
    copy_workspace(source, target, replace=True)
    os._exit(0)


def test_a_copy_killed_anywhere_leaves_the_target_whole(tiny_gpkg, target, writers):
    layer, frame = tiny_facilities()
    many = pd.concat([frame] * 2000, ignore_index=True)
    tiny_gpkg.write(layer, many, mode="replace")
    tiny_gpkg.close()
    into = target.path
    if hasattr(target.store, "address"):
        into = f"{target.store.address.conninfo}?schema={target.store.address.schema}"
    fill_tiny_region(target)
    draw = random.Random(3)
    whole = {6, 12_000}
    for _ in range(4):
        writer = writers.Process(target=_copy_over, args=(tiny_gpkg.path, target.path, into))
        writer.start()
        writer.join(draw.uniform(0.0, 1.0))
        writer.kill()
        writer.join()
        assert target["facilities"].layer.n_features in whole
        assert_sound(target)
        target["population"].raster()
    assert len({row["revision"] for row in target.audit() if row["layer_id"] == "roads"}) == sum(
        row["layer_id"] == "roads" for row in target.audit()
    )
    target.close()
