"""The region of tests/gis/scenarios, with facilities that are asked by road."""

import pytest

from gis.scenarios.keeping import Scenarios
from layers.schema import Text
from layers.testing import cover_raster, tiny_covers, write_cover, write_street


@pytest.fixture
def scenarios(tiny):
    """Give the scenarios of the tiny region, of which there is `one` without edits."""
    write_street(tiny)
    write_cover(tiny, "cover_2024", cover_raster(tiny_covers()[1]), date="2024")
    found = Scenarios(tiny)
    found.create("one", title=Text("Satu", "One"))
    return found
