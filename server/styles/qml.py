"""QML: styles as QGIS keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from layers.layer import Layer
from layers.picturing import Entry, StyleId, holds_classes, shows_lowest
from layers.picturing.shading import ALTITUDE, AZIMUTH
from layers.tiling.labels import AREAS
from server.documents.styling import HALO_COLOUR, LABEL_COLOUR, RIM_COLOUR
from server.exchange.language import Language, say
from server.styles.look import Look

MEDIA = "application/vnd.qgis.qml"
VERSION = "3.34.0"
# The brush of Qt nearest to each pattern; 0 is plain.
BRUSHES = (
    *("solid", "b_diagonal", "f_diagonal", "dense6", "horizontal", "vertical", "diagonal_x"),
    *("cross", "dense4", "dense3", "dense5", "dense7", "dense2"),
)
_TYPES = {"fill": "fill", "line": "line", "circle": "marker"}
_MM_PER_PX = 0.264583


def vector_qml(look: Look, language: Language) -> bytes:
    """Give the look of a vector layer, with its classes and labels."""
    root = _root("Symbology|Labeling")
    hints = look.layer.styling
    one = len(look.classes) == 1
    kind = "singleSymbol" if one else "categorizedSymbol"
    told = {"type": kind, "symbollevels": "0"}
    told |= {} if one else {"attr": str(hints["class_field"])}
    renderer = ET.SubElement(root, "renderer-v2", told)
    if not one:
        _categories(renderer, look, language)
    symbols = ET.SubElement(renderer, "symbols")
    for k, (entry, pattern) in enumerate(zip(look.classes, look.patterns, strict=True)):
        symbol = _symbol(symbols, str(k), look)
        _layers(symbol, look, entry.colour, dashed=entry.dashed, pattern=pattern)
    if hints.get("label_field") in look.layer.schema.names:
        _labels(root, look)
    return _written(root)


def _categories(renderer: ET.Element, look: Look, language: Language) -> None:
    field = look.layer.schema[str(look.layer.styling["class_field"])]
    kind = {"integer": "long", "number": "double"}.get(field.type, "string")
    categories = ET.SubElement(renderer, "categories")
    for k, entry in enumerate(look.classes):
        ET.SubElement(
            categories,
            "category",
            value="" if entry.value is None else str(entry.value),
            type="NULL" if entry.value is None else kind,
            symbol=str(k),
            label=say(entry.label, language),
            render="true",
        )


def _symbol(parent: ET.Element, name: str, look: Look) -> ET.Element:
    alpha = float(look.layer.styling.get("fill_opacity", 0.6)) if look.shape == "fill" else 1.0
    # An area drawn by its outline is an area to QGIS.
    area = look.layer.schema.geometry in AREAS
    kind = "fill" if area else _TYPES[look.shape]
    return ET.SubElement(parent, "symbol", type=kind, name=name, alpha=f"{alpha:g}")


def _layers(symbol: ET.Element, look: Look, colour: str, *, dashed: bool, pattern: int) -> None:
    hints = look.layer.styling
    if look.shape == "fill":
        width = _mm(float(hints.get("width", 1)))
        _layer(
            symbol, "SimpleFill", color=_rgba(colour), style="solid", outline_color=_rgba(colour)
        )
        if pattern:
            ink = _rgba(LABEL_COLOUR)
            _layer(symbol, "SimpleFill", color=ink, style=BRUSHES[pattern], outline_style="no")
        symbol[0].find("Option").append(_option("outline_width", width))  # type: ignore[union-attr]
    elif look.shape == "line":
        width = _mm(float(hints.get("width", 1.5)))
        style = "dash" if dashed else "solid"
        _layer(symbol, "SimpleLine", line_color=_rgba(colour), line_width=width, line_style=style)
    else:
        size = _mm(2 * float(hints.get("radius", 4)))
        rim = _rgba(RIM_COLOUR)
        _layer(
            symbol, "SimpleMarker", name="circle", color=_rgba(colour), size=size, outline_color=rim
        )


def _layer(symbol: ET.Element, kind: str, **options: str) -> None:
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0"})
    listed = ET.SubElement(layer, "Option", type="Map")
    listed.extend(_option(name, value) for name, value in options.items())


def _option(name: str, value: str) -> ET.Element:
    return ET.Element("Option", type="QString", name=name, value=value)


def _labels(root: ET.Element, look: Look) -> None:
    labeling = ET.SubElement(root, "labeling", type="simple")
    settings = ET.SubElement(labeling, "settings")
    style = ET.SubElement(
        settings,
        "text-style",
        fieldName=str(look.layer.styling["label_field"]),
        fontFamily="Noto Sans",
        fontSize="9",
        textColor=_rgba(LABEL_COLOUR),
    )
    ET.SubElement(
        style, "text-buffer", bufferDraw="1", bufferSize="0.6", bufferColor=_rgba(HALO_COLOUR)
    )
    placement = {"fill": "1", "line": "2", "circle": "0"}[look.shape]
    ET.SubElement(settings, "placement", placement=placement)


def raster_qml(layer: Layer, style: StyleId, legend: Sequence[Entry], language: Language) -> bytes:
    """Give a style of a raster layer."""
    root = _root("Symbology")
    pipe = ET.SubElement(root, "pipe")
    if style == "hillshade":
        told = {"type": "hillshade", "band": "1", "opacity": "1"}
        told |= {"azimuth": f"{AZIMUTH:g}", "angle": f"{ALTITUDE:g}", "zfactor": "1"}
        ET.SubElement(pipe, "rasterrenderer", told)
    elif holds_classes(layer):
        named = {"type": "paletted", "band": "1", "opacity": "1"}
        palette = ET.SubElement(ET.SubElement(pipe, "rasterrenderer", named), "colorPalette")
        for entry in legend:
            if entry.value is not None:
                told = {"value": f"{entry.value:g}", "label": say(entry.label, language)}
                ET.SubElement(palette, "paletteEntry", told, color=entry.colour, alpha="255")
    else:
        ramp = _ramp(pipe, legend, language, smooth=style == "smooth")
        if style != "smooth" and legend and not shows_lowest(layer):
            told = {"value": str(legend[0].value), "label": "", "color": legend[0].colour}
            ramp.insert(0, ET.Element("item", told, alpha="0"))
    return _written(root)


def _ramp(
    pipe: ET.Element, legend: Sequence[Entry], language: Language, *, smooth: bool
) -> ET.Element:
    named = {"type": "singlebandpseudocolor", "band": "1", "opacity": "1"}
    shader = ET.SubElement(ET.SubElement(pipe, "rasterrenderer", named), "rastershader")
    kind = "INTERPOLATED" if smooth else "DISCRETE"
    ramp = ET.SubElement(shader, "colorrampshader", colorRampType=kind, clip="0")
    # A discrete step of QGIS ends at its value, ours begins there.
    ends: list[Any] = [e.value for e in legend] if smooth else [e.value for e in legend[1:]]
    ends = ends if smooth else [*ends, "inf"]
    for entry, end in zip(legend, ends, strict=True):
        told = {"value": str(end), "label": say(entry.label, language)}
        ET.SubElement(ramp, "item", told, color=entry.colour, alpha="255")
    return ramp


def _root(categories: str) -> ET.Element:
    return ET.Element("qgis", version=VERSION, styleCategories=categories)


def _rgba(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _mm(pixels: float) -> str:
    return f"{pixels * _MM_PER_PX:.2f}"


def _written(root: ET.Element) -> bytes:
    ET.indent(root)
    doctype = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    told: bytes = ET.tostring(root, encoding="utf-8")
    return doctype + told + b"\n"
