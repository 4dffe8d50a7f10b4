"""MapLibre style documents: sources of own tiles, layers from the looks of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from layers.layer import Layer
from layers.picturing import StyleId
from layers.tiling.labels import SUFFIX, is_named
from server.documents.styling import raster_paint
from server.exchange.language import Language, say
from server.exchange.links import address
from server.styles.ground import DARK, LIGHT, basemap, ground_fields, land, sea
from server.styles.look import Look, Variant, look_of, pattern_layer
from server.styles.style import Style

CODE_ZOOM = 12.0
# Layers drawn below this zoom come together in one tile; no layer's id has a dash.
NEAR_ZOOM, TOGETHER = 8.0, "drawn-together"
FACES = (
    ("noto-sans-latin-600-normal.woff2", ["U+0000-00FF", "U+2000-206F"]),
    ("noto-sans-latin-ext-600-normal.woff2", ["U+0100-02FF", "U+1E00-1EFF"]),
)
_ORDER = ("raster", "fill", "line", "circle", "symbol")


def maplibre_document(
    style: Style, base_url: str, language: Language, fonts: str | None = None
) -> dict[str, Any]:
    """Give a style as MapLibre reads it.

    Parameters
    ----------
    style
        Which.
    base_url
        Public address of the service, for its tiles and patterns.
    language
        Of its name.
    fonts
        Address of the folder of the map's own fonts, None where it is not built: names are
        then written in a font of the reader's machine.
    """
    drawn = _drawn(style)
    together = _together(style, drawn)
    sources = _sources(style, drawn, together, base_url)
    drawn = [_joined(part, together) for part in drawn]
    document: dict[str, Any] = {
        "version": 8,
        "name": say(style.title, language),
        "metadata": {"penyangga:style": style.id},
        "sources": sources,
        "layers": drawn,
    }
    if any("fill-pattern" in layer.get("paint", {}) for layer in drawn):
        document["sprite"] = f"{base_url}/styles/sprite"
    if fonts is not None and any(layer["type"] == "symbol" for layer in drawn):
        faces = [{"url": f"{fonts}/{file}", "unicode-range": span} for file, span in FACES]
        document["font-faces"] = {"Noto Sans": faces}
    box = _box(style.layers)
    if box is not None:
        west, south, east, north = box
        document["center"] = [round((west + east) / 2, 4), round((south + north) / 2, 4)]
        document["zoom"] = 6
    return document


def _drawn(style: Style) -> list[dict[str, Any]]:
    if style.kind == "base":
        return basemap(style.layers, DARK if style.variant == "dark" else LIGHT)
    if style.kind == "layer":
        return _layer_drawn(style.layers[0], cast("StyleId", style.variant))
    variant = cast("Variant", style.variant)
    every = [part for layer in style.layers for part in _in_region(layer, variant)]
    every.sort(key=lambda part: _ORDER.index(part["type"]))
    return [sea(), *land(style.layers), *every]


def _in_region(layer: Layer, variant: Variant) -> list[dict[str, Any]]:
    """Give the layers of one among all: those not shown at first are switched off."""
    parts = _layer_drawn(layer, variant)
    if layer.styling.get("visible"):
        return parts
    return [p | {"layout": {**p.get("layout", {}), "visibility": "none"}} for p in parts]


def _layer_drawn(layer: Layer, variant: StyleId) -> list[dict[str, Any]]:
    if layer.kind == "raster":
        paint = raster_paint(layer)
        return [{"id": layer.id, "type": "raster", "source": layer.id, "paint": paint}]
    return vector_layers(look_of(layer, cast("Variant", variant)))


def vector_layers(look: Look) -> list[dict[str, Any]]:
    """Give the style layers of a look, with their source and patterns."""
    out = []
    for part in look.style.layers:
        placed = part | {"source": look.layer.id, "source-layer": look.layer.id}
        if part["type"] == "symbol":
            placed = _labelled(placed, look.layer)
        out.append(placed)
        if part["type"] == "fill" and any(look.patterns):
            out.append(pattern_layer(placed, look))
    return out


def _labelled(part: dict[str, Any], layer: Layer) -> dict[str, Any]:
    """Let names of areas stand at the points made for them, and codes begin close up."""
    hints = layer.styling
    if is_named(layer):
        part = part | {"source-layer": f"{layer.id}{SUFFIX}"}
    if layer.theme == "zoning" and hints.get("label_field") == hints.get("class_field"):
        part = part | {"minzoom": max(CODE_ZOOM, part.get("minzoom", 0.0))}
    return part


def _together(style: Style, drawn: Sequence[dict[str, Any]]) -> list[Layer]:
    """Give the layers that come in one tile: those drawn at first, and from afar too.

    What is switched off or drawn from close by only stays apart, so that nobody waits for it
    before it is seen.
    """
    seen = {
        part["source"]
        for part in drawn
        if "source" in part
        and part.get("layout", {}).get("visibility") != "none"
        and part.get("minzoom", 0) < NEAR_ZOOM
    }
    found = [one for one in style.layers if one.kind == "vector" and one.id in seen]
    return found if len(found) > 1 else []


def _joined(part: dict[str, Any], together: Sequence[Layer]) -> dict[str, Any]:
    ids = {layer.id for layer in together}
    return part | {"source": TOGETHER} if part.get("source") in ids else part


def _sources(
    style: Style, drawn: Sequence[dict[str, Any]], together: Sequence[Layer], base_url: str
) -> dict[str, Any]:
    """Give the sources of a style: one of the layers that come together, one of each other."""
    used = {layer["source"] for layer in drawn if "source" in layer}
    sources = {}
    if together:
        ids = ",".join(layer.id for layer in together)
        given = ground_fields(together) if style.kind == "base" else ()
        chosen = (("properties", ",".join(given)),) if given else ()
        url = address(f"{base_url}/tiles/{ids}/tilejson.json", chosen)
        sources[TOGETHER] = {"type": "vector", "url": url}
    for layer in style.layers:
        if layer.id in used and layer not in together:
            sources[layer.id] = _source(layer, style, base_url)
    return sources


def _source(layer: Layer, style: Style, base_url: str) -> dict[str, Any]:
    if layer.kind == "vector":
        return {"type": "vector", "url": f"{base_url}/tiles/{layer.id}/tilejson.json"}
    chosen = () if style.variant == "default" else (("style", str(style.variant)),)
    url = address(f"{base_url}/tiles/{layer.id}/picture.json", chosen)
    return {"type": "raster", "url": url, "tileSize": 256}


def _box(layers: Sequence[Layer]) -> tuple[float, float, float, float] | None:
    boxes = [layer.bbox for layer in layers if layer.bbox is not None]
    focus = [one.bbox for one in layers if one.bbox is not None and one.styling.get("focus")]
    if focus:
        return focus[0]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)
