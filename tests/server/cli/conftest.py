"""Fixtures of the command line's tests: a workspace folder, and two ways to call."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import layers
from layers.testing import assert_sound, fill_tiny_region
from server.cli import main

CALL = "from server.cli import main; main(prog_name='penyangga')"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Folder of a workspace with the tiny region; sound when the test ends."""
    path = tmp_path / "region"
    catalogue = fill_tiny_region(layers.open(path, create=True))
    catalogue.close()
    yield path
    catalogue = layers.open(path)
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Call the command line in this process."""
    monkeypatch.delenv("PENYANGGA_WORKSPACE", raising=False)
    monkeypatch.delenv("PENYANGGA_FOLDER", raising=False)
    monkeypatch.delenv("PENYANGGA_LANGUAGE", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def invoke(*words: object, workspace: Path | None = None) -> Result:
        before = ["--workspace", str(workspace)] if workspace else []
        return CliRunner().invoke(main, [*before, *map(str, words)], prog_name="penyangga")

    return invoke


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start the command line as a process of its own."""

    def popen(*words: object) -> subprocess.Popen[str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PENYANGGA_")}
        return subprocess.Popen(
            [sys.executable, "-c", CALL, *map(str, words)],
            cwd=tmp_path,
            env=kept | {"PYTHONPATH": str(Path(__file__).parents[3]), "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return popen
