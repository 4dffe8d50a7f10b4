"""A region with one road, for new sites."""

from __future__ import annotations

import pytest

import layers
from layers.testing import fill_tiny_region, write_street


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """Give the tiny region with a road through its middle, at 30 km/h; for reading only."""
    tiny = fill_tiny_region(layers.open(tmp_path_factory.mktemp("siting"), create=True))
    write_street(tiny)
    yield tiny
    tiny.close()
