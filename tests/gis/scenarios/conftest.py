"""A region of three districts with facilities, streets, people and zones, and its scenarios."""

import geopandas as gpd
import pytest
import shapely

from gis.scenarios.keeping import Scenarios
from layers.layer import Layer
from layers.schema import Field, Schema, Text
from layers.testing import write_street

CODES = {"R-2": Text("Perumahan", "Housing"), "K-1": Text("Niaga", "Trade")}


def write_zones(catalogue):
    """Write two zones side by side, codes R-2 and K-1, of a hundredth of a degree each."""
    fields = (
        Field("code", "text", Text("Kode", "Code"), required=True),
        Field("kodszn", "text", Text("Subzona", "Sub-zone"), codes=CODES),
        Field("namszn", "text", Text("Nama", "Name")),
        Field("luasha", "number", Text("Luas", "Area"), unit="ha"),
    )
    layer = Layer(
        "zoning",
        Text("Zonasi", "Zoning"),
        "zoning",
        Schema(fields, "MultiPolygon"),
        source="made up for tests",
        data_date="2024",
        styling={"class_field": "kodszn"},
    )
    boxes = [shapely.box(116.8 + i * 0.01, -1.26, 116.81 + i * 0.01, -1.25) for i in (0, 1)]
    frame = gpd.GeoDataFrame(
        {
            "code": ["Z1", "Z2"],
            "kodszn": list(CODES),
            "namszn": ["Perumahan", "Niaga"],
            "luasha": [123.0, 123.0],
        },
        geometry=[shapely.MultiPolygon([box]) for box in boxes],
        crs=4326,
    )
    catalogue.write(layer, frame, provenance={"source": "test"})


@pytest.fixture
def region(tiny):
    """Give the tiny region with a street and zones."""
    write_street(tiny)
    write_zones(tiny)
    return tiny


@pytest.fixture
def scenarios(region):
    """Give the scenarios of the region, of which there is `one` without edits."""
    found = Scenarios(region)
    found.create("one", title=Text("Satu", "One"))
    return found


@pytest.fixture
def zones():
    """Give what writes the zones into a catalogue."""
    return write_zones
