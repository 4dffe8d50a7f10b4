"""A region with one road, for processes by time."""

from __future__ import annotations

import pytest

from layers.testing import write_street


@pytest.fixture
def region(tiny):
    """The tiny region with a road of one class through its middle, at 30 km/h."""
    write_street(tiny)
    return tiny
