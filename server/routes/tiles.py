"""Vector tiles: the grids, the tilesets of a layer, and the tiles."""

from __future__ import annotations

from flask import Blueprint, Response

from server.collection import Collection
from server.exchange.answer import JSON, document_answer, dump_json
from server.routes.visit import reply, the_ask, the_visit, the_workspace
from server.tiles.answer import require_geometry, tile_answer
from server.tiles.documents import (
    tile_matrix_set_document,
    tile_matrix_sets_document,
    tilejson_document,
    tileset_document,
    tilesets_document,
)
from server.tiles.request import read_grid, read_place, read_tile_request

blueprint = Blueprint("tiles", __name__)


@blueprint.get("/tileMatrixSets")
def tile_matrix_sets() -> Response:
    """Give the list of grids."""
    return _document(tile_matrix_sets_document(the_visit()))


@blueprint.get("/tileMatrixSets/<grid_id>")
def tile_matrix_set(grid_id: str) -> Response:
    """Give one grid."""
    return _document(tile_matrix_set_document(read_grid(grid_id), the_visit()))


@blueprint.get("/collections/<layer_id>/tiles")
def tilesets(layer_id: str) -> Response:
    """Give the tilesets of a layer."""
    return _document(tilesets_document(_drawn(layer_id), the_visit()))


@blueprint.get("/collections/<layer_id>/tiles/<grid_id>")
def tileset(layer_id: str, grid_id: str) -> Response:
    """Give one tileset of a layer."""
    return _document(tileset_document(_drawn(layer_id), read_grid(grid_id), the_visit()))


@blueprint.get("/tiles/<layer_id>/tilejson.json")
def tilejson(layer_id: str) -> Response:
    """Give the TileJSON document of a layer."""
    return _document(tilejson_document(_drawn(layer_id), the_visit()))


@blueprint.get("/collections/<layer_id>/tiles/<grid_id>/<zoom>/<row>/<column>")
def tile(layer_id: str, grid_id: str, zoom: str, row: str, column: str) -> Response:
    """Give a tile; the row comes before the column."""
    return _tile(layer_id, grid_id, (zoom, column, row))


@blueprint.get("/tiles/<layer_id>/<zoom>/<column>/<row>.pbf")
def xyz(layer_id: str, zoom: str, column: str, row: str) -> Response:
    """Give a tile in Web Mercator by the address most maps know."""
    return _tile(layer_id, "WebMercatorQuad", (zoom, column, row))


def _tile(layer_id: str, grid_id: str, place: tuple[str, str, str]) -> Response:
    ask, workspace = the_ask(), the_workspace()
    collection = workspace.collection(layer_id)
    grid = read_grid(grid_id)
    request = read_tile_request(ask.query, grid, read_place(grid, *place), collection)
    return reply(tile_answer(workspace, ask, collection, request))


def _drawn(layer_id: str) -> Collection:
    collection = the_workspace().collection(layer_id)
    require_geometry(collection.layer)
    return collection


def _document(document: dict[str, object]) -> Response:
    return reply(document_answer(the_ask(), dump_json(document), media=JSON))
