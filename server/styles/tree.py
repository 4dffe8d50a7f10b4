"""How the tree draws the layers of the map: with patterns, in one palette or the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from layers.layer import Layer
from server.documents.layer_tree import Drawn, layer_tree_document, picture_of, plain
from server.documents.styling import MapStyle
from server.styles.look import Variant, legend_entries, look_of, pattern_layer
from server.styles.times import times_of
from server.workspace import Workspace


def tree_document(palette: Variant, workspace: Workspace) -> dict[str, Any]:
    """Give the tree of the map in a palette, each layer with its times where it has several."""
    known = list(workspace.layers().values())
    document = layer_tree_document(known, workspace.settings, drawn_in(palette, workspace))
    times = times_of(known)
    for group in document["groups"]:
        for entry in group["layers"]:
            entry["times"] = times.get(entry["id"], [])
    return document


def drawn_in(palette: Variant, workspace: Workspace) -> Callable[[Layer], Drawn]:
    """Give how each layer is drawn in a palette.

    Parameters
    ----------
    palette
        `default`: the layers' own colours; `safe`: those that people with red-green blindness
        tell apart as well. Areas whose colours are too near have patterns in both.
    workspace
        Holds the cells from which a raster without a legend gets one.
    """

    def draw(layer: Layer) -> Drawn:
        if layer.kind == "vector":
            return Drawn(_with_patterns(layer, palette))
        if palette == "default":
            return plain(layer)
        entries = workspace.picture(layer).legend(palette)
        return picture_of(layer, [entry.to_dict() for entry in entries], palette)

    return draw


def _with_patterns(layer: Layer, palette: Variant) -> MapStyle:
    """Give style and legend of a vector layer, its patterns right over the fills they belong to."""
    look = look_of(layer, palette)
    parts: list[dict[str, Any]] = []
    for part in look.style.layers:
        parts.append(part)
        if part["type"] == "fill" and any(look.patterns):
            parts.append(pattern_layer(part, look))
    return MapStyle(tuple(parts), tuple(legend_entries(look)))
