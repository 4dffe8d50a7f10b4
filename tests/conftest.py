"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import layers
from layers import Catalogue
from layers.testing import assert_sound, fill_tiny_region

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def shared_data() -> Path:
    """Folder of real open data beside the project; the test is skipped where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("no folder of real data beside the project")
    return SHARED_DATA


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty workspace; its store must be sound when the test ends."""
    catalogue = layers.open(tmp_path / "workspace", create=True)
    yield catalogue
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture
def tiny(workspace: Catalogue) -> Catalogue:
    """The tiny made-up region (layers.testing) in a workspace of its own."""
    return fill_tiny_region(workspace)


def missing_package(what: str) -> None:
    """Skip for a missing system package on a person's machine; fail where CI must have it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and nothing may be skipped in CI")
    pytest.skip(f"{what} is not installed")
