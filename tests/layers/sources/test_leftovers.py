from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import layers
from layers import ingest
from layers.sources import leftovers
from layers.sources.leftovers import OLD_S, new_folder, remove_leftovers

GONE = 2**22 + 5  # beyond the highest number Linux gives a process


def _make(parent, pid, *, age_s, name="abc_1"):
    folder = parent / f"penyangga-import-{pid}-{name}"
    folder.mkdir()
    (folder / "rows.arrow").write_bytes(b"x")
    then = time.time() - age_s
    os.utime(folder / "rows.arrow", (then, then))
    os.utime(folder, (then, then))
    return folder


def test_old_folders_of_dead_processes_go_and_all_others_stay(tmp_path):
    old = _make(tmp_path, GONE, age_s=OLD_S + 60)
    young = _make(tmp_path, GONE, age_s=OLD_S - 60, name="young")
    busy = _make(tmp_path, GONE, age_s=OLD_S + 60, name="busy")
    (busy / "more").write_bytes(b"just now")
    alive = _make(tmp_path, os.getpid(), age_s=10 * OLD_S)
    strange = tmp_path / "penyangga-import-notes"
    strange.mkdir()
    os.utime(strange, (0, 0))
    assert remove_leftovers(tmp_path) == [old.name]
    assert {p.name for p in tmp_path.iterdir()} == {p.name for p in (young, busy, alive, strange)}
    assert remove_leftovers(tmp_path) == []


def test_links_and_files_of_that_name_are_left_alone(tmp_path):
    target = tmp_path / "precious"
    target.mkdir()
    (target / "data").write_text("mine")
    link = tmp_path / f"penyangga-import-{GONE}-link"
    link.symlink_to(target)
    os.utime(link, (0, 0), follow_symlinks=False)
    plain = tmp_path / f"penyangga-import-{GONE}-file"
    plain.write_text("x")
    os.utime(plain, (0, 0))
    assert remove_leftovers(tmp_path) == []
    assert (target / "data").read_text() == "mine"
    assert plain.exists()


def test_a_process_one_may_not_signal_counts_as_running(monkeypatch):
    def refuse(_pid, _signal):
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert leftovers._runs(1)


def test_a_folder_is_named_by_its_process_and_sweeps_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    old = _make(tmp_path, GONE, age_s=OLD_S + 60)
    folder = new_folder()
    assert folder.name.startswith(f"penyangga-import-{os.getpid()}-")
    assert not old.exists()
    assert folder.is_dir()


@pytest.mark.slow
def test_a_killed_import_is_cleaned_up_by_a_later_one(tmp_path, workspace, monkeypatch):
    home = tmp_path / "tmp"
    home.mkdir()
    point = {"type": "Point", "coordinates": [116.8, -1.2]}
    feature = {"type": "Feature", "properties": {"a": 1}, "geometry": point}
    many = {"type": "FeatureCollection", "features": [feature] * 60_000}
    file = tmp_path / "many.geojson"
    file.write_text(json.dumps(many))
    program = "import sys, layers; from layers import ingest\n"
    program += "ingest.add(layers.open(sys.argv[1]), sys.argv[2], layer_id='many')"
    root = str(Path(layers.__file__).parents[1])
    importer = subprocess.Popen(
        [sys.executable, "-c", program, str(workspace.path), str(file)],
        env=os.environ | {"TMPDIR": str(home), "PYTHONPATH": root},
    )
    deadline = time.monotonic() + 60
    while not list(home.glob("penyangga-import-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    importer.send_signal(signal.SIGKILL)
    importer.wait()
    left = list(home.glob("penyangga-import-*"))
    assert len(left) == 1
    monkeypatch.setattr("tempfile.tempdir", str(home))
    monkeypatch.setattr(leftovers.remove_leftovers, "__kwdefaults__", {"older_than_s": -1.0})
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    ingest.add(workspace, file, layer_id="one")
    assert workspace.ids() == ["one"]
    assert list(home.iterdir()) == []
    shutil.rmtree(home)
