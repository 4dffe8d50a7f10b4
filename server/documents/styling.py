"""Styles and legends of map layers, made by one function so that they cannot differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from layers.layer import Layer
from layers.schema import Text
from server.documents.phrases import PHRASES

Shape = Literal["fill", "line", "circle"]
SHAPES: Mapping[str, Shape] = {
    "Point": "circle",
    "MultiPoint": "circle",
    "LineString": "line",
    "MultiLineString": "line",
    "Polygon": "fill",
    "MultiPolygon": "fill",
}
GEOMETRIES: Mapping[Shape, list[str]] = {
    "fill": ["Polygon", "MultiPolygon"],
    "line": ["LineString", "MultiLineString"],
    "circle": ["Point", "MultiPoint"],
}
DEFAULT_COLOUR = "#4f6d7a"
OTHER_COLOUR = "#9aa0a6"
OUTLINE_COLOUR = "#3d4a47"
LABEL_COLOUR, HALO_COLOUR = "#14211f", "#fbfaf6"


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class of a layer on the map: value (None for the rest), label, colour, pattern."""

    value: str | int | None
    label: Text
    colour: str
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class MapStyle:
    """How a layer is drawn: MapLibre style layers without a source, and its legend."""

    layers: tuple[dict[str, Any], ...]
    legend: tuple[dict[str, Any], ...]


def map_style(layer: Layer) -> MapStyle:
    """Give style layers and legend of a vector layer from the same classes.

    The layer's `styling` may hold: `class_field` and `colours` (value → colour),
    `labels` (value → text, where the field has no code list), `colour` (for one class),
    `other` (colour of values without one), `patterns`, `outline`, `width`, `radius`,
    `fill_opacity`, `label_field`, `label_minzoom`.
    """
    hints = layer.styling
    classes = map_classes(layer)
    field = hints.get("class_field") if len(classes) > 1 else None
    shapes = _shapes(layer)
    layers = [
        style
        for shape in shapes
        for style in _style_layers(layer, shape, classes, field, only=len(shapes) > 1)
    ]
    if hints.get("label_field"):
        layers.append(_label_layer(layer, str(hints["label_field"])))
    return MapStyle(tuple(layers), tuple(_legend_entry(c, shapes[0]) for c in classes))


def map_classes(layer: Layer) -> tuple[MapClass, ...]:
    """Give the classes of a layer: one per coloured value and one for the rest, or one for all."""
    hints = layer.styling
    colours: Mapping[Any, str] = hints.get("colours") or {}
    field = hints.get("class_field")
    if not field or not colours or field not in layer.schema.names:
        return (MapClass(None, layer.title, str(hints.get("colour") or DEFAULT_COLOUR)),)
    patterns: Mapping[Any, str] = hints.get("patterns") or {}
    found = [
        MapClass(value, _class_label(layer, str(field), value), colour, patterns.get(value))
        for value, colour in colours.items()
    ]
    rest = str(hints.get("other") or OTHER_COLOUR)
    return (*found, MapClass(None, PHRASES["other"], rest))


def _class_label(layer: Layer, field: str, value: Any) -> Text:
    labels: Mapping[Any, Any] = layer.styling.get("labels") or {}
    if value in labels:
        return Text.of(labels[value])
    codes = layer.schema[field].codes or {}
    return codes.get(str(value)) or Text(str(value), str(value))


def _shapes(layer: Layer) -> tuple[Shape, ...]:
    shape = SHAPES.get(layer.schema.geometry)
    return (shape,) if shape else ("fill", "line", "circle")


def _colour(classes: tuple[MapClass, ...], field: Any) -> Any:
    if field is None:
        return classes[0].colour
    pairs = [part for c in classes if c.value is not None for part in (str(c.value), c.colour)]
    return ["match", ["to-string", ["get", field]], *pairs, classes[-1].colour]


def _style_layers(
    layer: Layer, shape: Shape, classes: tuple[MapClass, ...], field: Any, *, only: bool
) -> list[dict[str, Any]]:
    hints, colour = layer.styling, _colour(classes, field)
    base: dict[str, Any] = {"id": f"{layer.id}-{shape}", "type": shape}
    if only:
        base["filter"] = ["in", ["geometry-type"], ["literal", GEOMETRIES[shape]]]
    if shape == "circle":
        paint = {
            "circle-color": colour,
            "circle-radius": _by_zoom(float(hints.get("radius", 5))),
            "circle-stroke-color": "#ffffff",
            "circle-stroke-width": 1,
        }
        return [base | {"paint": paint}]
    if shape == "line":
        paint = {"line-color": colour, "line-width": _by_zoom(float(hints.get("width", 2)))}
        layout = {"line-cap": "round", "line-join": "round"}
        return [base | {"layout": layout, "paint": paint}]
    fill = {"fill-color": colour, "fill-opacity": float(hints.get("fill_opacity", 0.6))}
    outline = {
        "line-color": str(hints.get("outline") or OUTLINE_COLOUR),
        "line-width": float(hints.get("outline_width", 1)),
    }
    return [
        base | {"paint": fill},
        base | {"id": f"{layer.id}-outline", "type": "line", "paint": outline},
    ]


def _by_zoom(size_px: float) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], 6, size_px * 0.5, 12, size_px, 16, size_px * 2]


def _label_layer(layer: Layer, field: str) -> dict[str, Any]:
    return {
        "id": f"{layer.id}-label",
        "type": "symbol",
        "minzoom": float(layer.styling.get("label_minzoom", 8)),
        "layout": {
            "text-field": ["to-string", ["get", field]],
            "text-font": ["Noto Sans"],
            "text-size": 12,
            "text-optional": True,
        },
        "paint": {
            "text-color": LABEL_COLOUR,
            "text-halo-color": HALO_COLOUR,
            "text-halo-width": 1.5,
        },
    }


def _legend_entry(entry: MapClass, shape: Shape) -> dict[str, Any]:
    out = {
        "value": entry.value,
        "label": entry.label.to_dict(),
        "colour": entry.colour,
        "shape": shape,
    }
    return out | ({"pattern": entry.pattern} if entry.pattern else {})
