"""The hostile files of test_bad_databases.py, added by the command line in one process."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


@pytest.mark.cold
def test_hostile_files_by_command(refuse_by_command):
    path = Path(__file__).with_name("test_bad_databases.py")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # What only ends by its time limit would take the command's whole five minutes.
    refuse_by_command({k: v for k, v in module.BUILDERS.items() if v[2] != "too-slow"})
