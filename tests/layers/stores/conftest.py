"""The contract suite: what `workspace` and `tiny` give in this folder runs on every store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import layers
from layers import Catalogue
from layers.testing import assert_sound, fill_tiny_region

Opener = Callable[..., Catalogue]


@pytest.fixture(params=["geopackage", "postgis"])
def new_workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Make empty workspaces of one kind; all must be sound when the test ends."""
    if request.param == "postgis":
        yield request.getfixturevalue("new_postgis")
        return
    made: list[Catalogue] = []

    def make(name: str = "workspace") -> Catalogue:
        made.append(layers.open(tmp_path / name, create=True))
        return made[-1]

    yield make
    for catalogue in made:
        assert_sound(catalogue)
        catalogue.close()


@pytest.fixture
def workspace(new_workspace: Opener) -> Catalogue:
    """An empty workspace in each of the stores."""
    return new_workspace()


@pytest.fixture
def gpkg(tmp_path: Path) -> Iterator[Catalogue]:
    """An empty workspace in the embedded store."""
    catalogue = layers.open(tmp_path / "gpkg", create=True)
    yield catalogue
    assert_sound(catalogue)
    catalogue.close()


@pytest.fixture
def tiny_gpkg(gpkg: Catalogue) -> Catalogue:
    """The tiny made-up region (layers.testing) in the embedded store."""
    return fill_tiny_region(gpkg)
