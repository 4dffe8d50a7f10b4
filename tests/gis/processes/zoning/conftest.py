"""A workspace with a detailed and a general plan on the tiny region."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from layers.layer import Layer
from layers.schema import Field, Schema, Text

TEXTS = {"code", "kodszn", "namszn", "kodrpr", "name", "kind", "kkop_1", "class"}


def write(catalogue, layer_id, columns, shapes, **about):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
    fields = tuple(
        Field(name, "text" if name in TEXTS else "number", Text(name, name)) for name in columns
    )
    theme = about.pop("theme", "zoning")
    kind = shapes[0].geom_type
    layer = Layer(
        layer_id, Text(layer_id, layer_id), theme, Schema(fields, kind), trust="compiled", **about
    )
    catalogue.write(layer, frame, provenance={"source": "test"})


@pytest.fixture
def put():
    """Write a layer of shapes: catalogue, id, columns, shapes."""
    return write


@pytest.fixture
def region(tiny):
    """Zones R-3, P-3, HL, and one unreadable, each 0.01 degrees wide, west of 116.84."""
    squares = [shapely.box(116.80 + k / 100, -1.26, 116.81 + k / 100, -1.25) for k in range(4)]
    write(
        tiny,
        "zoning",
        {
            "code": ["Z1", "Z2", "Z3", "Z4"],
            "kodszn": ["R-3", "P-3", "HL", None],
            "namszn": ["Perumahan kepadatan sedang", None, None, "Kawasan Buffer Zone"],
            "kkop_1": ["KKOP", "Tidak Ada", None, None],
            "kdb": [50.0, None, None, None],
        },
        squares,
        plan={"regulation": "Perda 1/2024", "revision": "2", "region": "64.71", "scale": 5000},
    )
    write(
        tiny,
        "spatial_plan",
        {"kodrpr": ["PK", "HL"], "name": ["Permukiman", "Hutan"]},
        [shapely.box(116.8, -1.26, 116.81, -1.25), shapely.box(116.81, -1.26, 116.84, -1.25)],
    )
    write(
        tiny,
        "protected_areas",
        {"name": ["Hutan Contoh"], "kind": ["HL"]},
        [shapely.box(116.82, -1.26, 116.83, -1.25)],
        theme="land",
    )
    return tiny
