"""Raster tiles: the map tilesets of a raster, the tiles, and their legends."""

from __future__ import annotations

from flask import Blueprint, Response

from layers.picturing import Form
from server.errors import NothingHereError
from server.exchange.answer import GEOJSON, JSON, document_answer, dump_json
from server.exchange.ask import Ask
from server.exchange.parameters import (
    read_format,
    read_language,
    read_parameters,
    refuse_unknown,
)
from server.exchange.visit import Visit
from server.routes.visit import reply, the_ask, the_workspace
from server.tiles.answer import present_address
from server.tiles.cells import cell_document, read_at
from server.tiles.picturesets import (
    legend_document,
    map_tileset_document,
    map_tilesets_document,
    picture_tilejson,
)
from server.tiles.raster import DRAWING, Drawing, raster_tile_answer, read_drawing, read_size
from server.tiles.request import read_grid

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/collections/<layer_id>/map/tiles")
def map_tilesets(layer_id: str) -> Response:
    """Give the map tilesets of a raster."""
    drawing, visit, _ = _asked(layer_id)
    return _document(map_tilesets_document(drawing, visit))


@blueprint.get("/collections/<layer_id>/map/tiles/<grid_id>")
def map_tileset(layer_id: str, grid_id: str) -> Response:
    """Give one map tileset of a raster."""
    drawing, visit, _ = _asked(layer_id)
    return _document(map_tileset_document(drawing, read_grid(grid_id), visit))


@blueprint.get("/collections/<layer_id>/map/legend")
def legend(layer_id: str) -> Response:
    """Give the legend of a raster as it is drawn."""
    drawing, visit, _ = _asked(layer_id)
    return _document(legend_document(the_workspace(), drawing, visit))


@blueprint.get("/collections/<layer_id>/map/cell")
def cell(layer_id: str) -> Response:
    """Give the cell of a raster in which a place lies (`at`), as GeoJSON."""
    drawing, visit, given = _asked(layer_id, "at")
    document = cell_document(the_workspace(), drawing, read_at(given.get("at")), visit)
    return reply(document_answer(the_ask(), dump_json(document), media=GEOJSON))


@blueprint.get("/tiles/<layer_id>/picture.json")
def picture(layer_id: str) -> Response:
    """Give the TileJSON document of a raster."""
    drawing, visit, given = _asked(layer_id)
    return _document(picture_tilejson(drawing, visit, read_size(given.get("size"))))


@blueprint.get("/collections/<layer_id>/map/tiles/<grid_id>/<zoom>/<row>/<column>")
def map_tile(layer_id: str, grid_id: str, zoom: str, row: str, column: str) -> Response:
    """Give a raster tile; the row comes before the column."""
    return _tile((layer_id, grid_id, (zoom, column, row)))


@blueprint.get("/tiles/<layer_id>/<zoom>/<column>/<row>.png")
def png(layer_id: str, zoom: str, column: str, row: str) -> Response:
    """Give a raster tile in Web Mercator as PNG by the address most maps know."""
    return _tile((layer_id, "WebMercatorQuad", (zoom, column, row)), "png")


@blueprint.get("/tiles/<layer_id>/<zoom>/<column>/<row>.webp")
def webp(layer_id: str, zoom: str, column: str, row: str) -> Response:
    """Give a raster tile in Web Mercator as WebP by the address most maps know."""
    return _tile((layer_id, "WebMercatorQuad", (zoom, column, row)), "webp")


def _tile(address: tuple[str, str, tuple[str, str, str]], form: Form | None = None) -> Response:
    ask, workspace = the_ask(), the_workspace()
    given = read_parameters(ask.query)
    try:
        return reply(raster_tile_answer(workspace, ask, address, given, form))
    except NothingHereError as error:
        return reply(present_address(ask, error))


def _asked(layer_id: str, *more: str) -> tuple[Drawing, Visit, dict[str, str]]:
    """Read a request for a document of a picture; `more` are parameters of its own."""
    ask: Ask = the_ask()
    workspace = the_workspace()
    given = read_parameters(ask.query)
    refuse_unknown(given, (*DRAWING, "f", "lang", *more))
    read_format(given)
    language = ask.language(read_language(given), workspace.settings.language)
    visit = Visit(ask, tuple(given.items()), "json", language)
    read_size(given.get("size"))
    return read_drawing(workspace, layer_id, given), visit, given


def _document(document: dict[str, object]) -> Response:
    return reply(document_answer(the_ask(), dump_json(document), media=JSON))
