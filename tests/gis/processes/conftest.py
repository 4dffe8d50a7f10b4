"""A region with one road, for processes by time."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely import LineString

from layers.schema import Field, Text
from layers.testing import SIDE, SOUTH, WEST

# One road through the middle of the three districts.
KMH = 30.0
MIDDLE = SOUTH + SIDE / 2


@pytest.fixture
def region(tiny):
    """The tiny region with a road of one class through its middle."""
    layer = tiny["roads"].layer
    fields = (
        Field("class", "text", Text("Kelas", "Class")),
        Field("speed_kmh", "number", Text("Kecepatan", "Speed"), unit="km/h"),
    )
    roads = layer.with_(id="streets", schema=type(layer.schema)(fields, "LineString"), revision=0)
    frame = gpd.GeoDataFrame(
        {"class": ["local"], "speed_kmh": [KMH]},
        geometry=[LineString([(WEST, MIDDLE), (WEST + 3 * SIDE, MIDDLE)])],
        crs=4326,
    )
    tiny.write(roads, frame, provenance={"source": "test"})
    return tiny
