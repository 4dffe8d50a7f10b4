"""A plan of four squares in a row, worked out in the head: R-3, P-3, HL, and one unreadable."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from gis.zoning.accuracy import accuracy_of
from gis.zoning.verdicts import Rules
from gis.zoning.zones import Zones
from layers.zoning.activities import activities

WEST, SOUTH, SIDE = 116.80, -1.26, 0.01


def square(k):
    return shapely.box(WEST + k * SIDE, SOUTH, WEST + (k + 1) * SIDE, SOUTH + SIDE)


@pytest.fixture
def frame():
    return gpd.GeoDataFrame(
        {
            "KODSZN": ["R-3", "P-3", "HL", None],
            "NAMSZN": ["Perumahan kepadatan sedang", "Perkebunan", None, "Kawasan Buffer Zone"],
            "KDPKAB": ["64.71"] * 4,
            "kdb": [50.0, None, None, None],
        },
        geometry=[square(k) for k in range(4)],
        index=["a", "b", "c", "d"],
        crs=4326,
    )


@pytest.fixture
def zones(frame):
    return Zones.of(frame, accuracy_of(5000, "rdtr"))


@pytest.fixture
def house():
    return activities()[0]


@pytest.fixture
def rules():
    return Rules()
