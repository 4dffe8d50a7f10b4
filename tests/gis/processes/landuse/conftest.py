"""The tiny region with land cover at two dates, small enough to solve in the head."""

from __future__ import annotations

import pytest

from layers.testing import cover_raster, tiny_covers, write_cover


@pytest.fixture
def land(tiny):
    """The tiny region with its land cover of 2017 and 2024 in the common legend."""
    before, after = tiny_covers()
    write_cover(tiny, "land_cover_2017", cover_raster(before), date="2017")
    write_cover(tiny, "land_cover_2024", cover_raster(after), date="2024")
    return tiny
