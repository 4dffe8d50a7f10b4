"""The catalogue: opening workspaces, and what it adds to its store."""

from __future__ import annotations

import numpy as np
import pytest

import layers
from layers import Query
from layers.errors import LayerNotFoundError, SchemaError, StoreError
from layers.testing import tiny_districts, tiny_facilities, tiny_population


def test_an_opened_workspace_has_what_was_written(tiny):
    again = layers.open(tiny.path)
    assert again.ids() == ["districts", "facilities", "roads", "population"]
    assert "roads" in again
    assert "railways" not in again
    assert again.version() == tiny.version() == 4
    again.close()


def test_a_handle_describes_its_layer_as_it_is_now(tiny):
    handle = tiny["facilities"]
    assert handle.layer.revision == 1
    tiny.write(*tiny_facilities(), mode="append")
    assert (handle.layer.revision, handle.layer.n_features) == (2, 12)


def test_a_query_may_be_given_by_its_fields(tiny):
    handle = tiny["facilities"]
    assert handle.read(limit=2).equals(handle.read(Query(limit=2)))


def test_vectors_and_rasters_do_not_take_each_others_place(tiny):
    layer, raster = tiny_population()
    with pytest.raises(SchemaError, match="'population' is a raster"):
        tiny.write(tiny_districts()[0].with_(id="population"), tiny_districts()[1], mode="replace")
    with pytest.raises(layers.LayersError, match="'roads' is a vector, not a raster"):
        tiny.write_raster(layer.with_(id="roads"), raster, mode="replace")
    with pytest.raises(LayerNotFoundError, match="not a raster"):
        tiny["roads"].raster()


def test_packed_forms_are_opened_once_for_each_revision(tiny):
    assert tiny.packed("roads") is tiny.packed("roads")
    tiny.write(*tiny_facilities(), mode="append")
    assert tiny.packed("facilities").n == 12


def test_arrays_derived_from_layers_are_made_once_for_each_revision(tiny):
    made = []

    def make():
        made.append(len(tiny["facilities"].read()))
        return {"n": np.array([made[-1]])}

    for _ in range(2):
        assert tiny.derived("counts", ["facilities"], make)["n"].tolist() == made[-1:]
    layers.open(tiny.path).derived("counts", ["facilities"], make)
    assert len(made) == 1
    tiny.derived("counts", ["facilities"], make, parameters={"mode": "car"})
    frame = tiny["facilities"].read()
    tiny.write(tiny["facilities"].layer, frame.iloc[:1], mode="replace")
    assert tiny.derived("counts", ["facilities"], make)["n"].tolist() == [1]
    assert len(made) == 3


def test_arrays_are_made_again_when_a_layer_changes_meanwhile(tiny):
    frame, seen = tiny["facilities"].read(), []

    def make():
        seen.append(len(tiny["facilities"].read()))
        if len(seen) == 1:
            tiny.write(tiny["facilities"].layer, frame.iloc[:1], mode="replace")
        return {"n": np.array(seen[-1:])}

    assert tiny.derived("counts", ["facilities"], make)["n"].tolist() == [1]
    assert seen == [len(frame), 1]


def test_a_store_too_damaged_to_list_is_said_in_sentences(workspace, monkeypatch):
    def fail():
        raise StoreError("the file is damaged", code="store-damaged")

    with monkeypatch.context() as patch:
        patch.setattr(workspace.store, "layers", fail)
        patch.setattr(workspace.store, "check", list)
        assert workspace.check() == ["the file is damaged"]


@pytest.mark.parametrize("address", ["mysql://localhost/region", "sqlite:/region.gpkg"])
def test_other_addresses_are_refused(address, tmp_path):
    with pytest.raises(StoreError, match="wanted a folder or postgresql://"):
        layers.open(address, folder=tmp_path)


def test_a_new_shared_workspace_wants_an_empty_folder_before_anything_is_made(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(StoreError, match="wants an empty folder") as caught:
        layers.open("postgresql://nowhere.invalid/region", folder=tmp_path, create=True)
    assert caught.value.code == "wrong-folder"
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_several_processes_may_claim_the_folder_of_one_workspace(postgis, tmp_path):
    address = postgis.store.address
    url = f"{address.conninfo}?schema={address.schema}"
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / "workspace.id.4711.part").write_text("half")
    for _ in range(2):
        layers.open(url, folder=folder).close()
    assert (folder / "workspace.id").read_text().strip() == postgis.store.identity
