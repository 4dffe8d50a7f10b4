"""Raster files are written beside their place; nothing of them stays when what follows fails."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from layers.drafts import draft, raster_file, sweep
from layers.errors import StoreError
from layers.testing import tiny_population


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_takes_its_place_and_nothing_else_stays(tmp_path):
    layer, _ = tiny_population()
    with draft(tmp_path, "population") as file:
        file.part.write_bytes(b"new")
        assert file.place(layer.with_(revision=3)) == "population.r3.tif"
    assert _names(tmp_path) == ["population.r3.tif"]
    assert raster_file(layer.with_(revision=0)) == "population.tif"


def test_what_fails_before_or_after_taking_its_place_leaves_no_file(tmp_path):
    for name in (None, "population.tif"):
        with pytest.raises(StoreError):
            _broken_off(tmp_path, name)
        assert _names(tmp_path) == []


def _broken_off(folder, name, other=None):
    with draft(folder, "population") as file:
        file.part.write_bytes(b"mine")
        if name:
            file.put(name)
        if other:
            other.replace(folder / name)
        raise StoreError("the server went away")


def test_a_failing_writer_leaves_the_file_of_another_alone(tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"theirs")
    with pytest.raises(StoreError):
        _broken_off(tmp_path, "population.tif", other)
    assert (tmp_path / "population.tif").read_bytes() == b"theirs"


def test_only_old_drafts_are_swept(tmp_path):
    for name in (".a.0123.part", ".b.4567.part", ".b.4567.part.part", "c.tif", ".hidden"):
        (tmp_path / name).write_bytes(b"")
        os.utime(tmp_path / name, (time.time() - 90_000,) * 2)
    os.utime(tmp_path / ".a.0123.part")
    assert sorted(sweep(tmp_path)) == [".b.4567.part", ".b.4567.part.part"]
    assert _names(tmp_path) == [".a.0123.part", ".hidden", "c.tif"]


def test_a_draft_that_takes_its_place_meanwhile_is_let_be(tmp_path, monkeypatch):
    """Two writers: the other's draft is gone between reading the folder and looking at it."""
    (tmp_path / ".population.one.part").write_bytes(b"")
    (tmp_path / ".population.two.part").write_bytes(b"")
    listed = sorted(tmp_path.iterdir())
    (tmp_path / ".population.one.part").unlink()
    monkeypatch.setattr(Path, "glob", lambda *_: iter(listed))
    assert sweep(tmp_path, older_than_s=-60) == [".population.two.part"]
    assert _names(tmp_path) == []
