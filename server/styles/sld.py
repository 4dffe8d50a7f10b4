"""SLD 1.0: styles as map servers and desktop programs exchange them (OGC 02-070)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from layers.layer import Layer
from layers.picturing import Entry, StyleId, holds_classes, shows_lowest
from layers.text import Text
from layers.tiling.grid import MERCATOR_HALF_M, PIXEL_M
from server.documents.styling import HALO_COLOUR, LABEL_COLOUR, RIM_COLOUR, MapClass
from server.exchange.language import Language, say
from server.styles.look import Look

MEDIA = "application/vnd.ogc.sld+xml;version=1.0"
SLD, OGC = "http://www.opengis.net/sld", "http://www.opengis.net/ogc"
# Marks that GeoServer and QGIS know, the nearest to each pattern.
MARKS = (
    *("", "shape://slash", "shape://backslash", "shape://dot", "shape://horline"),
    *("shape://vertline", "shape://times", "shape://plus", "shape://slash"),
    *("shape://backslash", "shape://dot", "shape://slash", "shape://backslash"),
)
MARK_PX = (0, 8, 8, 8, 8, 8, 8, 8, 4, 4, 4, 16, 16)
ET.register_namespace("sld", SLD)
ET.register_namespace("ogc", OGC)


def vector_sld(look: Look, language: Language) -> bytes:
    """Give the look of a vector layer: a rule for each class, then its labels."""
    root, rules = _begun(look.layer.id, look.layer.title, language)
    for entry, pattern in zip(look.classes, look.patterns, strict=True):
        rule = _add(rules, "Rule")
        _add(rule, "Title", say(entry.label, language))
        if len(look.classes) > 1:
            _filter(rule, entry, str(look.layer.styling["class_field"]))
        _scale(rule, entry.minzoom or look.layer.styling.get("minzoom"))
        _symbolizer(rule, look, entry, pattern)
    if look.layer.styling.get("label_field") in look.layer.schema.names:
        rule = _add(rules, "Rule")
        least = next((s["minzoom"] for s in look.style.layers if s["type"] == "symbol"), None)
        _scale(rule, least)
        _label(rule, look)
    return _written(root)


def _begun(name: str, title: Text, language: Language) -> tuple[ET.Element, ET.Element]:
    root = ET.Element(f"{{{SLD}}}StyledLayerDescriptor", version="1.0.0")
    named = _add(root, "NamedLayer")
    _add(named, "Name", name)
    style = _add(named, "UserStyle")
    _add(style, "Name", name)
    _add(style, "Title", say(title, language))
    return root, _add(style, "FeatureTypeStyle")


def _filter(rule: ET.Element, entry: MapClass, field: str) -> None:
    if entry.value is None:
        _add(rule, "ElseFilter")
        return
    test = ET.SubElement(ET.SubElement(rule, f"{{{OGC}}}Filter"), f"{{{OGC}}}PropertyIsEqualTo")
    ET.SubElement(test, f"{{{OGC}}}PropertyName").text = field
    ET.SubElement(test, f"{{{OGC}}}Literal").text = str(entry.value)


def _scale(rule: ET.Element, minzoom: float | None) -> None:
    """Give the largest scale denominator at which a rule holds, from the lowest zoom."""
    if minzoom:
        scale = 2 * MERCATOR_HALF_M / 512 / 2 ** float(minzoom) / PIXEL_M
        _add(rule, "MaxScaleDenominator", f"{scale:.0f}")


def _symbolizer(rule: ET.Element, look: Look, entry: MapClass, pattern: int) -> None:
    hints = look.layer.styling
    if look.shape == "fill":
        opacity = float(hints.get("fill_opacity", 0.6))
        _area(rule, entry.colour, opacity, float(hints.get("width", 1)))
        if pattern:
            _hatch(rule, pattern)
    elif look.shape == "line":
        stroke = _add(_add(rule, "LineSymbolizer"), "Stroke")
        _css(stroke, "stroke", entry.colour)
        _css(stroke, "stroke-width", f"{float(hints.get('width', 1.5)):g}")
        if entry.dashed:
            _css(stroke, "stroke-dasharray", "4 3")
    else:
        _point(rule, entry.colour, 2 * float(hints.get("radius", 4)))


def _area(rule: ET.Element, colour: str, opacity: float, width: float) -> None:
    area = _add(rule, "PolygonSymbolizer")
    fill = _add(area, "Fill")
    _css(fill, "fill", colour)
    _css(fill, "fill-opacity", f"{opacity:g}")
    stroke = _add(area, "Stroke")
    _css(stroke, "stroke", colour)
    _css(stroke, "stroke-width", f"{width:g}")


def _hatch(rule: ET.Element, pattern: int) -> None:
    fill = _add(_add(rule, "PolygonSymbolizer"), "Fill")
    graphic = _add(_add(fill, "GraphicFill"), "Graphic")
    mark = _add(graphic, "Mark")
    _add(mark, "WellKnownName", MARKS[pattern])
    stroke = _add(mark, "Stroke")
    _css(stroke, "stroke", LABEL_COLOUR)
    _css(stroke, "stroke-width", "1")
    _add(graphic, "Size", str(MARK_PX[pattern]))


def _point(rule: ET.Element, colour: str, size: float) -> None:
    graphic = _add(_add(rule, "PointSymbolizer"), "Graphic")
    mark = _add(graphic, "Mark")
    _add(mark, "WellKnownName", "circle")
    _css(_add(mark, "Fill"), "fill", colour)
    _css(_add(mark, "Stroke"), "stroke", RIM_COLOUR)
    _add(graphic, "Size", f"{size:g}")


def _label(rule: ET.Element, look: Look) -> None:
    text = _add(rule, "TextSymbolizer")
    label = _add(text, "Label")
    ET.SubElement(label, f"{{{OGC}}}PropertyName").text = str(look.layer.styling["label_field"])
    font = _add(text, "Font")
    _css(font, "font-family", "Noto Sans")
    _css(font, "font-size", "12")
    if look.shape == "line":
        _add(_add(text, "LabelPlacement"), "LinePlacement")
    halo = _add(text, "Halo")
    _add(halo, "Radius", "1.5")
    _css(_add(halo, "Fill"), "fill", HALO_COLOUR)
    _css(_add(text, "Fill"), "fill", str(look.layer.styling.get("label_colour") or LABEL_COLOUR))


def raster_sld(layer: Layer, style: StyleId, legend: Sequence[Entry], language: Language) -> bytes:
    """Give a style of a raster layer."""
    root, rules = _begun(layer.id, layer.title, language)
    raster = _add(_add(rules, "Rule"), "RasterSymbolizer")
    if style == "hillshade":
        relief = _add(raster, "ShadedRelief")
        _add(relief, "ReliefFactor", "1")
        return _written(root)
    kind = "values" if holds_classes(layer) else "ramp" if style == "smooth" else "intervals"
    # A step ends at the quantity of its entry, and the last one never.
    named = [entry for entry in legend if entry.value is not None]
    ends = [f"{entry.value:g}" for entry in named]
    if kind == "intervals":
        ends = [*ends[1:], "1e30"]
    colours = _add(raster, "ColorMap")
    colours.set("type", kind)
    if kind == "intervals" and named and not shows_lowest(layer):
        clear = {"color": named[0].colour, "quantity": f"{named[0].value:g}", "opacity": "0"}
        ET.SubElement(colours, f"{{{SLD}}}ColorMapEntry", clear)
    for entry, end in zip(named, ends, strict=True):
        told = {"color": entry.colour, "quantity": end, "label": say(entry.label, language)}
        ET.SubElement(colours, f"{{{SLD}}}ColorMapEntry", told)
    return _written(root)


def _add(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    made = ET.SubElement(parent, f"{{{SLD}}}{name}")
    made.text = text
    return made


def _css(parent: ET.Element, name: str, value: str) -> None:
    _add(parent, "CssParameter", value).set("name", name)


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    told: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return told + b"\n"
