"""SLD: read back element by element, whatever characters names hold."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from layers import Layer, Schema, Text
from layers.picturing.styles import legend_of, style_ids
from server.styles import sld
from server.styles.look import look_of

NAMES = {"sld": sld.SLD, "ogc": sld.OGC}


@pytest.mark.parametrize("variant", ["default", "safe"])
def test_a_rule_for_each_class_and_one_for_names(areas, lines, points, plain, variant):
    for layer in (areas, lines, points, plain):
        look = look_of(layer, variant)
        rules = ET.fromstring(sld.vector_sld(look, "en")).findall(".//sld:Rule", NAMES)
        assert len(rules) == len(look.classes) + bool(layer.styling.get("label_field"))
        classes = rules[: len(look.classes)]
        colours = [
            e.text for rule in classes for e in rule.findall(".//sld:CssParameter", NAMES)[:1]
        ]
        assert colours == [one.colour for one in look.classes]
        assert classes[0].findtext("sld:Title", None, NAMES) == look.classes[0].label.en
        if len(classes) > 1:
            assert classes[0].findtext(".//ogc:Literal", None, NAMES) == look.classes[0].value
            assert classes[-1].find("sld:ElseFilter", NAMES) is not None


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
    assert scale is not None
    assert float(scale.text or 0) == pytest.approx(559082264.0287178 / 2**9, rel=1e-5)


@pytest.mark.parametrize("layer_id", ["land_cover_2024", "population", "elevation"])
def test_rasters(layer_id):
    layer = Layer(layer_id, Text("A & B", "A & B"), "land", Schema(), kind="raster")
    for style in style_ids(layer):
        legend = legend_of(layer, style)
        root = ET.fromstring(sld.raster_sld(layer, style, legend, "en"))
        told = root.findall(".//sld:ColorMapEntry", NAMES)
        clear = [e for e in told if e.get("opacity") == "0"]
        shown = [e.get("color") for e in told if e not in clear]
        assert shown == [e.colour for e in legend if e.value is not None]
        assert len(clear) == (layer_id == "population" and style in ("default", "safe"))
