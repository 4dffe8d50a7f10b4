from __future__ import annotations

import json
import os
import signal
import time

import pytest

import layers
from layers.testing import assert_sound, fill_tiny_region


def test_an_empty_workspace_is_made_and_sound(call, tmp_path):
    folder = tmp_path / "deep" / "region"
    shown = call("init", folder, "--empty", "--json")
    assert shown.exit_code == 0
    assert json.loads(shown.stdout) == {"workspace": str(folder), "made": True, "layers": []}
    catalogue = layers.open(folder)
    assert catalogue.ids() == []
    assert catalogue.check() == []
    catalogue.close()
    assert [p.name for p in folder.parent.iterdir()] == ["region"]


def test_an_empty_folder_may_become_a_workspace(call, tmp_path):
    folder = tmp_path / "region"
    folder.mkdir()
    assert call("init", folder, "--empty").exit_code == 0
    assert (folder / "region.gpkg").is_file()


def test_the_current_folder_may_become_a_workspace(call, tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    inode = folder.stat().st_ino
    assert call("init", ".", "--empty").exit_code == 0
    assert folder.stat().st_ino == inode
    assert call("layers").exit_code == 0
    assert [p.name for p in tmp_path.iterdir()] == ["here"]


def test_a_folder_with_other_things_is_refused_and_left_alone(call, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    shown = call("init", tmp_path)
    assert shown.exit_code == 2
    assert "is not empty and is no workspace" in shown.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


def test_a_workspace_is_left_as_it_is_and_that_is_said(call, folder):
    before = {p: p.stat().st_mtime_ns for p in folder.glob("*.gpkg")}
    shown = call("init", folder)
    assert shown.exit_code == 0
    assert "is a workspace already (4 layers); nothing was changed" in shown.stderr
    assert json.loads(call("init", folder, "--json").stdout)["made"] is False
    assert "sudah berupa ruang kerja" in call("--lang", "id", "init", folder).stderr
    assert {p: p.stat().st_mtime_ns for p in folder.glob("*.gpkg")} == before


def test_a_file_is_no_folder(call, tmp_path):
    (tmp_path / "x").write_text("")
    assert call("init", tmp_path / "x").exit_code == 2


@pytest.mark.slow
def test_interrupted_it_leaves_nothing_behind(start, tmp_path):
    process = start("init", tmp_path / "region")
    assert process.stderr.readline().startswith("step 1/")
    process.stderr.readline()
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.endswith("dihentikan / interrupted\n")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def url(postgres):
    """Address of a schema that is not there yet; gone when the test ends."""
    schema = f"init_{os.urandom(5).hex()}"
    yield postgres.address("region", schema=schema).replace("planner@", "planner:s3cret@")
    postgres.execute("region", f"DROP SCHEMA IF EXISTS {schema} CASCADE")


def test_a_workspace_is_made_in_a_database_and_left_as_it_is(call, url, tmp_path):
    files = tmp_path / "files"
    shown = call("init", url, "--folder", files, "--empty")
    assert shown.exit_code == 0, shown.stderr
    assert "s3cret" not in shown.output
    assert f"--folder {files} serve" in shown.stderr
    assert json.loads(call("--folder", files, "layers", "--json", workspace=url).stdout) == {
        "layers": []
    }
    catalogue = fill_tiny_region(layers.open(url, folder=files))
    again = call("--folder", files, "init", url)
    assert again.exit_code == 0
    assert "is a workspace already (4 layers); nothing was changed" in again.stderr
    assert "s3cret" not in again.output
    assert_sound(catalogue)
    catalogue.close()


def test_a_database_that_was_made_but_not_filled_is_filled(call, url, tmp_path, monkeypatch):
    made = []

    def little(catalogue, progress):
        made.append(progress)
        return fill_tiny_region(catalogue)

    monkeypatch.setattr("layers.starter.build", little)
    files = tmp_path / "files"
    assert call("init", url, "--folder", files, "--empty").exit_code == 0
    shown = call("init", url, "--folder", files, "--json")
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert told["made"] is True
    assert told["layers"] == ["districts", "facilities", "roads", "population"]
    assert told["workspace"].startswith("postgresql://127.0.0.1:")
    assert len(made) == 1
    assert "Salin / Copy districts" in shown.stderr
    catalogue = layers.open(url, folder=files)
    assert_sound(catalogue)
    catalogue.close()


def test_a_database_wants_a_folder_of_its_own(call, url, tmp_path):
    assert "--folder" in call("init", url).stderr
    (tmp_path / "notes.txt").write_text("mine")
    shown = call("init", url, "--folder", tmp_path)
    assert shown.exit_code == 1
    assert "wants an empty folder" in shown.stderr
