"""The ground of maps: sea, land, water, boundaries, roads and places, from own layers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from layers.layer import Layer
from layers.tiling.labels import AREAS
from server.documents.styling import map_classes

Paint = dict[str, Any]
LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "sea": "#dfe9ec",
        "land": "#f3f1e8",
        "water": "#9fc3d1",
        "border": "#8a958f",
        "border-fine": "#c3c8c2",
        "case": "#c6c0ad",
        "road": "#ffffff",
        "road-major": "#f0d9a8",
        "ink": "#14211f",
        "halo": "#fbfaf6",
        "water-ink": "#2b5f7d",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "sea": "#0f1a1d",
        "land": "#1b2725",
        "water": "#1f4350",
        "border": "#6b756f",
        "border-fine": "#33433f",
        "case": "#0f1a19",
        "road": "#3a4a47",
        "road-major": "#6b5a38",
        "ink": "#eef2ef",
        "halo": "#14201f",
        "water-ink": "#8fb8c9",
    }
)
# Coarse boundaries before fine ones, with the lowest zoom and the width of each.
BORDERS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"provinces": (0, 1.8), "regencies": (5, 1.1), "districts": (8, 0.7), "villages": (11, 0.5)}
)
# Classes of roads as layers/infrastructure/roads.py tells them: width at zoom 12, lowest zoom.
ROADS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"toll": (3.2, 5), "arterial": (2.6, 5), "collector": (1.9, 8), "local": (1.2, 10)}
)
OTHER_ROAD = (0.9, 12)


def sea(colours: Mapping[str, str] = LIGHT) -> Paint:
    """Give the background."""
    return {"id": "sea", "type": "background", "paint": {"background-color": colours["sea"]}}


def land(layers: Sequence[Layer], colours: Mapping[str, str] = LIGHT) -> list[Paint]:
    """Give the land: the coarsest boundaries there are, filled."""
    coarsest = next(iter(_boundaries(layers)), None)
    if coarsest is None:
        return []
    fill = {"fill-color": colours["land"], "fill-outline-color": colours["land"]}
    return [{"id": "land", "type": "fill", "paint": fill} | _of(coarsest)]


def basemap(layers: Sequence[Layer], colours: Mapping[str, str]) -> list[Paint]:
    """Give a whole basemap: what lies over the land, from water to the names of places."""
    waters = _themed(layers, "waterways", "LineString")
    roads = _themed(layers, "roads", "LineString")
    places = _themed(layers, "settlements", "Point")
    out = [sea(colours), *land(layers, colours)]
    out += [layer for one in waters for layer in _water(one, colours)]
    out += [layer for one in _boundaries(layers) for layer in _border(one, colours)]
    for name in ("case", "road"):
        out += [_road(one, name, colours) for one in roads]
    out += [layer for one in waters for layer in _water_name(one, colours)]
    out += [layer for one in places for layer in _places(one, colours)]
    return out


def ground_fields(layers: Sequence[Layer]) -> list[str]:
    """Give the fields that a basemap of some layers goes by: no more need be in its tiles."""
    wanted = {"class", "name", *(one.styling.get("class_field") for one in layers)}
    held = dict.fromkeys(name for layer in layers for name in layer.schema.names)
    return [name for name in held if name in wanted]


def _of(layer: Layer) -> Paint:
    return {"source": layer.id, "source-layer": layer.id}


def _themed(layers: Sequence[Layer], layer_id: str, kind: str) -> list[Layer]:
    return [
        one
        for one in layers
        if one.id == layer_id and one.schema.geometry.removeprefix("Multi") in (kind, "Geometry")
    ]


def _boundaries(layers: Sequence[Layer]) -> list[Layer]:
    """Give the layers of boundaries, the coarsest first; one not known by its id comes last."""
    ranks = list(BORDERS)
    found = [
        one
        for one in layers
        if one.theme == "boundaries" and one.schema.geometry in AREAS and one.id in BORDERS
    ]
    others = [one for one in layers if one.theme == "boundaries" and one.schema.geometry in AREAS]
    return sorted(found, key=lambda one: ranks.index(one.id)) or others[:1]


def _growing(width_px: float) -> list[Any]:
    return ["interpolate", ["exponential", 1.5], ["zoom"], 5, width_px / 4, 12, width_px, 18, 9]


def _border(layer: Layer, colours: Mapping[str, str]) -> list[Paint]:
    least, width = BORDERS.get(layer.id, (0, 1.0))
    fine = "border-fine" if least > 7 else "border"
    paint: Paint = {"line-color": colours[fine], "line-width": width}
    if least:
        paint["line-dasharray"] = [4, 2]
    return [{"id": layer.id, "type": "line", "minzoom": least, "paint": paint} | _of(layer)]


def _water(layer: Layer, colours: Mapping[str, str]) -> list[Paint]:
    flowing: list[Any] = ["!=", ["to-string", ["get", "class"]], "ferry"]
    paint = {"line-color": colours["water"], "line-width": _growing(2.4)}
    crossing = {"line-color": colours["water"], "line-width": 1.2, "line-dasharray": [3, 2]}
    round_ends = {"line-cap": "round", "line-join": "round"}
    if "class" not in layer.schema.names:
        return [{"id": layer.id, "type": "line", "layout": round_ends, "paint": paint} | _of(layer)]
    return [
        {"id": layer.id, "type": "line", "filter": flowing, "layout": round_ends, "paint": paint}
        | _of(layer),
        {"id": f"{layer.id}-ferry", "type": "line", "minzoom": 8, "filter": ["!", flowing]}
        | {"paint": crossing}
        | _of(layer),
    ]


def _road(layer: Layer, name: str, colours: Mapping[str, str]) -> Paint:
    """Give the roads, wide below (the case) and narrow above, by class."""
    more = 1.6 if name == "case" else 0.0
    value: list[Any] = ["to-string", ["get", "class"]]
    stops: list[Any] = []
    for zoom, factor in ((5, 0.25), (12, 1.0), (18, 5.0)):
        widths = [p for k, (w, _) in ROADS.items() for p in (k, w * factor + more * (zoom > 8))]
        stops += [zoom, ["match", value, *widths, OTHER_ROAD[0] * factor + more * (zoom > 8)]]
    width: list[Any] = ["interpolate", ["exponential", 1.4], ["zoom"], *stops]
    least = [p for k, (_, z) in ROADS.items() for p in (k, z)]
    shown: list[Any] = [">=", ["zoom"], ["match", value, *least, OTHER_ROAD[1]]]
    major: list[Any] = [
        "match",
        value,
        ["toll", "arterial"],
        colours["road-major"],
        colours["road"],
    ]
    return {
        "id": f"{layer.id}-{name}",
        "type": "line",
        "filter": shown,
        "layout": {"line-cap": "round", "line-join": "round"},
        "paint": {"line-color": colours["case"] if name == "case" else major, "line-width": width},
    } | _of(layer)


def _text(colours: Mapping[str, str], ink: str = "ink") -> Paint:
    return {"text-color": colours[ink], "text-halo-color": colours["halo"], "text-halo-width": 1.4}


def _water_name(layer: Layer, colours: Mapping[str, str]) -> list[Paint]:
    if "name" not in layer.schema.names:
        return []
    layout = {
        "text-field": ["to-string", ["get", "name"]],
        "text-font": ["Noto Sans"],
        "text-size": 11,
        "symbol-placement": "line",
        "symbol-spacing": 400,
    }
    label = {"id": f"{layer.id}-name", "type": "symbol", "minzoom": 8, "layout": layout}
    return [label | {"paint": _text(colours, "water-ink")} | _of(layer)]


def _places(layer: Layer, colours: Mapping[str, str]) -> list[Paint]:
    """Give the names of places: those of the first class first, each from its own zoom on."""
    if "name" not in layer.schema.names:
        return []
    field = layer.styling.get("class_field")
    out = []
    for one in reversed(map_classes(layer)[:-1]):
        layout: Paint = {
            "text-field": ["to-string", ["get", "name"]],
            "text-font": ["Noto Sans"],
            "text-size": float(one.label_size or 12),
            "text-padding": 4,
        }
        wanted: list[Any] = ["==", ["to-string", ["get", field]], str(one.value)]
        label: Paint = {"id": f"{layer.id}-{one.value}", "type": "symbol", "filter": wanted}
        label |= {"minzoom": float(one.minzoom or 0), "layout": layout, "paint": _text(colours)}
        out.append(label | _of(layer))
    return out
