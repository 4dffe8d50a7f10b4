"""`penyangga tiles build`: a file that appears whole, or not at all."""

from __future__ import annotations

import json
import signal
import time

import pytest

from layers.pyramids import open_pyramid
from layers.pyramids.building import SUFFIXES as OFFERED
from layers.tiling.grid import MAX_ZOOM as DEEPEST
from server.cli.tiles.build import MAX_ZOOM, SUFFIXES


def test_the_words_of_the_help_are_those_of_the_library():
    assert (SUFFIXES, MAX_ZOOM) == (OFFERED, DEEPEST)


def test_build_estimate_and_refuse(call, folder, tmp_path):
    out = tmp_path / "region.pmtiles"
    words = ("tiles", "build", "roads,districts", "facilities", "-o", out, "--max-zoom", 8)
    expected = call(*words, "--estimate", "--json", workspace=folder)
    assert expected.exit_code == 0, expected.stderr
    assert not out.exists()
    shown = call(*words, "--json", workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert told["layers"] == ["roads", "districts", "facilities"]
    assert told["n_tiles"] <= json.loads(expected.stdout)["n_tiles_at_most"]
    assert told["bytes"] == out.stat().st_size
    before = out.read_bytes()
    again = call(*words, workspace=folder)
    assert again.exit_code == 2
    assert "is there already" in again.stderr
    assert call(*words, "--force", workspace=folder).exit_code == 0
    assert out.read_bytes() == before
    assert [p.name for p in tmp_path.glob("*.pm*")] == ["region.pmtiles"]
    assert not list(tmp_path.glob(".*part*"))


def test_without_a_file_the_workspace_keeps_it(call, folder):
    shown = call("tiles", "build", "roads", "--max-zoom", 6, workspace=folder)
    assert shown.exit_code == 0, shown.stderr
    assert open_pyramid(folder / "pyramids" / "roads.pmtiles").zooms == (0, 6)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("roads", "-o", "a.zip"), 2, "choose .pmtiles or .mbtiles"),
        (("roads", "--min-zoom", "5", "--max-zoom", "4"), 2, "is above --max-zoom"),
        (("roads", "--max-zoom", "23"), 2, "not in the range"),
        (("nowhere",), 2, "no layer 'nowhere'"),
        (("population",), 2, "raster"),
        ((), 2, "Missing argument"),
    ],
)
def test_refusals(call, folder, tmp_path, monkeypatch, words, code, told):
    monkeypatch.chdir(tmp_path)
    shown = call("tiles", "build", *words, workspace=folder)
    assert shown.exit_code == code
    assert told in shown.stderr
    assert [p for p in tmp_path.iterdir() if p != folder] == []


def test_a_kill_leaves_no_file(start, folder, tmp_path):
    out = tmp_path / "region.pmtiles"
    process = start("--workspace", folder, "tiles", "build", "districts", "-o", out)
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".region*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not out.exists() or open_pyramid(out).n_tiles
