"""QML and SLD: read back element by element, whatever characters names hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from layers import Layer, Schema, Text
from layers.picturing.styles import legend_of, style_ids
from server.styles import qml, sld
from server.styles.look import look_of

NAMES = {"sld": sld.SLD, "ogc": sld.OGC}
RASTERS = ("land_cover_2024", "population", "elevation")


def raster(layer_id: str) -> Layer:
    return Layer(layer_id, Text("A & B", "A & B"), "land", Schema(), kind="raster")


@pytest.mark.parametrize("variant", ["default", "safe"])
def test_a_rule_and_a_category_for_each_class(areas, lines, points, plain, variant):
    for layer in (areas, lines, points, plain):
        look = look_of(layer, variant)
        rules = ET.fromstring(sld.vector_sld(look, "en")).findall(".//sld:Rule", NAMES)
        named = bool(layer.styling.get("label_field"))
        assert len(rules) == len(look.classes) + named
        colours = [
            e.text
            for rule in rules[: len(look.classes)]
            for e in rule.findall(".//sld:CssParameter", NAMES)[:1]
        ]
        if variant == "default":
            assert colours == [one.colour for one in look.classes]
        root = ET.fromstring(qml.vector_qml(look, "id"))
        symbols = root.findall("./renderer-v2/symbols/symbol")
        assert len(symbols) == len(look.classes)
        if len(look.classes) > 1:
            rest = rules[len(look.classes) - 1]
            assert rest.find("sld:ElseFilter", NAMES) is not None
            values = [c.get("value") for c in root.iter("category")]
            assert values == [str(c.value) for c in look.classes[:-1]] + [""]
            labels = [c.get("label") for c in root.iter("category")]
            assert labels[0] == look.classes[0].label.id


def test_the_parts_of_a_rule_are_in_the_order_of_the_schema(points, areas):
    order = ["Title", "Filter", "ElseFilter", "MaxScaleDenominator"]
    for layer in (points, areas):
        root = ET.fromstring(sld.vector_sld(look_of(layer), "en"))
        for rule in root.iter(f"{{{sld.SLD}}}Rule"):
            tags = [child.tag.rpartition("}")[2] for child in rule]
            known = [tag for tag in tags if tag in order]
            assert known == sorted(known, key=order.index)
            assert all(tag.endswith("Symbolizer") for tag in tags[len(known) :])
            assert len(tags) > len(known)


def test_the_scale_of_a_zoom(points):
    root = ET.fromstring(sld.vector_sld(look_of(points), "en"))
    scale = root.find(".//sld:MaxScaleDenominator", NAMES)
    # Zoom 8 of maps of 512 pixels is zoom 9 of the standard's grid: 1:1,091,958.
    assert float(scale.text) == pytest.approx(559082264.0287178 / 2**9, rel=1e-5)


def test_rasters():
    for layer_id in RASTERS:
        layer = raster(layer_id)
        for style in style_ids(layer):
            legend = legend_of(layer, style)
            entries = [e for e in legend if e.value is not None]
            one = ET.fromstring(sld.raster_sld(layer, style, legend, "en"))
            told = one.findall(".//sld:ColorMapEntry", NAMES)
            told = [e for e in told if e.get("opacity") != "0"]
            assert [e.get("color") for e in told] == [e.colour for e in entries]
            other = ET.fromstring(qml.raster_qml(layer, style, legend, "en"))
            listed = [*other.iter("paletteEntry"), *other.iter("item")]
            listed = [e for e in listed if e.get("alpha") != "0"]
            assert [e.get("color") for e in listed] == [e.colour for e in entries]
    steps = legend_of(raster("population"), "default")
    ends = ET.fromstring(qml.raster_qml(raster("population"), "default", steps, "en")).iter("item")
    assert [e.get("value") for e in ends] == ["1", "10", "50", "200", "1000", "inf"]


def test_areas_drawn_by_their_outline_are_areas_to_qgis(areas):
    outlined = areas.with_(styling={**areas.styling, "shape": "line"})
    root = ET.fromstring(qml.vector_qml(look_of(outlined), "en"))
    symbol = root.find("./renderer-v2/symbols/symbol")
    assert symbol is not None
    assert symbol.get("type") == "fill"
    assert [layer.get("class") for layer in symbol] == ["SimpleLine"]
