"""Styles: the list, each style in every form, legends, and the patterns they use."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response

from layers.layer import Layer
from layers.text import Text
from server.errors import NothingHereError, ParameterError
from server.exchange.answer import JSON, Answer, document_answer, dump_json
from server.exchange.parameters import read_language, read_parameters, refuse_unknown
from server.exchange.visit import Visit
from server.pages import document_or_page
from server.routes.visit import reply, the_ask, the_visit, the_workspace
from server.routes.webmap import built_version
from server.styles import qml, sld
from server.styles.documents import (
    STYLE_JSON,
    legend_of,
    style_legend,
    style_list,
    style_metadata,
)
from server.styles.look import look_of
from server.styles.maplibre import maplibre_document
from server.styles.sprite import sprite_index, sprite_picture
from server.styles.style import Style, style_named, styles_of

blueprint = Blueprint("styles", __name__)
FORMS = ("json", "mapbox", "html", "qml", "sld")


@blueprint.get("/styles")
def styles() -> Response:
    """Give the list of styles."""
    visit = the_visit()
    every = styles_of(the_workspace().layers().values())
    page = ("styles/list.html", {"styles": list(every.values())})
    return reply(document_or_page(visit, style_list(every, visit), page))


@blueprint.get("/styles/<style_id>")
def style(style_id: str) -> Response:
    """Give a style for MapLibre, as QML or SLD, or as a page."""
    visit, form = _asked()
    found = _named(style_id)
    if form == "html":
        return reply(_page(found, visit))
    if form in ("qml", "sld"):
        return reply(_exported(found, visit, form))
    version = built_version()
    fonts = None if version is None else f"{visit.base_url}/static/webmap/{version}/fonts"
    document = maplibre_document(found, visit.base_url, visit.language, fonts)
    return reply(document_answer(visit.ask, dump_json(document), media=STYLE_JSON))


@blueprint.get("/styles/<style_id>/metadata")
def metadata(style_id: str) -> Response:
    """Give what is known of a style; for people the page of the style."""
    visit, found = the_visit(), _named(style_id)
    return reply(_page(found, visit))


@blueprint.get("/styles/<style_id>/legend")
def legend(style_id: str) -> Response:
    """Give the legend of a style, as a page for people too."""
    visit, found = the_visit(), _named(style_id)
    page = ("styles/legend.html", {"style": found, "legends": _legends(found)})
    return reply(document_or_page(visit, style_legend(the_workspace(), found, visit), page))


@blueprint.get("/styles/sprite.json")
def sprite() -> Response:
    """Give where each pattern lies in the picture of patterns."""
    return _sprite_index(1)


@blueprint.get("/styles/sprite@2x.json")
def sharp_sprite() -> Response:
    """Give the same for sharp screens."""
    return _sprite_index(2)


@blueprint.get("/styles/sprite.png")
def sprite_png() -> Response:
    """Give the picture of patterns."""
    return _sprite_picture(1)


@blueprint.get("/styles/sprite@2x.png")
def sharp_sprite_png() -> Response:
    """Give the same for sharp screens."""
    return _sprite_picture(2)


def _sprite_index(scale: int) -> Response:
    return reply(document_answer(the_ask(), dump_json(sprite_index(scale)), media=JSON))


def _sprite_picture(scale: int) -> Response:
    plain = replace(the_ask(), accept_encoding="")
    return reply(document_answer(plain, sprite_picture(scale), media="image/png"))


def _asked() -> tuple[Visit, str]:
    """Read the form and the language asked for; a browser gets the page."""
    ask, default = the_ask(), the_workspace().settings.language
    given = read_parameters(ask.query)
    refuse_unknown(given, ("f", "lang"))
    form = given.get("f")
    if form is not None and form not in FORMS:
        raise ParameterError(
            Text(
                f"f={form[:40]!r} tidak tersedia untuk gaya; pilih {', '.join(FORMS)}",
                f"f={form[:40]!r} is not offered for styles; choose {', '.join(FORMS)}",
            )
        )
    shown = "html" if form == "html" or (form is None and ask.format(None) == "html") else "json"
    language = ask.language(read_language(given), default)
    pairs = tuple(given.items())
    return Visit(ask, pairs, "html" if shown == "html" else "json", language), form or shown


def _named(style_id: str) -> Style:
    return style_named(style_id, the_workspace().layers().values())


def _page(style: Style, visit: Visit) -> Answer:
    page = ("styles/one.html", {"style": style, "legends": _legends(style)})
    return document_or_page(visit, style_metadata(style, visit), page)


def _legends(style: Style) -> list[tuple[Layer, dict[str, Any]]]:
    """Give each layer of a style with its legend; a basemap has no classes."""
    workspace = the_workspace()
    parts = [] if style.kind == "base" else list(style.layers)
    return [(layer, legend_of(workspace, style, layer.id)) for layer in parts]


def _exported(style: Style, visit: Visit, form: str) -> Answer:
    """Give the style of one layer as QML or SLD."""
    if style.kind != "layer":
        raise NothingHereError(
            Text(
                f"gaya {style.id} menggambar banyak lapisan; {form.upper()} ada untuk gaya satu "
                "lapisan, misalnya /styles/zoning",
                f"the style {style.id} draws many layers; {form.upper()} is given of styles of one "
                "layer, such as /styles/zoning",
            ),
            code="no-such-form",
        )
    layer, module = style.layers[0], qml if form == "qml" else sld
    if layer.kind == "raster" and style.variant != "dark":
        entries = the_workspace().picture(layer).legend(style.variant)
        write = qml.raster_qml if form == "qml" else sld.raster_sld
        body = write(layer, style.variant, entries, visit.language)
    else:
        look = look_of(layer, "safe" if style.variant == "safe" else "default")
        write_look = qml.vector_qml if form == "qml" else sld.vector_sld
        body = write_look(look, visit.language)
    name = ("Content-Disposition", f'inline; filename="{style.id}.{form}"')
    return document_answer(visit.ask, body, media=module.MEDIA, extra=(name,))
