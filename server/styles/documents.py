"""Documents of styles: the list, what is told of each, and legends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from layers.picturing import note_of
from layers.picturing.styles import StyleId
from layers.text import Text
from server.exchange.answer import JSON
from server.exchange.language import say
from server.exchange.links import Link, address, link, representations
from server.exchange.visit import Visit
from server.styles import qml, sld
from server.styles.look import legend_entries, look_of
from server.styles.style import Style
from server.workspace import Workspace

STYLE_JSON = "application/vnd.mapbox.style+json"
LEGEND_REL = "http://www.opengis.net/def/rel/ogc/1.0/legend"
KINDS: Mapping[str, Text] = {
    "region": Text(
        "Semua lapisan kawasan dalam urutan peta; yang awalnya tidak tampil dimatikan.",
        "All layers of the region in the order of the map; those not shown at first are off.",
    ),
    "base": Text(
        "Laut, daratan, air, batas, jalan, dan nama tempat, dari lapisan sendiri saja.",
        "Sea, land, water, boundaries, roads and names of places, from own layers alone.",
    ),
}


def style_list(styles: Mapping[str, Style], visit: Visit) -> dict[str, Any]:
    """Give the list of styles (OGC API Styles)."""
    here = f"{visit.base_url}/styles"
    return {
        "links": representations(here, visit.pairs, JSON, shown=visit.shown),
        "default": next(iter(styles), None),
        "styles": [
            {
                "id": style.id,
                "title": say(style.title, visit.language),
                "titles": style.title.to_dict(),
                "links": style_links(style, visit.base_url),
            }
            for style in styles.values()
        ],
    }


def style_links(style: Style, base_url: str) -> list[Link]:
    """Give where a style is to be had, form by form."""
    home = f"{base_url}/styles/{style.id}"
    links = [link(home, "stylesheet", STYLE_JSON)]
    if style.kind == "layer":
        links += [
            link(address(home, (("f", "qml"),)), "stylesheet", qml.MEDIA),
            link(address(home, (("f", "sld"),)), "stylesheet", sld.MEDIA),
        ]
    return [
        *links,
        link(f"{home}/metadata", "describedby", JSON),
        link(f"{home}/legend", LEGEND_REL, JSON),
        link(address(home, (("f", "html"),)), "alternate", "text/html"),
    ]


def style_metadata(style: Style, visit: Visit) -> dict[str, Any]:
    """Give what is known of a style and of the layers it draws."""
    about = KINDS.get(style.kind) or style.layers[0].description
    return {
        "id": style.id,
        "title": say(style.title, visit.language),
        "titles": style.title.to_dict(),
        "description": say(about, visit.language),
        "scope": "style",
        "stylesheets": [
            {"title": one["type"], "link": one}
            for one in style_links(style, visit.base_url)
            if one["rel"] == "stylesheet"
        ],
        "layers": [
            {
                "id": layer.id,
                "title": say(layer.title, visit.language),
                "type": layer.kind,
                "attribution": layer.attribution,
                "licence": layer.licence,
                "trust": layer.trust,
                "revision": layer.revision,
            }
            for layer in style.layers
        ],
        "links": style_links(style, visit.base_url),
    }


def style_legend(workspace: Workspace, style: Style, visit: Visit) -> dict[str, Any]:
    """Give the legend of a style, layer by layer: exactly its colours and patterns."""
    return {
        "title": style.title.to_dict(),
        "layers": [
            {
                "id": layer.id,
                "title": layer.title.to_dict(),
                **legend_of(workspace, style, layer.id),
            }
            for layer in style.layers
            if style.kind != "base"
        ],
        "links": representations(
            f"{visit.base_url}/styles/{style.id}/legend", visit.pairs, JSON, shown=visit.shown
        ),
    }


def legend_of(workspace: Workspace, style: Style, layer_id: str) -> dict[str, Any]:
    """Give the legend of one layer of a style, and a note of what it cannot show."""
    layer = next(one for one in style.layers if one.id == layer_id)
    variant: StyleId = "default" if style.variant == "dark" else style.variant
    if layer.kind == "raster":
        note = note_of(variant)
        entries = workspace.picture(layer).legend(variant)
        told = None if note is None else note.to_dict()
        return {"note": told, "legend": [entry.to_dict() for entry in entries]}
    look = look_of(layer, "safe" if variant == "safe" else "default")
    return {"note": None, "legend": legend_entries(look)}
