"""QML: read back element by element, whatever characters names hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from layers import Layer, Schema, Text
from layers.picturing.styles import legend_of, style_ids
from server.styles import qml
from server.styles.look import look_of


@pytest.mark.parametrize("variant", ["default", "safe"])
def test_a_symbol_and_a_category_for_each_class(areas, lines, points, plain, variant):
    for layer in (areas, lines, points, plain):
        look = look_of(layer, variant)
        root = ET.fromstring(qml.vector_qml(look, "id"))
        symbols = root.findall("./renderer-v2/symbols/symbol")
        assert len(symbols) == len(look.classes)
        if len(look.classes) > 1:
            values = [c.get("value") for c in root.iter("category")]
            assert values == [str(c.value) for c in look.classes[:-1]] + [""]
            labels = [c.get("label") for c in root.iter("category")]
            assert labels[0] == look.classes[0].label.id
        hatched = [len(list(symbol)) == 2 for symbol in symbols]
        assert hatched == [bool(pattern) for pattern in look.patterns]


def test_areas_drawn_by_their_outline_are_areas_to_qgis(areas):
    outlined = areas.with_(styling={**areas.styling, "shape": "line"})
    root = ET.fromstring(qml.vector_qml(look_of(outlined), "en"))
    symbol = root.find("./renderer-v2/symbols/symbol")
    assert symbol is not None
    assert symbol.get("type") == "fill"
    assert [layer.get("class") for layer in symbol] == ["SimpleLine"]


def raster(layer_id: str) -> Layer:
    return Layer(layer_id, Text("A & B", "A & B"), "land", Schema(), kind="raster")


def test_rasters():
    for layer in map(raster, ("land_cover_2024", "population", "elevation")):
        for style in style_ids(layer):
            legend = legend_of(layer, style)
            root = ET.fromstring(qml.raster_qml(layer, style, legend, "en"))
            listed = [*root.iter("paletteEntry"), *root.iter("item")]
            shown = [e.get("color") for e in listed if e.get("alpha") != "0"]
            assert shown == [e.colour for e in legend if e.value is not None]
    steps = legend_of(raster("population"), "default")
    ends = ET.fromstring(qml.raster_qml(raster("population"), "default", steps, "en")).iter("item")
    # A step of QGIS ends at its value; what lies below the first is clear.
    assert [e.get("value") for e in ends] == ["1", "10", "50", "200", "1000", "inf"]
