"""Styles and legends of map layers, made from the same classes so that they cannot differ."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from layers.layer import Layer
from layers.picturing import holds_classes
from layers.schema import Text
from server.collection import label_source
from server.documents.phrases import PHRASES

Shape = Literal["fill", "line", "circle"]
Hints = Mapping[str, Any]
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
# For layers that came without a colour: apart in hue and in lightness.
PALETTE = ("#277f8e", "#b4530a", "#5b3f8c", "#1b6e3c", "#a3231f", "#8a5a00", "#2b5fa3", "#7a3b69")
OTHER_COLOUR = "#9aa0a6"
LABEL_COLOUR, HALO_COLOUR, RIM_COLOUR = "#14211f", "#fbfaf6", "#ffffff"
DASH = [2, 1.5]
# Up to how many points names show how many zooms above the layer's own lowest.
CROWDS = ((30, 2), (300, 4), (3000, 6))


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class of a layer on the map; value None stands for all values not named."""

    value: str | int | None
    label: Text
    colour: str
    dashed: bool = False
    minzoom: float | None = None
    label_size: float | None = None


@dataclass(frozen=True, slots=True)
class MapStyle:
    """How a layer is drawn: MapLibre style layers without a source, and its legend."""

    layers: tuple[dict[str, Any], ...]
    legend: tuple[dict[str, Any], ...]


def map_style(layer: Layer) -> MapStyle:
    """Give style layers and legend of a vector layer.

    Parameters
    ----------
    layer
        Its `styling` may give `shape` (fill, line, circle; else by geometry),
        `class_field` and `classes` (value, label, colour, pattern "dash"), `colour`
        (of a layer in one class), `other` (of values that are no class), `label_field`,
        `minzoom`, `width`, `radius` and `fill_opacity`.
    """
    classes, shapes = map_classes(layer), _shapes(layer)
    drawn = [style for shape in shapes for style in _drawn(layer, shape, classes, shapes)]
    if layer.styling.get("label_field"):
        drawn += _labels(layer, classes)
    shown = shapes[0]
    return MapStyle(tuple(drawn), tuple(_legend_entry(c, shown) for c in classes))


def raster_paint(layer: Layer) -> dict[str, Any]:
    """Give how a map draws the tiles of a raster: classes are never mixed."""
    how = "nearest" if holds_classes(layer) else "linear"
    return {"raster-resampling": how, "raster-fade-duration": 0}


def map_classes(layer: Layer) -> tuple[MapClass, ...]:
    """Give the classes of a layer: those of its styling and the rest, or one for all."""
    hints = layer.styling
    listed: Sequence[Hints] = hints.get("classes") or ()
    if not listed or hints.get("class_field") not in layer.schema.names:
        colour = hints.get("colour") or PALETTE[zlib.crc32(layer.id.encode()) % len(PALETTE)]
        return (MapClass(None, layer.title, str(colour)),)
    found = [
        MapClass(
            c["value"],
            Text.of(c["label"]),
            c["colour"],
            c.get("pattern") == "dash",
            c.get("minzoom"),
            c.get("label_size"),
        )
        for c in listed
    ]
    return (*found, MapClass(None, PHRASES["other"], str(hints.get("other") or OTHER_COLOUR)))


def _shapes(layer: Layer) -> tuple[Shape, ...]:
    for own in GEOMETRIES:
        if own == layer.styling.get("shape"):
            return (own,)
    shape = SHAPES.get(layer.schema.geometry)
    return (shape,) if shape else ("fill", "line", "circle")


def _drawn(
    layer: Layer, shape: Shape, classes: tuple[MapClass, ...], shapes: tuple[Shape, ...]
) -> list[dict[str, Any]]:
    """Give the style layers of one shape, with dashed classes in a layer of their own."""
    field = layer.styling.get("class_field")
    base: dict[str, Any] = {"id": f"{layer.id}-{shape}", "type": shape, **_zoom(layer)}
    if len(shapes) > 1:
        base["filter"] = ["in", ["geometry-type"], ["literal", GEOMETRIES[shape]]]
    paint = _paint(layer.styling, shape, _colour(classes, field))
    dashed = [str(c.value) for c in classes if c.dashed]
    if shape == "circle" and any(c.minzoom for c in classes):
        return [base | paint | own for own in _by_class(layer, classes, str(base["id"]))]
    if shape != "line" or not dashed:
        return [base | paint, *_outline(layer, shape, base, classes)]
    is_dashed = ["in", ["to-string", ["get", field]], ["literal", dashed]]
    broken = {**paint, "paint": paint["paint"] | {"line-dasharray": DASH}}
    return [
        base | paint | {"filter": ["!", is_dashed]},
        base | broken | {"id": f"{layer.id}-dash", "filter": is_dashed},
    ]


