"""The layer tree of the map: groups, layers, their styles and legends."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from layers.layer import Layer
from layers.starter.facts import source_words
from layers.tiling.grid import DEEPEST_USEFUL
from layers.tiling.labels import SUFFIX, is_named, label_fields
from server.config import ServerSettings
from server.documents.legends import cell_title, raster_legend, undrawn
from server.documents.phrases import GROUPS, group_title
from server.documents.plan import plan_of
from server.documents.styling import MapStyle, map_style, raster_paint
from server.exchange.links import address

MAX_ZOOM = 24
# Groups whose names go first where names collide.
LABELS = ("population", "boundaries", "plan", "zoning", "land", "infrastructure", "results")
# Boundaries of which the upper lie under the lower ones.
UPPER_FIRST = ("provinces", "regencies", "districts", "villages")
FOCUS_MARGIN = 0.4  # of the width and height of the layer in focus, on every side


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a layer is drawn: its style, and the parameters that ask for its tiles."""

    style: MapStyle
    query: tuple[tuple[str, str], ...] = ()


def layer_tree_document(
    layers: Iterable[Layer],
    settings: ServerSettings,
    draw: Callable[[Layer], Drawn] | None = None,
) -> dict[str, Any]:
    """Give the layers of the map in their groups, in the order in which the map draws them.

    A layer the map does not draw (a table without places) is listed with `source` null and
    says why in `not_drawn`. Where no layer is marked to be shown first, all that have
    features are.

    Parameters
    ----------
    layers
        Those of the workspace.
    settings
        Title and basemap of the service.
    draw
        How a layer is drawn; in its own colours unless told.
    """
    known = sorted(layers, key=_place)
    every = [(_group(layer), layer_entry(layer, draw or plain)) for layer in known]
    if not any(entry["visible"] for _, entry in every):
        every = [
            (group, entry | {"visible": _has_tiles_of_features(entry)}) for group, entry in every
        ]
    groups: dict[str, list[dict[str, Any]]] = {}
    for group, entry in every:
        groups.setdefault(group, []).append(entry)
    return {
        "groups": [
            {"id": group, "title": group_title(group).to_dict(), "layers": entries}
            for group, entries in groups.items()
        ],
        "region": {"bbox": region_bbox(known), "title": settings.title.to_dict()},
        "basemap": None if settings.basemap is None else settings.basemap.document(),
    }


def _group(layer: Layer) -> str:
    return str(layer.styling.get("group") or layer.theme or "other")


def _label_priority(layer: Layer) -> float:
    """Give how much the names of a layer matter where names collide; the higher goes first.

    Towns before boundaries, upper boundaries before lower ones, plans and facilities
    after them, and what was added from anywhere last.
    """
    group, order = _group(layer), _order(layer)
    weight = LABELS.index(group) if group in LABELS else len(LABELS)
    return -1000.0 * weight - order


def _place(layer: Layer) -> tuple[int, str, float, str]:
    group, ranks = _group(layer), list(GROUPS)
    rank = ranks.index(group) if group in GROUPS else len(ranks)
    return (rank, group, _order(layer), layer.id)


def _order(layer: Layer) -> float:
    """Give the order told for a layer; of boundaries told the same one the upper goes first."""
    known = layer.theme == "boundaries" and layer.id in UPPER_FIRST
    rank = UPPER_FIRST.index(layer.id) if known else len(UPPER_FIRST)
    return int(layer.styling.get("order", 100)) + rank / 10


def region_bbox(layers: Iterable[Layer]) -> list[float] | None:
    """Give the box to show first: around the layer marked `focus`, else of those shown first."""
    every = [layer for layer in layers if layer.bbox is not None]
    focus = next((layer.bbox for layer in every if layer.styling.get("focus")), None)
    if focus is not None:
        west, south, east, north = focus
        x, y = (east - west) * FOCUS_MARGIN, (north - south) * FOCUS_MARGIN
        return [west - x, south - y, east + x, north + y]
    shown = [layer for layer in every if layer.styling.get("visible")] or every
    boxes = [layer.bbox for layer in shown if layer.bbox is not None]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return [min(wests), min(souths), max(easts), max(norths)]


def _has_tiles_of_features(entry: dict[str, Any]) -> bool:
    return entry["source"] is not None and entry["source"]["type"] == "vector"


def plain(layer: Layer) -> Drawn:
    """Give how a layer is drawn in its own colours."""
    if layer.kind == "vector":
        return Drawn(map_style(layer))
    return picture_of(layer, raster_legend(layer))


def picture_of(layer: Layer, legend: Iterable[dict[str, Any]], variant: str = "") -> Drawn:
    """Give how a raster is drawn by tiles, in a style of its own or in the usual one."""
    picture = {"id": f"{layer.id}-raster", "type": "raster", "paint": raster_paint(layer)}
    return Drawn(MapStyle((picture,), tuple(legend)), (("style", variant),) if variant else ())


def _source(layer: Layer, query: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Give the tiles of a layer as a map's source, always those of the layer as it is now.

    Of vector layers they hold the fields that the style goes by: what else is told of a
    feature, its item says.
    """
    home = f"/tiles/{layer.id}/{{z}}/{{x}}/{{y}}"
    bounds: dict[str, Any] = {} if layer.bbox is None else {"bounds": list(layer.bbox)}
    if layer.kind == "raster":
        tiles = address(f"{home}.png", query)
        return {"type": "raster", "tiles": [tiles], "tileSize": 256, **bounds}
    fields = ",".join(label_fields(layer))
    tiles = address(f"{home}.pbf", (("properties", fields),))
    return {"type": "vector", "tiles": [tiles], "minzoom": 0, "maxzoom": DEEPEST_USEFUL, **bounds}


def layer_entry(layer: Layer, draw: Callable[[Layer], Drawn] = plain) -> dict[str, Any]:
    """Give one layer of the tree."""
    hints = layer.styling
    why = undrawn(layer)
    drawn = why is None
    look = draw(layer) if drawn else Drawn(MapStyle((), ()))
    style = look.style
    return {
        "id": layer.id,
        "title": layer.title.to_dict(),
        "description": layer.description.to_dict(),
        "kind": layer.kind,
        "geometry": layer.schema.geometry,
        "theme": layer.theme,
        "source": _source(layer, look.query) if drawn else None,
        "labels": f"{layer.id}{SUFFIX}" if drawn and is_named(layer) else None,
        "label_priority": _label_priority(layer),
        "not_drawn": None if why is None else why.to_dict(),
        "style": list(style.layers),
        "legend": list(style.legend),
        "legend_title": cell_title(layer),
        "class_field": hints.get("class_field"),
        "visible": drawn and bool(hints.get("visible", False)),
        "opacity": float(hints.get("opacity", 1.0)),
        "minzoom": float(hints.get("minzoom", 0)),
        "maxzoom": float(hints.get("maxzoom", MAX_ZOOM)),
        "licence": layer.licence,
        "attribution": layer.attribution,
        "source_text": layer.source,
        "source_words": source_words(layer.source).to_dict(),
        "data_date": layer.data_date,
        "trust": layer.trust,
        "modelled": layer.trust == "modelled",
        "n_features": layer.n_features,
        "bbox": list(layer.bbox) if layer.bbox else None,
        "revision": layer.revision,
        "plan": plan_of(layer),
        "label_field": hints.get("label_field"),
    }
