"""What a catalogue relies on, whatever keeps its layers."""

from __future__ import annotations

import os
import threading

import numpy as np
import pytest

import layers
from layers.errors import (
    LayerExistsError,
    LayerNotFoundError,
    QueryError,
    SchemaError,
    StoreError,
)
from layers.stores import audit
from layers.stores.base import Kept
from layers.stores.features import Held, after_write, prepare
from layers.stores.reading import Rows
from layers.testing import (
    assert_sound,
    fill_tiny_region,
    tiny_districts,
    tiny_facilities,
    tiny_population,
)


def test_an_unknown_layer_names_those_there_are(tiny):
    with pytest.raises(LayerNotFoundError, match="districts, facilities, roads, population"):
        tiny["railways"]


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


def _kept(layer, frame, ids):
    features = prepare(layer, frame)
    columns = dict(zip(layer.schema.names, features.columns, strict=True))
    rows = Rows(np.array(ids, dtype=np.int64), features.geometries, columns)
    stored, content_hash = after_write(layer, Held(), features, mode="create", moment="m")
    return Kept(stored, content_hash, rows)


def _entry(kept):
    return audit.entry(
        kept.layer,
        action="copy",
        rows=(0, kept.layer.n_features),
        hashes=("", kept.content_hash),
        provenance={},
    )


def test_restored_rows_keep_their_ids_and_the_next_follows_them(workspace):
    layer, frame = tiny_districts()
    kept = _kept(layer, frame, [3, 7, 10**12])
    workspace.store.restore([kept], [_entry(kept)])
    assert workspace["districts"].read().index.tolist() == [3, 7, 10**12]
    workspace.write(layer, frame.iloc[:1], mode="append")
    assert workspace["districts"].read().index.tolist()[-1] == 10**12 + 1


def test_a_restore_is_whole_or_not_at_all(workspace):
    districts = _kept(*tiny_districts(), [1, 2, 3])
    workspace.write(*tiny_facilities())
    facilities = _kept(*tiny_facilities(), [1, 2, 3, 4, 5, 6])
    with pytest.raises(LayerExistsError, match="'facilities' is there already"):
        workspace.store.restore([districts, facilities], [_entry(districts)])
    assert workspace.ids() == ["facilities"]
    assert len(workspace.audit()) == 1


def test_a_moment_stays_as_it_was_whatever_others_write(tiny, tmp_path):
    with tiny.store.moment() as moment:
        other = threading.Thread(target=_append, args=(tiny,))
        other.start()
        other.join()
        entries = {entry.layer.id: moment.whole(entry) for entry in moment.entries}
        assert len(entries["facilities"].rows.ids) == entries["facilities"].layer.n_features == 6
        assert entries["population"].rows is None
        assert entries["population"].file == "population.tif"
        assert len(moment.audit) == 4
    assert tiny["facilities"].layer.n_features == 12


def _append(catalogue):
    catalogue.write(*tiny_facilities(), mode="append")
    catalogue.close()


def test_layers_keep_the_order_of_their_making(tiny):
    layer, frame = tiny_districts()
    tiny.write(layer, frame, mode="replace")
    assert tiny.ids() == ["districts", "facilities", "roads", "population"]
    tiny.delete("districts")
    tiny.write(layer, frame)
    assert tiny.ids() == ["facilities", "roads", "population", "districts"]


def test_many_threads_read_at_once(tiny):
    found = []

    def read():
        found.append(len(tiny["facilities"].read(bbox=(116.8, -1.3, 117.1, -1.2))))
        tiny.close()

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [6] * 8


def test_a_forked_process_reads_and_leaves_its_parent_alone(tiny):
    assert len(tiny["facilities"].read()) == 6
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if len(tiny["facilities"].read()) == 6 else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert len(tiny["facilities"].read()) == 6
    tiny.write(*tiny_facilities(), mode="append")


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_store_that_fails_keeps_the_old_raster_and_no_new_file(tiny, monkeypatch):
    handle = tiny["population"]
    layer, raster = handle.layer, handle.raster()

    def fail(*_args, **_kwargs):
        raise StoreError("the disk is full")

    kind = type(tiny.store)
    module = "layers.stores.geopackage.audit.record"
    if kind.__name__ == "PostGISStore":
        module = "layers.stores.postgis.store.put_audit"
    monkeypatch.setattr(module, fail)
    with pytest.raises(StoreError, match="disk is full"):
        tiny.write_raster(layer, raster, mode="replace")
    monkeypatch.undo()
    assert _names(tiny.raster_folder) == ["population.tif"]
    assert tiny["population"].layer.revision == 1
    np.testing.assert_array_equal(tiny["population"].raster().values, raster.values)


def test_revisions_of_rasters_never_repeat_and_kinds_do_not_mix(tiny):
    layer, raster = tiny["population"].layer, tiny["population"].raster()
    tiny.delete("population")
    with pytest.raises(layers.LayersError, match="no layer"):
        tiny.delete("population")
    assert tiny.write_raster(layer, raster).revision == 2
    assert _names(tiny.raster_folder) == ["population.r2.tif"]
    with pytest.raises(LayerExistsError, match="replace it"):
        tiny.write_raster(layer, raster)
    with pytest.raises(SchemaError, match="is a raster") as caught:
        tiny.write(tiny_districts()[0].with_(id="population"), tiny_districts()[1], mode="append")
    assert caught.value.code == "wrong-kind"


def test_a_raster_replaced_while_it_is_opened_is_read_anew(tiny, monkeypatch):
    handle = tiny["population"]
    layer, raster = handle.layer, handle.raster()
    true = tiny.store.file_of
    asked = []

    def slow(layer_id):
        file = true(layer_id)
        if not asked:
            asked.append(file)
            tiny.write_raster(layer, raster, mode="replace")
        return file

    monkeypatch.setattr(tiny.store, "file_of", slow)
    np.testing.assert_array_equal(handle.raster().values, raster.values)
    assert asked == ["population.tif"]


def _replace_often(place, folder, times):
    catalogue = layers.open(place, folder=folder)
    layer, raster = tiny_population()
    for _ in range(times):
        catalogue.write_raster(layer, raster, mode="replace")
    os._exit(0)


def test_processes_replacing_one_raster_take_turns(new_workspace, writers):
    catalogue = fill_tiny_region(new_workspace())
    store = catalogue.store
    place = catalogue.path
    if hasattr(store, "address"):
        place = f"{store.address.conninfo}?schema={store.address.schema}"
    both = [
        writers.Process(target=_replace_often, args=(place, catalogue.path, 6)) for _ in range(2)
    ]
    for writer in both:
        writer.start()
    while any(writer.is_alive() for writer in both):
        assert catalogue["population"].raster().values.sum() == pytest.approx(3000)
    for writer in both:
        writer.join()
        assert writer.exitcode == 0
    assert catalogue["population"].layer.revision == 13
    assert _names(catalogue.raster_folder) == ["population.r13.tif"]
    revisions = [r["revision"] for r in catalogue.audit() if r["layer_id"] == "population"]
    assert revisions == list(range(1, 14))
    assert_sound(catalogue)