def _colour(classes: tuple[MapClass, ...], field: str | None) -> Any:
    if len(classes) == 1:
        return classes[0].colour
    pairs = [part for c in classes[:-1] for part in (str(c.value), c.colour)]
    return ["match", ["to-string", ["get", field]], *pairs, classes[-1].colour]


def _paint(hints: Hints, shape: Shape, colour: Any) -> dict[str, Any]:
    if shape == "circle":
        return {
            "paint": {
                "circle-color": colour,
                "circle-radius": _by_zoom(float(hints.get("radius", 4))),
                "circle-stroke-color": RIM_COLOUR,
                "circle-stroke-width": 1,
            }
        }
    if shape == "line":
        return {
            "layout": {"line-cap": "round", "line-join": "round"},
            "paint": {"line-color": colour, "line-width": _by_zoom(float(hints.get("width", 1.5)))},
        }
    return {"paint": {"fill-color": colour, "fill-opacity": float(hints.get("fill_opacity", 0.6))}}


def _outline(
    layer: Layer, shape: Shape, base: dict[str, Any], classes: tuple[MapClass, ...]
) -> list[dict[str, Any]]:
    """Give the outline of a fill, in the colours of the fill: no colour but the legend's."""
    if shape != "fill":
        return []
    colour = _colour(classes, layer.styling.get("class_field"))
    paint = {"line-color": colour, "line-width": float(layer.styling.get("width", 1))}
    return [base | {"id": f"{layer.id}-outline", "type": "line", "paint": paint}]


def _zoom(layer: Layer) -> dict[str, float]:
    return {
        name: float(layer.styling[name])
        for name in ("minzoom", "maxzoom")
        if layer.styling.get(name) is not None
    }


def _by_zoom(size_px: float) -> list[Any]:
    return ["interpolate", ["linear"], ["zoom"], 6, size_px * 0.6, 12, size_px, 16, size_px * 2]


def _by_class(layer: Layer, classes: tuple[MapClass, ...], style_id: str) -> list[dict[str, Any]]:
    """Give id, filter and lowest zoom of a style layer for each class; the rest comes last."""
    value = ["to-string", ["get", layer.styling["class_field"]]]
    named = [str(c.value) for c in classes[:-1]]
    least = max(c.minzoom or 0 for c in classes)
    return [
        {
            "id": f"{style_id}-{c.value}",
            "filter": ["==", value, str(c.value)],
            "minzoom": float(c.minzoom or 0),
        }
        for c in classes[:-1]
    ] + [
        {
            "id": f"{style_id}-other",
            "filter": ["!", ["in", value, ["literal", named]]],
            "minzoom": float(least),
        }
    ]


def _labels(layer: Layer, classes: tuple[MapClass, ...]) -> list[dict[str, Any]]:
    """Give the label layers: one, or one for each class where classes have zooms of their own.

    The last layer of a style is placed first, so the most important class comes last.
    """
    label = _label_layer(layer, str(layer.styling["label_field"]), classes)
    if not any(c.minzoom for c in classes):
        return [label]
    sizes = [c.label_size for c in classes]
    owns = _by_class(layer, classes, str(label["id"]))
    ranked = [
        label | own | {"layout": label["layout"] | ({"text-size": size} if size else {})}
        for own, size in zip(owns, sizes, strict=True)
    ]
    return ranked[::-1]


def _crowd(layer: Layer) -> int:
    """Give how many zooms above its own a layer of points shows names: the more, the higher."""
    return next((zooms for most, zooms in CROWDS if layer.n_features <= most), CROWDS[-1][1] + 1)


def _label_layer(layer: Layer, field: str, classes: tuple[MapClass, ...]) -> dict[str, Any]:
    shape = SHAPES.get(layer.schema.geometry)
    # Names of points of one kind are small and in its colour: they stay behind the places.
    plain = shape == "circle" and len(classes) == 1
    colour = classes[0].colour if plain else LABEL_COLOUR
    lowest = float(layer.styling.get("minzoom", 5)) + (_crowd(layer) if shape == "circle" else 1)
    placed: dict[str, Any] = {}
    if shape == "circle":
        placed = {"text-anchor": "top", "text-offset": [0, 0.6]}
    elif label_source(layer):
        placed = {"symbol-sort-key": ["get", "label_rank"]}
    elif shape == "line":
        placed = {"symbol-placement": "line", "symbol-spacing": 400, "text-max-angle": 30}
    return {
        "id": f"{layer.id}-label",
        "type": "symbol",
        "minzoom": float(layer.styling.get("label_minzoom", lowest)),
        "layout": {
            "text-field": ["to-string", ["get", field]],
            "text-font": ["Noto Sans"],
            "text-size": 11 if plain else 12,
            "text-padding": 4,
            **placed,
        },
        "paint": {
            "text-color": str(layer.styling.get("label_colour") or colour),
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
    return out | ({"pattern": "dash"} if entry.dashed else {})
