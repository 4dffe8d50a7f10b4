"""`penyangga copy`: either way, whole or not at all, and nothing secret is told."""

from __future__ import annotations

import json

import pytest

import layers
from layers.testing import assert_sound, fill_tiny_region

LAYERS = ["districts", "facilities", "roads", "population"]


@pytest.fixture
def url(new_postgis, postgres):
    """Address of an empty PostGIS workspace, with a password in it, and its folder."""
    catalogue = new_postgis("shared")
    address = postgres.address("region", schema=catalogue.store.address.schema)
    return address.replace("planner@", "planner:s3cret@"), catalogue.path


def test_a_folder_is_copied_into_a_new_one(call, folder, tmp_path):
    shown = call("copy", folder, tmp_path / "deep" / "new", "--json")
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert [layer["id"] for layer in told["layers"]] == LAYERS
    assert (told["from"], told["to"]) == (str(folder), str(tmp_path / "deep" / "new"))
    assert "step 1/4 districts" in shown.stderr
    copied = layers.open(tmp_path / "deep" / "new")
    assert_sound(copied)
    assert copied.ids() == LAYERS
    copied.close()
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["new"]


def test_a_region_goes_to_postgis_and_back(call, folder, tmp_path, url):
    address, files = url
    there = call("copy", folder, address, "--to-folder", files, "--json")
    assert there.exit_code == 0, there.stderr
    back = call("--folder", files, "copy", address, tmp_path / "back", "--json")
    assert back.exit_code == 0, back.stderr
    assert "s3cret" not in there.output + back.output
    assert "planner" not in there.output + back.output
    first, last = (json.loads(shown.stdout)["layers"] for shown in (there, back))
    assert first == last
    home = layers.open(tmp_path / "back")
    assert_sound(home)
    home.close()


def test_a_target_that_holds_layers_wants_replace(call, folder, tmp_path):
    other = fill_tiny_region(layers.open(tmp_path / "other", create=True))
    other.delete("roads")
    refused = call("copy", folder, tmp_path / "other")
    assert refused.exit_code == 1
    assert "holds 3 layers already" in refused.stderr
    assert other.ids() == ["districts", "facilities", "population"]
    taken = call("copy", folder, tmp_path / "other", "--replace")
    assert taken.exit_code == 0, taken.stderr
    assert other.ids() == LAYERS
    assert other["districts"].layer.revision == 2
    assert [p.name for p in other.raster_folder.iterdir()] == ["population.r2.tif"]
    assert_sound(other)
    other.close()


def test_what_breaks_off_leaves_nothing(call, folder, tmp_path):
    raster = folder / "rasters" / "population.tif"
    kept = raster.read_bytes()
    raster.unlink()
    broken = call("copy", folder, tmp_path / "new")
    assert broken.exit_code == 1
    assert "population.tif could not be copied" in broken.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["region"]
    raster.write_bytes(kept)


def test_wrong_calls_are_told(call, folder, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    for words, says in (
        ((folder, tmp_path / "full"), "is no workspace"),
        ((folder, folder), "holds 4 layers already"),
        ((folder, folder, "--replace"), "one and the same"),
        ((tmp_path / "none", tmp_path / "x"), "no workspace here"),
        ((folder, "postgresql://db/region"), "--to-folder"),
        (("postgresql://db/region", tmp_path / "x"), "--from-folder"),
    ):
        shown = call("copy", *words)
        assert shown.exit_code in (1, 2)
        assert says in shown.stderr
    both = call("--folder", tmp_path / "f", "copy", "postgresql://a/b", "postgresql://a/c")
    assert "both workspaces are in PostGIS" in both.stderr
