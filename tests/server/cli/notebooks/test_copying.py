"""`penyangga notebooks`: copied out, looking at the workspace that is named."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from server.cli.notebooks.copying import pointed, shipped, title_of

SOURCES = Path(__file__).parents[4] / "notebooks"


def parameters(path):
    cells = nbformat.read(path, as_version=4).cells
    return next(c.source for c in cells if "parameters" in c.metadata.get("tags", []))


def test_all_are_copied_and_look_at_the_workspace(call, folder, tmp_path):
    shown = call("--workspace", folder, "notebooks", tmp_path / "deep" / "work", "--json")
    assert shown.exit_code == 0, shown.stderr
    told = json.loads(shown.stdout)
    assert told["notebooks"] == sorted(path.name for path in SOURCES.glob("*.ipynb"))
    for name in told["notebooks"]:
        copied = tmp_path / "deep" / "work" / name
        nbformat.validate(nbformat.read(copied, as_version=4))
        held = {}
        exec(parameters(copied), held)
        assert (copied.parent / held["workspace"]).resolve() == folder.resolve()


def test_titles_and_how_to_open_them_are_told(call, folder, tmp_path):
    shown = call("--workspace", folder, "--lang", "id", "notebooks", tmp_path / "w")
    assert "02_zoning.ipynb  May X be built here" in shown.stdout
    assert f"jupyter lab {tmp_path / 'w'}" in shown.stderr


def test_nothing_is_written_over_unasked(call, folder, tmp_path):
    (tmp_path / "03_access.ipynb").write_text("mine")
    shown = call("--workspace", folder, "notebooks", tmp_path)
    assert shown.exit_code == 2
    assert "03_access.ipynb exist; --overwrite" in shown.stderr
    assert not (tmp_path / "01_start.ipynb").exists()
    assert call("--workspace", folder, "notebooks", tmp_path, "--overwrite").exit_code == 0
    assert (tmp_path / "03_access.ipynb").read_text() != "mine"


def test_a_path_with_quotes_stays_a_path():
    text = next(iter(shipped().values())).read_text()
    cell = next(
        c for c in json.loads(pointed(text, 'a"b')).get("cells") if c["metadata"].get("tags")
    )
    held = {}
    exec("".join(cell["source"]), held)
    assert held["workspace"] == 'a"b'
    assert title_of(text).endswith("?")
